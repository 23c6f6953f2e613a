"""The record of one derivation: steps of equal value, in an unbroken chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Factor, IndexSum
from matcalc.forms.indices import Index, Place, Within
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Axes, Shape

Expression = IndexSum | Node
"""One side of a step. An array stands for its entries at the free indices of the chain."""

Prose = tuple["str | Expression | Factor | Place | Within | Shape | Axes | Dimension | Gradient | Derivative", ...]
"""Words and mathematics as data; every printer typesets the mathematics its own way."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """∇_x E, or ∂y/∂x of an array y, written out, for the left side of a line and for prose.

    x̄, its short name, is the node Cotangent.
    """

    of: Node
    output: Node


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂y/∂x, turned as the layout of the page has it. Of a scalar y it is ∇_x y or the transpose of that."""

    of: Node
    output: Node


@dataclass(frozen=True, slots=True)
class InLayout:
    """Mathematics as another layout than that of the page writes it."""

    layout: Layout
    part: Node | Derivative


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write in, where mathematics or words are asked for instead of told.

    label: what it is called on its sheet, such as 2.3. columns: the width of what fits in, in characters of text.
    lines: how many lines of that. marks: whether it is printed as ??? instead of a box. It does not hold its answer, so
    that no sheet can give it away.
    """

    label: str
    columns: int
    lines: int = 1
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Holes:
    """Matrix form whose operators are asked for: a hole stands wherever an operator or a transpose could stand.

    label: as that of a blank.
    """

    label: str
    of: Node


@dataclass(frozen=True, slots=True)
class Numerals:
    """An array of numbers, by its rows: a vector has rows of one entry, a scalar is one row with one."""

    rows: tuple[tuple[Fraction, ...], ...]


def why(*parts: str | Expression | Factor | Place | Within | Shape | Axes | Dimension | Gradient | Derivative) -> Prose:
    """A reason built from words and mathematics."""
    return parts


_Part = TypeVar("_Part")


def listed(parts: Sequence[_Part]) -> tuple[_Part | str, ...]:
    """a, b and c: several things in one sentence."""
    words: list[_Part | str] = []
    for number, part in enumerate(parts):
        link = " and " if number == len(parts) - 1 else ", "
        words += [link, part] if number else [part]
    return tuple(words)


class Stage(Enum):
    """What a step is for."""

    EXPAND = "expand"
    DIFFERENTIATE = "differentiate"
    CONTRACT = "contract"
    CHAIN = "chain"
    ADJOINT = "adjoint"
    COLLAPSE = "collapse"
    SIMPLIFY = "simplify"
    SOLVE = "solve"


@dataclass(frozen=True, slots=True)
class Step:
    """One application of one rule. `before` and `after` are whole expressions of equal value.

    `at` is the path of the part that changed: the number of a term, then of a factor. `substeps` say the same in
    smaller steps; they derive the part that is put in, not the whole expression.
    """

    rule: str
    stage: Stage
    before: Expression
    after: Expression
    reason: Prose
    source: str
    at: tuple[int, ...] = ()
    substeps: tuple[Chain, ...] = ()

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides as SymPy objects: Sum, Indexed and KroneckerDelta for index form, MatrixExpr for matrix form.

        Indices count from 0 there, as SymPy's do; see forms.sympy_export for the names. Imports SymPy.
        """
        from matcalc.forms.sympy_export import to_sympy

        return to_sympy(self.before), to_sympy(self.after)


@dataclass(frozen=True, slots=True)
class Chain:
    """start = … = end. `free` are the free indices on both sides of every step, row index first.

    Raises InvariantError where a step does not begin with what the one before it ended with.
    """

    free: tuple[Index, ...]
    start: Expression
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        current = self.start
        for step in self.steps:
            if step.before is not current and step.before != current:
                raise InvariantError(f"the step {step.rule!r} does not begin where the one before it ended")
            current = step.after

    @property
    def end(self) -> Expression:
        return self.steps[-1].after if self.steps else self.start

    def then(self, *steps: Step) -> Chain:
        """The chain with steps added at its end."""
        return Chain(self.free, self.start, (*self.steps, *steps)) if steps else self

    def walk(self) -> Iterator[tuple[Chain, Step]]:
        """Every step with the chain it stands in, substeps before the step that they explain."""
        for step in self.steps:
            for inner in step.substeps:
                yield from inner.walk()
            yield self, step
