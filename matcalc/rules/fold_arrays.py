"""Folding in matrix form: a quotient, a product or a root that one of the equations has a name for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Hadamard, Node, Power, Symbol
from matcalc.rules.assemble import base_and_exponent, hadamard, raised
from matcalc.rules.registry import Rewrite, Scope, node_rule

SQRT = Function("sqrt")


def folds_of(
    bodies: Mapping[Node, Symbol], temporaries: Collection[Symbol], output: Symbol | None = None
) -> dict[Node, tuple[tuple[Node, Symbol], ...]]:
    """The right sides that are elementwise products or roots, with the user's names for them, by their first base.

    A product that is the scalar output is left out: a gradient is said in terms of what E is made of, not of E itself.
    """
    found: dict[Node, tuple[tuple[Node, Symbol], ...]] = {}
    for body, name in bodies.items():
        if name in temporaries:
            continue
        match body:
            case Hadamard(args=(first, *_)) if name is not output or not name.shape.is_scalar:
                base, _ = base_and_exponent(first)
            case Power(arg=base, exponent=exponent) if exponent.denominator != 1:
                pass
            case Apply(function=function, arg=base) if function == SQRT:
                pass
            case _:
                continue
        found[base] = (*found.get(base, ()), (body, name))
    return found


@node_rule(
    name="use the name of a root",
    stage=Stage.SIMPLIFY,
    statement="q ** (−1/2) = r ** (−1), where r = q ** (1/2) is one of the equations",
    source="the equations of the page",
    examples=(("x**(1/2)", None), ("x**2", None)),
    on=(Power, Apply),
)
def use_name_of_root(root: Node, scope: Scope) -> Rewrite | None:
    """One root fewer."""
    match root:
        case Apply(function=function, arg=base) if function == SQRT:
            exponent = Fraction(1, 2)
        case Power(arg=base, exponent=exponent) if exponent.denominator != 1:
            pass
        case _:
            return None
    for body, symbol in scope.folds.get(base, ()):
        match body:
            case Power(exponent=own):
                pass
            case Apply():
                own = Fraction(1, 2)
            case _:
                continue
        if (exponent / own).denominator == 1:
            return Rewrite(raised(symbol, exponent / own), why("the equation ", symbol, " = ", body))
    return None


@node_rule(
    name="use the name of an elementwise product",
    stage=Stage.SIMPLIFY,
    statement="u ⊙ v ⊙ s ** (−2) = p ⊙ v ⊙ s ** (−1), where p = u ⊙ s ** (−1) is one of the equations",
    source="the equations of the page",
    examples=(("x / s", None), ("x * y.T", None)),
    on=(Hadamard,),
)
def use_name_of_product(root: Node, scope: Scope) -> Rewrite | None:
    """One elementwise product fewer."""
    if not isinstance(root, Hadamard):
        return None
    for base, _ in map(base_and_exponent, root.args):
        for body, name in scope.folds.get(base, ()):
            if isinstance(body, Hadamard) and (made := _with_name(root, body, name)) is not None:
                return Rewrite(made, why("the equation ", name, " = ", body))
    return None


def _with_name(root: Hadamard, body: Hadamard, name: Symbol) -> Node | None:
    """The product with the factors of the body replaced by its name, where the first of them stands.

    None where not all of them are there, each to at least its power.
    """
    wanted = dict(map(base_and_exponent, body.args))
    if len(wanted) < len(body.args) or not all(wanted.values()):
        return None
    factors: list[Node] = []
    for base, exponent in map(base_and_exponent, root.args):
        least = wanted.get(base)
        if least is None or exponent / least < 1:
            factors.append(raised(base, exponent))
            continue
        if len(wanted) == len(body.args):
            factors.append(name)
        del wanted[base]
        if exponent != least:
            factors.append(raised(base, exponent - least))
    if wanted:
        return None
    made = hadamard(factors)
    return made if made.shape == root.shape else None
