"""Simplification of transposes: they go to the symbols, out of functions, or vanish."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    DiagOf,
    EntrySum,
    Hadamard,
    HStack,
    Node,
    Ones,
    Power,
    Product,
    Scale,
    Trace,
    Transpose,
    Unary,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.traversal import symbols_in
from matcalc.forms.vectorized import Commutation, Kron
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.symmetry import is_symmetric_where

KINDS: dict[type[Node], str] = {
    Add: "the transpose of a sum is the sum",
    Hadamard: "the transpose of an elementwise product is that product",
    Kron: "the transpose of a Kronecker product is that product",
}
"""How the reason begins where a transpose goes to each part."""


@node_rule(
    name="recognise a symmetric array",
    stage=Stage.SIMPLIFY,
    statement="(A + Aᵀ)ᵀ = A + Aᵀ; (Aᵀ A)ᵀ = Aᵀ A; (x xᵀ)ᵀ = x xᵀ; diag(v)ᵀ = diag(v); a number is its own transpose",
    source="definition of the transpose",
    examples=(
        ("(A + A.T).T", "A + A.T"),
        ("(A.T @ A).T", "A.T @ A"),
        ("(x @ x.T).T", "x @ x.T"),
        ("(A @ diag(y) @ A.T).T", "A @ diag(y) @ A.T"),
        ("inv(A @ A.T).T", "inv(A @ A.T)"),
        ("diag(v).T", "diag(v)"),
        ("s.T", "s"),
        ("A.T", None),
        ("(A - A.T).T", None),
        ("(A @ A).T", None),
    ),
    on=(Transpose,),
)
def recognise_symmetric(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer."""
    if isinstance(root, Transpose) and is_symmetric(root.arg):
        words = " is a number, its own transpose" if root.shape.is_scalar else " is symmetric, its own transpose"
        return Rewrite(root.arg, why(root.arg, words))
    return None


