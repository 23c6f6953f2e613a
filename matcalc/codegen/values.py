"""Pieces of generated code: the text of a value, how strongly it binds, and which axes its array has.

A declared m×n has a row axis and a column axis. An axis along which the value does not change may be absent: ones are
the number 1, a column against a matrix is a column until the two meet. A declared length of 1 is always absent, so a
vector is 1-D and a scalar 0-D, whatever sizes the arrays have when the code runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """An expression of Python. rows, cols: whether its array has that axis, row axis first."""

    text: str
    level: Level
    rows: bool = False
    cols: bool = False

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

    def beside(self, rows: bool, cols: bool) -> Value:
        """The value, such that it stretches to an array with these axes."""
        if self.rows and not self.cols and rows and cols:
            return replace(self, text=f"{self.atom}[:, None]", level=Level.ATOM)
        return self

    def transposed(self) -> Value:
        """The transpose; a vector is 1-D and stays as it is."""
        if self.is_matrix:
            return Value(f"{self.atom}.T", Level.ATOM, rows=True, cols=True)
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
    return replace(value, text=f"-{value.at(Level.POWER, Level.TIMES)}", level=Level.NEGATIVE)


def scaled(coefficient: Fraction, value: Value) -> Value:
    """A number times a value."""
    if coefficient == 1:
        return value
    if coefficient < 0:
        return negated(scaled(-coefficient, value))
    factor = number(coefficient)
    if coefficient.numerator == 1 and factor.level is Level.TIMES:
        return replace(
            value, text=f"{value.at(Level.TIMES, Level.POWER)} / {coefficient.denominator}", level=Level.TIMES
        )
    return replace(value, text=f"{factor.atom} * {value.at(Level.POWER)}", level=Level.TIMES)


def multiplied(above: list[Value], below: list[Value]) -> Value:
    """The product of the values `above` over the product of those `below`, entry by entry."""
    if len(above) == 2 and not below and [(each.rows, each.cols) for each in above] == [(True, False), (False, True)]:
        return call("np.outer", above[0].text, above[1].text, rows=True, cols=True)
    rows = any(value.rows for value in (*above, *below))
    cols = any(value.cols for value in (*above, *below))
    texts = [value.beside(rows, cols).at(Level.POWER) for value in above]
    text = " * ".join(texts) if texts else "1"
    for value in below:
        text += f" / {value.beside(rows, cols).at(Level.POWER)}"
    return Value(text, Level.TIMES, rows, cols)
