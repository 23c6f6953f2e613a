"""Exact arithmetic: dual numbers over the integers modulo a prime.

A rational identity that fails holds modulo p at a random point with probability at most degree / p
(Schwartz 1980, Zippel 1979), so equality at one point is as good as a proof, and needs no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Array, NotRationalError, UndefinedError, broadcast_batch
from matcalc.checking.linear_algebra import adjugate_and_determinant
from matcalc.checking.seeds import seeded
from matcalc.forms.functions import Function

PRIME = 2**31 - 1
"""Products of two residues stay below 2**62, so int64 holds them."""

DEGREE = 6
"""Of the polynomials that stand for elementwise functions: five derivatives are not constant."""


@dataclass(frozen=True, slots=True)
class Dual:
    """value + ε tangent, ε² = 0; no tangent is a tangent 0."""

    value: Array
    tangent: Array | None = None


class ExactArithmetic:
    """Dual numbers modulo PRIME. Every elementwise function, known or not, is a random polynomial of its name.

    A step that holds for a random polynomial in place of tanh holds for tanh; one that uses what tanh is does not
    hold here and needs the other arithmetic.
    """

    is_exact = True

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._coefficients = cache(self._drawn_coefficients)

    def number(self, value: Fraction) -> Dual:
        return Dual(np.full((1, 1, 1, 1), _residue(value), dtype=np.int64))

    def pattern(self, array: Array) -> Dual:
        return Dual(array.astype(np.int64) % PRIME)

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Dual:  # noqa: ARG002  # residues have no sign
        count = int(np.prod(shape))
        return Dual(np.array([random.randrange(1, PRIME) for _ in range(count)], dtype=np.int64).reshape(shape))

    def moved(self, value: Dual, move: Callable[[Array], Array]) -> Dual:
        return Dual(move(value.value), None if value.tangent is None else move(value.tangent))

    def joined(self, parts: Sequence[Dual], axis: int) -> Dual:
        value = np.concatenate(broadcast_batch([part.value for part in parts]), axis=axis)
        if all(part.tangent is None for part in parts):
            return Dual(value)
        tangents = [np.zeros_like(part.value) if part.tangent is None else part.tangent for part in parts]
        return Dual(value, np.concatenate(broadcast_batch(tangents), axis=axis))

    def add(self, left: Dual, right: Dual) -> Dual:
        value = (left.value + right.value) % PRIME
        if left.tangent is None or right.tangent is None:
            tangent = left.tangent if right.tangent is None else right.tangent
            return Dual(value, None if tangent is None else _stretched(tangent, value))
        return Dual(value, (left.tangent + right.tangent) % PRIME)

    def multiply(self, left: Dual, right: Dual) -> Dual:
        value = left.value * right.value % PRIME
        if left.tangent is None:
            return Dual(value, None if right.tangent is None else left.value * right.tangent % PRIME)
        tangent = left.tangent * right.value % PRIME
        if right.tangent is not None:
            tangent = (tangent + left.value * right.tangent) % PRIME
        return Dual(value, tangent)

    def scaled(self, coefficient: Fraction, value: Dual) -> Dual:
        factor = _residue(coefficient)
        return self.moved(value, lambda array: array * factor % PRIME)

    def summed(self, value: Dual, axis: int) -> Dual:
        return self.moved(value, lambda array: array.sum(axis=axis, keepdims=True) % PRIME)

    def power(self, value: Dual, exponent: Fraction) -> Dual:
        if exponent.denominator != 1:
            raise NotRationalError
        base = value if exponent >= 0 else self._inverse(value)
        result = Dual(np.ones_like(value.value))
        for digit in bin(abs(exponent.numerator))[2:]:
            result = self.multiply(result, result)
            if digit == "1":
                result = self.multiply(result, base)
        return result

    def apply(self, function: Function, value: Dual) -> Dual:
        coefficients = self._coefficients(function)
        result = Dual(np.full_like(value.value, coefficients[-1]))
        for coefficient in reversed(coefficients[:-1]):
            result = self.multiply(result, value)
            result = Dual((result.value + coefficient) % PRIME, result.tangent)
        return result

    def constant(self, name: str) -> Dual:
        """A fixed random residue: a transcendental number satisfies no rational equation, and this one next to none."""
        return Dual(np.full((1, 1, 1, 1), seeded(self._seed, "constant", name).randrange(1, PRIME), dtype=np.int64))

    def inverse(self, value: Dual) -> Dual:
        adjugate, determinant = adjugate_and_determinant(self, value)
        return self.multiply(adjugate, self._inverse(determinant))

    def determinant(self, value: Dual) -> Dual:
        _, determinant = adjugate_and_determinant(self, value)
        return determinant

    def log_determinant(self, value: Dual) -> Dual:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def softmax(self, value: Dual, axes: tuple[int, ...]) -> Dual:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def log_sum_exp(self, value: Dual, axes: tuple[int, ...]) -> Dual:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def perturbed(self, value: Dual, directions: Array | Dual) -> Dual:
        given = directions.value if isinstance(directions, Dual) else directions.astype(np.int64)
        tangent = given if value.tangent is None else (value.tangent + given) % PRIME
        return Dual(value.value, _stretched(tangent, value.value))

    def derivative(self, value: Dual) -> Dual:
        return Dual(np.zeros_like(value.value) if value.tangent is None else value.tangent)

    def plain(self, value: Dual) -> Array:
        return value.value

    def _inverse(self, value: Dual) -> Dual:
        if not value.value.all():
            raise UndefinedError
        inverse = np.ones_like(value.value)
        for digit in bin(PRIME - 2)[2:]:  # Fermat: x^(p - 2) x = 1
            inverse = inverse * inverse % PRIME
            if digit == "1":
                inverse = inverse * value.value % PRIME
        if value.tangent is None:
            return Dual(inverse)
        return Dual(inverse, -value.tangent * (inverse * inverse % PRIME) % PRIME)

    def _drawn_coefficients(self, function: Function) -> tuple[int, ...]:
        """The polynomial's coefficients, constant first, differentiated `order` times."""
        random = seeded(self._seed, function.name)
        coefficients = [random.randrange(1, PRIME) for _ in range(DEGREE + 1)]
        for _ in range(function.order):
            coefficients = [power * number % PRIME for power, number in enumerate(coefficients)][1:] or [0]
        return tuple(coefficients)


def _residue(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def _stretched(tangent: Array, value: Array) -> Array:
    """A sum stretches rows, columns and scalars: the tangent of a stretched summand stretches with it."""
    if tangent.shape[2:] == value.shape[2:]:
        return tangent
    return np.broadcast_to(tangent, tangent.shape[:2] + value.shape[2:])
