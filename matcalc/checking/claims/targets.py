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
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.oriented import EVERY_LAYOUT, oriented


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


def _read_as(array: Node, of: Symbol, reading: Reading) -> Node:
    if of in reading.turned:
        return Transpose(array)
    shape = one_less(of.shape)
    return block(array, shape, reading.way) if of in reading.cut and shape is not None else array
