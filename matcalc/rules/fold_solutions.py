"""Folding of solutions: a product with an inverse that one of the equations has a name for, α = K⁻¹ y."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Node, Product, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import product
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.symmetry import is_symmetric_where


def solutions_in(right_sides: Mapping[Symbol, Node]) -> dict[Symbol, Product]:
    """The names of products with an inverse: what solves a system of equations is worth its name."""
    return {
        name: body
        for name, body in right_sides.items()
        if isinstance(body, Product) and any(isinstance(arg, Inverse) for arg in body.args)
    }


@node_rule(
    name="use the name of a solution",
    stage=Stage.SIMPLIFY,
    statement="K⁻¹ y = α, where α = K⁻¹ y is one of the equations; for a symmetric K, yᵀ K⁻¹ = αᵀ, too",
    source="the equations of the page",
    examples=(("A @ x", None), ("inv(A) @ x", None)),
    on=(Product,),
)
def use_name_of_solution(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer."""
    if not isinstance(root, Product):
        return None
    for name, body in scope.by_inverse.items():
        ways = (name, body.args, ()), (turned(name), *_reversed(body, scope))
        for made, factors, symmetric in ways:
            if (at := _place(root.args, factors)) is not None:
                rest = [*root.args[:at], made, *root.args[at + len(factors) :]]
                return Rewrite(product(rest), _reason(name, body, made, symmetric))
    return None


def _reversed(body: Product, scope: Scope) -> tuple[tuple[Node, ...], tuple[Symbol, ...]]:
    """The factors of the transpose, and the arrays that are symmetric of which that makes use."""
    known = [
        symbol
        for symbol in symbols_in(body)
        if Property.SYMMETRIC in scope.facts.of(symbol) or _is_known(symbol, scope)
    ]
    factors: list[Node] = []
    used: list[Symbol] = []
    for arg in reversed(body.args):
        symmetric = [symbol for symbol in symbols_in(arg) if symbol in known]
        if symmetric and is_symmetric_where(arg, symmetric):
            factors.append(arg)
            used += symmetric
        else:
            factors.append(turned(arg))
    return tuple(factors), tuple(dict.fromkeys(used))


def _is_known(symbol: Symbol, scope: Scope) -> bool:
    """Whether a name is symmetric by its equation, under the facts that hold here."""
    owed = scope.symmetric.get(symbol)
    return owed is not None and all(Property.SYMMETRIC in scope.facts.of(one) for one in owed)


def _place(factors: Sequence[Node], wanted: Sequence[Node]) -> int | None:
    """Where the wanted factors stand one after the other."""
    count = len(wanted)
    places = range(len(factors) - count + 1)
    return next((at for at in places if tuple(factors[at : at + count]) == tuple(wanted)), None)


def _reason(name: Symbol, body: Product, made: Node, symmetric: Sequence[Symbol]) -> Prose:
    if made is name:
        return why("the equation ", name, " = ", body)
    if not symmetric:
        return why("the equation ", name, " = ", body, ", transposed")
    are = " are symmetric" if len(symmetric) > 1 else " is symmetric"
    return why("the equation ", name, " = ", body, ", transposed; ", *listed(tuple(symmetric)), are)
