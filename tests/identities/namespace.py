"""What the names of the input language mean, in NumPy. All arrays are 2-D and may be complex; nothing conjugates.

Every function is analytic wherever it is smooth, so that a complex step through it is a derivative. Nothing here is
taken from matcalc, and there is no table of derivatives but that of the unknown functions f, g, h, which are
polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.complex128]
Axis = int | None

WORST_CONDITION = 60


class OutOfDomainError(Exception):
    """The point is no good for this expression: outside a domain, or too close to a singular matrix."""


def _along(reduction: Callable[..., Array]) -> Callable[..., Array]:
    return lambda x, axis=None: reduction(x, axis=axis, keepdims=True)


def _largest(x: Array, axis: Axis) -> NDArray[np.float64]:
    return np.max(x.real, axis=axis, keepdims=True)


def softmax(x: Array, axis: Axis = None) -> Array:
    if axis is None and 1 not in x.shape:
        raise ValueError("softmax of a matrix needs its axis")
    powers = np.exp(x - _largest(x, axis))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def logsumexp(x: Array, axis: Axis = None) -> Array:
    largest = _largest(x, axis)
    return largest + np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True))


def log_softmax(x: Array, axis: Axis = None) -> Array:
    return x - logsumexp(x, axis)


def mean(x: Array, axis: Axis = None) -> Array:
    return np.sum(x, axis=axis, keepdims=True) / (x.size if axis is None else x.shape[axis])


def var(x: Array, axis: Axis = None) -> Array:
    return mean((x - mean(x, axis)) ** 2, axis)


def norm2sq(x: Array) -> Array:
    return np.sum(x * x, keepdims=True)


def inv(x: Array) -> Array:
    return np.asarray(np.linalg.inv(_regular(x)))


def det(x: Array) -> Array:
    return np.array([[np.linalg.det(_regular(x))]])


def logdet(x: Array) -> Array:
    """The logarithm of the absolute value of the determinant."""
    value = det(x)
    return np.log(np.where(value.real < 0, -value, value))


def _regular(x: Array) -> Array:
    if not np.linalg.cond(x.real) < WORST_CONDITION:
        raise OutOfDomainError("close to a singular matrix")
    return x


def tr(x: Array) -> Array:
    if x.shape[0] != x.shape[1]:
        raise ValueError(f"trace of a {x.shape}")
    return np.array([[np.trace(x)]])


def diag(x: Array) -> Array:
    if x.shape[1] != 1:
        raise ValueError(f"diag of a {x.shape}")
    return np.diag(x[:, 0])


def diag_of(x: Array) -> Array:
    if x.shape[0] != x.shape[1]:
        raise ValueError(f"diag_of of a {x.shape}")
    return np.diag(x).reshape(-1, 1)


def dot(x: Array, y: Array) -> Array:
    if x.shape != y.shape:
        raise ValueError("dot of two shapes")
    return np.sum(x * y, keepdims=True)


def outer(x: Array, y: Array) -> Array:
    if (x.shape[1], y.shape[1]) != (1, 1):
        raise ValueError("outer of matrices")
    return np.asarray(x @ y.T)


def kron(*args: Array) -> Array:
    return reduce(np.kron, args)


def vec(x: Array) -> Array:
    return x.reshape(-1, 1, order="F")


def unvec(x: Array, rows: int, cols: int) -> Array:
    return x.reshape(rows, cols, order="F")


def commutation(rows: int, cols: int) -> Array:
    """K with K vec(A) = vec(A.T) for A rows × cols."""
    places = np.arange(rows * cols).reshape(rows, cols, order="F")
    return np.eye(rows * cols)[places.T.ravel(order="F")].astype(complex)


def ones(rows: int, cols: int = 1) -> Array:
    return np.ones((rows, cols), complex)


def zeros(rows: int, cols: int = 1) -> Array:
    return np.zeros((rows, cols), complex)


def eye(size: int) -> Array:
    return np.eye(size, dtype=complex)


def _flipped(x: Array) -> Array:
    return np.where(x.real < 0, -x, x)


FAR = 2.0
"""From here on erf is 1 less a continued fraction: the series would cancel down to its small slope."""


def erf(x: Array) -> Array:
    """By the series exp(-x²) Σ 2ᵏ x^(2k+1) / (2k+1)!! near 0, and 1 less erfc elsewhere."""
    is_far = np.abs(x.real) >= FAR
    flipped = _flipped(x)
    far = 1 - _erfc(np.where(is_far, flipped, FAR))
    return np.where(is_far, np.where(x.real < 0, -far, far), _erf_near(np.where(is_far, 0, x)))


def _erf_near(x: Array) -> Array:
    term = x.astype(complex)
    total = term.copy()
    for k in range(1, 100):
        term = term * (2 * x * x / (2 * k + 1))
        total = total + term
    return 2 / np.sqrt(np.pi) * np.exp(-x * x) * total


def _erfc(x: Array) -> Array:
    """exp(-x²) / √π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), for Re x ≥ FAR."""
    below = x
    for k in range(80, 0, -1):
        below = x + k / 2 / below
    return np.exp(-x * x) / np.sqrt(np.pi) / below


def sigmoid(x: Array) -> Array:
    tail = np.exp(-_flipped(x))
    return np.where(x.real < 0, tail, 1) / (1 + tail)


def softplus(x: Array) -> Array:
    return np.where(x.real > 0, x, 0) + np.log(1 + np.exp(-_flipped(x)))


def sign(x: Array) -> Array:
    return np.sign(x.real).astype(complex)


def step(x: Array) -> Array:
    return (x.real > 0).astype(complex)


UNKNOWN = {
    "f": (0.3, -0.7, 0.45, 0.2, -0.15),
    "g": (-0.2, 0.55, 0.35, -0.25, 0.1),
    "h": (0.1, 0.65, -0.4, 0.3, 0.12),
}
"""The coefficients of the polynomials that stand for unknown functions, the constant first."""


def polynomial(coefficients: Sequence[float], order: int) -> Callable[[Array], Array]:
    series = np.polynomial.Polynomial(coefficients)
    taken = series.deriv(order) if order else series
    return lambda x: np.asarray(taken(np.asarray(x, complex)))


def unknown_scalar(*args: Array) -> Array:
    """E: a scalar polynomial of degree 4 in which every entry of every argument meets the others."""
    inner = np.zeros((1, 1), complex)
    total = np.zeros((1, 1), complex)
    for number, x in enumerate(args):
        weights = np.cos(1 + number + np.arange(x.size)).reshape(x.shape)
        inner = inner + np.sum(weights * x)
        total = total + np.sum(weights[::-1, ::-1] * x**3)
    return total + inner**2 / 2 - inner**4 / 9


FUNCTIONS: dict[str, Any] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arctan": np.arctan,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "erf": erf,
    "abs": _flipped,
    "sign": sign,
    "step": step,
    "relu": lambda x: np.where(x.real > 0, x, 0),
    "leaky_relu": lambda x: np.where(x.real > 0, x, x / 100),
    "sum": _along(np.sum),
    "mean": mean,
    "var": var,
    "softmax": softmax,
    "logsumexp": logsumexp,
    "log_softmax": log_softmax,
    "norm": lambda x: np.sqrt(norm2sq(x)),
    "norm1": lambda x: np.sum(_flipped(x), keepdims=True),
    "norm2sq": norm2sq,
    "dot": dot,
    "outer": outer,
    "tr": tr,
    "det": det,
    "logdet": logdet,
    "inv": inv,
    "diag": diag,
    "diag_of": diag_of,
    "kron": kron,
    "vec": vec,
    "unvec": unvec,
    "commutation": commutation,
    "eye": eye,
    "ones": ones,
    "zeros": zeros,
    "hstack": lambda *args: np.hstack([np.atleast_2d(arg) for arg in args]),
    "vstack": lambda *args: np.vstack([np.atleast_2d(arg) for arg in args]),
    "pi": np.pi,
    "E": unknown_scalar,
}

ELEMENTWISE = (
    *("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"),
    *("sigmoid", "softplus", "silu", "gelu", "erf", "abs", "relu", "leaky_relu"),
)


def _slope(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """The derivative of a known function at a real array, by a complex step."""
    return lambda x: (function(x.real + 1e-30j).imag / 1e-30).astype(complex)


FUNCTIONS |= {f"{name}_1": _slope(FUNCTIONS[name]) for name in ELEMENTWISE}
"""tanh'(z) is read as tanh_1(z)."""

FUNCTIONS |= {
    f"{name}_{order}" if order else name: polynomial(coefficients, order)
    for name, coefficients in UNKNOWN.items()
    for order in range(4)
}
"""f''(z) is read as f_2(z)."""
