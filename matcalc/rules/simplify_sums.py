"""Simplification of sums: like terms are collected."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Node, Number
from matcalc.rules.assemble import filled, hadamard, scaled, split_number, total
from matcalc.rules.likeness import likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="collect like terms",
    stage=Stage.SIMPLIFY,
    statement="a X + b X = (a + b) X, where X may be written differently: xᵀ A y = yᵀ Aᵀ x, tr(A B) = tr(B A), "
    "u ⊙ v = v ⊙ u",
    source="arithmetic",
    examples=(
        ("x + x", "2 * x"),
        ("2 * x - x", "x"),
        ("x - x", "zeros(3)"),
        ("x + y", None),
        ("x + z + x", "2 * x + z"),
        ("x.T @ A @ y + y.T @ A.T @ x", "2 * x.T @ A @ y"),
        ("tr(A @ B) + tr(B @ A)", "2 * tr(A @ B)"),
        ("tr(A @ B) - tr(B.T @ A.T)", "0"),
        ("x * z + z * x", "2 * (x * z)"),
        ("x @ (x.T @ z) + (z.T @ x) * x", "2 * (x @ (x.T @ z))"),
        ("1 + x + 2", "3 + x"),
        ("x - x + 1", "ones(3)"),
        ("s + x - x", "s * ones(3)"),
        ("x.T @ A @ y + y.T @ A @ x", None),
    ),
    on=(Add,),
)
def collect_like_terms(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer terms than before; the first of the like terms keeps its place."""
    if not isinstance(root, Add):
        return None
    found: dict[Hashable, tuple[Fraction, Node]] = {}
    for arg in root.args:
        number, part = split_number(arg)
        before, first = found.setdefault(likeness(part), (Fraction(0), part))
        found[likeness(part)] = (before + number, first)
    if len(found) == len(root.args):
        return None
    kept = [scaled(number, part) for number, part in found.values() if number]
    after = total(kept) if kept else filled(Fraction(0), root.shape)
    if after.shape != root.shape:
        ones = filled(Fraction(1), root.shape)
        after = filled(after.value, root.shape) if isinstance(after, Number) else hadamard([after, ones])
        if after.shape != root.shape:
            return None
    return Rewrite(after, why("equal terms are counted"))
