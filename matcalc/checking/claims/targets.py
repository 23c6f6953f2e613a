"""What a statement must be equal to: the array or the derivative that it is about, in each layout."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Expression
from matcalc.checking.claims.statement import (
    DerivativeOf,
    EquationOf,
    GradientAt,
    Reading,
    Subject,
)
from matcalc.checking.claims.turning import block, one_less
from matcalc.errors import InvariantError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.vectorized import Unvec

EVERY_LAYOUT = frozenset(Layout)


@dataclass(frozen=True, slots=True)
class Target:
    """An expression, and the layouts in which it is the derivative that is meant."""

    value: Expression
    layouts: frozenset[Layout] = EVERY_LAYOUT


def targets(subject: Subject, reading: Reading, output: Symbol) -> tuple[Target, ...]:
    """What the statement, so read, may be equal to. Raises InvariantError for one about a shape."""
    match subject:
        case EquationOf(of=of):
            return (Target(_read_as(of, of, reading)),)
        case GradientAt(of=of):
            return (Target(_read_as(Cotangent(of), of, reading)),)
        case DerivativeOf(of=of, by=by) if not isinstance(reading.body, Node):
            count = len(of.shape.axes)
            places = reading.free[count:]
            entry = Entry(by, places[::-1] if by in reading.turned else places)
            return (Target(of_factor(Partial(of_factor(Entry(of, reading.free[:count])), entry))),)
        case DerivativeOf(of=of, by=by):
            return tuple(Target(node, layouts) for node, layouts in oriented(of, by, output))
    raise InvariantError("a statement about a shape is no equation")


def oriented(of: Symbol, by: Symbol, output: Symbol) -> tuple[tuple[Node, frozenset[Layout]], ...]:
    """∂of/∂by as a matrix in each orientation, with the layouts that write it so."""
    if of.shape.is_scalar and by.shape.is_scalar:
        return ((Jacobian(of, by), EVERY_LAYOUT),)
    derived = Jacobian(of, by) if of.shape.axes else Cotangent(by) if of is output else _unstacked(of, by)
    turning = frozenset(layout for layout in Layout if layout.turns(of.shape))
    return (derived, EVERY_LAYOUT - turning), (Transpose(derived), turning)


def _unstacked(of: Symbol, by: Symbol) -> Node:
    """The derivative of a scalar by an array, in the shape of the array."""
    column = Transpose(Jacobian(of, by))
    if by.shape.is_matrix:
        return Unvec(column, by.shape.rows, by.shape.cols)
    return Transpose(column) if by.shape.is_row else column


def _read_as(array: Node, of: Symbol, reading: Reading) -> Node:
    if of in reading.turned:
        return Transpose(array)
    shape = one_less(of.shape)
    return block(array, shape, reading.way) if of in reading.cut and shape is not None else array
