"""∂y/∂x as a matrix, in each of the orientations that layouts give it."""

from __future__ import annotations

from matcalc.forms.differentials import Jacobian
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.vectorized import Unvec

EVERY_LAYOUT = frozenset(Layout)


def oriented(of: Node, by: Symbol, output: Symbol) -> tuple[tuple[Node, frozenset[Layout]], ...]:
    """∂of/∂by as a matrix in each orientation, with the layouts that write it so. output: of the program."""
    if of.shape.is_scalar and by.shape.is_scalar:
        return ((Jacobian(of, by), EVERY_LAYOUT),)
    derived = Jacobian(of, by) if of.shape.axes else Cotangent(by) if of is output else _unstacked(of, by)
    turning = frozenset(layout for layout in Layout if layout.turns(of.shape))
    return (derived, EVERY_LAYOUT - turning), (Transpose(derived), turning)


def in_layout(of: Node, by: Symbol, output: Symbol, layout: Layout) -> Node:
    """∂of/∂by as a layout writes it."""
    return next(node for node, layouts in oriented(of, by, output) if layout in layouts)


def _unstacked(of: Node, by: Symbol) -> Node:
    """The derivative of a scalar by an array, in the shape of the array."""
    column = Transpose(Jacobian(of, by))
    if by.shape.is_matrix:
        return Unvec(column, by.shape.rows, by.shape.cols)
    return Transpose(column) if by.shape.is_row else column
