"""What an arithmetic must offer so that forms can be evaluated in it, with a derivative carried along."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcalc.forms.functions import Function

Array = NDArray[Any]
Value = TypeVar("Value")


class UndefinedError(Exception):
    """A value does not exist at this point (a zero divided by, a logarithm of a negative): draw another point.

    Its argument is the defined array that has none, where that is known.
    """


class RoundingError(Exception):
    """Rounding decides here, as between the two sides of a kink: use more digits."""


class NotRationalError(Exception):
    """The exact arithmetic has no value for this expression (a root): use the other one."""


class Ring(Protocol[Value]):
    """Arrays of numbers that can be added and multiplied.

    A value's axes are (points, directions, …): the same formula at several points and, where it was perturbed,
    along several directions at once. Both lead, so NumPy's broadcasting does the rest; an axis of length 1 stretches.
    """

    def pattern(self, array: Array) -> Value:
        """Small whole constants (ones, zeros, deltas), axes as they are."""

    def moved(self, value: Value, move: Callable[[Array], Array]) -> Value:
        """The entries put elsewhere, repeated or dropped by `move`, which is the same for every number."""

    def add(self, left: Value, right: Value) -> Value: ...

    def multiply(self, left: Value, right: Value) -> Value: ...

    def scaled(self, coefficient: Fraction, value: Value) -> Value: ...

    def summed(self, value: Value, *axes: int) -> Value:
        """The sum along axes, counted from the end, that stay with length 1."""

    def product_sum(self, subscripts: str, left: Value, right: Value) -> Value:
        """Products of entries, summed as NumPy's einsum is told to; the batch axes are its ellipsis."""

    def plain(self, value: Value) -> Array:
        """The numbers themselves, without ε."""


class Arithmetic(Ring[Value], Hashable, Protocol[Value]):
    """A ring of numbers with a derivative along directions, and with functions, powers and inverses."""

    kind: str
    """Of the points: those of one kind are the same numbers."""

    rounds: bool
    """Whether the last of few digits are rounding, so that more may have to decide."""

    floor: float
    """How far apart, relative to their largest term, two sides may be; 0 where nothing is rounded at all."""

    def number(self, value: Fraction) -> Value:
        """A constant with axes (1, 1, 1, 1)."""

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Value:
        """Random numbers away from 0; sign 1 or -1 asks for that sign where numbers have one."""

    def joined(self, parts: Sequence[Value], axis: int) -> Value:
        """Arrays one after the other along an axis, counted from the end."""

    def error(self, left: Array, right: Array) -> Array:
        """How far apart two arrays of plain numbers are: 0 where they are equal, else relative or infinite."""

    def apart(self, left: Array, right: Array) -> Array:
        """|left − right| of plain numbers, in float64."""

    def power(self, value: Value, exponent: Fraction) -> Value:
        """Each entry to a power. Raises UndefinedError or NotRationalError where there is none."""

    def apply(self, function: Function, value: Value) -> Value:
        """An elementwise function; an unknown one is a random function that depends on its name alone.

        Raises RoundingError next to a kink.
        """

    def constant(self, name: str) -> Value:
        """A number with a name (pi), with axes (1, 1, 1, 1)."""

    def inverse(self, value: Value) -> Value:
        """The inverse of each matrix. Raises UndefinedError where one is singular, or too nearly so."""

    def determinant(self, value: Value) -> Value:
        """The determinant of each matrix, its rows and columns kept with length 1."""

    def log_determinant(self, value: Value) -> Value:
        """log |det|. Raises UndefinedError for a singular matrix, NotRationalError where there is no logarithm."""

    def softmax(self, value: Value, axes: tuple[int, ...]) -> Value:
        """exp divided by its sum along axes, counted from the end. May raise NotRationalError."""

    def log_sum_exp(self, value: Value, axes: tuple[int, ...]) -> Value:
        """log of the sum of exp along axes, which stay with length 1. May raise NotRationalError."""

    def perturbed(self, value: Value, directions: Array | Value) -> Value:
        """value + ε directions."""

    def derivative(self, value: Value) -> Value:
        """The coefficient of ε, as a plain value."""


def broadcast_batch(arrays: Sequence[Array]) -> list[Array]:
    """Arrays with their first two axes (points, directions) stretched to the same lengths."""
    shapes = {array.shape[:2] for array in arrays}
    if len(shapes) == 1:
        return list(arrays)
    batch = np.broadcast_shapes(*shapes)
    return [np.broadcast_to(array, batch + array.shape[2:]) for array in arrays]
