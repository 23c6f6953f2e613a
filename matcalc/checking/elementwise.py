"""Known elementwise functions by NumPy, and their derivatives without a table of derivatives.

A first derivative is a complex step, f′(x) = Im f(x + ih) / h (Squire and Trapp 1998). Where more is asked for, a
second derivative or a derivative of a derivative, Cauchy's formula is used: the mean of f on a circle around x,
f⁽ᵏ⁾(x) = k! / rᵏ · mean of f(x + r e^{iθ}) e^{−ikθ} (Lyness and Moler 1967). Both read f alone. A function with a kink
is two lines and a value at 0; its derivatives are the slopes, at 0 the one that KINKS states.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import factorial, pi, sqrt

import numpy as np

from matcalc.checking.arithmetic import Array, RoundingError
from matcalc.checking.error_function import error_function

STEP = 2.0**-600
"""Of the complex step. Its square is 0 in float64, so it adds no error, not even to a value that is 0: x³ at 0."""

LOST = 1e-100
"""The slope of a function whose values are so small is below the numbers of float64 after the complex step."""

_NODES = 64
"""On the circle of half the distance to the nearest singularity: the error is 2**-64 of the function's size."""


def _sigmoid(x: Array) -> Array:
    made: Array = 1 / (1 + np.exp(-x))
    return made


def _softplus(x: Array) -> Array:
    made: Array = np.log1p(np.exp(x))
    return made


def _silu(x: Array) -> Array:
    made: Array = x * _sigmoid(x)
    return made


def _gelu(x: Array) -> Array:
    made: Array = x / 2 * (1 + error_function(x / sqrt(2)))
    return made


def _everywhere(x: Array) -> Array:
    return np.full(x.shape, 2.0)


def _from_half_pi(x: Array) -> Array:
    return np.abs((x + pi) % pi - pi / 2)


def _from_half_pi_i(x: Array) -> Array:
    return np.full(x.shape, pi / 2)


def _from_pi_i(x: Array) -> Array:
    return np.full(x.shape, pi)


def _within_one(x: Array) -> Array:
    made: Array = 1 - np.abs(x)
    return made


FUNCTIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "exp": (np.exp, _everywhere),
    "log": (np.log, np.abs),
    "sqrt": (np.sqrt, np.abs),
    "sin": (np.sin, _everywhere),
    "cos": (np.cos, _everywhere),
    "tan": (np.tan, _from_half_pi),
    "sinh": (np.sinh, _everywhere),
    "cosh": (np.cosh, _everywhere),
    "tanh": (np.tanh, _from_half_pi_i),
    "arcsin": (np.arcsin, _within_one),
    "arccos": (np.arccos, _within_one),
    "arctan": (np.arctan, lambda x: np.hypot(1, x)),
    "sigmoid": (_sigmoid, _from_pi_i),
    "softplus": (_softplus, _from_pi_i),
    "silu": (_silu, _from_pi_i),
    "gelu": (_gelu, _everywhere),
    "erf": (error_function, _everywhere),
}
"""The function, and how far from a real x it is certainly analytic."""


ROUNDED = 1e-12
"""A number that is smaller, next to a kink, could be a 0 that was rounded."""


@dataclass(frozen=True, slots=True)
class TwoLines:
    """slope · x + constant on each side of 0, and at 0 itself: (slope, constant) below, at and above 0."""

    below: tuple[Fraction, Fraction]
    at: tuple[Fraction, Fraction]
    above: tuple[Fraction, Fraction]

    def derivative(self, order: int, x: Array) -> Array:
        """The order-th derivative at x; which line x is on is decided by its real part.

        Raises RoundingError where that could be a 0 that was rounded.
        """
        at_zero = x.real == 0
        if (~at_zero & (np.abs(x.real) < ROUNDED)).any():
            raise RoundingError
        sides = [at_zero, x.real < 0, x.real > 0]
        lines = (self.at, self.below, self.above)
        if order > 1:
            return np.zeros(x.shape)
        if order == 1:
            return np.select(sides, [np.full(x.shape, float(slope)) for slope, _ in lines], np.nan)
        return np.select(sides, [float(slope) * x + float(constant) for slope, constant in lines], np.nan)


NOWHERE, ONE, UNIT = (Fraction(0), Fraction(0)), (Fraction(0), Fraction(1)), (Fraction(1), Fraction(0))
MINUS_ONE, MINUS_UNIT, LEAK = (Fraction(0), Fraction(-1)), (Fraction(-1), Fraction(0)), (Fraction(1, 100), Fraction(0))

KINKED = {
    "abs": TwoLines(MINUS_UNIT, NOWHERE, UNIT),
    "sign": TwoLines(MINUS_ONE, NOWHERE, ONE),
    "relu": TwoLines(NOWHERE, NOWHERE, UNIT),
    "leaky_relu": TwoLines(LEAK, LEAK, UNIT),
    "step": TwoLines(NOWHERE, NOWHERE, ONE),
}
"""The known functions that are not analytic at 0."""


def evaluated(name: str, order: int, x: Array) -> Array:
    """The order-th derivative of a known function at x, which is real, or real + i STEP direction.

    Not a number where the function itself has no value on the real axis. Raises RoundingError where a slope is lost.
    """
    if name in KINKED:
        return KINKED[name].derivative(order, x)
    function, distance = FUNCTIONS[name]
    if order == 0:
        return function(x)
    real = x.real
    value = function(real)
    if order == 1 and not np.iscomplexobj(x):
        result: Array = function(real + 1j * STEP).imag / STEP
        if ((result == 0) & (value != 0) & (np.abs(value) < LOST)).any():
            raise RoundingError
    else:
        radius = np.minimum(distance(real), 2.0) / 2
        result = _on_circle(function, order, real, radius)
        if np.iscomplexobj(x):
            result = result + 1j * x.imag * _on_circle(function, order + 1, real, radius)
    return np.where(np.isfinite(value), result, np.nan)


@cache
def is_for_positive_numbers(name: str) -> bool:
    """Whether a known function has no value at some negative number, as log and sqrt have none."""
    with np.errstate(all="ignore"):
        return not np.isfinite(evaluated(name, 0, np.array([-0.5]))).all()


def _on_circle(function: Callable[[Array], Array], order: int, x: Array, radius: Array) -> Array:
    directions = np.exp(2j * pi * np.arange(_NODES) / _NODES)
    on_circle = function(x[..., None] + radius[..., None] * directions)
    mean: Array = (on_circle * directions**-order).mean(axis=-1).real
    derivative: Array = factorial(order) * mean / radius**order
    return derivative
