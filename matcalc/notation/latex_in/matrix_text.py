"""Parts without indices, written as matrix expressions of the input language."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.notation.latex_in.parts import (
    Applied,
    Derivative,
    Leaf,
    Part,
    Powered,
    Rank,
    Sized,
    Sum,
    Times,
    Transposed,
)
from matcalc.notation.latex_in.writing import Hold, Pieces, Written, joined

Sizes = Mapping[int, str]
"""The lengths of identities and vectors of ones, by the id of the part."""


class IndexedError(Exception):
    """Something with indices where a matrix expression is written."""


def matrix_text(part: Part, sizes: Sizes) -> Written:
    """A matrix expression. Raises IndexedError where entries or sums over letters stand in it."""
    span = part.span
    match part:
        case Leaf(text):
            return Written(((text, span),), Hold.POSTFIX, span)
        case Sized(maker):
            return Written(((f"{maker}({sizes[id(part)]})", span),), Hold.POSTFIX, span)
        case Applied(function, arguments, axis=axis):
            inside = joined((matrix_text(of, sizes).pieces for of in arguments), ", ", span)
            end = ")" if axis is None else f", axis={axis})"
            return Written(((f"{function}(", span), *inside, (end, span)), Hold.POSTFIX, span)
        case Transposed(of):
            return Written((*matrix_text(of, sizes).held(Hold.POSTFIX), (".T", span)), Hold.POSTFIX, span)
        case Powered(of, exponent):
            base = matrix_text(of, sizes).held(Hold.POSTFIX)
            return Written((*base, (f"**{exponent}", span)), Hold.POWER, span)
        case Times():
            return _product(part, sizes)
        case Sum(terms):
            return _sum(part, [(sign, matrix_text(term, sizes)) for sign, term in terms])
        case Derivative(of, Leaf() as by):
            inside = matrix_text(of, sizes).pieces
            return Written((("D(", span), *inside, (f", {by.text})", span)), Hold.POSTFIX, span)
    raise IndexedError


def _product(part: Times, sizes: Sizes) -> Written:
    left, right = matrix_text(part.left, sizes), matrix_text(part.right, sizes)
    keeps = not isinstance(part.left, Times) or part.left.sign == part.sign or _is_scaled(part.left)
    before = left.held(Hold.RUN if keeps else Hold.POWER)
    pieces: Pieces = (*before, (f" {part.sign} ", part.span), *right.held(Hold.POWER))
    return Written(pieces, Hold.RUN, part.span)


def _is_scaled(part: Times) -> bool:
    """Whether it is a product with a number, which brackets do not make clearer."""
    return Rank.SCALAR in (part.left.rank, part.right.rank)


def _sum(part: Sum, terms: list[tuple[int, Written]]) -> Written:
    made: Pieces = ()
    for number, (sign, term) in enumerate(terms):
        if number:
            made = (*made, (" + " if sign > 0 else " - ", part.span))
        elif sign < 0:
            made = (*made, ("-", part.span))
        made = (*made, *term.held(Hold.RUN))
    return Written(made, Hold.SUM if len(terms) > 1 else Hold.RUN, part.span)
