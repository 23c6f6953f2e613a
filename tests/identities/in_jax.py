"""What a text of the input language means in jax.numpy, so that JAX can differentiate it.

All arrays are 2-D inside; what goes in and out has the axes that are declared, so that a vector is 1-D. Nothing here is
taken from matcalc, and there is no table of derivatives but that of the unknown functions, which are polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp

from .namespace import UNKNOWN
from .oracle import compiled

Arrays = Mapping[str, Any]


def _along(reduction: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, axis=None: reduction(x, axis=axis, keepdims=True)


def _column(x: Any) -> Any:
    return x.T.reshape(-1, 1)


def _unvec(x: Any, rows: int, cols: int) -> Any:
    return x.reshape(cols, rows).T


def _softmax(of: Callable[..., Any]) -> Callable[..., Any]:
    """Of a column or a row all entries, else those along the axis."""
    return lambda x, axis=None: of(x, axis=(0, 1) if axis is None else axis)


def _variance(x: Any, axis: int | None = None) -> Any:
    return jnp.mean((x - jnp.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis, keepdims=True)


def _total(x: Any) -> Any:
    return jnp.sum(x, keepdims=True)


FUNCTIONS: dict[str, Any] = {
    **{name: getattr(jnp, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh")},
    **{name: getattr(jnp, name) for name in ("tanh", "arcsin", "arccos", "arctan", "abs", "sign", "pi")},
    **{name: getattr(jax.nn, name) for name in ("sigmoid", "softplus", "silu")},
    "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "erf": jax.scipy.special.erf,
    "relu": lambda x: jnp.where(x > 0, x, 0),
    "leaky_relu": lambda x: jnp.where(x > 0, x, x / 100),
    "sum": _along(jnp.sum),
    "mean": _along(jnp.mean),
    "var": _variance,
    "logsumexp": _along(jax.nn.logsumexp),
    "softmax": _softmax(jax.nn.softmax),
    "log_softmax": _softmax(jax.nn.log_softmax),
    "norm": lambda x: jnp.sqrt(_total(x * x)),
    "norm1": lambda x: _total(jnp.abs(x)),
    "norm2sq": lambda x: _total(x * x),
    "dot": lambda x, y: _total(x * y),
    "outer": lambda x, y: x @ y.T,
    "tr": lambda x: jnp.trace(x).reshape(1, 1),
    "det": lambda x: jnp.linalg.det(x).reshape(1, 1),
    "logdet": lambda x: jnp.linalg.slogdet(x)[1].reshape(1, 1),
    "inv": jnp.linalg.inv,
    "diag": lambda x: jnp.diag(x[:, 0]),
    "diag_of": lambda x: jnp.diag(x).reshape(-1, 1),
    "kron": lambda *args: reduce(jnp.kron, args),
    "hstack": lambda *args: jnp.hstack(args),
    "vstack": lambda *args: jnp.vstack(args),
    "vec": _column,
    "unvec": _unvec,
}


def polynomial(name: str, order: int = 0) -> Callable[[Any], Any]:
    """The order-th derivative of an unknown function, of arrays of any library."""
    coefficients: Sequence[float] = UNKNOWN[name]
    for _ in range(order):
        coefficients = [power * each for power, each in enumerate(coefficients)][1:]
    return lambda x: reduce(lambda sum_, each: sum_ * x + each, reversed(coefficients), 0 * x)


def _made(kind: Any) -> dict[str, Any]:
    """The arrays that a text makes from sizes alone, of a type."""
    return {
        "ones": lambda rows, cols=1: jnp.ones((rows, cols), kind),
        "zeros": lambda rows, cols=1: jnp.zeros((rows, cols), kind),
        "eye": lambda size: jnp.eye(size, dtype=kind),
        "commutation": lambda rows, cols: (
            jnp.eye(rows * cols, dtype=kind)
            .reshape(rows, cols, rows, cols)
            .transpose(0, 1, 3, 2)
            .reshape(rows * cols, rows * cols)
        ),
    }


@dataclass(frozen=True)
class InJax:
    """A text as a function of arrays with the declared axes. axes: of every array, and of the output, by name."""

    text: str
    axes: Mapping[str, tuple[str, ...]]
    output: tuple[str, ...]

    def __call__(self, arrays: Arrays, sizes: Mapping[str, int]) -> Any:
        return value(self.text, self.axes, arrays, sizes).reshape([sizes[side] for side in self.output])

    def of(self, wrt: str, arrays: Arrays, sizes: Mapping[str, int]) -> Callable[[Any], Any]:
        """The function of one of the arrays, the others being as they are."""
        return lambda value: self({**arrays, wrt: value}, sizes)


def value(text: str, axes: Mapping[str, tuple[str, ...]], arrays: Arrays, sizes: Mapping[str, int]) -> Any:
    """The value of a text, rows by columns."""
    wide = {
        name: jnp.asarray(array).reshape(_two([sizes[side] for side in axes[name]])) for name, array in arrays.items()
    }
    (kind,) = {array.dtype for array in wide.values()}
    names = {**FUNCTIONS, **_made(kind), **{name: polynomial(name) for name in UNKNOWN}}
    made = eval(compiled(text), {"__builtins__": {}, **names, **sizes, **wide})
    return jnp.atleast_2d(jnp.asarray(made, kind))


def _two(lengths: list[int]) -> list[int]:
    return lengths + [1] * (2 - len(lengths))


def output_axes(text: str, axes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names of the output's axes, read off at sizes that are all different."""
    names = sorted({side for sides in axes.values() for side in sides})
    sizes = {name: number for number, name in enumerate(names, 2)}
    called = {number: name for name, number in sizes.items()}
    arrays = {name: jnp.zeros([sizes[side] for side in sides]) for name, sides in axes.items()}
    made = jax.eval_shape(lambda: value(text, axes, arrays, sizes))
    return tuple(called[length] for length in made.shape if length != 1)
