"""The entries of index forms by loops over the indices, and arrays to try them with."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
from values_by_pairs_of_axes import value

from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum
from matcalc.forms.indices import Index, Paired, Place, Shifted
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import Shape, vector

Array = np.ndarray

M, N, P = (Dimension.named(name) for name in "mnp")
SIZES = {"m": 3, "n": 2, "p": 4, "q": 5}
X, A, C, a, b, v = (
    Symbol("X", Shape(M, N)),
    Symbol("A", Shape(N, N)),
    Symbol("C", Shape(P, M)),
    Symbol("a", vector(N)),
    Symbol("b", vector(M)),
    Symbol("v", vector(M * N)),
)
SYMBOLS = (X, A, C, a, b, v)
i, k = Index("i", M), Index("k", M)
j, q = Index("j", N), Index("q", N)
r = Index("r", P)
F = Fraction


def loops(
    expression: IndexSum, free: tuple[Index, ...], given: Mapping[Node, Array], sizes: Mapping[str, int]
) -> Array:
    """One entry at a time."""

    def place(at: Place, point: Mapping[Index, int]) -> int:
        """Counted from 0."""
        match at:
            case Index():
                return point[at]
            case Shifted(counted=counted):
                moved = sum(count.evaluate(sizes) * (point[index] + 1) for index, count in counted)
                return moved + at.offset.evaluate(sizes) - 1
            case Paired(first=first, second=second):
                return place(first, point) + place(second, point) * first.range.evaluate(sizes)

    def factor(of: Entry | Delta, point: Mapping[Index, int]) -> float:
        if isinstance(of, Delta):
            return float(place(of.left, point) == place(of.right, point))
        array, at = arrays[of.array], tuple(place(each, point) for each in of.places)
        if any(not 0 <= each < length for each, length in zip(at, array.shape, strict=True)):
            return 0.0
        return array[at] ** float(of.exponent)

    arrays = {
        each.array: value(each.array, given, sizes).reshape([n.evaluate(sizes) for n in each.array.shape.axes])
        for term in expression.terms
        for each in term.factors
        if isinstance(each, Entry)
    }
    made = np.zeros([index.range.evaluate(sizes) for index in free])
    for at in np.ndindex(made.shape):
        point = dict(zip(free, at, strict=True))
        for term in expression.terms:
            for inner in product(*(range(dummy.range.evaluate(sizes)) for dummy in term.dummies)):
                here = point | dict(zip(term.dummies, inner, strict=True))
                made[at] += float(term.coefficient) * prod(factor(each, here) for each in term.factors)
    return made


def drawn(symbols: tuple[Node, ...]) -> dict[Node, Array]:
    rng = np.random.default_rng(3)
    return {
        each: rng.normal(size=(each.shape.rows.evaluate(SIZES), each.shape.cols.evaluate(SIZES))) for each in symbols
    }


def passed(arrays: Mapping[Node, Array]) -> dict[str, Array]:
    return {
        each.name: array.reshape([length.evaluate(SIZES) for length in each.shape.axes])
        for each, array in arrays.items()
        if isinstance(each, Symbol)
    }
