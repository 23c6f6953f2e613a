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
class Joined:
    """Weights that hold a bias too. read: as they are read then. weights, bias: in the problem. made: joined of both.

    at_start: whether the bias comes first.
    """

    read: Symbol
    weights: Symbol
    bias: Symbol
    made: Node
    at_start: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How the arrays of a statement are read.

    turned: the arrays of the problem whose rows and columns are changed over. cut: those of which the last row or
    column is left out, because it has one more in the problem; at_start: the first one is. joined: weights that have
    one more than in the problem, for a bias.
    """

    turned: tuple[Symbol, ...] = ()
    cut: tuple[Symbol, ...] = ()
    at_start: bool = False
    joined: Joined | None = None

    @property
    def is_as_declared(self) -> bool:
        """Whether every array is read as it stands in the problem."""
        return self == Way()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a statement. body: in arrays of the shapes that they have in this reading.

    layout: that in which derivatives by arrays stand in the body; None where there are none.
    """

    body: Node | IndexDefinition
    way: Way = Way()
    layout: Layout | None = None

    @property
    def turned(self) -> tuple[Symbol, ...]:
        """The arrays whose rows and columns are changed over."""
        return self.way.turned

    @property
    def cut(self) -> tuple[Symbol, ...]:
        """The arrays that are read without a row or column."""
        return self.way.cut

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
        return next((reading for reading in self.readings if reading.way.is_as_declared), None)

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
