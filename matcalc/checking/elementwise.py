"""Known elementwise functions by NumPy, and their derivatives without a table of derivatives.

A first derivative is a complex step, f′(x) = Im f(x + ih) / h (Squire and Trapp 1998). Where more is asked for, a
second derivative or a derivative of a derivative, Cauchy's formula is used: the mean of f on a circle around x,
f⁽ᵏ⁾(x) = k! / rᵏ · mean of f(x + r e^{iθ}) e^{−ikθ} (Lyness and Moler 1967). Both read f alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import factorial, pi

import numpy as np

from matcalc.checking.arithmetic import Array

STEP = 2.0**-100
"""Of the complex step; its square is lost beside any value, so the step adds no error."""

_NODES = 64
"""On the circle of half the distance to the nearest singularity: the error is 2**-64 of the function's size."""


def _sigmoid(x: Array) -> Array:
    made: Array = 1 / (1 + np.exp(-x))
    return made


def _softplus(x: Array) -> Array:
    made: Array = np.log1p(np.exp(x))
    return made


def _everywhere(x: Array) -> Array:
    return np.full(x.shape, 2.0)


def _from_half_pi(x: Array) -> Array:
    return np.abs((x + pi) % pi - pi / 2)


FUNCTIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "exp": (np.exp, _everywhere),
    "log": (np.log, np.abs),
    "sqrt": (np.sqrt, np.abs),
    "sin": (np.sin, _everywhere),
    "cos": (np.cos, _everywhere),
    "tan": (np.tan, _from_half_pi),
    "tanh": (np.tanh, lambda x: np.full(x.shape, pi / 2)),
    "sigmoid": (_sigmoid, lambda x: np.full(x.shape, pi)),
    "softplus": (_softplus, lambda x: np.full(x.shape, pi)),
}
"""The function, and how far from a real x it is certainly analytic."""


def evaluated(name: str, order: int, x: Array) -> Array:
    """The order-th derivative of a known function at x, which is real, or real + i STEP direction.

    Not a number where the function itself has no value on the real axis.
    """
    function, distance = FUNCTIONS[name]
    if order == 0:
        return function(x)
    real = x.real
    if order == 1 and not np.iscomplexobj(x):
        result: Array = function(real + 1j * STEP).imag / STEP
    else:
        radius = np.minimum(distance(real), 2.0) / 2
        result = _on_circle(function, order, real, radius)
        if np.iscomplexobj(x):
            result = result + 1j * x.imag * _on_circle(function, order + 1, real, radius)
    return np.where(np.isfinite(function(real)), result, np.nan)


@cache
def is_for_positive_numbers(name: str) -> bool:
    """Whether a known function has no value at some negative number, as log and sqrt have none."""
    with np.errstate(all="ignore"):
        return not np.isfinite(FUNCTIONS[name][0](np.array([-0.5]))).all()


def _on_circle(function: Callable[[Array], Array], order: int, x: Array, radius: Array) -> Array:
    directions = np.exp(2j * pi * np.arange(_NODES) / _NODES)
    on_circle = function(x[..., None] + radius[..., None] * directions)
    mean: Array = (on_circle * directions**-order).mean(axis=-1).real
    derivative: Array = factorial(order) * mean / radius**order
    return derivative
