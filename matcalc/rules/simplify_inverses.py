"""Simplification of inverses: what stands beside its inverse cancels."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Eye, Node, Product, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.assemble import product
from matcalc.rules.likeness import likeness, turned_likeness
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="cancel an inverse",
    stage=Stage.SIMPLIFY,
    statement="A⁻¹ A = A A⁻¹ = I; (A⁻¹)ᵀ Aᵀ = I; (A⁻¹)⁻¹ = A",
    source="definition of the inverse",
    examples=(
        ("inv(A) @ A", "eye(3)"),
        ("inv(A) @ A @ x", "x"),
        ("B.T @ inv(A @ A.T) @ A @ A.T @ x", "B.T @ x"),
        ("A @ B @ inv(A @ B)", "eye(3)"),
        ("A.T @ inv(A).T", "eye(3)"),
        ("inv(inv(A))", "A"),
        ("inv(A) @ A.T", None),
        ("inv(A @ A.T) @ A", None),
    ),
    on=(Product, Inverse),
)
def cancel_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """One inverse fewer."""
    if isinstance(root, Inverse):
        inner = root.arg
        return Rewrite(inner.arg, why("two inverses undo each other")) if isinstance(inner, Inverse) else None
    if not isinstance(root, Product):
        return None
    args = root.args
    for at, arg in enumerate(args):
        match arg:
            case Inverse(arg=body):
                is_turned = False
            case Transpose(arg=Inverse(arg=body)):
                is_turned = True
            case _:
                continue
        parts = list(body.args) if isinstance(body, Product) else [body]
        keys = [turned_likeness(part) for part in reversed(parts)] if is_turned else [likeness(part) for part in parts]
        for first in (at + 1, at - len(parts)):
            stop = first + len(parts)
            if first < 0 or stop > len(args) or [likeness(part) for part in args[first:stop]] != keys:
                continue
            rest = [*args[: min(at, first)], *args[max(at + 1, stop) :]]
            made = product(rest) if rest else Eye(body.shape.rows)
            beside = turned(body) if is_turned else body
            return Rewrite(made, why(arg, " stands beside ", beside, ": together they are the identity"))
    return None


@node_rule(
    name="open the inverse of a product",
    stage=Stage.SIMPLIFY,
    statement="(A B)⁻¹ = B⁻¹ A⁻¹ for square A and B",
    source="Petersen & Pedersen 2012, (1)",
    examples=(
        ("inv(A @ B) @ A", "inv(B) @ inv(A) @ A"),
        ("A.T @ inv(A @ B).T", "A.T @ inv(A).T @ inv(B).T"),
        ("inv(A @ B)", None),  # nothing beside it that could cancel
        ("inv(A.T @ A) @ A.T", None),
    ),
    on=(Product,),
)
def open_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One inverse of a product fewer."""
    if not isinstance(root, Product):
        return None
    for at, arg in enumerate(root.args):
        body = arg.arg if isinstance(arg, Transpose) else arg
        if not isinstance(body, Inverse) or not isinstance(body.arg, Product):
            continue
        factors = body.arg.args
        if any(factor.shape != body.shape for factor in factors):
            continue
        inverses: list[Node] = [Inverse(factor) for factor in reversed(factors)]
        if isinstance(arg, Transpose):
            inverses = [turned(inverse) for inverse in reversed(inverses)]
        made = product([*root.args[:at], *inverses, *root.args[at + 1 :]])
        return Rewrite(made, why("the inverse of a product is the product of the inverses, reversed"))
    return None
