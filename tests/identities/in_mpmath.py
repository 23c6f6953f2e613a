"""The value and the derivatives of a program in many digits, where float64 overflows or cancels.

Arrays are 2-D NumPy arrays of mpmath numbers. A derivative is a central difference: of so many digits, those that it
loses are not missed. Nothing here is taken from matcalc.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np

from .oracle import compiled

DIGITS = 150
"""What central differences of second order need, and more."""

STEP = mpmath.mpf(10) ** -40


def entrywise(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    made = np.frompyfunc(function, 1, 1)
    return lambda x: np.asarray(made(x), object) if isinstance(x, np.ndarray) else function(x)


def _sum(x: Any, axis: int | None = None) -> Any:
    return np.sum(x, axis=axis, keepdims=True)


def _mean(x: Any, axis: int | None = None) -> Any:
    return _sum(x, axis) / (x.size if axis is None else x.shape[axis])


def _softmax(x: Any, axis: int | None = None) -> Any:
    powers = exp(x)
    return powers / _sum(powers, axis)


def _norm(x: Any) -> Any:
    return root(_sum(x * x))


def norm_with_a_derivative(x: Any) -> Any:
    """Raises ZeroDivisionError for 0, where a norm has none."""
    length = _norm(x)
    if length[0, 0] == 0:
        raise ZeroDivisionError("a norm has no derivative at 0")
    return length


def _inverse(x: Any) -> Any:
    return np.array(mpmath.inverse(mpmath.matrix(x.tolist())).tolist(), object)


def _determinant(x: Any) -> Any:
    return np.array([[mpmath.det(mpmath.matrix(x.tolist()))]], object)


exp, log, root = (entrywise(one) for one in (mpmath.exp, mpmath.log, mpmath.sqrt))

FUNCTIONS: dict[str, Any] = {
    "exp": exp,
    "log": log,
    "sqrt": root,
    **{one: entrywise(getattr(mpmath, one)) for one in ("sinh", "cosh", "tanh")},
    "erf": entrywise(mpmath.erf),
    "sigmoid": entrywise(lambda x: 1 / (1 + mpmath.exp(-x))),
    "softplus": entrywise(lambda x: mpmath.log(1 + mpmath.exp(x))),
    "silu": entrywise(lambda x: x / (1 + mpmath.exp(-x))),
    "gelu": entrywise(lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2),
    "relu": entrywise(lambda x: max(x, mpmath.mpf(0))),
    "leaky_relu": entrywise(lambda x: max(x, x / 100)),
    "abs": entrywise(abs),
    "step": entrywise(lambda x: mpmath.mpf(int(x > 0))),
    "sum": _sum,
    "mean": _mean,
    "softmax": _softmax,
    "log_softmax": lambda x, axis=None: log(_softmax(x, axis)),
    "logsumexp": lambda x, axis=None: log(_sum(exp(x), axis)),
    "norm": _norm,
    "norm1": lambda x: _sum(abs(x)),
    "norm2sq": lambda x: _sum(x * x),
    "inv": _inverse,
    "det": _determinant,
    "logdet": lambda x: log(abs(_determinant(x))),
    "tr": lambda x: np.array([[np.trace(x)]], object),
    "diag_of": lambda x: np.diag(x).reshape(-1, 1),
    "eye": lambda size: np.eye(size, dtype=int).astype(object) * mpmath.mpf(1),
    "diag": lambda x: np.diag(x[:, 0]) + mpmath.mpf(0),
    "ones": lambda rows, cols=1: np.full((rows, cols), mpmath.mpf(1), object),
}

Arrays = Mapping[str, Any]
Definitions = Sequence[tuple[str, str]]


def value(
    definitions: Definitions,
    arrays: Arrays,
    sizes: Mapping[str, int],
    functions: Mapping[str, Callable[..., Any]] = FUNCTIONS,
) -> Any:
    """Of the last definition. A name whose value is among the arrays keeps it."""
    known = {name: _many(array) for name, array in arrays.items()}
    names = {**functions, "pi": mpmath.pi, **sizes}
    for name, text in definitions:
        if name not in known:
            made = eval(compiled(text), {"__builtins__": {}, **names, **known})
            known[name] = np.atleast_2d(np.asarray(made, object))
    return known[definitions[-1][0]]


def derivative(definitions: Definitions, wrt: str, arrays: Arrays, sizes: Mapping[str, int], order: int = 1) -> Any:
    """At every entry: axes of the output, then those of the variable, `order` times."""
    if order == 0:
        return value(definitions, arrays, sizes)
    at = _at(definitions, wrt, arrays, sizes)
    columns = [
        (
            _moved(definitions, wrt, at, place, STEP, arrays, sizes, order)
            - _moved(definitions, wrt, at, place, -STEP, arrays, sizes, order)
        )
        / (2 * STEP)
        for place in np.ndindex(at.shape)
    ]
    return np.stack(columns, axis=-1).reshape(*columns[0].shape, *at.shape)


def one_sided(definitions: Definitions, wrt: str, arrays: Arrays, sizes: Mapping[str, int]) -> tuple[Any, Any]:
    """The derivatives from below and from above: axes of the output, then those of the variable."""
    at, middle = _at(definitions, wrt, arrays, sizes), value(definitions, arrays, sizes)
    sides = []
    for step in (-STEP, STEP):
        slopes = [
            (_moved(definitions, wrt, at, place, step, arrays, sizes, 1) - middle) / step
            for place in np.ndindex(at.shape)
        ]
        sides.append(np.stack(slopes, axis=-1).reshape(*middle.shape, *at.shape))
    return sides[0], sides[1]


def _at(definitions: Definitions, wrt: str, arrays: Arrays, sizes: Mapping[str, int]) -> Any:
    """The variable's value; of a name that is defined, what it comes to."""
    if wrt in arrays:
        return _many(arrays[wrt])
    last = [name for name, _ in definitions].index(wrt)
    return value(definitions[: last + 1], arrays, sizes)


def _moved(
    definitions: Definitions, wrt: str, at: Any, place: Any, step: Any, arrays: Arrays, sizes: Any, order: int
) -> Any:
    moved = at.copy()
    moved[place] += step
    return derivative(definitions, wrt, {**arrays, wrt: moved}, sizes, order - 1)


def _many(array: Any) -> Any:
    """An array of floats as a 2-D array of mpmath numbers; a vector is a column."""
    if isinstance(array, np.ndarray) and array.dtype == object:
        return array
    wide = np.asarray(array, "float64")
    wide = wide.reshape(wide.shape + (1,) * (2 - wide.ndim))
    return entrywise(mpmath.mpf)(wide.astype(object))
