"""The matrix of the derivative of a function of one array: d vec(f(X)) = M d vec(X).

Source: Magnus & Neudecker 2019, ch. 8 and 9.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Diag, Eye, Node, Ones, Power, Product, Scale, Transpose, Zeros
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import divided, hadamard, raised, scaled, size
from matcalc.rules.map_matrices import composed, entries, identity, kron, stacked, summing
from matcalc.rules.network import turned

MINUS = Fraction(-1)


def local_matrix(node: Node) -> Node | None:
    """∂vec(node)/∂vec(argument)ᵀ of a function of one array, entries of the node × entries of the argument.

    None for any other node.
    """
    build = _MATRICES.get(type(node))
    return None if build is None else build(node)


def slopes(node: Apply | Power) -> Node:
    """The derivative of each entry by the entry that it is made of."""
    if isinstance(node, Apply):
        return Apply(node.function.derivative(), node.arg)
    return scaled(node.exponent, raised(node.arg, node.exponent - 1))


def _of_elementwise(node: Node) -> Node:
    assert isinstance(node, Apply | Power)
    if isinstance(node, Power) and not node.exponent:
        return Zeros(Shape(entries(node.shape), entries(node.shape)))
    return _diagonal(slopes(node))


def _diagonal(weights: Node) -> Node:
    return weights if weights.shape.is_scalar else Diag(stacked(weights))


def _of_inverse(node: Node) -> Node:
    return scaled(MINUS, kron(turned(node), node))


def _of_determinant(node: Node) -> Node:
    assert isinstance(node, Determinant)
    return hadamard([node, _of_log_determinant(node)])


def _of_log_determinant(node: Node) -> Node:
    assert isinstance(node, Determinant | LogDeterminant)
    return turned(stacked(turned(Inverse(node.arg))))


def _of_norm(node: Node) -> Node:
    assert isinstance(node, Norm)
    return divided(turned(stacked(node.arg)), node)


def _of_softmax(node: Node) -> Node:
    """diag(p) − p pᵀ; for each row or column of a matrix D − D S D, where D = diag(vec P) and S adds up along it."""
    assert isinstance(node, Softmax)
    shape, count = node.shape, entries(node.shape)
    if count_along(shape, node.axis).is_one:
        return Zeros(Shape(count, count))
    weights = stacked(node)
    own = Diag(weights)
    if not shape.is_matrix:
        return Add((own, Scale(MINUS, Product((weights, Transpose(weights))))))
    return Add((own, Scale(MINUS, Product((own, _spread_sums(shape, node.axis), own)))))


def _spread_sums(shape: Shape, axis: int | None) -> Node:
    """Each entry replaced by the sum of its row (axis 1) or of its column (axis 0)."""
    rows, cols = Ones(vector(shape.rows)), Ones(vector(shape.cols))
    if axis == 1:
        return kron(Product((cols, Transpose(cols))), Eye(shape.rows))
    return kron(Eye(shape.cols), Product((rows, Transpose(rows))))


def _of_log_sum_exp(node: Node) -> Node:
    assert isinstance(node, LogSumExp)
    arg, axis = node.arg, node.axis
    if count_along(arg.shape, axis).is_one:
        return identity(entries(arg.shape))
    if node.shape.is_scalar:
        if arg.shape.is_matrix:
            return turned(stacked(Apply(Function("exp"), Add((arg, Scale(MINUS, node))))))
        return turned(stacked(Softmax(arg, None)))
    return _summed(arg.shape, axis, Softmax(arg, axis))


def _of_variance(node: Node) -> Node:
    assert isinstance(node, Variance)
    arg, axis = node.arg, node.axis
    count = size(count_along(arg.shape, axis))
    distances = Add((arg, Scale(MINUS, Mean(arg, axis))))
    return divided(scaled(Fraction(2), _summed(arg.shape, axis, distances)), count)


def _summed(shape: Shape, axis: int | None, weights: Node) -> Node:
    """The sum along an axis of the entries times their weights."""
    matrix = summing(shape, axis)
    if matrix.shape.rows.is_one:
        return turned(stacked(weights))
    return composed(matrix, _diagonal(weights))


_MATRICES: dict[type[Node], Callable[[Node], Node]] = {
    Apply: _of_elementwise,
    Power: _of_elementwise,
    Inverse: _of_inverse,
    Determinant: _of_determinant,
    LogDeterminant: _of_log_determinant,
    Norm: _of_norm,
    Softmax: _of_softmax,
    LogSumExp: _of_log_sum_exp,
    Variance: _of_variance,
}
