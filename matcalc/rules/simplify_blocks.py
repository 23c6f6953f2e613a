"""Simplification of blocks: a block of a product is a product of blocks, a block of a stack is what was stacked."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Slice,
    Span,
    VStack,
    Zeros,
)
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_structure import is_zero


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


ENTRYWISE = (Apply, Power, Scale, Add, Hadamard)


@node_rule(
    name="take a block entry by entry",
    stage=Stage.SIMPLIFY,
    statement="f(A)[r, c] = f(A[r, c]); (A ⊙ B)[r, c] = A[r, c] ⊙ B[r, c]; sums and powers likewise",
    source="definition of a block",
    examples=(
        ("exp(hstack(A, x))[:, 0:4]", "exp(hstack(A, x)[:, 0:4])"),
        ("(s + hstack(A, x)**2)[:, 0:4]", "s + hstack(A, x)[:, 0:4]**2"),
        ("(hstack(A, x) + x)[:, 0:4]", "hstack(A, x)[:, 0:4] + x"),
        ("exp(A)[:, 0:2]", None),
    ),
    on=(Slice,),
)
def block_entry_by_entry(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into, as where the block is one of a stack."""
    if not isinstance(root, Slice) or not isinstance(root.arg, ENTRYWISE) or not _is_of_stack(root.arg):
        return None
    reason = why("what is worked out entry by entry needs the entries of the block only")
    return Rewrite(_block(root.arg, root.rows, root.cols), reason)


def _is_of_stack(part: Node) -> bool:
    return isinstance(part, HStack | VStack) or (
        isinstance(part, ENTRYWISE) and any(_is_of_stack(child) for child in part.children)
    )


def _block(part: Node, rows: Span, cols: Span) -> Node:
    """The block of what is worked out entry by entry; an axis of length 1 is stretched, so it stays as it is."""
    rows = Span(ZERO, ONE) if part.shape.rows.is_one else rows
    cols = Span(ZERO, ONE) if part.shape.cols.is_one else cols
    if (rows, cols) == (Span(ZERO, part.shape.rows), Span(ZERO, part.shape.cols)):
        return part
    if isinstance(part, ENTRYWISE):
        return part.rebuilt(tuple(_block(child, rows, cols) for child in part.children))
    return Slice(part, rows, cols)


@node_rule(
    name="write a stack of equal entries",
    stage=Stage.SIMPLIFY,
    statement="[1 1] is a row of ones, [0; 0] a column of zeros",
    source="definition of a stack",
    examples=(
        ("hstack(1, 1)", "ones(1, 2)"),
        ("vstack(zeros(3), 0)", "zeros(4)"),
        ("hstack(1, 0)", None),
        ("vstack(x, y)", None),
    ),
    on=(HStack, VStack),
)
def stack_of_equal_entries(root: Node, scope: Scope) -> Rewrite | None:
    """The stack is gone."""
    if all(isinstance(block, Ones) or block is Number(Fraction(1)) for block in root.children):
        return Rewrite(Ones(root.shape), why("every entry is 1"))
    if all(is_zero(block) for block in root.children):
        return Rewrite(Zeros(root.shape), why("every entry is 0"))
    return None
