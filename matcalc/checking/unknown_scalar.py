"""The random function that stands for an unknown scalar E: a cubic in all entries of its arguments together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, reduce

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value
from matcalc.checking.seeds import seeded

PRODUCTS = 2
"""Of three linear forms each: they mix the entries, so second and third derivatives do not vanish off the diagonal."""

FORMS = 3


def scalar_function(arithmetic: Arithmetic[Value], args: Sequence[Value]) -> Value:
    """Σ (linear form)(linear form)(linear form) + Σ c_i x_i³ over all entries x_i, by ring operations alone.

    A separable or quadratic stand-in would hide a wrong second derivative. Axes in: (points, directions, rows,
    columns) for each argument; out: (points, directions, 1, 1).
    """
    flat = [arithmetic.moved(arg, lambda array: array.reshape(*array.shape[:2], 1, -1)) for arg in args]
    entries = arithmetic.joined(flat, -1)
    weights, offsets, of_cubes = _coefficients(arithmetic, int(np.prod(arithmetic.plain(entries).shape[-1:])))
    forms = arithmetic.add(arithmetic.summed(arithmetic.multiply(entries, weights), -1), offsets)
    factors = [arithmetic.moved(forms, _every_third(first)) for first in range(FORMS)]
    products = arithmetic.summed(reduce(arithmetic.multiply, factors), -2)
    cubes = arithmetic.multiply(arithmetic.power(entries, Fraction(3)), of_cubes)
    return arithmetic.add(products, arithmetic.summed(cubes, -1))


def _every_third(first: int) -> Callable[[Array], Array]:
    """Takes the first, the second or the third linear form of each product."""
    return lambda forms: forms[..., first::FORMS, :]


@lru_cache(maxsize=64)
def _coefficients(arithmetic: Arithmetic[Value], count: int) -> tuple[Value, Value, Value]:
    """The weights of all linear forms, a row each; what is added to each; the coefficients of the cubes."""
    random = seeded("E", count)
    drawn = [arithmetic.drawn(random, (1, 1, 1, length)) for _ in range(PRODUCTS * FORMS) for length in (count, 1)]
    rows = [arithmetic.joined(drawn[first::2], -2) for first in range(2)]
    return rows[0], rows[1], arithmetic.drawn(random, (1, 1, 1, count))
