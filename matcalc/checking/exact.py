"""Exact arithmetic: dual numbers over the integers modulo a prime.

A rational identity that fails holds modulo p at a random point with probability at most degree / p, the degree being
that of the two sides multiplied out (Schwartz 1980, Zippel 1979). Two points are drawn and nothing is rounded, so
equality needs no tolerance. The bound says nothing of functions nested so deep that the degree reaches p, nor of
coefficients that are 0 modulo p: those are refused.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import prod
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Array, NotRationalError, UndefinedError
from matcalc.checking.dual import Dual, Moving
from matcalc.checking.rational import RationalArithmetic
from matcalc.checking.seeds import seeded
from matcalc.forms.functions import Function

PRIME = 2**26 - 5
"""Products of two residues stay below 2**52, so int64 holds a sum of MOST_SUMMED of them."""

MOST_SUMMED = 2**11

HALF = 2**13
"""A residue is a multiple of it and a rest, each as short as half a residue."""

DEGREE = 6
"""Of the polynomials that stand for elementwise functions: five derivatives are not constant."""


class ExactArithmetic(RationalArithmetic):
    """Dual numbers modulo PRIME. Every elementwise function, known or not, is a random polynomial of its name.

    A step that holds for a random polynomial in place of tanh holds for tanh; one that uses what tanh is does not
    hold here and needs the other arithmetic.
    """

    kind = "exact"

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._coefficients = cache(self._drawn_coefficients)

    def plus(self, left: Array, right: Array) -> Array:
        made: Array = (left + right) % PRIME
        return made

    def times(self, left: Array, right: Array) -> Array:
        made: Array = left * right % PRIME
        return made

    def total(self, array: Array, axes: tuple[int, ...]) -> Array:
        made: Array = array.sum(axis=axes, keepdims=True) % PRIME
        return made

    def inner(self, subscripts: str, left: Array, right: Array) -> Array:
        if prod(left.shape[2:]) <= MOST_SUMMED:
            made: Array = np.einsum(subscripts, left, right) % PRIME
            return made
        upper, lower = (np.einsum(subscripts, half, right) % PRIME for half in np.divmod(left, HALF))
        joined: Array = (upper * HALF + lower) % PRIME
        return joined

    def reciprocal(self, array: Array) -> Array:
        if not array.all():
            raise UndefinedError
        inverse: Array = np.ones_like(array)
        for digit in bin(PRIME - 2)[2:]:  # Fermat: x^(p - 2) x = 1
            inverse = inverse * inverse % PRIME
            if digit == "1":
                inverse = inverse * array % PRIME
        return inverse

    def rational(self, value: Fraction) -> Array:
        """Raises NotRationalError where the residue would be 0 or none at all, though the number is neither."""
        if value and not (value.numerator % PRIME and value.denominator % PRIME):
            raise NotRationalError
        return np.array(value.numerator * pow(value.denominator, -1, PRIME) % PRIME)

    def pattern(self, array: Array) -> Array:
        made: Array = array.astype(np.int64) % PRIME
        return made

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:  # noqa: ARG002  # residues have no sign
        numbers = np.frombuffer(random.randbytes(8 * prod(shape)), dtype="<u8") % (PRIME - 1) + 1
        return numbers.astype(np.int64).reshape(shape)

    def apply(self, function: Function, value: Moving) -> Moving:
        """The polynomial and, where the value moves, its slope by Horner's scheme."""
        at = self.plain(value)
        *lower, leading = self._coefficients(function)
        result, slope = np.full_like(at, leading), np.zeros_like(at)
        for coefficient in reversed(lower):
            slope = (slope * at + result) % PRIME
            result = (result * at + coefficient) % PRIME
        return Dual(result, self.times(slope, value.tangent)) if isinstance(value, Dual) else result

    def constant(self, name: str) -> Array:
        """A fixed random residue: a transcendental number satisfies no rational equation, and this one next to none."""
        return np.full((1, 1, 1, 1), seeded(self._seed, "constant", name).randrange(1, PRIME), dtype=np.int64)

    def _drawn_coefficients(self, function: Function) -> tuple[int, ...]:
        """The polynomial's coefficients, constant first, differentiated `order` times."""
        random = seeded(self._seed, function.name)
        coefficients = [random.randrange(1, PRIME) for _ in range(DEGREE + 1)]
        for _ in range(function.order):
            coefficients = [power * number % PRIME for power, number in enumerate(coefficients)][1:] or [0]
        return tuple(coefficients)
