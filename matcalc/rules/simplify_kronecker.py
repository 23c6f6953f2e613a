"""Simplification of vec and Kronecker products."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Apply, Eye, Hadamard, Node, Power, Product, Scale, Trace, Transpose
from matcalc.forms.shapes import Shape
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.rules.assemble import product
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="undo a vec",
    stage=Stage.SIMPLIFY,
    statement="unvec(vec(A)) = A; unvec(f(vec(A))) = f(A) for f entry by entry; vec(unvec(v)) = v; vec of a vector is "
    "the vector; vec(vᵀ) = v",
    source="definition of vec",
    examples=(
        ("unvec(vec(A), 3, 4)", "A"),
        ("unvec(exp(vec(A)) * vec(B)**2 / s, 3, 4)", "exp(A) * B**2 / s"),
        ("unvec(vec(A) * kron(y, x), 3, 4)", None),
        ("vec(unvec(x, 1, 3))", "x"),
        ("vec(x)", "x"),
        ("vec(x.T)", "x"),
        ("vec(A)", None),
    ),
    on=(Vec, Unvec),
)
def undo_vec(root: Node, scope: Scope) -> Rewrite | None:
    """One vec fewer."""
    match root:
        case Unvec(arg=Vec(arg=arg)) if arg.shape == root.shape:
            return Rewrite(arg, why("the columns go back to where they were"))
        case Unvec(arg=arg) if (inside := _unstacked(arg, root.shape)) is not None:
            return Rewrite(inside, why("entry by entry, and the columns go back to where they were"))
        case Vec(arg=Unvec(arg=arg)) | Vec(arg=Transpose(arg=arg)) if arg.shape == root.shape:
            return Rewrite(arg, why("the same entries in the same order"))
        case Vec(arg=arg) | Unvec(arg=arg) if arg.shape == root.shape:
            return Rewrite(arg, why("a vector has one column"))
        case _:
            return None


def _unstacked(part: Node, shape: Shape) -> Node | None:
    """What is worked out entry by entry from vecs of arrays of that shape, worked out from these arrays."""
    match part:
        case Vec(arg=arg):
            return arg if arg.shape == shape else None
        case Apply() | Power() | Scale() | Add() | Hadamard():
            children = [child if child.shape.is_scalar else _unstacked(child, shape) for child in part.children]
            made = [child for child in children if child is not None]
            return part.rebuilt(tuple(made)) if len(made) == len(children) else None
        case _:
            return None


@node_rule(
    name="multiply Kronecker products",
    stage=Stage.SIMPLIFY,
    statement="(A ⊗ B)(C ⊗ D) = A C ⊗ B D; (Bᵀ ⊗ A) vec(X) = vec(A X B)",
    source="Magnus & Neudecker 2019, §2.2 (2.4) and §2.4 (2.10)",
    examples=(
        ("kron(A, x.T) @ kron(B, x)", "kron(A @ B, x.T @ x)"),
        ("kron(B.T, z.T) @ vec(A)", "vec(z.T @ A @ B)"),
        ("kron(A, x) @ y", None),
    ),
    on=(Product,),
)
def multiply_kron(root: Node, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer."""
    if not isinstance(root, Product):
        return None
    args = root.args
    for at in range(len(args) - 1):
        match args[at], args[at + 1]:
            case Kron(args=left), Kron(args=right) if len(left) == len(right) and all(
                one.shape.cols == other.shape.rows for one, other in zip(left, right, strict=True)
            ):
                factors = tuple(product([one, other]) for one, other in zip(left, right, strict=True))
                made: Node = Kron(factors)
                reason = why("blocks multiply factor by factor")
            case Kron(args=(left, right)), Vec(arg=arg) if (
                right.shape.cols == arg.shape.rows and left.shape.cols == arg.shape.cols
            ):
                made = Vec(product([right, arg, turned(left)]))
                reason = why("vec of a product of three")
            case _:
                continue
        return Rewrite(product([*args[:at], made, *args[at + 2 :]]), reason)
    return None


