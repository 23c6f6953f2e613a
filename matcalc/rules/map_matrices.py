"""The matrix of a linear operation: vec(Y) = M vec(X) + what does not depend on X.

Every other array in the operation is held. vec stacks columns, so A X B has the matrix Bᵀ ⊗ A.
Source: Magnus & Neudecker 2019, §2.4.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Product,
    Scale,
    Slice,
    Span,
    Trace,
    Transpose,
    VStack,
)
from matcalc.forms.reductions import Mean, count_along
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.rules.assemble import divided, hadamard, product, scaled, size, transposed
from matcalc.rules.network import turned


def map_matrix(node: Node, position: int) -> Node | None:
    """M with vec(node) = M vec(child) + …, the child being the one at `position` and all others held.

    Shape: entries of the node × entries of the child. None where the node is not linear in that child.
    """
    build = _MATRICES.get(type(node))
    return None if build is None else build(node, position)


def stacked(array: Node) -> Node:
    """vec(array): a column or a scalar is its own, that of a row is its transpose."""
    if array.shape.cols.is_one:
        return array
    return turned(array) if array.shape.is_row else Vec(array)


def unstacked(column: Node, shape: Shape) -> Node:
    """The array of that shape whose vec is the column."""
    if shape.cols.is_one:
        return column
    return turned(column) if shape.is_row else Unvec(column, shape.rows, shape.cols)


def entries(shape: Shape) -> Dimension:
    return shape.rows * shape.cols


def identity(length: Dimension) -> Node:
    """The identity matrix, which is 1 for one entry."""
    return Number(Fraction(1)) if length.is_one else Eye(length)


def kron(*factors: Node) -> Node:
    """The Kronecker product; identities beside each other are one, factors of one entry stand in front."""
    numbers = [factor for factor in factors if factor.shape.is_scalar and factor is not identity(factor.shape.rows)]
    flat: list[Node] = []
    for factor in (factor for factor in factors if not factor.shape.is_scalar):
        if flat and isinstance(factor, Eye) and isinstance(last := flat[-1], Eye):
            flat[-1] = Eye(last.size * factor.size)
        else:
            flat.append(factor)
    if not flat:
        return hadamard(numbers) if numbers else Number(Fraction(1))
    matrix = flat[0] if len(flat) == 1 else Kron(tuple(flat))
    return hadamard([*numbers, matrix]) if numbers else matrix


def composed(left: Node, right: Node) -> Node:
    """The product of two matrices, without identities; numbers and scalars stand in front of it."""
    match left, right:
        case (Eye(), other) | (other, Eye()):
            return other
        case Number(value=value), other:
            return scaled(value, other)
        case Scale(coefficient=coefficient, arg=arg), other:
            return scaled(coefficient, composed(arg, other))
        case Hadamard(args=(*scalars, last)), other if all(scalar.shape.is_scalar for scalar in scalars):
            return hadamard([*scalars, composed(last, other)])
        case _ if left.shape.is_scalar:
            return hadamard([left, right])
        case _:
            return product([left, right])


def stretching(given: Shape, wanted: Shape) -> Node:
    """The matrix that stretches a row, a column or a scalar to a shape: 1 ⊗ I repeats a column."""
    return kron(_repeated(given.cols, wanted.cols), _repeated(given.rows, wanted.rows))


def _repeated(given: Dimension, wanted: Dimension) -> Node:
    return identity(given) if given == wanted else Ones(vector(wanted))


def _of_sum(node: Node, position: int) -> Node:
    return stretching(node.children[position].shape, node.shape)


def _of_scale(node: Node, position: int) -> Node:
    assert isinstance(node, Scale)
    return scaled(node.coefficient, identity(entries(node.shape)))


def _of_product(node: Node, position: int) -> Node:
    """vec(A X B) = (Bᵀ ⊗ A) vec(X)."""
    args, arg = node.children, node.children[position]
    left = product(args[:position]) if position else identity(arg.shape.rows)
    right = transposed(product(args[position + 1 :])) if position + 1 < len(args) else identity(arg.shape.cols)
    return kron(right, left)


def _of_hadamard(node: Node, position: int) -> Node:
    """vec(V ⊙ X) = diag(vec V) vec(X); a row or column V weights columns or rows."""
    arg, shape = node.children[position], node.shape
    others = node.children[:position] + node.children[position + 1 :]
    if not others:
        return identity(entries(shape))
    weights = hadamard(others)
    if weights.shape.is_scalar:
        matrix = stretching(arg.shape, shape)
        return weights if matrix.shape.is_scalar else hadamard([weights, matrix])
    if weights.shape != shape:
        rows = _weighting(shape.rows, arg.shape.rows, stacked(weights), is_along=weights.shape.is_vector)
        cols = _weighting(shape.cols, arg.shape.cols, stacked(weights), is_along=weights.shape.is_row)
        return kron(cols, rows)
    if arg.shape.is_scalar:
        return stacked(weights)
    return composed(Diag(stacked(weights)), stretching(arg.shape, shape))


def _weighting(length: Dimension, given: Dimension, weights: Node, *, is_along: bool) -> Node:
    """What happens along one axis: entries are weighted, or a single one stretched to the weights, or nothing."""
    if not is_along:
        return _repeated(given, length)
    return Diag(weights) if given == length else weights


def _of_transpose(node: Node, position: int) -> Node:
    """K vec(X) = vec(Xᵀ); a vector has the entries of its transpose in the same order."""
    shape = node.children[position].shape
    return Commutation(shape.rows, shape.cols) if shape.is_matrix else identity(entries(shape))


def summing(shape: Shape, axis: int | None) -> Node:
    """The matrix of the sum along an axis: 1ᵀ ⊗ I adds up the entries of each row."""

    def along(length: Dimension, is_summed: bool) -> Node:
        return turned(Ones(vector(length))) if is_summed and not length.is_one else identity(length)

    return kron(along(shape.cols, axis != 0), along(shape.rows, axis != 1))


def _of_entry_sum(node: Node, position: int) -> Node:
    assert isinstance(node, EntrySum)
    return summing(node.arg.shape, node.axis)


def _of_mean(node: Node, position: int) -> Node:
    assert isinstance(node, Mean)
    count = size(count_along(node.arg.shape, node.axis))
    matrix = summing(node.arg.shape, node.axis)
    return divided(matrix, count)


def _of_trace(node: Node, position: int) -> Node:
    """tr(X) = vec(I)ᵀ vec(X)."""
    return turned(stacked(identity(node.children[position].shape.rows)))


def _of_diag(node: Node, position: int) -> Node:
    """diag(x) = I ⊙ (x 1ᵀ)."""
    length = node.shape.rows
    return product([Diag(Vec(Eye(length))), kron(Ones(vector(length)), Eye(length))])


def _of_diag_of(node: Node, position: int) -> Node:
    """diag_of(X) = (I ⊙ X) 1."""
    length = node.shape.rows
    if length.is_one:
        return identity(length)
    return product([kron(turned(Ones(vector(length))), Eye(length)), Diag(Vec(Eye(length)))])


def _of_hstack(node: Node, position: int) -> Node:
    before, length = _place([arg.shape.cols for arg in node.children], position)
    return kron(_columns(node.shape.cols, before, length), identity(node.shape.rows))


def _of_vstack(node: Node, position: int) -> Node:
    before, length = _place([arg.shape.rows for arg in node.children], position)
    return kron(identity(node.shape.cols), _columns(node.shape.rows, before, length))


def _place(lengths: list[Dimension], position: int) -> tuple[Dimension, Dimension]:
    before = ZERO
    for length in lengths[:position]:
        before = before + length
    return before, lengths[position]


def _columns(whole: Dimension, start: Dimension, length: Dimension) -> Node:
    """The columns start + 1 … start + length of the identity: they place a block, transposed they take it."""
    if whole == length:
        return identity(whole)
    return Slice(Eye(whole), Span(ZERO, whole), Span(start, start + length))


def _of_slice(node: Node, position: int) -> Node:
    assert isinstance(node, Slice)
    shape = node.arg.shape
    rows, cols = (
        _columns(whole, span.start, span.length) for whole, span in ((shape.rows, node.rows), (shape.cols, node.cols))
    )
    return kron(*(part if isinstance(part, Eye) else turned(part) for part in (cols, rows)))


def _of_same_entries(node: Node, position: int) -> Node:
    return identity(entries(node.shape))


def _of_kron(node: Node, position: int) -> Node | None:
    """vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B), with K between the columns of A and the rows of B."""
    args = node.children
    if len(args) == 1:
        return identity(entries(node.shape))
    if len(args) > 2:
        inner = Kron(args[1:]) if position else Kron(args[:-1])
        outer = Kron((args[0], inner)) if position else Kron((inner, args[-1]))
        at = 1 if position else 0
        whole, part = _of_kron(outer, at), _of_kron(inner, position - at)
        return None if whole is None or part is None else composed(whole, part)
    left, right = args
    other, arg = args[1 - position], args[position]
    if other.shape.cols.is_one:  # a ⊗ B = (a ⊗ I) B and B ⊗ a = (I ⊗ a) B for a column a
        rows = identity(arg.shape.rows)
        return kron(identity(arg.shape.cols), kron(other, rows) if position else kron(rows, other))
    if other.shape.rows.is_one:
        cols = identity(arg.shape.cols)
        return kron(turned(kron(other, cols) if position else kron(cols, other)), identity(arg.shape.rows))
    (m, n), (p, q) = ((each.shape.rows, each.shape.cols) for each in args)
    order = identity(q * m) if q.is_one or m.is_one else Commutation(q, m)
    shuffle = kron(identity(n), order, identity(p))
    if position == 0:
        return composed(shuffle, kron(identity(m * n), stacked(right)))
    return composed(shuffle, kron(stacked(left), identity(p * q)))


_MATRICES: dict[type[Node], Callable[[Node, int], Node | None]] = {
    Add: _of_sum,
    Scale: _of_scale,
    Product: _of_product,
    Hadamard: _of_hadamard,
    Transpose: _of_transpose,
    EntrySum: _of_entry_sum,
    Mean: _of_mean,
    Trace: _of_trace,
    Diag: _of_diag,
    DiagOf: _of_diag_of,
    HStack: _of_hstack,
    VStack: _of_vstack,
    Slice: _of_slice,
    Vec: _of_same_entries,
    Unvec: _of_same_entries,
    Kron: _of_kron,
}
