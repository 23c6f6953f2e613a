"""Stacked arrays joined and undone; what identities and ones do to other arrays."""

from __future__ import annotations

from matcalc.chain import Stage, listed, why
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Ones,
    Power,
    Product,
    Scale,
    Transpose,
)
from matcalc.forms.shapes import Shape
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="join stacked arrays",
    stage=Stage.SIMPLIFY,
    statement="vec(A) ⊙ vec(B) = vec(A ⊙ B); vec(A) − 2 vec(B) = vec(A − 2 B); f(vec(A)) = vec(f(A)); "
    "y ⊗ x = vec(x yᵀ) for vectors",
    source="vec moves entries and changes none",
    examples=(
        ("vec(A) * vec(exp(A))", "vec(A * exp(A))"),
        ("vec(A) + 2 * vec(exp(A))", "vec(A + 2 * exp(A))"),
        ("vec(A) - s * vec(exp(A))", "vec(A - s * exp(A))"),
        ("exp(vec(A))", "vec(exp(A))"),
        ("kron(y, x)", "vec(x @ y.T)"),
        ("kron(y.T, x.T)", "vec(x @ y.T).T"),
        ("kron(ones(4), ones(3))", "vec(ones(3, 4))"),
        ("s * vec(A)", None),
        ("vec(A) * kron(y, x)", None),
        ("A * A", None),
    ),
    on=(Add, Hadamard, Power, Apply, Kron),
)
def join_stacked(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer arrays are stacked, or the vec stands further out."""
    if isinstance(root, Kron):
        return _outer(root)
    if not isinstance(root, Add | Hadamard | Power | Apply):
        return None
    insides = [_inside(child, within=isinstance(root, Add)) for child in root.children]
    shapes = {inside.shape for inside in insides if inside is not None and not inside.shape.is_scalar}
    if None in insides or len(shapes) != 1 or (isinstance(root, Hadamard) and _count(root) < 2):
        return None
    made = root.rebuilt(tuple(inside for inside in insides if inside is not None))
    return Rewrite(Vec(made), why("entry by entry, in whatever order the entries stand"))


def _outer(root: Kron) -> Rewrite | None:
    if len(root.args) != 2:
        return None
    left, right = root.args
    if isinstance(left, Ones) and isinstance(right, Ones) and left.shape.is_vector and right.shape.is_vector:
        return Rewrite(Vec(Ones(Shape(right.shape.rows, left.shape.rows))), why("all entries are 1"))
    if left.shape.is_vector and right.shape.is_vector:
        return Rewrite(Vec(product([right, turned(left)])), why("the columns of ", product([right, turned(left)])))
    if left.shape.is_row and right.shape.is_row:
        inside = product([turned(right), left])
        return Rewrite(Transpose(Vec(inside)), why("the columns of ", inside, ", in a row"))
    return None


def _count(root: Node) -> int:
    return sum(isinstance(child, Vec) for child in root.children)


def _inside(part: Node, within: bool) -> Node | None:
    """What is stacked, with the numbers that multiply it; a scalar is its own."""
    match part:
        case Vec(arg=arg):
            return arg
        case Scale(coefficient=coefficient, arg=arg) if within:
            inner = _inside(arg, within)
            return None if inner is None or inner.shape.is_scalar else Scale(coefficient, inner)
        case Hadamard(args=(*numbers, Vec(arg=arg))) if within and all(one.shape.is_scalar for one in numbers):
            return Hadamard((*numbers, arg))
        case _:
            return part if part.shape.is_scalar else None


@node_rule(
    name="forget a vec",
    stage=Stage.SIMPLIFY,
    statement="vec(xᵀ) = x; unvec to a row is the transpose; sum(vec(A)) = sum(A); unvec(u + v) = unvec(u) + unvec(v)",
    source="definition of vec",
    examples=(
        ("vec(x.T @ A)", "(x.T @ A).T"),
        ("unvec(A @ y, 1, 3)", "(A @ y).T"),
        ("sum(vec(A))", "sum(A)"),
        ("unvec(vec(A) + kron(y, x), 3, 4)", "unvec(vec(A), 3, 4) + unvec(kron(y, x), 3, 4)"),
        ("vec(A)", None),
    ),
    on=(Vec, Unvec, EntrySum),
)
def forget_vec(root: Node, scope: Scope) -> Rewrite | None:
    """One vec fewer, or one that stands further in."""
    match root:
        case Vec(arg=arg) if arg.shape.is_row:
            return Rewrite(turned(arg), why("the vec of a row is its transpose"))
        case Unvec(arg=arg) if root.shape.is_row:
            return Rewrite(turned(arg), why("a row is the transpose of its vec"))
        case EntrySum(arg=Vec(arg=arg), axis=None | 0):
            return Rewrite(EntrySum(arg, None), why("the same entries"))
        case Unvec(arg=Add(args=args)) if all(arg.shape == root.arg.shape for arg in args):
            return Rewrite(Add(tuple(Unvec(arg, root.rows, root.cols) for arg in args)), why("term by term"))
        case _:
            return None


@node_rule(
    name="mask by the identity",
    stage=Stage.SIMPLIFY,
    statement="I ⊙ A = diag(diag_of(A))",
    source="definition of the identity",
    examples=(
        ("eye(3) * A", "diag(diag_of(A))"),
        ("A * eye(3)", "diag(diag_of(A))"),
        ("s * eye(3)", None),
        ("A * B", None),
    ),
    on=(Hadamard,),
)
def mask_by_identity(root: Node, scope: Scope) -> Rewrite | None:
    """One identity fewer."""
    for at, arg in enumerate(root.children):
        rest = [*root.children[:at], *root.children[at + 1 :]]
        if arg.shape.is_scalar or not isinstance(arg, Eye):
            continue
        if rest and arg.shape == hadamard(rest).shape == root.shape:
            return Rewrite(Diag(DiagOf(hadamard(rest))), why("the identity keeps the diagonal"))
    return None


@node_rule(
    name="take weights out of a sum along an axis",
    stage=Stage.SIMPLIFY,
    statement="sum(A ⊙ r, axis=0) = sum(A, axis=0) ⊙ r for a row r, or for 1 r; of columns likewise",
    source="distributivity",
    examples=(
        ("sum(A * y.T, axis=0)", "sum(A, axis=0) * y.T"),
        ("sum(A * (ones(3) @ y.T), axis=0)", "sum(A, axis=0) * y.T"),
        ("sum(A * x, axis=1)", "sum(A, axis=1) * x"),
        ("sum(A * (x @ ones(4).T), axis=1)", "sum(A, axis=1) * x"),
        ("sum(A * x, axis=0)", None),
        ("sum(A * y.T)", None),
    ),
    on=(EntrySum,),
)
def weights_out_of_sum(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer factors are summed."""
    match root:
        case EntrySum(arg=Hadamard(args=args), axis=0 | 1 as axis):
            weights = [_constant_along(arg, axis) for arg in args]
            summed = [arg for arg, weight in zip(args, weights, strict=True) if weight is None]
            outside = [weight for weight in weights if weight is not None]
            if outside and summed and hadamard(summed).shape == root.arg.shape:
                made = hadamard([EntrySum(hadamard(summed), axis), *outside])
                return Rewrite(made, why(*listed(outside), " is the same in all terms of a sum"))
        case _:
            pass
    return None


def _constant_along(factor: Node, axis: int) -> Node | None:
    """The row (axis 0) or the column (axis 1) that a factor repeats; None where it repeats none."""
    line = factor.shape.rows if axis == 0 else factor.shape.cols
    if line.is_one:
        return factor
    match factor:
        case Product(args=(ones, *rest)) if axis == 0 and is_ones_column(ones) and rest[0].shape.rows.is_one:
            return product(rest)
        case Product(args=(*rest, ones)) if axis == 1 and is_ones_row(ones) and rest[-1].shape.cols.is_one:
            return product(rest)
        case _:
            return None
