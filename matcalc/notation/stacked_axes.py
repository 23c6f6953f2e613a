"""The lengths that are multiplied in one axis of a vec or a Kronecker product."""

from __future__ import annotations

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Power, Product, Scale, Transpose
from matcalc.forms.vectorized import Commutation, Kron, Vec


def factors_of_axis(node: Node, number: int) -> tuple[Dimension, ...]:
    """The lengths in the axis with that number, among those that carry an index; the one that runs fastest first.

    Empty where the form of the array does not say.
    """
    is_rows = number == 0 and not node.shape.rows.is_one
    return tuple(length for length in _factors(node, is_rows=is_rows) if not length.is_one)


def _factors(node: Node, *, is_rows: bool) -> tuple[Dimension, ...]:
    match node:
        case Vec(arg=arg):
            return (arg.shape.rows, arg.shape.cols)
        case Kron(args=args):
            return tuple(arg.shape.rows if is_rows else arg.shape.cols for arg in reversed(args))
        case Commutation(rows=rows, cols=cols):
            return (cols, rows) if is_rows else (rows, cols)
        case Transpose(arg=arg):
            return _factors(arg, is_rows=not is_rows)
        case Apply(arg=arg) | Power(arg=arg) | Scale(arg=arg):
            return _factors(arg, is_rows=is_rows)
        case Product(args=args):
            return _factors(args[0] if is_rows else args[-1], is_rows=is_rows)
        case Add(args=args) | Hadamard(args=args):
            along = [arg for arg in args if not (arg.shape.rows if is_rows else arg.shape.cols).is_one]
            return next(filter(None, (_factors(arg, is_rows=is_rows) for arg in along)), ())
    return ()
