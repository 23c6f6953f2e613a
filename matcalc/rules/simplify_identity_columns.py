"""Columns of the identity: they place blocks, and take blocks out."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, Stage, why
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import Eye, HStack, Node, Product, Slice, Span, Transpose, VStack
from matcalc.forms.shapes import Shape
from matcalc.rules.assemble import filled, product
from matcalc.rules.map_matrices import identity
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_stacked import is_structured

SAME_OR_NONE: Prose = ("the same columns, or none in common",)


@node_rule(
    name="multiply by columns of the identity",
    stage=Stage.SIMPLIFY,
    statement="A I[:, c] = A[:, c]; I[:, r]ᵀ A = A[r, :]; I[:, r] A puts A among rows of zeros, A I[:, c]ᵀ among "
    "columns",
    source="definition of the identity",
    examples=(
        ("A @ eye(4)[:, 1:3]", "A[:, 1:3]"),
        ("eye(3)[:, 0:2].T @ A", "A[0:2, :]"),
        ("eye(7)[:, 3:7] @ y", "vstack(zeros(3), y)"),
        ("x @ eye(4)[:, 1:2].T", "hstack(zeros(3), x, zeros(3, 2))"),
        ("A[:, 0:2] @ y[0:2]", None),
        ("diag(y) @ eye(4)[:, 1:3]", None),  # the row before it goes through the diagonal first
    ),
    on=(Product,),
)
def multiply_by_identity_columns(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer."""
    args = root.children if isinstance(root, Product) else ()
    for at, arg in enumerate(args):
        before, after = args[:at], args[at + 1 :]
        match arg:
            case Slice(arg=Eye(size=length), rows=rows, cols=span) if rows == Span(ZERO, length):
                if any(map(is_structured, args)):
                    return None
                if before:
                    whole = product(before)
                    taken = Slice(whole, Span(ZERO, whole.shape.rows), span)
                    return Rewrite(product([taken, *after]), why("columns of the identity take columns"))
                block = product(after)
                made: Node = VStack(_among(block, [Shape(room, block.shape.cols) for room in _room(length, span)]))
                return Rewrite(made, why("the rows go to their places, all others are 0"))
            case Transpose(arg=Slice(arg=Eye(size=length), rows=rows, cols=span)) if rows == Span(ZERO, length):
                if any(map(is_structured, args)):
                    return None
                if after:
                    whole = product(after)
                    taken = Slice(whole, span, Span(ZERO, whole.shape.cols))
                    return Rewrite(product([*before, taken]), why("rows of the identity take rows"))
                block = product(before)
                made = HStack(_among(block, [Shape(block.shape.rows, room) for room in _room(length, span)]))
                return Rewrite(made, why("the columns go to their places, all others are 0"))
            case _:
                pass
    return None


def _room(length: Dimension, span: Span) -> tuple[Dimension, Dimension]:
    return span.start, length - span.stop


def _among(block: Node, around: list[Shape]) -> tuple[Node, ...]:
    """The block between zeros, which are left out where there is no room for them."""
    first, last = (() if ZERO in (shape.rows, shape.cols) else (filled(Fraction(0), shape),) for shape in around)
    return (*first, block, *last)


@node_rule(
    name="compare columns of the identity",
    stage=Stage.SIMPLIFY,
    statement="I[:, r]ᵀ I[:, c] and I[:, c][r, :] are I where r and c are the same places, 0 where they share none",
    source="definition of the identity",
    examples=(
        ("eye(4)[:, 1:3].T @ eye(4)[:, 1:3]", "eye(2)"),
        ("eye(4)[:, 1:3].T @ eye(4)[:, 3:4]", "zeros(2, 1)"),
        ("eye(4)[:, 1:3][0:1, :]", "zeros(1, 2)"),
        ("eye(4)[:, 1:3].T[:, 1:3]", "eye(2)"),
        ("eye(4)[:, 1:3].T @ eye(4)[:, 2:4]", None),
        ("eye(4)[0:2, 1:3].T @ eye(4)[0:2, 1:3]", None),  # a block of the identity has not all of its places
        ("eye(4)[:, 1:3].T @ eye(4)[0:4, 1:3]", "eye(2)"),
        ("eye(4)[1:4, 1:3][1:3, :]", None),
        ("eye(4)[1:4, 1:3].T[:, 1:3]", None),
        ("A[:, 0:2][0:1, :]", None),
    ),
    on=(Product, Slice),
)
def compare_identity_columns(root: Node, scope: Scope) -> Rewrite | None:
    """The blocks of identities are gone."""
    args = root.children if isinstance(root, Product) else ()
    for at in range(len(args) - 1):
        match args[at], args[at + 1]:
            case Transpose(arg=Slice(arg=Eye() as one) as rows), Slice(arg=Eye() as other) as cols if (
                one is other and _are_columns(rows) and _are_columns(cols)
            ):
                if (made := _overlap(rows.cols, cols.cols)) is not None:
                    return Rewrite(product([*args[:at], made, *args[at + 2 :]]), SAME_OR_NONE)
            case _:
                pass
    match root:
        case Slice(arg=Slice(arg=Eye(), cols=placed) as cols, rows=taken, cols=whole) if _are_columns(
            cols
        ) and whole == Span(ZERO, placed.length):
            made = _overlap(taken, placed)
        case Slice(arg=Transpose(arg=Slice(arg=Eye(), cols=placed) as cols), rows=whole, cols=taken) if _are_columns(
            cols
        ) and whole == Span(ZERO, placed.length):
            made = _overlap(placed, taken)
        case _:
            return None
    return None if made is None else Rewrite(made, SAME_OR_NONE)


def _are_columns(block: Slice) -> bool:
    """Whether whole columns are taken, with all of their rows."""
    return block.rows == Span(ZERO, block.arg.shape.rows)


def _overlap(rows: Span, cols: Span) -> Node | None:
    """The rows of the columns of an identity, where they are the same places or have none in common."""
    if rows == cols:
        return identity(rows.length)
    apart = (rows.start - cols.stop).is_surely_natural or (cols.start - rows.stop).is_surely_natural
    return filled(Fraction(0), Shape(rows.length, cols.length)) if apart else None
