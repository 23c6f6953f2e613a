"""Functions that generated code may need and NumPy lacks, or lacks in a form that neither overflows nor cancels.

All of them continue a real function analytically to complex numbers near the real axis, so that a complex step through
the code gives a derivative: nothing is conjugated, and signs are those of real parts.
"""

from __future__ import annotations

from collections.abc import Iterable

BUILTINS = {"len": len, "range": range, "sum": sum}
"""The functions of Python that loops call."""

HELPERS = {
    "sigmoid": '''\
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    small = np.exp(np.where(np.real(x) < 0, x, -x))
    return np.where(np.real(x) < 0, small, 1.0) / (1 + small)
''',
    "softplus": '''\
def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.where(np.real(x) > 0, x, 0.0) + np.log1p(np.exp(np.where(np.real(x) < 0, x, -x)))
''',
    "softmax": '''\
def softmax(x, axis=None):
    """exp(x) / sum(exp(x)) along an axis, without overflow."""
    powers = np.exp(x - np.max(np.real(x), axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)
''',
    "logsumexp": '''\
def logsumexp(x, axis=None):
    """log(sum(exp(x))) along an axis, without overflow."""
    top = np.max(np.real(x), axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    return np.log(np.sum(np.exp(x - top), axis=axis)) + np.sum(top, axis=axis)
''',
    "logdet": '''\
def logdet(x):
    """log |det x|."""
    sign, size = np.linalg.slogdet(x)
    return size + np.log(sign * np.sign(np.real(sign))) if np.iscomplexobj(x) else size
''',
    "absolute": '''\
def absolute(x):
    """|x|."""
    return np.where(np.real(x) < 0, -x, x) if np.iscomplexobj(x) else np.abs(x)
''',
    "variance": '''\
def variance(x, axis=None):
    """The mean square distance from the mean along an axis."""
    return np.mean((x - np.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis)
''',
    "erf": """\
erf = np.vectorize(math.erf, otypes=[np.float64])
""",
    "erfc": """\
erfc = np.vectorize(math.erfc, otypes=[np.float64])
""",
    "sliding_window_view": """\
sliding_window_view = np.lib.stride_tricks.sliding_window_view
""",
    "entries_at": '''\
def entries_at(array, *places):
    """The entries of an array at places that count from 0; 0 where a place lies beyond the array."""
    axis, inside, near = 0, True, ()
    for place in places:
        there = (0 <= place) & (place < array.shape[axis])
        axis, inside, near = axis + 1, inside & there, (*near, np.where(there, place, 0))
    return np.where(inside, array[near], 0.0)
''',
    "commuted": '''\
def commuted(m, n):
    """The order in which vec(A) holds the entries of vec(A.T), for an m by n matrix A."""
    return np.arange(m * n).reshape(n, m).T.ravel()
''',
}
"""By name. They stand at the top of code that uses them."""

REAL_ONLY = frozenset(("erf", "erfc"))
"""Those that take no complex numbers."""


def preamble(used: Iterable[str]) -> str:
    """The definitions of the helpers used, in a fixed order."""
    wanted = set(used)
    return "".join(f"{text}\n\n" for name, text in HELPERS.items() if name in wanted)
