"""What operators demand of the lengths of their operands."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.shapes import Shape
from matcalc.notation.inference.lengths import Lengths, Place, unknowns

TWO = Dimension.number(2)


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of an expression.

    names: the undeclared arrays in it. is_literal: made of numbers, eye(n) and their like, no array in it.
    uses: the indices that stand in it and that no sum in it binds, each with the length of its axis.
    """

    shape: Shape
    names: frozenset[str] = frozenset()
    is_literal: bool = False
    uses: tuple[tuple[str, Dimension], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Equal:
    """Two lengths are equal. rule: the sentence that says so."""

    place: Place
    rule: str
    left: Dimension
    right: Dimension

    @property
    def lengths(self) -> tuple[Dimension, ...]:
        return (self.left, self.right)

    def enforce(self, known: Lengths) -> None:
        known.equate(self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class Thin:
    """A softmax without an axis is that of a row or a column."""

    place: Place
    rule: str
    shape: Shape

    @property
    def lengths(self) -> tuple[Dimension, ...]:
        return (self.shape.rows, self.shape.cols)

    def enforce(self, known: Lengths) -> None:
        rows, cols = map(known.value, self.lengths)
        if _is_long(rows):
            known.equate(cols, ONE)
        elif _is_long(cols):
            known.equate(rows, ONE)


@dataclass(frozen=True, slots=True, eq=False)
class Elementwise:
    """Operands of one shape, where rows, columns and scalars stretch; `result` is the shape of all together."""

    place: Place
    rule: str
    operands: tuple[Operand, ...]
    result: Shape
    is_sum: bool

    @property
    def lengths(self) -> tuple[Dimension, ...]:
        shapes = (*(operand.shape for operand in self.operands), self.result)
        return tuple(length for shape in shapes for length in (shape.rows, shape.cols))

    def enforce(self, known: Lengths) -> None:
        _enforce_axis([operand.shape.rows for operand in self.operands], self.result.rows, known)
        _enforce_axis([operand.shape.cols for operand in self.operands], self.result.cols, known)


def _enforce_axis(lengths: list[Dimension], result: Dimension, known: Lengths) -> None:
    for length in map(known.value, lengths):
        if _is_long(length):
            known.equate(length, result)
    if known.value(result).is_one:
        for length in lengths:
            known.equate(length, ONE)
    open_ones = {value for length in lengths if not (value := known.value(length)).is_one}
    if not open_ones:
        known.equate(result, ONE)
    elif len(open_ones) == 1:
        known.equate(open_ones.pop(), result)


def _is_long(length: Dimension) -> bool:
    """Whether it is surely not the length of an axis that stretches."""
    return (not unknowns(length) and not length.is_one) or (length - TWO).is_surely_natural
