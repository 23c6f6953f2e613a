"""Simplification of arrays of ones: what is known of them without looking at their lengths."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import DiagOf, EntrySum, Node, Number, Ones, Product, Trace, Transpose
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import hadamard, is_ones_row, product, scaled, size
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="work out ones",
    stage=Stage.SIMPLIFY,
    statement="a product of ones is a multiple of ones; the transpose of ones and their diagonal are ones; "
    "tr(1) = n; tr(1 A) = tr(A 1) = sum(A); sums of ones along an axis are multiples of ones",
    source="definitions",
    examples=(
        ("ones(3, 4) @ ones(4, 5)", "4 * ones(3, 5)"),
        ("A @ ones(4, 3) @ ones(3)", "3 * (A @ ones(4))"),
        ("ones(3).T @ ones(3, 4)", "3 * ones(4).T"),
        ("ones(1, 4).T", "ones(4)"),
        ("diag_of(ones(3, 3))", "ones(3)"),
        ("tr(ones(3, 3))", "3"),
        ("tr(ones(4, 3) @ A)", "sum(A)"),
        ("sum(ones(3, 4), axis=1)", "4 * ones(3)"),
        ("ones(3) @ ones(4).T", None),
        ("ones(3).T @ ones(3)", None),
        ("tr(A @ B)", None),
    ),
    on=(Product, Transpose, DiagOf, Trace, EntrySum),
)
def work_out_ones(root: Node, scope: Scope) -> Rewrite | None:
    """One operator fewer."""
    match root:
        case Transpose(arg=Ones(shape=shape)) if shape.is_row:
            return Rewrite(Ones(shape.transposed()), why("all entries are 1"))
        case DiagOf(arg=Ones()):
            return Rewrite(Ones(root.shape), why("all entries are 1"))
        case Trace(arg=Ones(shape=shape)):
            return Rewrite(size(shape.rows), why("as many ones as there are entries on the diagonal"))
        case Trace(arg=Product(args=(Ones(shape=shape), *rest) | (*rest, Ones(shape=shape)))) if shape.is_matrix:
            return Rewrite(EntrySum(product(rest), None), why("an inner product with ones is a sum of entries"))
        case EntrySum(arg=Ones(shape=shape), axis=int() as axis) if not root.shape.is_scalar:
            count = shape.rows if axis == 0 else shape.cols
            return Rewrite(_times(size(count), Ones(root.shape)), why("as many ones as are summed"))
        case Product(args=args):
            return _multiplied(args)
        case _:
            return None


def _multiplied(args: tuple[Node, ...]) -> Rewrite | None:
    for at in range(len(args) - 1):
        left, right = _shape_of_ones(args[at]), _shape_of_ones(args[at + 1])
        if left is None or right is None or left.cols.is_one or (left.rows.is_one and right.cols.is_one):
            continue
        ones = _ones(Shape(left.rows, right.cols))
        made = _times(size(left.cols), product([*args[:at], ones, *args[at + 2 :]]))
        return Rewrite(made, why("each entry is a sum of ", left.cols, " ones"))
    return None


def _shape_of_ones(part: Node) -> Shape | None:
    return part.shape if isinstance(part, Ones) or is_ones_row(part) else None


def _ones(shape: Shape) -> Node:
    return Transpose(Ones(vector(shape.cols))) if shape.is_row else Ones(shape)


def _times(count: Node, array: Node) -> Node:
    if isinstance(count, Number):
        return scaled(count.value, array)
    return hadamard((count, array))
