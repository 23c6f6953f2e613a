"""Simplification of diagonal matrices: a diagonal matrix against a vector is an elementwise product."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Apply, Diag, DiagOf, Eye, Hadamard, Node, Ones, Power, Product, Trace, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Norm
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="multiply by a diagonal matrix",
    stage=Stage.SIMPLIFY,
    statement="diag(u) v = u ⊙ v; vᵀ diag(u) = (v ⊙ u)ᵀ; diag(u) diag(v) = diag(u ⊙ v); "
    "diag_of(A)ᵀ diag_of(B) = tr(A ⊙ B)",
    source="definition of the diagonal matrix",
    examples=(
        ("diag(x) @ z", "x * z"),
        ("A.T @ diag(x) @ ones(3)", "A.T @ (x * ones(3))"),
        ("x.T @ diag(z)", "(x * z).T"),
        ("y @ x.T @ diag(z)", "y @ (x * z).T"),
        ("diag(x) @ diag(z)", "diag(x * z)"),
        ("x.T @ diag(z) @ x", "x.T @ (z * x)"),
        ("diag_of(A).T @ diag_of(B)", "tr(A * B)"),
        ("diag(x) @ A", None),
    ),
    on=(Product,),
)
def multiply_by_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal matrix fewer each time."""
    if not isinstance(root, Product):
        return None
    args = root.args
    for at in reversed(range(len(args) - 1)):
        match args[at], args[at + 1]:
            case Diag(arg=left), Diag(arg=right):
                made: Node = Diag(hadamard([left, right]))
                reason = why("entries on the diagonal multiply")
            case Transpose(arg=DiagOf(arg=left)), DiagOf(arg=right) if left.shape == right.shape:
                made = Trace(hadamard([left, right]))
                reason = why("the products of the diagonal entries, summed")
            case Diag(arg=left), right if right.shape.cols.is_one:
                made = hadamard([left, right])
                reason = why("row by row, ", Diag(left), " multiplies by one number")
            case left, Diag(arg=right) if left.shape.rows.is_one:
                made = Transpose(hadamard([turned(left), right]))
                reason = why("column by column, ", Diag(right), " multiplies by one number")
            case _:
                continue
        return Rewrite(product([*args[:at], made, *args[at + 2 :]]), reason)
    return None


@node_rule(
    name="undo a diagonal",
    stage=Stage.SIMPLIFY,
    statement="diag_of(diag(v)) = v; diag_of(u vᵀ) = u ⊙ v; diag_of(diag(u) A) = u ⊙ diag_of(A); diag(1) = I; "
    "diag(v)⁻¹ = diag(1/v); diag_of(f(diag(v))) = f(v); |diag(v)| = |v|",
    source="definition of the diagonal matrix",
    examples=(
        ("diag_of(diag(x))", "x"),
        ("diag_of(x @ z.T)", "x * z"),
        ("diag_of(diag(x) @ A)", "x * diag_of(A)"),
        ("diag_of(A @ diag(x))", "diag_of(A) * x"),
        ("diag_of(eye(3))", "ones(3)"),
        ("diag(ones(3))", "eye(3)"),
        ("inv(diag(x))", "diag(1 / x)"),
        ("diag_of(cos(diag(x)))", "cos(x)"),
        ("diag_of(diag(x)**3)", "x**3"),
        ("norm(diag(x))", "norm(x)"),
        ("diag_of(A @ B)", None),
        ("diag_of(cos(A))", None),
        ("diag(x)", None),
    ),
    on=(DiagOf, Diag, Inverse, Norm),
)
def undo_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal matrix, or one product, fewer each time."""
    match root:
        case DiagOf(arg=Diag(arg=arg)):
            return Rewrite(arg, why("the diagonal of the diagonal matrix"))
        case DiagOf(arg=(Apply() | Power()) as outer) if isinstance(outer.arg, Diag):
            return Rewrite(outer.rebuilt((outer.arg.arg,)), why("entry by entry on the diagonal"))
        case Norm(arg=Diag(arg=arg)):
            return Rewrite(Norm(arg), why("all other entries are 0"))
        case DiagOf(arg=Eye(size=length)):
            return Rewrite(Ones(root.shape), why("the diagonal of the identity, of length ", length))
        case Diag(arg=Ones() as arg) if is_ones_column(arg):
            return Rewrite(Eye(arg.shape.rows), why("ones on the diagonal"))
        case Inverse(arg=Diag(arg=arg)):
            return Rewrite(Diag(Power(arg, Fraction(-1))), why("entry by entry on the diagonal"))
        case DiagOf(arg=Product(args=(Diag(arg=scale), *rest))):
            return Rewrite(hadamard([scale, DiagOf(product(rest))]), why("row by row, one number"))
        case DiagOf(arg=Product(args=(*rest, Diag(arg=scale)))):
            return Rewrite(hadamard([DiagOf(product(rest)), scale]), why("column by column, one number"))
        case DiagOf(arg=Product(args=args)):
            return _of_outer(args)
        case _:
            return None


def _of_outer(args: tuple[Node, ...]) -> Rewrite | None:
    for at in range(1, len(args)):
        if args[at].shape.rows.is_one:
            left, right = product(args[:at]), product([turned(arg) for arg in reversed(args[at:])])
            return Rewrite(hadamard([left, right]), why("the diagonal of an outer product is elementwise"))
    return None


@node_rule(
    name="scale rows or columns",
    stage=Stage.SIMPLIFY,
    statement="(u 1ᵀ) ⊙ A = diag(u) A; (1 vᵀ) ⊙ A = A diag(v)",
    source="definition of the diagonal matrix",
    examples=(
        ("(x @ ones(4).T) * A", "diag(x) @ A"),
        ("A * (ones(3) @ y.T)", "A @ diag(y)"),
        ("(x @ y.T) * A", None),
        ("x * ones(3)", None),
    ),
    on=(Hadamard,),
)
def scale_rows(root: Node, scope: Scope) -> Rewrite | None:
    """One outer product with ones fewer."""
    if not isinstance(root, Hadamard) or not root.shape.is_matrix:
        return None
    for at, arg in enumerate(root.args):
        others = root.args[:at] + root.args[at + 1 :]
        if not isinstance(arg, Product) or not any(other.shape == root.shape for other in others):
            continue
        if is_ones_row(arg.args[-1]):
            made = product([Diag(product(arg.args[:-1])), hadamard(others)])
            return Rewrite(made, why("each row is multiplied by one number"))
        if is_ones_column(arg.args[0]) and arg.args[1].shape.rows.is_one:
            column = product([turned(factor) for factor in reversed(arg.args[1:])])
            made = product([hadamard(others), Diag(column)])
            return Rewrite(made, why("each column is multiplied by one number"))
    return None
