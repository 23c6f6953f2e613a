"""erf on and near the real axis."""

from __future__ import annotations

from functools import cache
from math import erf, pi, sqrt

import numpy as np

from matcalc.checking.arithmetic import Array

_real_erf = np.vectorize(erf, otypes=[float])


@cache
def _nodes_and_weights() -> tuple[Array, Array]:
    """Exact to rounding for an imaginary part of at most 1: exp(−(x + i t)²) turns about x / π times on the way."""
    nodes, weights = np.polynomial.legendre.leggauss(32)
    return nodes, weights


def error_function(z: Array) -> Array:
    """erf(z) = 2/√π ∫₀ᶻ exp(−t²) dt, for |Im z| ≤ 1: along the real axis by the C library, then straight up by Gauss.

    The second part is proportional to Im z, so a complex step loses nothing.
    """
    on_axis: Array = _real_erf(z.real)
    if not np.iscomplexobj(z):
        return on_axis
    x, y = z.real[..., None], z.imag[..., None]
    nodes, weights = _nodes_and_weights()
    heights = y * (nodes + 1) / 2
    upwards = 1j * (y / 2 * weights * np.exp(-((x + 1j * heights) ** 2))).sum(axis=-1)
    made: Array = on_axis + 2 / sqrt(pi) * upwards
    return made