@node_rule(
    name="multiply by a vec",
    stage=Stage.SIMPLIFY,
    statement="vec(A)ᵀ vec(B) = tr(Aᵀ B)",
    source="Magnus & Neudecker 2019, §2.4 (2.9)",
    examples=(("vec(A).T @ vec(B)", "tr(A.T @ B)"), ("vec(A) @ vec(B).T", None)),
    on=(Product,),
)
def multiply_vecs(root: Node, scope: Scope) -> Rewrite | None:
    """Two vecs fewer."""
    match root:
        case Product(args=(Transpose(arg=Vec(arg=left)), Vec(arg=right))) if left.shape == right.shape:
            return Rewrite(Trace(product([turned(left), right])), why("the sum of the products of equal entries"))
        case _:
            return None


@node_rule(
    name="apply a commutation",
    stage=Stage.SIMPLIFY,
    statement="K vec(A) = vec(Aᵀ); K Kᵀ = I; K is I where a side has length 1",
    source="Magnus & Neudecker 2019, §3.7",
    examples=(
        ("commutation(3, 4) @ vec(A)", "vec(A.T)"),
        ("commutation(4, 3) @ commutation(3, 4)", "eye(12)"),
        ("commutation(1, 3)", "eye(3)"),
        ("commutation(4, 3) @ vec(A)", None),
        ("commutation(3, 4)", None),
    ),
    on=(Product, Commutation),
)
def apply_commutation(root: Node, scope: Scope) -> Rewrite | None:
    """One permutation fewer."""
    if isinstance(root, Commutation):
        trivial = root.rows.is_one or root.cols.is_one
        return Rewrite(Eye(root.rows * root.cols), why("a vector and its transpose have one vec")) if trivial else None
    if not isinstance(root, Product):
        return None
    args = root.args
    for at in range(len(args) - 1):
        match args[at], args[at + 1]:
            case Commutation(rows=rows, cols=cols), Vec(arg=arg) if arg.shape.rows == rows and arg.shape.cols == cols:
                made: Node = Vec(turned(arg))
                reason = why("a commutation turns the vec of an array into that of its transpose")
            case Commutation(rows=rows, cols=cols), Commutation(rows=cols_too, cols=rows_too) if (
                rows == rows_too and cols == cols_too
            ):
                made = Eye(rows * cols)
                reason = why("transposing twice changes nothing")
            case _:
                continue
        return Rewrite(product([*args[:at], made, *args[at + 2 :]]), reason)
    return None


@node_rule(
    name="write a Kronecker product plainly",
    stage=Stage.SIMPLIFY,
    statement="I ⊗ I = I; u ⊗ vᵀ = u vᵀ for vectors; s ⊗ A = s A",
    source="definition of the Kronecker product",
    examples=(
        ("kron(eye(3), eye(4))", "eye(12)"),
        ("kron(x, y.T)", "x @ y.T"),
        ("kron(y.T, x)", "x @ y.T"),
        ("kron(A, B)", None),
        ("kron(x, y)", None),
    ),
    on=(Kron,),
)
def plain_kron(root: Node, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer."""
    if not isinstance(root, Kron):
        return None
    for at in range(len(root.args) - 1):
        left, right = root.args[at], root.args[at + 1]
        if isinstance(left, Eye) and isinstance(right, Eye):
            made: Node = Eye(left.size * right.size)
        elif left.shape.cols.is_one and right.shape.rows.is_one:
            made = product([left, right])
        elif left.shape.rows.is_one and right.shape.cols.is_one:
            made = product([right, left])
        else:
            continue
        args = (*root.args[:at], made, *root.args[at + 2 :])
        after = args[0] if len(args) == 1 else Kron(args)
        return Rewrite(after, why("by the definition of ⊗"))
    return None
