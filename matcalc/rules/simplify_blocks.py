"""Simplification of blocks: a block of a product is a product of blocks, a block of a stack is what was stacked."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import HStack, Node, Product, Slice, Span, VStack
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="take a block of a product",
    stage=Stage.SIMPLIFY,
    statement="(A B)[r, c] = A[r, :] B[:, c], where A or B is a stack",
    source="definition of the matrix product",
    examples=(
        ("(A @ hstack(B, y))[:, 0:5]", "A @ hstack(B, y)[:, 0:5]"),
        ("(vstack(A, x.T) @ B)[0:3, :]", "vstack(A, x.T)[0:3, :] @ B"),
        ("(A @ B)[:, 0:2]", None),  # nothing to gain without a stack
    ),
)
def block_of_product(root: Node, scope: Scope) -> Rewrite | None:
    """The block is nearer to the leaves. Only the first and the last factor have rows and columns of the product."""
    if not isinstance(root, Slice) or not isinstance(root.arg, Product):
        return None
    first, *middle, last = root.arg.args
    if not isinstance(first, VStack) and not isinstance(last, HStack):
        return None
    whole = Span(ZERO, first.shape.cols), Span(ZERO, last.shape.rows)
    rows, cols = Span(ZERO, first.shape.rows), Span(ZERO, last.shape.cols)
    left = first if root.rows == rows else Slice(first, root.rows, whole[0])
    right = last if root.cols == cols else Slice(last, whole[1], root.cols)
    reason = why("rows of a product come from its first factor, columns from its last")
    return Rewrite(Product((left, *middle, right)), reason)


@node_rule(
    name="take a block of a stack",
    stage=Stage.SIMPLIFY,
    statement="[A B][:, first columns] = A; [A; B][first rows, :] = A, where the block is one that was stacked",
    source="definition of a stack",
    examples=(
        ("hstack(A, x)[:, 0:4]", "A"),
        ("hstack(A, x)[:, 4:5]", "x"),
        ("vstack(x, y)[3:7]", "y"),
        ("hstack(A, x)[:, 0:2]", None),
        ("x[0:2]", None),
    ),
)
def block_of_stack(root: Node, scope: Scope) -> Rewrite | None:
    """One stack fewer."""
    if not isinstance(root, Slice) or not isinstance(root.arg, HStack | VStack):
        return None
    across = isinstance(root.arg, HStack)
    taken, other = (root.cols, root.rows) if across else (root.rows, root.cols)
    if other.length != (root.arg.shape.rows if across else root.arg.shape.cols):
        return None
    start: Dimension = ZERO
    for block in root.arg.children:
        stop = start + (block.shape.cols if across else block.shape.rows)
        if taken == Span(start, stop):
            return Rewrite(block, why("these are the places that ", block, " fills"))
        start = stop
    return None
