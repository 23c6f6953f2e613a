"""Dual numbers, value + ε tangent with ε² = 0: whatever can be said by ring operations alone, over any numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcalc.checking.arithmetic import Array, broadcast_batch
from matcalc.checking.linear_algebra import adjugate_and_determinant, whole_power


@dataclass(slots=True)
class Dual:
    """value + ε tangent; what does not move with ε is an array."""

    value: Array
    tangent: Array


Moving = Array | Dual


class DualArithmetic(ABC):
    """Dual numbers over the numbers of a subclass, which adds, multiplies and divides them."""

    @abstractmethod
    def plus(self, left: Array, right: Array) -> Array: ...

    @abstractmethod
    def times(self, left: Array, right: Array) -> Array: ...

    @abstractmethod
    def total(self, array: Array, axes: tuple[int, ...]) -> Array:
        """The sum along axes, counted from the end, that stay with length 1."""

    @abstractmethod
    def inner(self, subscripts: str, left: Array, right: Array) -> Array:
        """einsum of two arrays of numbers, the batch axes first in both."""

    @abstractmethod
    def reciprocal(self, array: Array) -> Array:
        """1 / each number. Raises UndefinedError where one is 0."""

    @abstractmethod
    def rational(self, value: Fraction) -> Array:
        """A number without axes."""

    @abstractmethod
    def pattern(self, array: Array) -> Array:
        """Small whole constants (ones, zeros, deltas), axes as they are."""

    def number(self, value: Fraction) -> Array:
        return np.full((1, 1, 1, 1), self.rational(value))

    def moved(self, value: Moving, move: Callable[[Array], Array]) -> Moving:
        return Dual(move(value.value), move(value.tangent)) if isinstance(value, Dual) else move(value)

    def joined(self, parts: Sequence[Moving], axis: int) -> Moving:
        value = np.concatenate(broadcast_batch([self.plain(part) for part in parts]), axis=axis)
        if not any(isinstance(part, Dual) for part in parts):
            return value
        return Dual(value, np.concatenate(broadcast_batch([self.derivative(part) for part in parts]), axis=axis))

    def add(self, left: Moving, right: Moving) -> Moving:
        if isinstance(left, Dual):
            if isinstance(right, Dual):
                return Dual(self.plus(left.value, right.value), self.plus(left.tangent, right.tangent))
            value = self.plus(left.value, right)
            return Dual(value, _stretched(left.tangent, value))
        return self.add(right, left) if isinstance(right, Dual) else self.plus(left, right)

    def multiply(self, left: Moving, right: Moving) -> Moving:
        if isinstance(left, Dual):
            if isinstance(right, Dual):
                tangent = self.plus(self.times(left.tangent, right.value), self.times(left.value, right.tangent))
                return Dual(self.times(left.value, right.value), tangent)
            return Dual(self.times(left.value, right), self.times(left.tangent, right))
        return self.multiply(right, left) if isinstance(right, Dual) else self.times(left, right)

    def scaled(self, coefficient: Fraction, value: Moving) -> Moving:
        return self.multiply(value, self.rational(coefficient))

    def summed(self, value: Moving, *axes: int) -> Moving:
        if isinstance(value, Dual):
            return Dual(self.total(value.value, axes), self.total(value.tangent, axes))
        return self.total(value, axes)

    def product_sum(self, subscripts: str, left: Moving, right: Moving) -> Moving:
        value = self.inner(subscripts, self.plain(left), self.plain(right))
        if isinstance(left, Dual):
            tangent = self.inner(subscripts, left.tangent, self.plain(right))
            if isinstance(right, Dual):
                tangent = self.plus(tangent, self.inner(subscripts, left.value, right.tangent))
            return Dual(value, tangent)
        return Dual(value, self.inner(subscripts, left, right.tangent)) if isinstance(right, Dual) else value

    def whole_power(self, value: Moving, exponent: int) -> Moving:
        """Raises UndefinedError for a negative power of 0."""
        base = value if exponent >= 0 else self.inverted(value)
        one: Moving = np.ones_like(self.plain(value))
        return whole_power(self.multiply, base, abs(exponent), one)

    def inverted(self, value: Moving) -> Moving:
        """1 / each entry. Raises UndefinedError where one is 0."""
        inverse = self.reciprocal(self.plain(value))
        if isinstance(value, Dual):
            slope = self.times(self.rational(Fraction(-1)), self.times(inverse, inverse))
            return Dual(inverse, self.times(value.tangent, slope))
        return inverse

    def inverse(self, value: Moving) -> Moving:
        adjugate, determinant = adjugate_and_determinant(self, value)
        return self.multiply(adjugate, self.inverted(determinant))

    def determinant(self, value: Moving) -> Moving:
        _, determinant = adjugate_and_determinant(self, value)
        return determinant

    def perturbed(self, value: Moving, directions: Moving) -> Dual:
        start = self.plain(value)
        return Dual(start, _stretched(self.plus(self.derivative(value), self.plain(directions)), start))

    def apart(self, left: Array, right: Array) -> Array:
        made: Array = np.abs(left - right).astype(float)
        return made

    def derivative(self, value: Moving) -> Array:
        return value.tangent if isinstance(value, Dual) else np.zeros_like(value)

    def plain(self, value: Moving) -> Array:
        return value.value if isinstance(value, Dual) else value


def _stretched(tangent: Array, value: Array) -> Array:
    """A sum stretches rows, columns and scalars: the tangent of a stretched summand stretches with it."""
    if tangent.shape[2:] == value.shape[2:]:
        return tangent
    return np.broadcast_to(tangent, tangent.shape[:2] + value.shape[2:])
