"""Adjoints: a linear map in an inner product goes to the other side, so that the differential stands alone.

The adjoint L* of a linear map L is the map with ⟨Y, L X⟩ = ⟨L* Y, X⟩ for all X and Y. Y stands on the left here, where
the gradient grows. Each rule has its proof in rules.adjoint_table.
"""

from __future__ import annotations

from matcalc.chain import Prose, Stage, why
from matcalc.forms.differentials import Inner
from matcalc.forms.matrix_form import Node, Number, Product, Scale, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.assemble import product, scaled
from matcalc.rules.beside import at_differential, multiplied, turned_factors
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="move a number over",
    stage=Stage.ADJOINT,
    statement="⟨Y, c X⟩ = ⟨c Y, X⟩",
    source="the inner product is linear on both sides",
    examples=(
        ("inner(x, 2 * differential(x))", "inner(2 * x, differential(x))"),
        ("inner(-x, -differential(x))", "inner(x, differential(x))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_number(root: Node, scope: Scope) -> Rewrite | None:
    """One number fewer beside the differential."""
    match root:
        case Inner(left=left, right=Scale(coefficient=coefficient, arg=arg)):
            return Rewrite(
                Inner(scaled(coefficient, left), arg),
                why("the number ", Number(coefficient), " goes to the other side as it is"),
            )
        case _:
            return None


@node_rule(
    name="move a left factor over",
    stage=Stage.ADJOINT,
    statement="⟨Y, A X⟩ = ⟨Aᵀ Y, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (A X)) = tr((Aᵀ Y)ᵀ X)",
    examples=(
        ("inner(x, A @ differential(y))", "inner(A.T @ x, differential(y))"),
        ("inner(1, x.T @ differential(x))", "inner(x, differential(x))"),
        ("inner(eye(3), A @ differential(B))", "inner(A.T, differential(B))"),
        ("inner(B, differential(A) @ B)", None),
        ("inner(x, differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_left_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)) if at_differential(args) == len(args) - 1:
            factor = product(args[:-1])
            after = Inner(multiplied(*turned_factors(factor), left), args[-1])
            return Rewrite(after, _crossing("left", factor, left, args[-1]))
        case _:
            return None


@node_rule(
    name="move a right factor over",
    stage=Stage.ADJOINT,
    statement="⟨Y, X B⟩ = ⟨Y Bᵀ, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (X B)) = tr((Y Bᵀ)ᵀ X)",
    examples=(
        ("inner(x, differential(A) @ y)", "inner(x @ y.T, differential(A))"),
        ("inner(eye(3), differential(A) @ B)", "inner(B.T, differential(A))"),
        ("inner(x, A @ differential(y))", None),
        ("inner(s, x.T @ differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_right_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)) if at_differential(args) == 0:
            factor = product(args[1:])
            after = Inner(multiplied(left, *turned_factors(factor)), args[0])
            return Rewrite(after, _crossing("right", factor, left, args[0]))
        case _:
            return None


@node_rule(
    name="move both factors over",
    stage=Stage.ADJOINT,
    statement="⟨Y, A X B⟩ = ⟨Aᵀ Y Bᵀ, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (A X B)) = tr((Aᵀ Y Bᵀ)ᵀ X)",
    examples=(
        ("inner(s, x.T @ differential(A) @ y)", "inner(s * (x @ y.T), differential(A))"),
        ("inner(B, inv(A) @ differential(A) @ inv(A))", "inner(inv(A).T @ B @ inv(A).T, differential(A))"),
        ("inner(x, differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_both_factors(root: Node, scope: Scope) -> Rewrite | None:
    """Two products fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)):
            at = at_differential(args)
            if at is None or at in (0, len(args) - 1):
                return None
            first, last = product(args[:at]), product(args[at + 1 :])
            after = Inner(multiplied(*turned_factors(first), left, *turned_factors(last)), args[at])
            reason = why(
                "a factor goes to the other side as its transpose and stays on its own end: ",
                *(first, " on the left, ", last, " on the right"),
            )
            return Rewrite(after, reason)
        case _:
            return None


@node_rule(
    name="move the map of an inverse over",
    stage=Stage.ADJOINT,
    statement="⟨Y, −A⁻¹ X A⁻¹⟩ = ⟨−A⁻ᵀ Y A⁻ᵀ, X⟩, where −A⁻¹ X A⁻¹ is the differential of A⁻¹ for dA = X",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ A⁻¹ X A⁻¹) = tr((A⁻ᵀ Y A⁻ᵀ)ᵀ X)",
    examples=(
        ("inner(B, -inv(A) @ differential(A) @ inv(A))", "inner(-inv(A).T @ B @ inv(A).T, differential(A))"),
        ("inner(eye(3), -inv(A) @ differential(A) @ inv(A))", "inner(-inv(A).T @ inv(A).T, differential(A))"),
        ("inner(B, inv(A) @ differential(A) @ inv(A))", None),
        ("inner(B, -inv(A) @ differential(A) @ inv(B))", None),
    ),
    on=(Inner,),
)
def move_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """Two products fewer beside the differential."""
    match root:
        case Inner(left=left, right=Scale(coefficient=sign, arg=Product(args=(Inverse() as inverse, inside, last)))):
            if sign != -1 or last is not inverse:
                return None
            turn = turned(inverse)
            after = Inner(scaled(sign, multiplied(turn, left, turn)), inside)
            return Rewrite(after, why(inverse, " on both sides becomes ", turn, " on both sides, the sign stays"))
        case _:
            return None


def _crossing(side: str, factor: Node, left: Node, alone: Node) -> Prose:
    """The transpose is on the same side, and fits there: it brings an array to the shape of what it leaves alone."""
    made = multiplied(*turned_factors(factor))
    if left.shape == alone.shape or left.shape.is_scalar:
        return why(factor, f" on the {side} becomes ", made, f" on the {side}")
    return why(
        factor, f" on the {side} becomes ", made, f" on the {side}: from shape ", left.shape, " back to ", alone.shape
    )


@node_rule(
    name="move a transpose over",
    stage=Stage.ADJOINT,
    statement="⟨Y, Xᵀ⟩ = ⟨Yᵀ, X⟩",
    source="tr(Yᵀ Xᵀ) = tr((X Y)ᵀ) = tr(X Y)",
    examples=(("inner(A.T, differential(A).T)", "inner(A, differential(A))"), ("inner(A, differential(A))", None)),
    on=(Inner,),
)
def move_transpose(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer beside the differential."""
    match root:
        case Inner(left=left, right=Transpose(arg=arg)):
            return Rewrite(Inner(turned(left), arg), why("both sides transposed: the same entries meet"))
        case _:
            return None
