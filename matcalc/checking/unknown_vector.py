"""The random function that stands for an unknown F: in each entry a linear form and a product of three of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, reduce

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Value
from matcalc.checking.linear_algebra import matrix_product
from matcalc.checking.seeds import seeded


def vector_function(arithmetic: Arithmetic[Value], name: str, length: int, args: Sequence[Value]) -> Value:
    """P y + c + (Q y + a) ⊙ (R y + b) ⊙ S y / 8, by ring operations alone; y has the entries of all arguments.

    Axes in: (points, directions, rows, 1) for each argument; out: (points, directions, length, 1).
    """
    entries = reduce(lambda above, below: arithmetic.joined([above, below], -2), args)
    count = int(np.shape(arithmetic.plain(entries))[-2])
    linear, *others = (
        arithmetic.add(matrix_product(arithmetic, weights, entries), offsets)
        for weights, offsets in _coefficients(arithmetic, name, length, count)
    )
    return arithmetic.add(linear, arithmetic.scaled(Fraction(1, 8), reduce(arithmetic.multiply, others)))


@lru_cache(maxsize=64)
def _coefficients(arithmetic: Arithmetic[Value], name: str, length: int, count: int) -> tuple[tuple[Value, Value], ...]:
    """The weights of each of the four linear forms, and what is added to it."""
    random = seeded(name, length, count)
    return tuple(
        (arithmetic.drawn(random, (1, 1, length, count)), arithmetic.drawn(random, (1, 1, length, 1))) for _ in range(4)
    )
