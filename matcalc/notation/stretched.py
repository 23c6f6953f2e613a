"""What stretches beside a matrix, as mathematics on paper has it: v 1ᵀ for a column v, 1 r for a row r."""

from __future__ import annotations

from fractions import Fraction

from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Scale
from matcalc.forms.shapes import Shape
from matcalc.rules.moving import stretched

INVERSE = Fraction(-1)


def with_ones(node: Node) -> Node:
    """A sum or an elementwise product with the rows and columns that stretch in it repeated by a product with ones.

    Scalars stay: a number beside an array is read as it is meant.
    """
    if not isinstance(node, Add | Hadamard) or not node.shape.is_matrix:
        return node
    args = tuple(_repeated(arg, node.shape) for arg in node.args)
    return node if args == node.args else node.rebuilt(args)


def _repeated(arg: Node, shape: Shape) -> Node:
    if arg.shape.is_scalar or arg.shape == shape:
        return arg
    match arg:
        case Scale(coefficient=coefficient, arg=inner):
            return Scale(coefficient, _repeated(inner, shape))
        case Power(arg=inner, exponent=exponent) if exponent == INVERSE:  # it may be printed as a division
            return Power(_repeated(inner, shape), INVERSE)
    return stretched(arg, shape)
