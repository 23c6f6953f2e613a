"""Lengths as numbers: (m * n) and (n - 1) in brackets are one number each, not a product and a sum."""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Scale, Size
from matcalc.notation.numbers_in import is_moderate

if TYPE_CHECKING:
    from lark import Token, Tree

MOST_TERMS = 8


def lengths_named(tree: Tree[Token], rules: Container[str] = ("made", "unvectored")) -> frozenset[str]:
    """The names of lengths in a text, such as m and n in ones(m, n). rules: the parts that are looked into."""
    sizes = (
        size
        for part in tree.find_pred(lambda part: part.data in rules)
        for dimension in part.find_data("dimension")
        if any(child is dimension for child in part.children)
        for size in dimension.find_data("size")
    )
    return frozenset(str(token) for size in sizes for token in size.children if getattr(token, "type", "") == "NAME")


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