@node_rule(
    name="use the symmetry of what a name stands for",
    stage=Stage.SIMPLIFY,
    statement="Sᵀ = S and (S⁻¹)ᵀ = S⁻¹, where S = Xᵀ X is one of the equations",
    source="the equations of the page",
    examples=(("A.T", None),),
    on=(Transpose,),
)
def use_symmetric_meaning(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer."""
    if not isinstance(root, Transpose):
        return None
    names = [name for name in symbols_in(root) if scope.symmetric.get(name) == ()]
    if not names or not is_symmetric_where(root.arg, names):
        return None
    meanings = [part for name in names for part in (", and ", name, " stands for ", scope.right_sides[name])][1:]
    if root.arg in names:
        return Rewrite(root.arg, why(*meanings, ", which is its own transpose"))
    return Rewrite(root.arg, why(*meanings, ": ", root.arg, " is its own transpose"))


@node_rule(
    name="transpose each factor",
    stage=Stage.SIMPLIFY,
    statement="(A B)ᵀ = Bᵀ Aᵀ",
    source="Petersen & Pedersen 2012, (5)",
    examples=(("(A @ B).T", "B.T @ A.T"), ("(A @ B.T).T", "B @ A.T"), ("A.T", None)),
    on=(Transpose,),
)
def transpose_product(root: Node, scope: Scope) -> Rewrite | None:
    """Transposes move towards the symbols."""
    if isinstance(root, Transpose) and isinstance(root.arg, Product):
        factors = tuple(turned(factor) for factor in reversed(root.arg.args))
        return Rewrite(Product(factors), why("the transpose of a product is the product of the transposes, reversed"))
    return None


@node_rule(
    name="transpose each part",
    stage=Stage.SIMPLIFY,
    statement="(A + B)ᵀ = Aᵀ + Bᵀ; (c A)ᵀ = c Aᵀ; (A ⊙ B)ᵀ = Aᵀ ⊙ Bᵀ; (A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ; (Aᵀ)ᵀ = A; 0ᵀ = 0",
    source="definition of the transpose",
    examples=(
        ("(A + B.T).T", "A.T + B"),
        ("(2 * A).T", "2 * A.T"),
        ("(A * B).T", "A.T * B.T"),
        ("kron(A, B).T", "kron(A.T, B.T)"),
        ("A.T.T", "A"),
        ("(s * A).T", "s * A.T"),
        ("ones(3, 4).T", "ones(4, 3)"),
        ("ones(4).T", None),
        ("commutation(3, 4).T", "commutation(4, 3)"),
        ("(A @ B).T", None),
        ("f(A).T", None),
    ),
    on=(Transpose,),
)
def transpose_parts(root: Node, scope: Scope) -> Rewrite | None:
    """Transposes move towards the symbols, or vanish."""
    if not isinstance(root, Transpose):
        return None
    match root.arg:
        case Transpose(arg=inner):
            return Rewrite(inner, why("two transposes undo each other"))
        case Add() | Hadamard() | Kron():
            reason = why(f"{KINDS[type(root.arg)]} of the transposes")
            return Rewrite(root.arg.rebuilt(tuple(turned(arg) for arg in root.arg.args)), reason)
        case Scale(coefficient=coefficient, arg=arg):
            return Rewrite(Scale(coefficient, turned(arg)), why("a number stays in front"))
        case Zeros(shape=shape):
            return Rewrite(Zeros(shape.transposed()), why("all entries are 0"))
        case Ones(shape=shape) if shape.is_matrix:
            return Rewrite(Ones(shape.transposed()), why("all entries are 1"))
        case Commutation(rows=rows, cols=cols):
            return Rewrite(Commutation(cols, rows), why("the transpose of a permutation undoes it"))
        case _:
            return None


@node_rule(
    name="transpose a stack",
    stage=Stage.SIMPLIFY,
    statement="[A; B]ᵀ = [Aᵀ Bᵀ]",
    source="definition of the transpose",
    examples=(("vstack(x, 1).T", "hstack(x.T, 1)"), ("hstack(A, x).T", "vstack(A.T, x.T)"), ("x.T", None)),
    on=(Transpose,),
)
def transpose_stack(root: Node, scope: Scope) -> Rewrite | None:
    """One transposed stack fewer each time."""
    reason = why("blocks on top of each other become blocks side by side, each transposed")
    match root:
        case Transpose(arg=VStack(args=args)):
            return Rewrite(HStack(tuple(turned(arg) for arg in args)), reason)
        case Transpose(arg=HStack(args=args)):
            return Rewrite(VStack(tuple(turned(arg) for arg in args)), reason)
        case _:
            return None


@node_rule(
    name="take the transpose out of a function",
    stage=Stage.SIMPLIFY,
    statement="f(Aᵀ) = f(A)ᵀ; (Aᵀ) ** p = (A ** p)ᵀ; (Aᵀ)⁻¹ = (A⁻¹)ᵀ; softmax: rows of Aᵀ are columns of A",
    source="f acts on each entry alone; Petersen & Pedersen 2012, (3)",
    examples=(
        ("f(A.T)", "f(A).T"),
        ("A.T**2", "(A**2).T"),
        ("inv(A.T)", "inv(A).T"),
        ("softmax(A.T, axis=1)", "softmax(A, axis=0).T"),
        ("softmax(x.T)", "softmax(x).T"),
        ("f(A)", None),
        ("inv(A)", None),
    ),
    on=(Apply, Power, Inverse, Softmax),
)
def transpose_out_of_function(root: Node, scope: Scope) -> Rewrite | None:
    """The transpose is outside afterwards."""
    if not isinstance(root, Apply | Power | Inverse | Softmax) or not isinstance(root.arg, Transpose):
        return None
    inside = root.arg.arg
    if isinstance(root, Softmax):
        other = None if root.axis is None else 1 - root.axis
        return Rewrite(Transpose(Softmax(inside, other)), why("rows of the transpose are columns"))
    if isinstance(root, Inverse):
        return Rewrite(Transpose(Inverse(inside)), why("the inverse of a transpose is the transpose of the inverse"))
    return Rewrite(Transpose(root.rebuilt((inside,))), why("the function acts on each entry alone"))


@node_rule(
    name="forget a transpose",
    stage=Stage.SIMPLIFY,
    statement="det(Aᵀ) = det(A); tr(Aᵀ) = tr(A); diag_of(Aᵀ) = diag_of(A); sums, means, norms of all entries likewise",
    source="Petersen & Pedersen 2012, (13) and (20)",
    examples=(
        ("det(A.T)", "det(A)"),
        ("logdet(A.T)", "logdet(A)"),
        ("tr(A.T)", "tr(A)"),
        ("diag_of(A.T)", "diag_of(A)"),
        ("sum(A.T)", "sum(A)"),
        ("norm(A.T)", "norm(A)"),
        ("var(A.T)", "var(A)"),
        ("sum(A.T, axis=0)", None),
        ("tr(A)", None),
    ),
    on=(Determinant, LogDeterminant, Trace, DiagOf, EntrySum, LogSumExp, Norm, Mean, Variance),
)
def forget_transpose(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer."""
    if isinstance(root, Unary) and isinstance(root.arg, Transpose) and getattr(root, "axis", None) is None:
        return Rewrite(root.rebuilt((root.arg.arg,)), why("transposing ", root.arg.arg, " changes nothing here"))
    return None
