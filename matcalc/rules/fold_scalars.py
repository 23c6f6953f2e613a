"""Folding of numbers: an inner product or a quotient of numbers that one of the equations has a name for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import EntrySum, Hadamard, Node, Power, Product, Symbol, Trace
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import base_and_exponent, hadamard, raised
from matcalc.rules.likeness import likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule

Powers = tuple[tuple[Node, Fraction], ...]
"""Factors, each with its exponent."""

SUMS = (Product, EntrySum, Trace, Mean)
"""Numbers that a sum over entries makes."""


def scalars_by_first(named: Iterable[tuple[Symbol, Node]]) -> Mapping[Hashable, tuple[tuple[Symbol, Node], ...]]:
    """The names of numbers that are a sum over entries, or a quotient with one, with their right sides.

    They are found by what the first factor of the right side is like. A quotient of names alone is left out: that
    −s / t² is −E / t where E = s / t tells nothing about E. So is a product: it hides factors that could be common.
    """
    found: dict[Hashable, tuple[tuple[Symbol, Node], ...]] = {}
    for symbol, body in named:
        if symbol.shape.is_scalar and is_worth_a_name(body):
            first = likeness(_powers(body)[0][0])
            found[first] = (*found.get(first, ()), (symbol, body))
    return found


def is_worth_a_name(body: Node) -> bool:
    """Whether the name of a number with this right side is looked for."""
    powers = _powers(body)
    if not all(exponent for _, exponent in powers):
        return False  # what stands to the power 0 is no factor that could be found again
    is_plain = len(powers) == 1 or any(exponent < 0 for _, exponent in powers)
    return is_plain and any(isinstance(base, SUMS) for base, _ in powers)


@node_rule(
    name="use the name of a number",
    stage=Stage.SIMPLIFY,
    statement="xᵀ y = c, where c = xᵀ y is one of the equations; likewise xᵀ y s⁻¹ z = ρ z, where ρ = xᵀ y s⁻¹ is",
    source="the equations of the page",
    examples=(("x.T @ z", None), ("s * x", None)),
    on=(*SUMS, Hadamard),
)
def use_name_of_number(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum or product fewer."""
    if not scope.scalars:
        return None
    factors = _powers(root)
    there = {likeness(base): exponent for base, exponent in factors}
    for base in there:
        for name, body in scope.scalars.get(base, ()):
            if (made := _with_name(factors, there, name, body)) is not None and made.shape == root.shape:
                return Rewrite(made, why("the equation ", name, " = ", body))
    return None


def _with_name(factors: Powers, there: Mapping[Hashable, Fraction], name: Symbol, body: Node) -> Node | None:
    """The product with the factors of `body` replaced by its name, where the first of them stands."""
    wanted = {likeness(base): exponent for base, exponent in _powers(body)}
    if not all(there.get(key, 0) / exponent >= 1 for key, exponent in wanted.items()):
        return None
    made: list[Node] = []
    is_named = False
    for base, exponent in factors:
        least = wanted.pop(likeness(base), Fraction(0))
        if least and not is_named:
            made.append(name)
            is_named = True
        if exponent != least:
            made.append(raised(base, exponent - least))
    return hadamard(made)


def _powers(part: Node) -> Powers:
    """The factors of an elementwise product with their exponents, those of a power of a product one by one."""
    found: list[tuple[Node, Fraction]] = []
    for factor in part.args if isinstance(part, Hadamard) else (part,):
        match factor:
            case Power(arg=Hadamard(args=inside), exponent=exponent) if exponent.denominator == 1:
                found += [(one, exponent) for one in inside]
            case _:
                found.append(base_and_exponent(factor))
    return tuple(found)
