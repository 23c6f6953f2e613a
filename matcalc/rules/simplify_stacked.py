"""Products with stacked arrays: a column goes through one matrix after the other, from the right; a row from the left.

A Kronecker product times the vec of an array is the vec of an array, and so on: in the end the vec is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matcalc.chain import Prose, Stage, why
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    Eye,
    Hadamard,
    Node,
    Product,
    Scale,
    Transpose,
)
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Kron, Vec
from matcalc.rules.assemble import hadamard, product, total
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.map_matrices import stacked, unstacked
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_transposes import transpose_parts

SOURCE = "Magnus & Neudecker 2019, 2.4"

Cut = tuple[Sequence[Node], Node, Node, Sequence[Node]]
"""What stands before, a matrix, the column (or row) beside it, and what stands after."""


def before_a_column(root: Node) -> Iterator[Cut]:
    """Each matrix of a known kind with the column to its right, which no such matrix is in."""
    args = root.children if isinstance(root, Product) else ()
    for end in range(len(args) - 1, 0, -1):
        if not args[end].shape.cols.is_one:
            continue
        at = next((at for at in range(end - 1, -1, -1) if is_structured(args[at])), None)
        if at is not None and not is_structured(args[end]):
            yield args[:at], args[at], product(args[at + 1 : end + 1]), args[end + 1 :]


def after_a_row(root: Node) -> Iterator[Cut]:
    """Each matrix of a known kind with the row to its left, which no such matrix is in."""
    args = root.children if isinstance(root, Product) else ()
    for start in range(len(args) - 1):
        if not args[start].shape.rows.is_one:
            continue
        at = next((at for at in range(start + 1, len(args)) if is_structured(args[at])), None)
        if at is not None and not is_structured(args[start]):
            yield args[:start], args[at], product(args[start:at]), args[at + 1 :]


def is_structured(factor: Node) -> bool:
    """Whether a factor is a matrix that a column can be taken through.

    That is ⊗, K, a diagonal, or a sum with one of these or with an outer product.
    """
    if isinstance(factor, Add):
        known = any(isinstance(part, Kron | Commutation | Diag | Vec | Eye) for part in walk(factor))
        return known or any(_is_outer(split_scalar(term)) for term in factor.args)
    return isinstance(factor, Kron | Commutation | Diag)


def split_scalar(term: Node) -> Node:
    """What the numbers and scalars in front of a term multiply."""
    match term:
        case Scale(arg=arg):
            return split_scalar(arg)
        case Hadamard(args=(*scalars, last)) if all(one.shape.is_scalar for one in scalars):
            return last
        case _:
            return term


def _is_outer(term: Node) -> bool:
    return isinstance(term, Product) and any(arg.shape.rows.is_one for arg in term.args[1:])


def is_stacked(root: Node) -> bool:
    """Whether ⊗, K or a vec stand anywhere."""
    return any(isinstance(part, Kron | Commutation | Vec) for part in walk(root))


def _put(cut: Cut, made: Node) -> Node:
    before, _, _, after = cut
    return product([*before, made, *after])


def _column(row: Node) -> Node:
    """The transpose of a row, factor by factor."""
    if isinstance(row, Product):
        return product([flipped(arg) for arg in reversed(row.args)])
    return turned(row)


def flipped(factor: Node) -> Node:
    """The transpose; a symmetric matrix stays, and that of a Kronecker product is taken factor by factor."""
    if isinstance(factor, Kron):
        return Kron(tuple(map(flipped, factor.args)))
    return factor if is_symmetric(factor) else turned(factor)


@node_rule(
    name="multiply a Kronecker product by a column",
    stage=Stage.SIMPLIFY,
    statement="(B ⊗ A) v = vec(A V Bᵀ), where v = vec(V); so (a ⊗ A) v = vec(A v aᵀ) for a vector a; K v = vec(Vᵀ)",
    source="Magnus & Neudecker 2019, 2.4 and 3.7",
    examples=(
        ("kron(B.T, A) @ vec(A.T @ A)", "vec(A @ A.T @ A @ B)"),
        ("kron(x, A.T) @ z", "vec(A.T @ z @ x.T)"),
        ("kron(y.T, x, A) @ vec(B.T @ B)", "kron(x, A) @ B.T @ B @ y"),
        ("kron(A.T, y) @ x", "vec(y @ x.T @ A)"),
        ("A.T @ kron(eye(3), y.T) @ kron(x, y)", None),
        ("commutation(3, 4) @ vec(A)", "vec(A.T)"),
        ("kron(A, B)", None),
    ),
    on=(Product,),
)
def multiply_kron_by_column(root: Node, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer in front of the column."""
    for cut in before_a_column(root):
        _, factor, column, _ = cut
        if (shape := _taken_by(factor)) is not None:
            inside = _inside(column, shape)
            return Rewrite(_put(cut, _applied(factor, inside)), _read_as(column, inside))
    return None


