"""Lengths as numbers: (m * n) and (n - 1) in brackets are one number each, not a product and a sum."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Scale, Size
from matcalc.notation.numbers_in import is_moderate

MOST_TERMS = 8


def as_size(node: Node) -> Node:
    """The Size that `node` is, where it is a sum or product of lengths and whole numbers that is no less than 0."""
    length = _length(node)
    if length is None or not length.names or not length.is_surely_natural:
        return node
    return Size(length)


def _length(node: Node) -> Dimension | None:
    match node:
        case Size(length=length):
            return length
        case Number(value=value):
            return _whole(value)
        case Scale(coefficient=coefficient, arg=arg):
            return _combined([_whole(coefficient), _length(arg)], is_sum=False)
        case Add(args=args):
            return _combined([_length(arg) for arg in args], is_sum=True)
        case Hadamard(args=args):
            return _combined([_length(arg) for arg in args], is_sum=False)
    return None


def _whole(value: Fraction) -> Dimension | None:
    return Dimension.number(value.numerator) if value.denominator == 1 else None


def _combined(parts: list[Dimension | None], *, is_sum: bool) -> Dimension | None:
    lengths = [part for part in parts if part is not None]
    if len(lengths) < len(parts):
        return None
    if is_sum:
        return _bounded(reduce(lambda total, length: total + length, lengths, ZERO))
    product: Dimension | None = ONE
    for length in lengths:
        product = product and _bounded(product * length)
    return product


def _bounded(length: Dimension) -> Dimension | None:
    return length if len(length.terms) <= MOST_TERMS and is_moderate(length) else None
