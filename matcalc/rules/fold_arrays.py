"""Folding in matrix form: a quotient, a product or a root that one of the equations has a name for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from matcalc.chain import Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Hadamard, Node, Power
from matcalc.rules.assemble import hadamard, raised
from matcalc.rules.registry import Rewrite, Scope, node_rule

SQRT = Function("sqrt")


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
    for body, symbol in scope.bodies.items():
        match body:
            case Power(arg=inner, exponent=own) if inner is base and own.denominator != 1:
                pass
            case Apply(function=function, arg=inner) if inner is base and function == SQRT:
                own = Fraction(1, 2)
            case _:
                continue
        if symbol not in scope.temporaries and (exponent / own).denominator == 1:
            return Rewrite(raised(symbol, exponent / own), why("the equation ", symbol, " = ", body))
    return None


@node_rule(
    name="use the name of an elementwise product",
    stage=Stage.SIMPLIFY,
    statement="u ⊙ v ⊙ s ** (−1) = p ⊙ v, where p = u ⊙ s ** (−1) is one of the equations",
    source="the equations of the page",
    examples=(("x / s", None), ("x * y.T", None)),
    on=(Hadamard,),
)
def use_name_of_product(root: Node, scope: Scope) -> Rewrite | None:
    """One elementwise product fewer."""
    if not isinstance(root, Hadamard):
        return None
    for first, second in permutations(range(len(root.args)), 2):
        for taken, left in _shares(root.args[second]):
            pair = Hadamard((root.args[first], taken))
            name = scope.bodies.get(pair)
            if name is None or name in scope.temporaries or (name is scope.output and name.shape.is_scalar):
                continue  # a gradient is said in terms of what E is made of, not of E itself
            made: dict[int, list[Node]] = {first: [name], second: left}
            kept = [one for at, part in enumerate(root.args) for one in made.get(at, [part])]
            return Rewrite(hadamard(kept), why("the equation ", name, " = ", pair))
    return None


def _shares(factor: Node) -> Iterator[tuple[Node, list[Node]]]:
    """What a product may take of a factor, and what is left then: all of it, or 1/s of 1/s²."""
    yield factor, []
    match factor:
        case Power(arg=base, exponent=exponent) if exponent < -1:
            yield Power(base, Fraction(-1)), [Power(base, exponent + 1)]
        case _:
            pass
