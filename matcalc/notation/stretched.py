"""What stretches beside an array, as mathematics on paper has it: v 1ᵀ for a column v, 1 r for a row r, x − μ 1."""

from __future__ import annotations

from fractions import Fraction

from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Power, Scale
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import scaled
from matcalc.rules.moving import stretched

INVERSE = Fraction(-1)


def with_ones(node: Node) -> Node:
    """A sum or an elementwise product with what stretches in it repeated by a product with ones.

    A number in figures stays, 1 − a^∘2, and so does a factor; another number in a sum is multiplied by ones, x − μ 1.
    """
    if not isinstance(node, Add | Hadamard) or node.shape.is_scalar:
        return node
    of_number = _summand if isinstance(node, Add) else _repeated
    args = tuple(of_number(arg, node.shape) for arg in node.args)
    return node if args == node.args else node.rebuilt(args)


def _summand(arg: Node, shape: Shape) -> Node:
    coefficient, part = (arg.coefficient, arg.arg) if isinstance(arg, Scale) else (Fraction(1), arg)
    if not part.shape.is_scalar:
        return _repeated(arg, shape)
    return arg if isinstance(part, Number) or not symbols_in(part) else scaled(coefficient, stretched(part, shape))


def _repeated(arg: Node, shape: Shape) -> Node:
    if arg.shape.is_scalar or arg.shape == shape:
        return arg
    match arg:
        case Scale(coefficient=coefficient, arg=inner):
            return Scale(coefficient, _repeated(inner, shape))
        case Power(arg=inner, exponent=exponent) if exponent == INVERSE:  # it may be printed as a division
            return Power(_repeated(inner, shape), INVERSE)
    return stretched(arg, shape)
