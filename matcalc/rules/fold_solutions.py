"""Folding of solutions: a product with an inverse that one of the equations has a name for, α = K⁻¹ y."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Node, Product, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import product
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, Solution, node_rule
from matcalc.rules.symmetry import is_symmetric_where


def solutions_in(
    right_sides: Mapping[Symbol, Node], symmetric: Mapping[Symbol, tuple[Symbol, ...]], facts: Facts
) -> Mapping[Node, tuple[Solution, ...]]:
    """The names of products with an inverse, each both ways round, by the first factor that is looked for.

    What solves a system of equations is worth its name. symmetric: the names that are symmetric by their equations.
    """
    found: dict[Node, list[Solution]] = {}
    for name, body in right_sides.items():
        if isinstance(body, Product) and any(isinstance(arg, Inverse) for arg in body.args):
            factors, used = _reversed(body, symmetric, facts)
            for one in (Solution(name, body, name, body.args), Solution(name, body, turned(name), factors, used)):
                found.setdefault(one.factors[0], []).append(one)
    return {first: tuple(ways) for first, ways in found.items()}


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
    for at, first in enumerate(root.args):
        for one in scope.by_inverse.get(first, ()):
            end = at + len(one.factors)
            if root.args[at:end] == one.factors:
                return Rewrite(product([*root.args[:at], one.made, *root.args[end:]]), _reason(one))
    return None


def _reversed(
    body: Product, by_equation: Mapping[Symbol, tuple[Symbol, ...]], facts: Facts
) -> tuple[tuple[Node, ...], tuple[Symbol, ...]]:
    """The factors of the transpose, and the arrays that are symmetric of which that makes use."""
    known = [
        symbol
        for symbol in symbols_in(body)
        if Property.SYMMETRIC in facts.of(symbol) or _is_known(by_equation.get(symbol), facts)
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


def _is_known(owed: tuple[Symbol, ...] | None, facts: Facts) -> bool:
    """Whether a name is symmetric by its equation, under the facts that hold here."""
    return owed is not None and all(Property.SYMMETRIC in facts.of(one) for one in owed)


def _reason(one: Solution) -> Prose:
    if one.made is one.name:
        return why("the equation ", one.name, " = ", one.body)
    if not one.symmetric:
        return why("the equation ", one.name, " = ", one.body, ", transposed")
    are = " are symmetric" if len(one.symmetric) > 1 else " is symmetric"
    return why("the equation ", one.name, " = ", one.body, ", transposed; ", *listed(one.symmetric), are)
