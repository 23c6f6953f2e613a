"""Whole numbers from −3 to 3, for examples that a reader can follow: exactly as fractions, or in float64."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import perm
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Array, NotRationalError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.dual import Dual, Moving
from matcalc.checking.rational import RationalArithmetic
from matcalc.forms.functions import Function

LARGEST = 3

CHOICES = (-3, -2, -1, 1, 2, 3)

EVEN = (-2, 0, 2)
"""Of which half the sum of a matrix and its transpose is whole."""


MOST_DIGITS = 12
"""Of a numerator or a denominator: with more, an example shows nothing, and powers of powers take for ever."""

Powers = Mapping[str, int]
"""f(x) = x², g(x) = x³: the exponent for every unknown function."""


def whole_numbers(random: Random, shape: tuple[int, ...], sign: int, *, even: bool) -> list[int]:
    """So many numbers as an array of that shape has."""
    found = [random.choice(EVEN if even else CHOICES) for _ in range(int(np.prod(shape)))]
    return [sign * (abs(number) or LARGEST) for number in found] if sign else found


class FractionArithmetic(RationalArithmetic):
    """Dual numbers over the rational numbers. An unknown function of x is a power of x."""

    kind = "fractions"

    def __init__(self, powers: Powers, *, even: bool) -> None:
        self._powers = powers
        self._even = even

    def plus(self, left: Array, right: Array) -> Array:
        return _small(left + right)

    def times(self, left: Array, right: Array) -> Array:
        return _small(left * right)

    def total(self, array: Array, axes: tuple[int, ...]) -> Array:
        return _small(array.sum(axis=axes, keepdims=True))

    def inner(self, subscripts: str, left: Array, right: Array) -> Array:
        return _small(np.einsum(subscripts, left.astype(object), right.astype(object)))

    def reciprocal(self, array: Array) -> Array:
        if not (array != 0).all():
            raise UndefinedError
        made: Array = Fraction(1) / array
        return made

    def rational(self, value: Fraction) -> Array:
        return np.array(value, dtype=object)

    def pattern(self, array: Array) -> Array:
        made: Array = np.vectorize(Fraction, otypes=[object])(array)
        return made

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:
        numbers = [Fraction(number) for number in whole_numbers(random, shape, sign, even=self._even)]
        return np.array(numbers, dtype=object).reshape(shape)

    def apply(self, function: Function, value: Moving) -> Moving:
        if function.is_known:
            raise NotRationalError
        at = self.plain(value)
        result = self._power(function, at)
        if not isinstance(value, Dual):
            return result
        return Dual(result, self.times(self._power(function.derivative(), at), value.tangent))

    def _power(self, function: Function, at: Array) -> Array:
        exponent = self._powers[function.name]
        return _small(perm(exponent, function.order) * _small(at) ** max(exponent - function.order, 0))

    def constant(self, name: str) -> Array:
        raise NotRationalError(name)


def _small(array: Array) -> Array:
    """The same array. Raises UndefinedError where a number has too many digits."""
    if any(max(abs(number.numerator), number.denominator) >= 10**MOST_DIGITS for number in array.flat):
        raise UndefinedError
    return array


class SmallFloatArithmetic(FloatArithmetic):
    """Float64 at small whole numbers, for functions whose values are no fractions."""

    def __init__(self, powers: Powers, *, even: bool) -> None:
        super().__init__(0)
        self._powers = powers
        self._even = even

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:
        return np.array(whole_numbers(random, shape, sign, even=self._even), dtype=np.float64).reshape(shape)

    def apply(self, function: Function, value: Array) -> Array:
        if function.is_known:
            return super().apply(function, value)
        exponent = self._powers[function.name]
        made: Array = perm(exponent, function.order) * value ** max(exponent - function.order, 0)
        return made
