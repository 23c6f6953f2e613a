"""Where the unknown of a condition stands: the terms that have it, and what it is multiplied by in each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product as every

from matcalc.forms.matrix_form import (
    Add,
    Diag,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Product,
    Scale,
    Symbol,
    Transpose,
    Zeros,
)
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import hadamard, product, scaled, size, split_number

MOST_TERMS = 64
"""What is multiplied out has at most so many terms."""


def holds(part: Node, unknown: Symbol) -> bool:
    """Whether the unknown stands in an expression."""
    return unknown in symbols_in(part)


def is_nothing(part: Node) -> bool:
    """Whether a side is written as 0."""
    return isinstance(part, Zeros) or (split_number(part)[0] == 0)


def terms_of(side: Node) -> tuple[Node, ...]:
    return side.args if isinstance(side, Add) else (side,)


@dataclass(frozen=True, slots=True)
class Placed:
    """A term number · scalars · diag(weights) · before · core · after.

    core: the unknown or its transpose. weights: arrays of its shape that it is multiplied by entry by entry.
    """

    number: Fraction
    scalars: tuple[Node, ...]
    weights: tuple[Node, ...]
    before: tuple[Node, ...]
    core: Node
    after: tuple[Node, ...]


def placed(term: Node, unknown: Symbol) -> Placed | None:
    """Where the unknown stands in a term that is linear in it; None for any other."""
    number, part = split_number(term)
    scalars: tuple[Node, ...] = ()
    weights: tuple[Node, ...] = ()
    if isinstance(part, Hadamard):
        inside = [arg for arg in part.args if holds(arg, unknown)]
        if len(inside) != 1:
            return None
        others = [arg for arg in part.args if arg is not inside[0]]
        scalars = tuple(arg for arg in others if arg.shape.is_scalar)
        weights = tuple(arg for arg in others if not arg.shape.is_scalar)
        part = inside[0]
        if any(weight.shape != part.shape for weight in weights):
            return None
    factors = part.args if isinstance(part, Product) else (part,)
    at = [place for place, factor in enumerate(factors) if holds(factor, unknown)]
    if len(at) != 1:
        return None
    core = factors[at[0]]
    if core is not unknown and core is not Transpose(unknown):
        return None
    if weights and len(factors) > 1:
        return None
    return Placed(number, scalars, weights, factors[: at[0]], core, factors[at[0] + 1 :])


def on_the_left(one: Placed) -> Node:
    """What the core is multiplied by from the left, with all numbers, as a matrix."""
    length = one.core.shape.rows
    if one.weights:
        factors: list[Node] = [Diag(hadamard(one.weights))]
    else:
        factors = [product(one.before)] if one.before else [Eye(length)]
    return scaled(one.number, hadamard([*one.scalars, *factors]))


def on_the_right(one: Placed) -> Node:
    """What the core is multiplied by from the right, with all numbers, as a matrix."""
    factor = product(one.after) if one.after else Eye(one.core.shape.cols)
    return scaled(one.number, hadamard([*one.scalars, factor]))


def as_number(one: Placed) -> Node:
    """What the core is multiplied by where that is a scalar."""
    return scaled(one.number, hadamard(one.scalars)) if one.scalars else Number(one.number)


def opened(part: Node, unknown: Symbol) -> list[Node]:
    """The terms of a part in which every product with the unknown in a sum is multiplied out."""
    if not holds(part, unknown):
        return [part]
    match part:
        case Add(args=args):
            return [term for arg in args for term in opened(arg, unknown)]
        case Scale(coefficient=coefficient, arg=arg):
            return [scaled(coefficient, term) for term in opened(arg, unknown)]
        case Product(args=args) | Hadamard(args=args):
            return _opened_product(part, args, unknown)
        case Transpose(arg=arg):
            terms = opened(arg, unknown)
            return [Transpose(term) for term in terms] if all(t.shape == arg.shape for t in terms) else [part]
        case EntrySum(arg=arg, axis=None):
            return [_entry_sum(term, arg) for term in opened(arg, unknown)]
    return [part]


def _opened_product(part: Product | Hadamard, args: tuple[Node, ...], unknown: Symbol) -> list[Node]:
    choices: list[list[Node]] = []
    count = 1
    for arg in args:
        terms = opened(arg, unknown)
        if isinstance(part, Product):
            terms = [_stretched(term, arg) for term in terms]
        choices.append(terms)
        count *= len(terms)
    if count == 1 or count > MOST_TERMS:
        return [part]
    join = product if isinstance(part, Product) else hadamard
    return [join(choice) for choice in every(*choices)]


def _stretched(term: Node, whole: Node) -> Node:
    """A term of a sum as an array of the shape of the sum."""
    if term.shape == whole.shape:
        return term
    return hadamard([term, Ones(whole.shape)])


def _entry_sum(term: Node, whole: Node) -> Node:
    """The sum of the entries of a term that is stretched to the shape of `whole`."""
    if term.shape.is_scalar and not whole.shape.is_scalar:
        return hadamard([*(size(length) for length in whole.shape.axes), term])
    return EntrySum(_stretched(term, whole), None)
