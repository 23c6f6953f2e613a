"""A contraction of two arrays as a product of two matrices, which NumPy leaves to BLAS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import mul

from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.codegen.windows import Labelled
from matcalc.forms.indices import Index

Labels = tuple[Index, ...]


def matrix_product(first: Labelled, second: Labelled, kept: Labels, body: Body) -> Labelled | None:
    """A @ B, where axes that belong together are flattened; None where axes would have to change places for that.

    None too for windows, which would be written out, and for what is no product of two matrices but has several axes:
    flattening an array may take as long as the sum.
    """
    summed = tuple(label for label in first.labels if label in second.labels)
    if not summed or {*summed} & {*kept} or not all(_has_own_axes(array) for array in (first, second)):
        return None
    for left, right in ((first, second), (second, first)):
        above = tuple(label for label in left.labels if label not in summed)
        beside = tuple(label for label in right.labels if label not in summed)
        flattens = max(len(above), len(beside), len(summed)) > 1
        if (*above, *beside) != kept or (flattens and not (above and beside)):
            continue
        for inner in dict.fromkeys((summed, tuple(label for label in second.labels if label in summed))):
            if (product := _product(_matrix(left, above, inner, body), _matrix(right, inner, beside, body))) is None:
                continue
            if len(above) < 2 and len(beside) < 2:
                return Labelled(product.text, product.level, kept)
            lengths = ", ".join(body.size(label.range).text for label in kept)
            return Labelled(f"{product.atom}.reshape({lengths})", Level.ATOM, kept)
    return None


def _has_own_axes(array: Labelled) -> bool:
    """Whether each axis has its own index, and each entry one place."""
    return len(set(array.labels)) == len(array.labels) and not array.overlaps


def _product(left: Value | None, right: Value | None) -> Value | None:
    if left is None or right is None:
        return None
    return Value(f"{left.at(Level.MATMUL, Level.POWER)} @ {right.at(Level.POWER)}", Level.MATMUL)


def _matrix(array: Labelled, rows: Labels, cols: Labels, body: Body) -> Value | None:
    """The array with these axes flattened to two, or to one where there are none of a kind; None if they lie apart."""
    value = Value(array.text, array.level)
    if array.labels == (*rows, *cols):
        return _flattened(value, [rows, cols], body)
    if array.labels == (*cols, *rows):
        return Value(f"{_flattened(value, [cols, rows], body).atom}.T", Level.ATOM)
    return None


def _flattened(value: Value, groups: Sequence[Labels], body: Body) -> Value:
    if all(len(group) < 2 for group in groups):
        return body.short(value)
    lengths = [reduce(mul, (label.range for label in group)) for group in groups if group]
    return Value(f"{body.named(value).text}.reshape({', '.join(body.size(each).text for each in lengths)})", Level.ATOM)
