"""Arithmetic with whole numbers and fractions, as one does it on paper, and the functions that come out there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Array, NotRationalError, UndefinedError
from matcalc.checking.dual import DualArithmetic, Moving
from matcalc.forms.functions import Function

SMALLEST, LARGEST = -3, 3
"""Of the values of an unknown function."""

RATIONAL = ("abs", "relu", "sign", "step")
"""Known functions with rational values; none of them is looked at where it has a kink."""


class NoNumbersError(Exception):
    """A function has no rational values. Its argument is the name of the function."""


class FractionArithmetic(DualArithmetic):
    """Exact numbers. An unknown function has a value of its own at each argument: a table, which grows as it is read.

    random: the values of the table.
    """

    kind = "fractions"
    rounds = False
    floor = 0.0

    def __init__(self, random: Random) -> None:
        self._random = random
        self._tables: dict[Function, dict[Fraction, Fraction]] = {}

    @property
    def tables(self) -> Mapping[Function, Mapping[Fraction, Fraction]]:
        """The values of each unknown function, and of its derivatives, at the arguments that were read."""
        return self._tables

    def plus(self, left: Array, right: Array) -> Array:
        made: Array = left + right
        return made

    def times(self, left: Array, right: Array) -> Array:
        made: Array = left * right
        return made

    def total(self, array: Array, axes: tuple[int, ...]) -> Array:
        made: Array = array.sum(axis=axes, keepdims=True)
        return made

    def inner(self, subscripts: str, left: Array, right: Array) -> Array:
        made: Array = np.einsum(subscripts, left, right)
        return made

    def reciprocal(self, array: Array) -> Array:
        if not array.all():
            raise UndefinedError
        return _each(lambda value: 1 / value, array)

    def rational(self, value: Fraction) -> Array:
        return np.array(value, dtype=object)

    def pattern(self, array: Array) -> Array:
        return _each(lambda value: Fraction(int(value)), array)

    def power(self, value: Moving, exponent: Fraction) -> Moving:
        roots = self.plain(value)
        for _ in range(exponent.denominator.bit_length() - 1):
            roots = _each(_root, roots)
        if exponent.denominator & (exponent.denominator - 1):
            raise NotRationalError
        return self.whole_power(roots, exponent.numerator)

    def apply(self, function: Function, value: Moving) -> Moving:
        if not function.is_known:
            return _each(lambda each: self._looked_up(function, each), self.plain(value))
        if function.name == "sqrt" and function.order == 0:
            return _each(_root, self.plain(value))
        if function.name not in RATIONAL or function.order > 1:
            raise NoNumbersError(function.name)
        values = self.plain(value)
        if not values.all():
            raise UndefinedError  # at a kink
        return _each(lambda each: _stepped(function, each), values)

    def constant(self, name: str) -> Array:
        raise NoNumbersError(name)

    def log_determinant(self, value: Moving) -> Moving:  # noqa: ARG002  # it is never rational
        raise NoNumbersError("logdet")

    def softmax(self, value: Moving, axes: tuple[int, ...]) -> Moving:  # noqa: ARG002  # it is never rational
        raise NoNumbersError("softmax")

    def log_sum_exp(self, value: Moving, axes: tuple[int, ...]) -> Moving:  # noqa: ARG002  # it is never rational
        raise NoNumbersError("logsumexp")

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:
        numbers = [n for n in range(SMALLEST, LARGEST + 1) if n * sign > 0 or (n and not sign)]
        made = np.empty(shape, dtype=object)
        for place in np.ndindex(shape):
            made[place] = Fraction(random.choice(numbers))
        return made

    def error(self, left: Array, right: Array) -> Array:
        return np.where(left == right, 0.0, np.inf)

    def _looked_up(self, function: Function, value: Fraction) -> Fraction:
        table = self._tables.setdefault(function, {})
        if value not in table:
            table[value] = Fraction(self._random.choice([n for n in range(SMALLEST, LARGEST + 1) if n]))
        return table[value]


def _each(function: Callable[[Fraction], Fraction], array: Array) -> Array:
    return np.asarray(np.frompyfunc(function, 1, 1)(array), dtype=object)


def _stepped(function: Function, value: Fraction) -> Fraction:
    """The value, or the slope, of a function that is straight on both sides of 0; the argument is not 0."""
    sign, is_positive = (1 if value > 0 else -1), value > 0
    match function.name, function.order:
        case "abs", 0:
            return abs(value)
        case ("abs", 1) | ("sign", 0):
            return Fraction(sign)
        case "relu", 0:
            return max(value, Fraction(0))
        case ("relu", 1) | ("step", 0):
            return Fraction(int(is_positive))
        case _:
            return Fraction(0)


def _root(value: Fraction) -> Fraction:
    """The square root. Raises UndefinedError where it is not rational: other numbers have one."""
    if value < 0:
        raise UndefinedError
    found = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if found * found != value:
        raise UndefinedError
    return found
