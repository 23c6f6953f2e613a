"""The random function that stands for an unknown scalar E: a cubic in all entries of its arguments together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Value
from matcalc.checking.seeds import seeded

PRODUCTS = 2
"""Of three linear forms each: they mix the entries, so second and third derivatives do not vanish off the diagonal."""


def scalar_function(arithmetic: Arithmetic[Value], args: Sequence[Value]) -> Value:
    """Σ (linear form)(linear form)(linear form) + Σ c_i x_i³ over all entries x_i, by ring operations alone.

    A separable or quadratic stand-in would hide a wrong second derivative. Axes in: (points, directions, rows,
    columns) for each argument; out: (points, directions, 1, 1).
    """
    flat = [arithmetic.moved(arg, lambda array: array.reshape(*array.shape[:2], 1, -1)) for arg in args]
    entries = arithmetic.joined(flat, -1)
    count = int(np.prod(arithmetic.plain(entries).shape[-1:]))
    random = seeded("E", count)
    total = arithmetic.pattern(np.zeros((1, 1, 1, 1)))
    for _ in range(PRODUCTS):
        forms = [_linear_form(arithmetic, random, entries, count) for _ in range(3)]
        total = arithmetic.add(total, reduce(arithmetic.multiply, forms))
    cubes = arithmetic.multiply(arithmetic.power(entries, Fraction(3)), arithmetic.drawn(random, (1, 1, 1, count)))
    return arithmetic.add(total, arithmetic.summed(cubes, -1))


def _linear_form(arithmetic: Arithmetic[Value], random: Random, entries: Value, count: int) -> Value:
    weighted = arithmetic.multiply(entries, arithmetic.drawn(random, (1, 1, 1, count)))
    return arithmetic.add(arithmetic.summed(weighted, -1), arithmetic.drawn(random, (1, 1, 1, 1)))
