"""Functions that generated code may need and its backend lacks, or lacks in a form that does not overflow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matcalc.codegen.backends import Backend

BUILTINS: Mapping[str, Any] = {
    one.__name__: one for one in (float, int, isinstance, len, range, sum, tuple, zip, ValueError)
}
"""What the code calls of Python itself."""


@dataclass(frozen=True, slots=True)
class Helper:
    """text: a definition, annotated with `Array`. imports: the lines it needs beside those of the backend."""

    text: str
    imports: tuple[str, ...] = ()


# Below -40 log(1 + exp(x)) is exp(x) to more digits than float64 has, and exp(-40) is a number of float32, too.

IN_NUMPY: Mapping[str, Helper] = {
    "sigmoid": Helper('''\
def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)); where exp overflows, 0."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))
'''),
    "softplus": Helper('''\
def softplus(x: Array) -> Array:
    """log(1 + exp(x)), without overflow."""
    return np.logaddexp(0, x)
'''),
    "log_softplus": Helper('''\
def log_softplus(x: Array) -> Array:
    """log(log(1 + exp(x))), which is x where exp(x) is small."""
    return np.where(x < -40, x, np.log(np.logaddexp(0, np.maximum(x, -40))))
'''),
    "softmax": Helper('''\
def softmax(x: Array, axis: int = 0) -> Array:
    """exp(x) / sum(exp(x)) along an axis, without overflow."""
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    powers /= np.sum(powers, axis=axis, keepdims=True)
    return powers
'''),
    "logsumexp": Helper('''\
def logsumexp(x: Array, axis: int | None = None) -> Array:
    """log(sum(exp(x))) along an axis, without overflow."""
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    return np.log(np.sum(np.exp(x - top), axis=axis)) + np.sum(top, axis=axis)
'''),
    "erf": Helper("erf = np.vectorize(math.erf, otypes=[float])\n", ("import math",)),
    "erfc": Helper("erfc = np.vectorize(math.erfc, otypes=[float])\n", ("import math",)),
    "sliding_window_view": Helper("", ("from numpy.lib.stride_tricks import sliding_window_view",)),
    "entries_at": Helper('''\
def entries_at(array: Array, *places: Array) -> Array:
    """The entries of an array at places that count from 0; 0 where a place lies beyond the array."""
    inside = [(0 <= place) & (place < length) for place, length in zip(places, array.shape)]
    near = tuple(np.where(there, place, 0) for place, there in zip(places, inside))
    return np.where(np.logical_and.reduce(np.broadcast_arrays(*inside)), array[near], 0.0)
'''),
    "commuted": Helper('''\
def commuted(m: int, n: int) -> Array:
    """The order in which vec(A) holds the entries of vec(A.T), for an m by n matrix A."""
    return np.arange(m * n).reshape(n, m).T.reshape(-1)
'''),
}

IN_JAX: Mapping[str, Helper] = {
    "log_softplus": Helper('''\
def log_softplus(x: Array) -> Array:
    """log(log(1 + exp(x))), which is x where exp(x) is small."""
    return jnp.where(x < -40, x, jnp.log(jax.nn.softplus(jnp.maximum(x, -40))))
'''),
    "sliding_window_view": Helper('''\
def sliding_window_view(x: Array, shape: int | tuple[int, ...], axis: int | None = None) -> Array:
    """The windows of x, of this length along an axis, or of these along all: they lie along new axes, the last."""
    lengths = (shape,) if isinstance(shape, int) else shape
    for at, length in zip(range(x.ndim) if axis is None else (axis,), lengths):
        starts = jnp.arange(x.shape[at] - length + 1)
        windows = jnp.take(x, starts[:, None] + jnp.arange(length), axis=at)
        x = jnp.moveaxis(windows, at + 1, -1)
    return x
'''),
    "entries_at": Helper('''\
def entries_at(array: Array, *places: Array) -> Array:
    """The entries of an array at places that count from 0; 0 where a place lies beyond the array."""
    inside = jnp.asarray(True)
    for place, length in zip(places, array.shape):
        inside = inside & (0 <= place) & (place < length)
    near = tuple(jnp.clip(place, 0, length - 1) for place, length in zip(places, array.shape))
    return jnp.where(inside, array[near], 0)
'''),
    "commuted": Helper('''\
def commuted(m: int, n: int) -> Array:
    """The order in which vec(A) holds the entries of vec(A.T), for an m by n matrix A."""
    return jnp.arange(m * n).reshape(n, m).T.reshape(-1)
'''),
}

IN_TORCH: Mapping[str, Helper] = {
    "softplus": Helper('''\
def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x)), without overflow."""
    return torch.logaddexp(x, torch.zeros_like(x))
'''),
    "log_softplus": Helper('''\
def log_softplus(x: Tensor) -> Tensor:
    """log(log(1 + exp(x))), which is x where exp(x) is small."""
    return torch.where(x < -40, x, torch.nn.functional.softplus(x.clamp(min=-40)).log())
'''),
    "sliding_window_view": Helper('''\
def sliding_window_view(x: Tensor, shape: int | tuple[int, ...], axis: int | None = None) -> Tensor:
    """The windows of x, of this length along an axis, or of these along all: they lie along new axes, the last."""
    lengths = (shape,) if isinstance(shape, int) else shape
    for at, length in zip(range(x.ndim) if axis is None else (axis,), lengths):
        x = x.unfold(at, length, 1)
    return x
'''),
    "entries_at": Helper('''\
def entries_at(array: Tensor, *places: Tensor) -> Tensor:
    """The entries of an array at places that count from 0; 0 where a place lies beyond the array."""
    places = tuple(torch.as_tensor(place) for place in places)
    inside = torch.as_tensor(True)
    for place, length in zip(places, array.shape):
        inside = inside & (0 <= place) & (place < length)
    near = tuple(place.clamp(0, length - 1) for place, length in zip(places, array.shape))
    return torch.where(inside, array[near], 0.0)
'''),
    "commuted": Helper('''\
def commuted(m: int, n: int) -> Tensor:
    """The order in which vec(A) holds the entries of vec(A.T), for an m by n matrix A."""
    return torch.arange(m * n).reshape(n, m).T.reshape(-1)
'''),
}

HELPERS: Mapping[str, Mapping[str, Helper]] = {"np": IN_NUMPY, "jnp": IN_JAX, "torch": IN_TORCH, "": {}}
"""By the module of the backend, then by name. They stand at the top of code that uses them."""


def preamble(used: Iterable[str], backend: Backend) -> str:
    """The definitions of the helpers used, in a fixed order."""
    wanted = set(used)
    texts = (helper.text for name, helper in HELPERS[backend.module].items() if name in wanted)
    return "".join(f"{text}\n\n" for text in texts if text)


def helper_imports(used: Iterable[str], backend: Backend) -> tuple[str, ...]:
    """The lines that bring what the helpers need."""
    wanted = set(used)
    lines = (line for name, one in HELPERS[backend.module].items() if name in wanted for line in one.imports)
    return tuple(dict.fromkeys(lines))
