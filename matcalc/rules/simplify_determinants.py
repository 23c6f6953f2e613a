"""Simplification of determinants: that of an inverse is a reciprocal."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Scale
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.traversal import replaced
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="write the determinant of an inverse",
    stage=Stage.SIMPLIFY,
    statement="det(A) det(A⁻¹) = det(A) / det(A); log det(A⁻¹) + B = B − log det(A)",
    source="Petersen & Pedersen 2012, (22)",
    examples=(
        ("det(inv(A)) * det(A)", "det(A)**-1 * det(A)"),
        ("s + logdet(inv(A))", "s - logdet(A)"),
        ("det(A) * x", None),
        ("det(inv(A))", None),
    ),
    on=(Hadamard, Add),
)
def determinant_of_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One inverse fewer, or more."""
    images: dict[Node, Node] = {}
    for arg in root.children:
        factor = arg.arg if isinstance(arg, Scale | Power) else arg
        match factor:
            case Determinant(arg=Inverse(arg=body)):
                images[factor] = Power(Determinant(body), Fraction(-1))
            case LogDeterminant(arg=Inverse(arg=body)):
                images[factor] = Scale(Fraction(-1), LogDeterminant(body))
    if not images:
        return None
    return Rewrite(replaced(root, images), why("a determinant and that of the inverse multiply to 1"))