@node_rule(
    name="multiply a row by a Kronecker product",
    stage=Stage.SIMPLIFY,
    statement="vᵀ (B ⊗ A) = vec(Aᵀ V B)ᵀ, where v = vec(V); vᵀ K = vec(Vᵀ)ᵀ, V as the rows of Kᵀ read it",
    source="Magnus & Neudecker 2019, 2.4 and 3.7",
    examples=(
        ("z.T @ kron(x.T, A)", "vec(A.T @ z @ x.T).T"),
        ("vec(A).T @ commutation(4, 3)", "vec(A.T).T"),
        ("kron(A, B)", None),
    ),
    on=(Product,),
)
def multiply_row_by_kron(root: Node, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer behind the row."""
    for cut in after_a_row(root):
        _, factor, row, _ = cut
        if isinstance(factor, Kron | Commutation) and (shape := _taken_by(_transposed(factor))) is not None:
            column = _column(row)
            inside = _inside(column, shape)
            made = turned(_applied(_transposed(factor), inside))
            return Rewrite(_put(cut, made), _read_as(column, inside))
    return None


def _read_as(column: Node, inside: Node) -> Prose:
    if inside is column:
        return why(column, " is its own vec")
    return why(column, " is the vec of ", inside, ", ", inside.shape)


def _inside(column: Node, shape: Shape) -> Node:
    return column.arg if isinstance(column, Vec) and column.arg.shape == shape else unstacked(column, shape)


def _taken_by(factor: Node) -> Shape | None:
    """The shape of V for which the factor times vec(V) is known."""
    match factor:
        case Kron():
            left, right = _in_two(factor)
            return Shape(right.shape.cols, left.shape.cols)
        case Commutation(rows=rows, cols=cols):
            return Shape(rows, cols)
        case _:
            return None


def _in_two(factor: Kron) -> tuple[Node, Node]:
    """A ⊗ B ⊗ C read as A ⊗ (B ⊗ C)."""
    left, *rest = factor.args
    return left, rest[0] if len(rest) == 1 else Kron(tuple(rest))


def _transposed(factor: Kron | Commutation) -> Node:
    return flipped(factor) if isinstance(factor, Kron) else Commutation(factor.cols, factor.rows)


def _applied(factor: Node, inside: Node) -> Node:
    """The factor times vec(inside)."""
    if isinstance(factor, Kron):
        left, right = _in_two(factor)
        kept = [part for part in (right, inside, flipped(left)) if not isinstance(part, Eye)]
        return stacked(product(kept or [inside]))
    return stacked(flipped(inside))


@node_rule(
    name="multiply a column by a diagonal matrix",
    stage=Stage.SIMPLIFY,
    statement="diag(u) v = v ⊙ u; vᵀ diag(u) = (v ⊙ u)ᵀ",
    source="definition of the diagonal matrix",
    examples=(
        ("diag(x) @ z", "z * x"),
        ("A.T @ diag(x) @ z", "A.T @ (z * x)"),
        ("diag(x) @ A @ y", "A @ y * x"),
        ("z.T @ diag(x)", "(z * x).T"),
        ("diag(x) @ diag(z)", None),
        ("diag(x) @ A", None),
    ),
    on=(Product,),
)
def multiply_column_by_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal matrix fewer; what comes from the output stands first."""
    for cut in before_a_column(root):
        _, factor, column, _ = cut
        if isinstance(factor, Diag):
            reason = why("entry by entry, with ", factor.arg)
            return Rewrite(_put(cut, hadamard([column, factor.arg])), reason)
    for cut in after_a_row(root):
        _, factor, row, _ = cut
        if isinstance(factor, Diag):
            reason = why("entry by entry, with ", factor.arg)
            return Rewrite(_put(cut, turned(hadamard([_column(row), factor.arg]))), reason)
    return None


@node_rule(
    name="multiply each term of a Jacobian",
    stage=Stage.SIMPLIFY,
    statement="(M + N) v = M v + N v; vᵀ (M + N) = vᵀ M + vᵀ N, where ⊗, vec, diag or I stand in the sum",
    source="distributivity",
    examples=(
        ("(diag(x) - z @ z.T) @ z", "diag(x) @ z - z @ z.T @ z"),
        ("x.T @ (diag(x) - z @ z.T)", "x.T @ diag(x) - x.T @ z @ z.T"),
        ("(x @ y.T + A) @ y", "x @ y.T @ y + A @ y"),
        ("(A + B) @ y", None),
    ),
    on=(Product,),
)
def multiply_terms(root: Node, scope: Scope) -> Rewrite | None:
    """Each product is of a column, or of a row, with fewer matrices beside it."""
    ways: tuple[tuple[Iterator[Cut], Callable[[Node, Node], Node]], ...] = (
        (before_a_column(root), lambda term, column: _times(term, column)),
        (after_a_row(root), lambda term, row: _times(row, term)),
    )
    for cuts, beside in ways:
        for cut in cuts:
            _, factor, line, _ = cut
            if isinstance(factor, Add) and all(term.shape == factor.shape for term in factor.args):
                made = total([beside(term, line) for term in factor.args])
                return Rewrite(_put(cut, made), why("each term is multiplied"))
    return None


def _times(left: Node, right: Node) -> Node:
    for number, matrix, is_left in ((left, right, True), (right, left, False)):
        if isinstance(number, Scale):
            return Scale(number.coefficient, product([number.arg, matrix] if is_left else [matrix, number.arg]))
    return product([left, right])


@node_rule(
    name="transpose a Kronecker product",
    stage=Stage.SIMPLIFY,
    statement="(A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ; I is its own transpose",
    source="Magnus & Neudecker 2019, 2.2",
    examples=(("kron(A, eye(3)).T", "kron(A.T, eye(3))"), ("(A @ B).T", None)),
    on=(Transpose,),
)
def transpose_kron(root: Node, scope: Scope) -> Rewrite | None:
    """The transposes are further in."""
    if isinstance(root, Transpose) and isinstance(root.arg, Kron):
        return Rewrite(_transposed(root.arg), why("each factor is transposed, in the same order"))
    return None


@node_rule(
    name="transpose what is no row",
    stage=Stage.SIMPLIFY,
    statement="(M + N)ᵀ = Mᵀ + Nᵀ, (c M)ᵀ = c Mᵀ, (vᵀ)ᵀ = v; a row stays the transpose of its column",
    source="definition of the transpose",
    examples=(
        ("(A + B.T).T", "A.T + B"),
        ("(x * z).T.T", "x * z"),
        ("(2 * A).T", "2 * A.T"),
        ("(x * z).T", None),
        ("(x + z).T", None),
    ),
    on=(Transpose,),
)
def transpose_no_row(root: Node, scope: Scope) -> Rewrite | None:
    """Transposes move towards the symbols, or vanish."""
    if root.shape.is_row and isinstance(root, Transpose) and not isinstance(root.arg, Transpose):
        return None
    return transpose_parts.apply(root, scope)
