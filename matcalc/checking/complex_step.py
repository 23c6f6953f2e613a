"""Float64 arithmetic with the derivative in the imaginary part (complex step)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import pi, prod
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Array, UndefinedError, broadcast_batch
from matcalc.checking.compare import TOLERANCE, relative_error
from matcalc.checking.elementwise import STEP, evaluated
from matcalc.checking.linear_algebra import whole_power
from matcalc.checking.seeds import FARTHER_SEEDS, WIDE_SEEDS, WIDER, seeded
from matcalc.forms.functions import Function

FREQUENCIES = 3
"""In the sum of sines that stands for an unknown function."""

BY_LOGARITHM = 100
"""From here on NumPy takes whole powers of complex numbers by their logarithms, and a small imaginary part is lost."""

SMALLEST, LARGEST = 0.2, 0.9
"""Of a random number, without its sign."""

CONSTANTS = {"pi": pi}

WORST_CONDITION = 1e8
"""Of a matrix with an inverse: a matrix that is singular by its form, such as x xᵀ, has rounding for its last pivot."""


class FloatArithmetic:
    """Real numbers as float64, perturbed ones as complex128.

    An unknown elementwise function is a random sum of sines: no derivative of it vanishes, and, unlike a polynomial,
    it is bounded, so a deep network of it does not overflow.
    """

    kind = "float"
    rounds = True
    floor = TOLERANCE

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._width = WIDER if WIDE_SEEDS <= seed < FARTHER_SEEDS else 1

    def number(self, value: Fraction) -> Array:
        return np.full((1, 1, 1, 1), float(value))

    def pattern(self, array: Array) -> Array:
        return array.astype(np.float64)

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:
        bits = np.frombuffer(random.randbytes(8 * prod(shape)), dtype="<u8").reshape(shape)
        size = SMALLEST + (LARGEST - SMALLEST) * 2.0**-53 * (bits >> np.uint64(11)).astype(np.float64)
        return self._width * size * (sign or 2.0 * (bits & np.uint64(1)).astype(np.float64) - 1)

    def moved(self, value: Array, move: Callable[[Array], Array]) -> Array:
        return move(value)

    def joined(self, parts: Sequence[Array], axis: int) -> Array:
        return np.concatenate(broadcast_batch(parts), axis=axis)

    def add(self, left: Array, right: Array) -> Array:
        made: Array = left + right
        return made

    def multiply(self, left: Array, right: Array) -> Array:
        made: Array = left * right
        return made

    def scaled(self, coefficient: Fraction, value: Array) -> Array:
        try:
            return float(coefficient) * value
        except OverflowError:  # too large a number: no value, as where a value overflows
            return np.full_like(value, np.inf)

    def summed(self, value: Array, *axes: int) -> Array:
        made: Array = value.sum(axis=axes, keepdims=True)
        return made

    def product_sum(self, subscripts: str, left: Array, right: Array) -> Array:
        made: Array = np.einsum(subscripts, left, right)  # not BLAS, which may add what a complex step must keep apart
        return made

    def power(self, value: Array, exponent: Fraction) -> Array:
        if exponent.denominator == 1 and abs(exponent.numerator) >= BY_LOGARITHM:
            power = whole_power(self.multiply, value, abs(exponent.numerator), np.ones_like(value))
            return power if exponent > 0 else 1 / power
        made: Array = value ** (exponent.numerator if exponent.denominator == 1 else float(exponent))
        if exponent.denominator != 1 and exponent > 1:
            made[value.real == 0] = 0  # its slope is 0 there, at the end of its domain: no step goes around that
        return made

    def apply(self, function: Function, value: Array) -> Array:
        if function.is_known:
            return evaluated(function.name, function.order, value)
        parts = [
            height * speed**function.order * np.sin(speed * value + phase + function.order * pi / 2)
            for height, speed, phase in waves(self._seed, function.name)
        ]
        made: Array = sum(parts[1:], start=parts[0])
        return made

    def constant(self, name: str) -> Array:
        return np.full((1, 1, 1, 1), CONSTANTS[name])

    def inverse(self, value: Array) -> Array:
        _require_regular(value)
        made: Array = np.linalg.inv(value)
        return made

    def determinant(self, value: Array) -> Array:
        made: Array = np.linalg.det(value)[..., None, None]
        return made

    def log_determinant(self, value: Array) -> Array:
        _require_regular(value)
        determinant = self.determinant(value)
        made: Array = np.log(np.sign(determinant.real) * determinant)
        return made

    def softmax(self, value: Array, axes: tuple[int, ...]) -> Array:
        grown = np.exp(value - value.real.max(axis=axes, keepdims=True))  # the shift cancels, and nothing overflows
        made: Array = grown / grown.sum(axis=axes, keepdims=True)
        return made

    def log_sum_exp(self, value: Array, axes: tuple[int, ...]) -> Array:
        largest = value.real.max(axis=axes, keepdims=True)
        made: Array = largest + np.log(np.exp(value - largest).sum(axis=axes, keepdims=True))
        return made

    def perturbed(self, value: Array, directions: Array) -> Array:
        return value + 1j * STEP * directions

    def derivative(self, value: Array) -> Array:
        return value.imag / STEP if np.iscomplexobj(value) else np.zeros_like(value)

    def plain(self, value: Array) -> Array:
        return value.real

    def error(self, left: Array, right: Array) -> Array:
        return relative_error(left, right)

    def apart(self, left: Array, right: Array) -> Array:
        made: Array = np.abs(left - right)
        return made


@lru_cache(maxsize=256)
def waves(seed: int, name: str) -> tuple[tuple[float, float, float], ...]:
    """Height, speed and phase of the sines that an unknown function of this name is the sum of."""
    random = seeded(seed, name)
    return tuple(
        (random.uniform(0.4, 0.9), random.uniform(0.6, 1.4), random.uniform(0, 2 * pi)) for _ in range(FREQUENCIES)
    )


def _require_regular(value: Array) -> None:
    """Raises UndefinedError where a matrix is singular, or so nearly that its inverse is mostly rounding."""
    matrix = value.real
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError as singular:
        raise UndefinedError from singular
    condition = np.abs(matrix).sum(axis=-1).max(axis=-1) * np.abs(inverse).sum(axis=-1).max(axis=-1)
    if (condition > WORST_CONDITION).any():
        raise UndefinedError


class MagnitudeArithmetic(FloatArithmetic):
    """The same, with every coefficient without its sign: how large the terms of a sum are before they cancel."""

    def number(self, value: Fraction) -> Array:
        return super().number(abs(value))

    def scaled(self, coefficient: Fraction, value: Array) -> Array:
        return super().scaled(abs(coefficient), value)
