"""The entries of vec, its inverse, the Kronecker product and the commutation matrix, put in their places."""

from __future__ import annotations

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value


def stacked(array: Array) -> Array:
    """vec: the columns under each other. Axes (…, rows, columns) to (…, rows · columns, 1)."""
    return array.swapaxes(-1, -2).reshape(*array.shape[:-2], -1, 1)


def unstacked(array: Array, cols: int) -> Array:
    """The matrices with that many columns whose vec is `array`."""
    return array.reshape(*array.shape[:-2], cols, -1).swapaxes(-1, -2)


def kronecker_product(arithmetic: Arithmetic[Value], left: Value, right: Value) -> Value:
    """The block matrix of all A_ij B: the right factor's places run fastest."""
    outer = arithmetic.moved(left, lambda array: array[..., :, None, :, None])
    inner = arithmetic.moved(right, lambda array: array[..., None, :, None, :])
    return arithmetic.moved(arithmetic.multiply(outer, inner), _merged)


def commutation(rows: int, cols: int) -> Array:
    """K with K vec(A) = vec(Aᵀ) for A rows × cols: each of its rows picks one entry of vec(A)."""
    place_in_vec = np.arange(rows * cols).reshape(cols, rows)
    picked: Array = np.eye(rows * cols, dtype=np.int64)[place_in_vec.T.ravel()]
    return picked


def _merged(array: Array) -> Array:
    *batch, outer_rows, inner_rows, outer_cols, inner_cols = array.shape
    return array.reshape(*batch, outer_rows * inner_rows, outer_cols * inner_cols)
