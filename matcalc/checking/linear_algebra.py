"""Products, adjugates and determinants by ring operations alone, in any ring."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from matcalc.checking.arithmetic import Array, Ring, Value


def adjugate_and_determinant(ring: Ring[Value], matrix: Value) -> tuple[Value, Value]:
    """adj(A) and det(A) with A adj(A) = det(A) I. Axes (…, n, n) to (…, n, n) and (…, 1, 1).

    The method of Leverrier (1840) and Faddeev. It looks for no pivot and divides by 1, 2, …, n only, so it has a value,
    and the right derivative, at singular matrices too.

    M₁ = I, c_k = −tr(A M_k) / k, M_k+1 = A M_k + c_k I; adj(A) = (−1)ⁿ⁻¹ M_n and det(A) = (−1)ⁿ c_n.
    """
    size = ring.plain(matrix).shape[-1]
    identity = ring.pattern(np.eye(size)[None, None])
    multiple, moved, coefficient = identity, matrix, _minus_trace_over(ring, matrix, 1)
    for step in range(2, size + 1):
        multiple = ring.add(moved, ring.multiply(coefficient, identity))
        moved = matrix_product(ring, matrix, multiple)
        coefficient = _minus_trace_over(ring, moved, step)
    sign = Fraction((-1) ** size)
    return ring.scaled(-sign, multiple), ring.scaled(sign, coefficient)


def matrix_product(ring: Ring[Value], left: Value, right: Value) -> Value:
    """The matrix product over the last two axes."""
    return ring.product_sum("...ij,...jk->...ik", left, right)


def _minus_trace_over(ring: Ring[Value], matrix: Value, count: int) -> Value:
    """−tr / count."""
    return ring.scaled(Fraction(-1, count), ring.summed(ring.moved(matrix, diagonal), -2))


def whole_power(multiply: Callable[[Value, Value], Value], base: Value, exponent: int, one: Value) -> Value:
    """base to an exponent of at least 0, by repeated squaring."""
    result = one
    for digit in bin(exponent)[2:]:
        result = multiply(result, result)
        if digit == "1":
            result = multiply(result, base)
    return result


def diagonal(array: Array) -> Array:
    """The diagonal of each matrix, as a column."""
    return np.diagonal(array, axis1=-2, axis2=-1)[..., None]
