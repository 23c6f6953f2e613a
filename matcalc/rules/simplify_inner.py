"""Inner products where Jacobians are multiplied: two vecs, sums with ones, what comes from the output first."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Cotangent, EntrySum, Eye, Node, Ones, Product, Slice, Trace, Transpose
from matcalc.forms.shapes import vector
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Vec
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product
from matcalc.rules.network import turned, turned_factor
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_stacked import flipped


@node_rule(
    name="transpose a block",
    stage=Stage.SIMPLIFY,
    statement="A[r, c]ᵀ = Aᵀ[c, r]",
    source="definition of the transpose",
    examples=(
        ("A[1:3, :].T", "A.T[:, 1:3]"),
        ("x.T[:, 0:2].T", "x[0:2]"),
        ("eye(4)[:, 1:3].T", None),  # it takes rows
        ("A.T", None),
    ),
    on=(Transpose,),
)
def transpose_block(root: Node, scope: Scope) -> Rewrite | None:
    """The transpose is further in."""
    if isinstance(root, Transpose) and isinstance(block := root.arg, Slice) and not isinstance(block.arg, Eye):
        return Rewrite(Slice(turned(block.arg), block.cols, block.rows), why("rows of the transpose are columns"))
    return None


@node_rule(
    name="multiply two stacked arrays",
    stage=Stage.SIMPLIFY,
    statement="vec(A)ᵀ vec(B) = tr(Aᵀ B); vec(1)ᵀ vec(A) = sum(A); vec(I)ᵀ vec(A) = tr(A)",
    source="Magnus & Neudecker 2019, 2.4",
    examples=(
        ("x @ vec(A).T @ vec(B)", "x @ tr(A.T @ B)"),
        ("vec(A).T @ vec(ones(3, 4))", "sum(A)"),
        ("vec(eye(3)).T @ vec(A)", "tr(A)"),
        ("vec(A) @ vec(A).T", None),
    ),
    on=(Product,),
)
def multiply_stacked(root: Node, scope: Scope) -> Rewrite | None:
    """Two vecs fewer."""
    args = root.children if isinstance(root, Product) else ()
    for at in range(len(args) - 1):
        match args[at], args[at + 1]:
            case Transpose(arg=Vec(arg=left)), Vec(arg=right) if left.shape == right.shape:
                made = _inner(left, right)
                return Rewrite(
                    product([*args[:at], made, *args[at + 2 :]]), why("the products of equal entries, summed")
                )
            case _:
                pass
    return None


def _inner(left: Node, right: Node) -> Node:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Ones):
            return EntrySum(other, None)
        if isinstance(one, Eye):
            return Trace(other)
    first, second = (right, left) if _is_gradient(right) and not _is_gradient(left) else (left, right)
    return Trace(product([flipped(first), second]))


@node_rule(
    name="take an inner product in front",
    stage=Stage.SIMPLIFY,
    statement="u vᵀ w = (vᵀ w) u; what is summed and repeated is a sum: A 1 1ᵀ = sum(A, axis=1) 1ᵀ",
    source="an inner product is a number",
    examples=(
        ("x @ z.T @ x", "(z.T @ x) * x"),
        ("A @ ones(4) @ ones(5).T", "sum(A, axis=1) @ ones(5).T"),
        ("ones(5) @ ones(3).T @ A", "ones(5) @ sum(A, axis=0)"),
        ("A @ ones(4, 5)", "sum(A, axis=1) @ ones(5).T"),
        ("z.T @ A @ y", None),
        ("A @ x @ y.T", None),
    ),
    on=(Product,),
)
def inner_first(root: Node, scope: Scope) -> Rewrite | None:
    """The product has fewer factors."""
    args = root.children if isinstance(root, Product) else ()
    if len(args) > 2 and args[-1].shape.cols.is_one:
        at = next((at for at in range(1, len(args)) if args[at].shape.rows.is_one), None)
        if at is not None:
            return Rewrite(hadamard([product(args[at:]), product(args[:at])]), why(product(args[at:]), " is a number"))
    if (summed := _rows_summed(args)) is not None:
        return Rewrite(Product(summed), why("the sum of each row stands in all of its places"))
    if (summed := _rows_summed([turned_factor(arg) for arg in reversed(args)])) is not None:
        rows, ones = summed
        assert isinstance(rows, EntrySum)
        inside = product([turned(factor) for factor in reversed(factors_of(rows.arg))])
        return Rewrite(
            Product((turned(ones), EntrySum(inside, 0))), why("the sum of each column stands in all of its places")
        )
    return None


def factors_of(array: Node) -> tuple[Node, ...]:
    return array.args if isinstance(array, Product) else (array,)


def _rows_summed(args: Sequence[Node]) -> tuple[Node, Node] | None:
    """sum(A, axis=1) and 1ᵀ, where the factors are A 1 1ᵀ."""
    if len(args) < 2 or args[0].shape.rows.is_one:
        return None
    last = args[-1]
    if isinstance(last, Ones) and last.shape.is_matrix:
        return EntrySum(product(args[:-1]), 1), Transpose(Ones(vector(last.shape.cols)))
    if len(args) > 2 and is_ones_column(args[-2]) and is_ones_row(last):
        return EntrySum(product(args[:-2]), 1), last
    return None


@node_rule(
    name="write what comes from the output first",
    stage=Stage.SIMPLIFY,
    statement="uᵀ v = vᵀ u",
    source="the inner product is commutative",
    examples=(("x.T @ z", None), ("A @ y", None)),
    on=(Product,),
)
def gradient_first(root: Node, scope: Scope) -> Rewrite | None:
    """The gradients stand in the first of two factors afterwards."""
    match root:
        case Product(args=(Transpose(arg=left), right)) if root.shape.is_scalar:
            if _is_gradient(right) and not _is_gradient(left):
                return Rewrite(Product((Transpose(right), left)), why("a number is its own transpose"))
    return None


def _is_gradient(part: Node) -> bool:
    return any(isinstance(inner, Cotangent) for inner in walk(part))
