"""What a problem states a second time, as it was typed and in every way in which it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.shapes import Shape


@dataclass(frozen=True, slots=True)
class EquationOf:
    """The statement says what `of` is."""

    of: Symbol


@dataclass(frozen=True, slots=True)
class GradientAt:
    """The statement says what ∇_of of the output is, which has the shape of `of`."""

    of: Symbol


@dataclass(frozen=True, slots=True)
class DerivativeOf:
    """The statement says what ∂of/∂by is."""

    of: Symbol
    by: Symbol


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """The statement says which shape `of` has."""

    of: Symbol
    shape: Shape


Subject = EquationOf | GradientAt | DerivativeOf | ShapeOf


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a statement.

    body: in arrays of the shapes that they have in this reading. turned: the arrays of the problem whose rows and
    columns are changed over in it. cut: those of which the last row or column is left out in it, because it has one
    more in the problem. free: the indices of the left side, those of `of` first.
    """

    body: Node | IndexDefinition
    turned: tuple[Symbol, ...] = ()
    cut: tuple[Symbol, ...] = ()

    @property
    def free(self) -> tuple[Index, ...]:
        """The indices of the left side; none where the statement is in matrix form."""
        return self.body.places if isinstance(self.body, IndexDefinition) else ()


@dataclass(frozen=True, slots=True)
class Statement:
    """place: the table of the file, such as [[state]] 2. text: as it was typed. words: what the file says of it.

    readings: those with the fewest changes first; none where the statement is about a shape. layout: that in which a
    derivative is said to be written, None where nothing is said. fault: the message that it can not be read with the
    shapes of the problem, with its place in the file; empty where it can.
    """

    place: str
    text: str
    words: str
    subject: Subject
    readings: tuple[Reading, ...]
    layout: Layout | None = None
    fault: str = ""

    @property
    def as_declared(self) -> Reading | None:
        """The reading in which every array has the shape that it has in the problem; None where there is none."""
        return next((reading for reading in self.readings if not reading.turned and not reading.cut), None)

    @property
    def symbols(self) -> Iterator[Symbol]:
        """The arrays that it is about."""
        yield self.subject.of
        if isinstance(self.subject, DerivativeOf):
            yield self.subject.by


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated a second time of the equations of a program."""

    program: Program
    statements: tuple[Statement, ...]
