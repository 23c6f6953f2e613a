"""Solutions by Newton's method on the residual alone, in any arithmetic; no theorem says how a solution moves.

The slope that each step divides by is that of the residual, measured along every entry of the unknown. It only decides
how fast the steps approach: what is handed out makes the residual 0, its numbers and their derivatives.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, NotRationalError, UndefinedError, Value
from matcalc.checking.linear_algebra import matrix_product

MOST_STEPS = 12

FOLLOWING = 2
"""Steps from a solution to the one of an equation moved by ε: the first finds it, the second rounds less."""

NEARLY = 1e-9
"""Of a residual, beside the entries of the solution and 1."""


def inverse_slope(arithmetic: Arithmetic[Value], residual: Callable[[Value], Value], at: Value, basis: Array) -> Value:
    """(∂r/∂x)⁻¹ at plain numbers: axes (points, 1, rows, columns). Raises UndefinedError where it has none.

    basis: a direction for each entry of the unknown, with the axes (1, directions, rows, 1).
    """
    slopes = arithmetic.derivative(residual(arithmetic.perturbed(at, basis)))
    return arithmetic.inverse(arithmetic.moved(slopes, by_columns))


def solution(arithmetic: Arithmetic[Value], residual: Callable[[Value], Value], start: Value, basis: Array) -> Value:
    """Plain numbers at which the residual is 0, by Newton's steps from `start`.

    Raises UndefinedError where they do not come near one, NotRationalError where only rounding could.
    """
    at, best, left = start, start, np.inf
    for _ in range(MOST_STEPS):
        found = residual(at)
        size = _size(arithmetic, found)
        if not np.isfinite(size):
            raise UndefinedError
        if size < left:
            best, left = at, size
        elif left <= NEARLY * (1 + _size(arithmetic, best)):
            break  # rounding is all that moves it
        if not size:
            return at
        if not arithmetic.floor and at is not start:
            raise NotRationalError
        at = _moved(arithmetic, at, inverse_slope(arithmetic, residual, at, basis), found)
    if left > NEARLY * (1 + _size(arithmetic, best)):
        raise UndefinedError
    return best


def followed(arithmetic: Arithmetic[Value], residual: Callable[[Value], Value], start: Value, inverse: Value) -> Value:
    """The solution near `start` of an equation whose other arrays move by ε.

    inverse: of the slope at `start`. Raises UndefinedError where the residual does not stay 0, to first order.
    """
    at = start
    for _ in range(FOLLOWING):
        at = _moved(arithmetic, at, inverse, residual(at))
    left = _size(arithmetic, arithmetic.derivative(residual(at)))
    moved = _size(arithmetic, arithmetic.derivative(at))
    if left > (NEARLY if arithmetic.floor else 0.0) * (1 + moved):
        raise UndefinedError
    return at


def _moved(arithmetic: Arithmetic[Value], at: Value, inverse: Value, residual: Value) -> Value:
    step = matrix_product(arithmetic, inverse, residual)
    return arithmetic.add(at, arithmetic.scaled(Fraction(-1), step))


def _size(arithmetic: Arithmetic[Value], value: Value) -> float:
    return float(np.abs(arithmetic.plain(value).astype(float)).max(initial=0.0))


def by_columns(array: Array) -> Array:
    """Axes (points, directions, rows, 1) as (points, 1, rows, directions)."""
    return array[..., 0].swapaxes(1, 2)[:, None]
