"""Pieces of generated code: the text of a value, how strongly it binds, and which axes its array has.

A declared m×n has a row axis and a column axis. An axis along which the value does not change may be absent: ones are
the number 1, a column against a matrix is a column until the two meet. A declared length of 1 is always absent, so a
vector is 1-D and a scalar 0-D, whatever sizes the arrays have when the code runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from matcalc.errors import InputError


class Level(IntEnum):
    """How strongly the outermost operator of a text binds."""

    SUM = 0
    NEGATIVE = 1
    TIMES = 2
    MATMUL = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Value:
    """An expression of Python. rows, cols: whether its array has that axis, row axis first.

    wide: of a column, a text for it with two axes, where there is a better one than x[:, None]. truth: of zeros and
    ones, a text for it as truth values, where there is one.
    """

    text: str
    level: Level
    rows: bool = False
    cols: bool = False
    wide: str = ""
    truth: str = ""

    @property
    def is_matrix(self) -> bool:
        return self.rows and self.cols

    @property
    def is_scalar(self) -> bool:
        return not self.rows and not self.cols

    def at(self, *levels: Level) -> str:
        """The text, in parentheses unless its level is one of `levels` or it is an atom."""
        return self.text if self.level in (*levels, Level.ATOM) else f"({self.text})"

    @property
    def atom(self) -> str:
        """The text as something that can be called upon: A.T, A[0]."""
        return self.at()

    def rewritten(self, text: str, level: Level) -> Value:
        """Another text for a value with the same axes."""
        return Value(text, level, self.rows, self.cols)

    def beside(self, rows: bool, cols: bool) -> Value:
        """The value, such that it stretches to an array with these axes."""
        if self.rows and not self.cols and rows and cols:
            return self.rewritten(self.wide or f"{self.atom}[:, None]", Level.ATOM)
        return self

    def transposed(self) -> Value:
        """The transpose; a vector is 1-D and stays as it is."""
        if self.is_matrix:
            is_turned = self.level is Level.ATOM and self.text.endswith(".T")
            return self.rewritten(self.text.removesuffix(".T") if is_turned else f"{self.atom}.T", Level.ATOM)
        return Value(self.text, self.level, self.cols, self.rows)


def call(function: str, *arguments: str, rows: bool = False, cols: bool = False) -> Value:
    """A call of a function."""
    return Value(f"{function}({', '.join(arguments)})", Level.ATOM, rows, cols)


def number(value: Fraction) -> Value:
    """A rational number. Raises InputError for one that is no float."""
    try:
        nearest = float(value)
    except OverflowError:
        raise InputError("a number is too large for floating-point arithmetic; the largest is about 1.8e308") from None
    if value.denominator == 1 and abs(value) < 10**15:
        text = str(value.numerator)
    elif Fraction(repr(nearest)) == value or abs(value.numerator) >= 10**15 or value.denominator >= 10**15:
        text = repr(nearest)
    else:
        return Value(f"{value.numerator} / {value.denominator}", Level.NEGATIVE if value < 0 else Level.TIMES)
    return Value(text, Level.NEGATIVE if value < 0 else Level.ATOM)


def negated(value: Value) -> Value:
    """Minus a value."""
    return value.rewritten(f"-{value.at(Level.POWER, Level.TIMES)}", Level.NEGATIVE)


def scaled(coefficient: Fraction, value: Value) -> Value:
    """A number times a value."""
    if coefficient == 1:
        return value
    if coefficient < 0:
        return negated(scaled(-coefficient, value))
    factor = number(coefficient)
    if value.level is Level.TIMES and not value.text.startswith("1 / "):
        return value.rewritten(f"{factor.atom} * {value.text}", Level.TIMES)
    if coefficient.numerator == 1 and factor.level is Level.TIMES:
        return value.rewritten(f"{value.at(Level.TIMES, Level.POWER)} / {coefficient.denominator}", Level.TIMES)
    return value.rewritten(f"{factor.atom} * {value.at(Level.POWER)}", Level.TIMES)


def outer_sides(values: list[Value]) -> tuple[list[Value], list[Value]] | None:
    """The factors of the column, with all numbers, and those of the row, of a product that is an outer product."""
    if any(each.is_matrix for each in values):
        return None
    rows = [each for each in values if each.cols]
    columns = [each for each in values if each.rows]
    numbers = [each for each in values if each.is_scalar]
    return ([*numbers, *columns], rows) if rows and columns else None


def thin_first(above: list[Value], below: list[Value]) -> tuple[list[Value], list[Value]]:
    """Beside a matrix, numbers and a column as one factor, so that only one pass goes over the whole matrix."""
    numbers = [each for each in above if each.is_scalar]
    divisors = [each for each in below if each.is_scalar]
    columns = [each for each in above if each.rows and not each.cols]
    matrices = [each for each in above if each not in numbers and each not in columns]
    if len(columns) != 1 or not (numbers or divisors) or not any(each.is_matrix for each in above):
        return above, below
    return [multiplied([*numbers, *columns], divisors), *matrices], [each for each in below if each not in divisors]


def multiplied(above: list[Value], below: list[Value]) -> Value:
    """The product of the values `above` over the product of those `below`, entry by entry."""
    rows = any(value.rows for value in (*above, *below))
    cols = any(value.cols for value in (*above, *below))
    texts = [value.beside(rows, cols).at(Level.POWER) for value in above]
    if len(above) == 1 and below:
        texts = [above[0].beside(rows, cols).at(Level.POWER, Level.MATMUL)]
    text = " * ".join(texts) if texts else "1"
    for value in below:
        text += f" / {value.beside(rows, cols).at(Level.POWER)}"
    return Value(text, Level.TIMES, rows, cols)
