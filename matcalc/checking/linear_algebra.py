"""Products, adjugates and determinants by ring operations alone, so in any arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value


def adjugate_and_determinant(arithmetic: Arithmetic[Value], matrix: Value) -> tuple[Value, Value]:
    """adj(A) and det(A) with A adj(A) = det(A) I. Axes (…, n, n) to (…, n, n) and (…, 1, 1).

    The method of Leverrier (1840) and Faddeev. It looks for no pivot and divides by 1, 2, …, n only, so it has a value,
    and the right derivative, at singular matrices too.

    M₁ = I, c_k = −tr(A M_k) / k, M_k+1 = A M_k + c_k I; adj(A) = (−1)ⁿ⁻¹ M_n and det(A) = (−1)ⁿ c_n.
    """
    size = arithmetic.plain(matrix).shape[-1]
    identity = arithmetic.pattern(np.eye(size)[None, None])
    multiple, moved, coefficient = identity, matrix, _minus_trace_over(arithmetic, matrix, 1)
    for step in range(2, size + 1):
        multiple = arithmetic.add(moved, arithmetic.multiply(coefficient, identity))
        moved = matrix_product(arithmetic, matrix, multiple)
        coefficient = _minus_trace_over(arithmetic, moved, step)
    sign = Fraction((-1) ** size)
    return arithmetic.scaled(-sign, multiple), arithmetic.scaled(sign, coefficient)


def matrix_product(arithmetic: Arithmetic[Value], left: Value, right: Value) -> Value:
    """The matrix product over the last two axes."""
    rows = arithmetic.moved(left, lambda array: array[..., :, None, :])
    cols = arithmetic.moved(right, lambda array: array.swapaxes(-1, -2)[..., None, :, :])
    summed = arithmetic.summed(arithmetic.multiply(rows, cols), -1)
    return arithmetic.moved(summed, lambda array: array[..., 0])


def _minus_trace_over(arithmetic: Arithmetic[Value], matrix: Value, count: int) -> Value:
    """−tr / count."""
    return arithmetic.scaled(Fraction(-1, count), arithmetic.summed(arithmetic.moved(matrix, diagonal), -2))


def diagonal(array: Array) -> Array:
    """The diagonal of each matrix, as a column."""
    return np.diagonal(array, axis1=-2, axis2=-1)[..., None]
