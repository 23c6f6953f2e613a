"""Exact arithmetic: dual numbers over the integers modulo a prime.

A rational identity that fails holds modulo p at a random point with probability at most degree / p
(Schwartz 1980, Zippel 1979), so equality at one point is as good as a proof, and needs no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod
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


@dataclass(slots=True)
class Dual:
    """value + ε tangent, ε² = 0; what does not move with ε is an array."""

    value: Array
    tangent: Array


Residues = Array | Dual


class ExactArithmetic:
    """Dual numbers modulo PRIME. Every elementwise function, known or not, is a random polynomial of its name.

    A step that holds for a random polynomial in place of tanh holds for tanh; one that uses what tanh is does not
    hold here and needs the other arithmetic.
    """

    is_exact = True

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._coefficients = cache(self._drawn_coefficients)

    def number(self, value: Fraction) -> Array:
        return np.full((1, 1, 1, 1), _residue(value), dtype=np.int64)

    def pattern(self, array: Array) -> Array:
        made: Array = array.astype(np.int64) % PRIME
        return made

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:  # noqa: ARG002  # residues have no sign
        numbers = np.frombuffer(random.randbytes(8 * prod(shape)), dtype="<u8") % (PRIME - 1) + 1
        return numbers.astype(np.int64).reshape(shape)

    def moved(self, value: Residues, move: Callable[[Array], Array]) -> Residues:
        return Dual(move(value.value), move(value.tangent)) if isinstance(value, Dual) else move(value)

    def joined(self, parts: Sequence[Residues], axis: int) -> Residues:
        value = np.concatenate(broadcast_batch([self.plain(part) for part in parts]), axis=axis)
        if not any(isinstance(part, Dual) for part in parts):
            return value
        return Dual(value, np.concatenate(broadcast_batch([self.derivative(part) for part in parts]), axis=axis))

    def add(self, left: Residues, right: Residues) -> Residues:
        if isinstance(left, Dual):
            if isinstance(right, Dual):
                return Dual((left.value + right.value) % PRIME, (left.tangent + right.tangent) % PRIME)
            value = (left.value + right) % PRIME
            return Dual(value, _stretched(left.tangent, value))
        if isinstance(right, Dual):
            return self.add(right, left)
        made: Array = (left + right) % PRIME
        return made

    def multiply(self, left: Residues, right: Residues) -> Residues:
        if isinstance(left, Dual):
            if isinstance(right, Dual):
                tangent = left.tangent * right.value % PRIME + left.value * right.tangent % PRIME
                return Dual(left.value * right.value % PRIME, tangent % PRIME)
            return Dual(left.value * right % PRIME, left.tangent * right % PRIME)
        if isinstance(right, Dual):
            return self.multiply(right, left)
        made: Array = left * right % PRIME
        return made

    def scaled(self, coefficient: Fraction, value: Residues) -> Residues:
        return self.multiply(value, np.array(_residue(coefficient)))

    def summed(self, value: Residues, axis: int) -> Residues:
        return self.moved(value, lambda array: array.sum(axis=axis, keepdims=True) % PRIME)

    def power(self, value: Residues, exponent: Fraction) -> Residues:
        if exponent.denominator != 1:
            raise NotRationalError
        base = value if exponent >= 0 else self._inverse(value)
        result: Residues = np.ones_like(self.plain(value))
        for digit in bin(abs(exponent.numerator))[2:]:
            result = self.multiply(result, result)
            if digit == "1":
                result = self.multiply(result, base)
        return result

    def apply(self, function: Function, value: Residues) -> Residues:
        coefficients = self._coefficients(function)
        result: Residues = np.full_like(self.plain(value), coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            result = self.add(self.multiply(result, value), np.array(coefficient))
        return result

    def constant(self, name: str) -> Array:
        """A fixed random residue: a transcendental number satisfies no rational equation, and this one next to none."""
        return np.full((1, 1, 1, 1), seeded(self._seed, "constant", name).randrange(1, PRIME), dtype=np.int64)

    def inverse(self, value: Residues) -> Residues:
        adjugate, determinant = adjugate_and_determinant(self, value)
        return self.multiply(adjugate, self._inverse(determinant))

    def determinant(self, value: Residues) -> Residues:
        _, determinant = adjugate_and_determinant(self, value)
        return determinant

    def log_determinant(self, value: Residues) -> Residues:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def softmax(self, value: Residues, axes: tuple[int, ...]) -> Residues:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def log_sum_exp(self, value: Residues, axes: tuple[int, ...]) -> Residues:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def perturbed(self, value: Residues, directions: Residues) -> Dual:
        start, moved = self.plain(value), self.derivative(value) + self.plain(directions)
        return Dual(start, _stretched(moved % PRIME, start))

    def derivative(self, value: Residues) -> Array:
        return value.tangent if isinstance(value, Dual) else np.zeros_like(value)

    def plain(self, value: Residues) -> Array:
        return value.value if isinstance(value, Dual) else value

    def _inverse(self, value: Residues) -> Residues:
        base = self.plain(value)
        if not base.all():
            raise UndefinedError
        inverse = np.ones_like(base)
        for digit in bin(PRIME - 2)[2:]:  # Fermat: x^(p - 2) x = 1
            inverse = inverse * inverse % PRIME
            if digit == "1":
                inverse = inverse * base % PRIME
        if isinstance(value, Dual):
            return Dual(inverse, -value.tangent * (inverse * inverse % PRIME) % PRIME)
        return inverse

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
