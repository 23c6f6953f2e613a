"""Simplification of determinants: that of an inverse is a reciprocal."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Node, Power, Scale
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="write the determinant of an inverse",
    stage=Stage.SIMPLIFY,
    statement="det(A⁻¹) = 1 / det(A); log det(A⁻¹) = − log det(A)",
    source="Petersen & Pedersen 2012, (16)",
    examples=(("det(inv(A))", "1 / det(A)"), ("logdet(inv(A))", "-logdet(A)"), ("det(A)", None)),
    on=(Determinant, LogDeterminant),
)
def determinant_of_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One inverse fewer."""
    match root:
        case Determinant(arg=Inverse(arg=arg)):
            return Rewrite(Power(Determinant(arg), Fraction(-1)), why("the two determinants multiply to 1"))
        case LogDeterminant(arg=Inverse(arg=arg)):
            return Rewrite(Scale(Fraction(-1), LogDeterminant(arg)), why("the two determinants multiply to 1"))
        case _:
            return None
