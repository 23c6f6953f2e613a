"""Proposals that stretch a row or a column where sums along an axis or the equations do. Each must cost less."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Cotangent, Diag, EntrySum, Hadamard, Node, Product, Transpose
from matcalc.forms.reductions import LogSumExp, Mean, Softmax, Variance
from matcalc.forms.traversal import symbols_in, walk
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product, scaled, split_number, transposed
from matcalc.rules.registry import Rewrite, Scope, node_rule

ALONG_AXIS = (EntrySum, Mean, Variance, Softmax, LogSumExp)


@node_rule(
    name="stretch over rows or columns",
    stage=Stage.SIMPLIFY,
    statement="diag(v) A = v ⊙ A for a column v, A diag(rᵀ) = r ⊙ A for a row r, where sums along an axis are written "
    "or an equation stretches it",
    source="a column multiplies row by row, a row column by column",
    examples=(
        ("diag(x) @ softmax(A, axis=1)", "x * softmax(A, axis=1)"),
        ("A @ diag(sum(B.T, axis=0).T)", "sum(B.T, axis=0) * A"),
        ("diag(1 / var(A, axis=1)) @ A @ B", "1 / var(A, axis=1) * (A @ B)"),
        ("diag(x) @ A", None),  # as books write it
        ("A @ diag(y)", None),
        ("A @ diag(y) @ B", None),
    ),
    on=(Product,),
)
def stretch_scales(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One diagonal matrix fewer."""
    if not root.shape.is_matrix or not _has_axis(root, scope):
        return None
    match root:
        case Product(args=(Diag(arg=column), *rest)):
            return Rewrite(hadamard([column, product(rest)]), why("each row is multiplied by one number"))
        case Product(args=(*rest, Diag(arg=column))):
            made = hadamard([transposed(column), product(rest)])
            return Rewrite(made, why("each column is multiplied by one number"))
        case _:
            return None


@node_rule(
    name="stretch a row or a column in a sum",
    stage=Stage.SIMPLIFY,
    statement="A + 1 r = A + r for a row r, A + v 1ᵀ = A + v for a column v, where sums along an axis are written "
    "or an equation stretches it",
    source="a row is added to each row, a column to each column",
    examples=(
        ("A - ones(3) @ mean(A, axis=0)", "A - mean(A, axis=0)"),
        ("A + 2 * sum(A, axis=1) @ ones(4).T", "A + 2 * sum(A, axis=1)"),
        ("A - s * (ones(3) @ mean(A, axis=0))", "A - mean(A, axis=0) * s"),
        ("A + x @ ones(4).T", None),
        ("ones(3) @ mean(A, axis=0) + sum(A, axis=1) @ ones(4).T", None),  # nothing would span the shape
    ),
    on=(Add,),
)
def stretch_terms(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One vector of ones fewer for each term."""
    if not root.shape.is_matrix:
        return None
    short = [_short(arg, scope) for arg in root.children]
    kept = [arg if found is None else found for arg, found in zip(root.children, short, strict=True)]
    if kept == list(root.children) or all(arg.shape != root.shape for arg in kept):
        return None
    return Rewrite(Add(tuple(kept)), why("the same row, or column, at every place"))


def _short(term: Node, scope: Scope) -> Node | None:
    """The row or the column that a product with ones repeats, where it has sums along an axis."""
    number, part = split_number(term)
    match part:
        case Product(args=(ones, *rest)) if is_ones_column(ones) and _has_axis(part, scope):
            return scaled(number, product(rest))
        case Product(args=(*rest, ones)) if is_ones_row(ones) and _has_axis(part, scope):
            return scaled(number, product(rest))
        case Hadamard(args=args):
            arrays = [arg for arg in args if not arg.shape.is_scalar]
            scalars = [arg for arg in args if arg.shape.is_scalar]
            short = _short(arrays[0], scope) if len(arrays) == 1 and scalars else None
            return None if short is None else scaled(number, hadamard([short, *scalars]))
        case _:
            return None


def _has_axis(root: Node, scope: Scope) -> bool:
    """Whether it holds what sums along an axis make, a name for a row, or a column that an equation stretches."""
    return any(
        (isinstance(part, ALONG_AXIS) and part.axis is not None)
        or (isinstance(part, Transpose) and part.arg.shape.is_row)
        or (part.of if isinstance(part, Cotangent) else part) in scope.stretched
        for part in walk(root)
    )


def stretched_in(forms: Iterable[Node]) -> frozenset[Node]:
    """The named columns that stand in every column of a matrix somewhere in some right sides, as s does in C / s."""
    return frozenset(
        symbol
        for form in forms
        for part in walk(form)
        if isinstance(part, Add | Hadamard) and part.shape.is_matrix
        for column in part.args
        if column.shape.is_vector
        for symbol in symbols_in(column)
        if symbol.shape == column.shape
    )
