"""Proposals that open a product or a divisor, so that something cancels. Each must cost less in the end."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import product as every

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Trace,
    Transpose,
)
from matcalc.rules.assemble import hadamard, product, scaled, split_number, transposed
from matcalc.rules.likeness import likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule

MOST_TERMS = 8
"""What is multiplied out has at most so many terms."""


@node_rule(
    name="multiply out",
    stage=Stage.SIMPLIFY,
    statement="(A + B) X = A X + B X; u ⊙ (v + w) = u ⊙ v + u ⊙ w; tr(A + B) = tr(A) + tr(B)",
    source="distributivity",
    examples=(
        ("(A + B) @ x", "A @ x + B @ x"),
        ("x * (y + z) + x", "x * y + x * z + x"),
        ("2 * (x + z) - x", "2 * x + 2 * z - x"),
        ("tr((A + B) @ A)", "tr(A @ A) + tr(B @ A)"),
        ("x.T @ (1 + z)", "x.T @ ones(3) + x.T @ z"),
        ("A @ (x + 1)", None),  # the number is stretched: A 1 is no shorter
        ("x.T @ (x + x.T) @ x", None),  # the column and the row are stretched
        ("A @ x + B @ x", None),
    ),
    on=(Add, Product, Hadamard, Scale, Trace, EntrySum),
)
def multiply_out(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. Sums are outside of products afterwards."""
    terms = _terms(root)
    if terms is None or len(terms) == (len(root.args) if isinstance(root, Add) else 1):
        return None
    after = Add(tuple(terms))
    return Rewrite(after, why("every term times every term")) if after.shape == root.shape else None


def _terms(part: Node) -> list[Node] | None:
    """The terms of a part that is multiplied out; None where there are too many."""
    terms: list[Node] = []
    match part:
        case Add(args=args):
            for arg in args:
                if (inner := _terms(arg)) is None:
                    return None
                terms += inner
        case Scale(coefficient=coefficient, arg=arg):
            if (inner := _terms(arg)) is None:
                return None
            terms = [scaled(coefficient, term) for term in inner]
        case Product(args=args) | Hadamard(args=args):
            factors: list[list[Node]] = []
            count = 1
            for arg in args:
                inner = _terms(arg) if isinstance(arg, Add | Scale) else [arg]
                if inner is None:
                    return None
                if isinstance(part, Product) and any(term.shape != arg.shape for term in inner):
                    can_be_opened = part.shape.is_scalar and all(
                        term.shape == arg.shape or term.shape.is_scalar for term in inner
                    )
                    inner = [_stretched(term, arg) for term in inner] if can_be_opened else [arg]
                factors.append(inner)
                count *= len(inner)
                if count > MOST_TERMS:
                    return None
            if count == 1:
                return [part]
            terms = [part.rebuilt(choice) for choice in every(*factors)]
        case Trace(arg=arg) | EntrySum(arg=arg):
            if (inner := _terms(arg)) is None:
                return None
            terms = [part.rebuilt((term,)) for term in inner if term.shape == arg.shape]
            if len(terms) != len(inner):
                return [part]
        case _:
            return [part]
    return terms if len(terms) <= MOST_TERMS else None


def _stretched(term: Node, whole: Node) -> Node:
    """A term of a sum as an array of the shape of the sum, where it is a number."""
    if term.shape == whole.shape:
        return term
    number, part = split_number(term)
    ones = Ones(whole.shape) if whole.shape.is_vector else Transpose(Ones(whole.shape.transposed()))
    return scaled(number, ones if isinstance(part, Number) else hadamard([part, ones]))


@node_rule(
    name="multiply out where it cancels",
    stage=Stage.SIMPLIFY,
    statement="u ⊙ (v / u + w) = v + u ⊙ w",
    source="distributivity",
    examples=(
        ("x * (z / x + y)", "x * (z / x) + x * y"),
        ("x * (z / y + y)", None),
    ),
    on=(Hadamard,),
)
def multiply_out_divisor(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum is outside of the product afterwards."""
    if not isinstance(root, Hadamard):
        return None
    bases = {likeness(arg.arg if isinstance(arg, Power) else arg) for arg in root.args}
    for at, factor in enumerate(root.args):
        if isinstance(factor, Add) and any(likeness(base) in bases for term in factor.args for base in _divisors(term)):
            terms = [Hadamard((*root.args[:at], term, *root.args[at + 1 :])) for term in factor.args]
            after = Add(tuple(terms))
            return Rewrite(after, why("every term is multiplied")) if after.shape == root.shape else None
    return None


def _divisors(term: Node) -> list[Node]:
    _, part = split_number(term)
    factors = part.args if isinstance(part, Hadamard) else (part,)
    return [factor.arg for factor in factors if isinstance(factor, Power) and factor.exponent < 0]


@node_rule(
    name="open a divisor",
    stage=Stage.SIMPLIFY,
    statement="x / (x ⊙ y) = 1 / y",
    source="arithmetic",
    examples=(
        ("x * z / (x * v)", "x * z * x**-1 * v**-1"),
        ("z / (x * v)", None),
    ),
    on=(Hadamard,),
)
def open_divisor(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One power of a product fewer."""
    if not isinstance(root, Hadamard):
        return None
    bases = {likeness(arg.arg if isinstance(arg, Power) else arg) for arg in root.args}
    for at, factor in enumerate(root.args):
        match factor:
            case Power(arg=Hadamard(args=inside), exponent=exponent) if exponent.denominator == 1:
                if any(likeness(part.arg if isinstance(part, Power) else part) in bases for part in inside):
                    opened = [Power(part, exponent) for part in inside]
                    after = hadamard([*root.args[:at], *opened, *root.args[at + 1 :]])
                    return Rewrite(after, why("each factor is raised to the power"))
    return None


@node_rule(
    name="put numbers back into products",
    stage=Stage.SIMPLIFY,
    statement="(xᵀ b) a + (aᵀ x) b = a bᵀ x + b aᵀ x",
    source="a number can stand anywhere in a product, and is its own transpose",
    examples=(
        ("(x.T @ z) * v + (v.T @ x) * z", "v @ z.T @ x + z @ v.T @ x"),
        ("(x.T @ z) * v + z", None),
        ("(x.T @ x) * z + (z.T @ z) * x", None),
    ),
    on=(Add,),
)
def numbers_into_products(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. The inner products are matrix products with a common end."""
    if not isinstance(root, Add):
        return None
    found = [_inner_product(arg) for arg in root.args]
    ends: dict[Hashable, set[int]] = {}
    for at, one in enumerate(found):
        for way in one[2] if one else ():
            ends.setdefault(likeness(way[-1]), set()).add(at)
    shared = max(ends.items(), key=lambda item: len(item[1]), default=None)
    if shared is None or len(shared[1]) < 2:
        return None
    terms: list[Node] = []
    for at, one in enumerate(found):
        if one is None or at not in shared[1]:
            terms.append(root.args[at])
            continue
        number, array, ways = one
        way = next(way for way in ways if likeness(way[-1]) == shared[0])
        terms.append(scaled(number, product([array, *way])))
    return Rewrite(Add(tuple(terms)), why("a number can stand anywhere in a product"))


def _inner_product(term: Node) -> tuple[Fraction, Node, list[tuple[Node, ...]]] | None:
    """A column times an inner product: the number, the column, and the inner product both ways round."""
    number, part = split_number(term)
    match part:
        case Hadamard(args=(Product() as scalar, array)) if scalar.shape.is_scalar and array.shape.is_vector:
            back = transposed(scalar)
            assert isinstance(back, Product)
            return number, array, [scalar.args, back.args]
        case _:
            return None
