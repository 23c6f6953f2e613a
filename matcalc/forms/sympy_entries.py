"""The entry of every matrix form at a row and a column, as a scalar of SymPy: what each operator means, by indices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    LabelSum,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_atoms import dimension, elementwise, indexed_base, name_of, no_label_sum, rational
from matcalc.forms.vector_functions import VectorFunction
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec


@dataclass(frozen=True, slots=True)
class Position:
    """A place counted from 0; `parts`: inner and outer place where it is inner + length · outer, and known to be so."""

    at: Any
    parts: tuple[Position, Position] | None = None
    length: Any = None

    def split(self, length: Any) -> tuple[Position, Position]:
        """Inner and outer place, where the inner axis is so long."""
        import sympy

        if self.parts is not None and self.length == length:
            return self.parts
        return Position(sympy.Mod(self.at, length)), Position(sympy.floor(self.at / length))


def joined(inner: Position, outer: Position, length: Any) -> Position:
    """The place inner + length · outer of a long axis."""
    return Position(inner.at + length * outer.at, (inner, outer), length)


def entry_at(root: Node, row: Position, column: Position) -> Any:
    """The entry of `root` there, in Sum, Indexed and KroneckerDelta."""
    import sympy

    match root:
        case Symbol() | Cotangent() | VectorFunction():
            return _named(root, row, column)
        case Number(value=value):
            return rational(value)
        case Constant():
            return sympy.pi
        case Size(length=length):
            return dimension(length)
        case Ones():
            return sympy.Integer(1)
        case Zeros():
            return sympy.Integer(0)
        case Eye():
            return sympy.KroneckerDelta(row.at, column.at)
        case Add(args=args):
            return sympy.Add(*[_stretched(arg, row, column) for arg in args])
        case Hadamard(args=args):
            return sympy.Mul(*[_stretched(arg, row, column) for arg in args])
        case Product(args=args):
            return _product(args, row, column)
        case Scale(coefficient=coefficient, arg=arg):
            return rational(coefficient) * entry_at(arg, row, column)
        case Power(arg=arg, exponent=exponent):
            return entry_at(arg, row, column) ** rational(exponent)
        case Apply(function=function, arg=arg):
            return elementwise(function, entry_at(arg, row, column))
        case ScalarFunction(args=args):
            return sympy.Function("E")(*[sympy.Symbol(str(name_of(arg))) for arg in args])
        case Transpose(arg=arg):
            return entry_at(arg, column, row)
        case Trace(arg=arg):
            return _diagonal_sum(arg)
        case EntrySum(arg=arg, axis=axis):
            return _total(arg, axis, row, column)
        case Diag(arg=arg):
            return sympy.KroneckerDelta(row.at, column.at) * entry_at(arg, row, _first())
        case DiagOf(arg=arg):
            return entry_at(arg, row, row)
        case HStack(args=args):
            return _stacked(args, column, lambda arg, at: entry_at(arg, row, at), lambda shape: shape.cols)
        case VStack(args=args):
            return _stacked(args, row, lambda arg, at: entry_at(arg, at, column), lambda shape: shape.rows)
        case Slice(arg=arg, rows=down, cols=across):
            moved = Position(row.at + dimension(down.start)), Position(column.at + dimension(across.start))
            return entry_at(arg, *moved)
        case Inverse() | Determinant() | LogDeterminant():
            return _function_of_matrix(root, row, column)
        case Softmax() | LogSumExp() | Norm() | Mean() | Variance():
            return _reduction(root, row, column)
        case Kron(args=args):
            return _kron(args, row, column)
        case Vec(arg=arg):
            return entry_at(arg, *row.split(dimension(arg.shape.rows)))
        case Unvec(arg=arg, rows=rows):
            return entry_at(arg, joined(row, column, dimension(rows)), _first())
        case Commutation(rows=rows, cols=cols):
            (left, up), (first, second) = row.split(dimension(cols)), column.split(dimension(rows))
            return sympy.KroneckerDelta(up.at, first.at) * sympy.KroneckerDelta(left.at, second.at)
        case LabelSum(label=label):
            raise no_label_sum(label)
        case _:
            raise InvariantError(f"no entry in SymPy for {type(root).__name__}")


def _first() -> Position:
    import sympy

    return Position(sympy.Integer(0))


def _named(array: Node, row: Position, column: Position) -> Any:
    import sympy

    name, shape = str(name_of(array)), array.shape
    places = [place.at for place, length in ((row, shape.rows), (column, shape.cols)) if not length.is_one]
    return indexed_base(name, shape)[tuple(places)] if places else sympy.Symbol(name)


def _stretched(arg: Node, row: Position, column: Position) -> Any:
    first = _first()
    return entry_at(arg, first if arg.shape.rows.is_one else row, first if arg.shape.cols.is_one else column)


def _summed(lengths: tuple[Dimension, ...]) -> tuple[list[Position], list[tuple[Any, Any, Any]]]:
    """Places to sum over, one for each length, and their limits; a length of 1 is not summed over."""
    import sympy

    places, limits = [], []
    for length in lengths:
        if length.is_one:
            places.append(_first())
            continue
        dummy = sympy.Dummy("i", integer=True)
        places.append(Position(dummy))
        limits.append((dummy, 0, dimension(length) - 1))
    return places, limits


def _sum(value: Any, limits: list[tuple[Any, Any, Any]]) -> Any:
    import sympy

    return sympy.Sum(value, *limits) if limits else value


def _product(args: tuple[Node, ...], row: Position, column: Position) -> Any:
    import sympy

    between, limits = _summed(tuple(arg.shape.cols for arg in args[:-1]))
    places = [row, *between, column]
    return _sum(sympy.Mul(*[entry_at(arg, *places[at : at + 2]) for at, arg in enumerate(args)]), limits)


def _diagonal_sum(arg: Node) -> Any:
    (place,), limits = _summed((arg.shape.rows,))
    return _sum(entry_at(arg, place, place), limits)


def _total(arg: Node, axis: int | None, row: Position, column: Position) -> Any:
    """The sum along the axis at the places that are left."""
    summed = tuple(length for at, length in enumerate((arg.shape.rows, arg.shape.cols)) if axis in (None, at))
    places, limits = _summed(summed)
    down = places.pop(0) if axis in (None, 0) else row
    across = places.pop(0) if axis in (None, 1) else column
    return _sum(entry_at(arg, down, across), limits)


def _stacked(
    args: tuple[Node, ...],
    place: Position,
    entry: Callable[[Node, Position], Any],
    length: Callable[[Shape], Dimension],
) -> Any:
    """The entry of the block in which the place lies."""
    import sympy

    start, pieces = sympy.Integer(0), []
    for arg in args:
        stop = start + dimension(length(arg.shape))
        pieces.append((entry(arg, Position(place.at - start)), place.at < stop))
        start = stop
    return sympy.Piecewise(*pieces[:-1], (pieces[-1][0], True))


def _function_of_matrix(root: Inverse | Determinant | LogDeterminant, row: Position, column: Position) -> Any:
    """No sum writes out an inverse or a determinant: an entry of SymPy's own node."""
    from matcalc.forms.sympy_export import array

    value = array(root)
    return value[row.at, column.at] if not root.shape.is_scalar else value


def _reduction(root: Softmax | LogSumExp | Norm | Mean | Variance, row: Position, column: Position) -> Any:
    import sympy

    arg = root.arg
    match root:
        case Norm():
            return sympy.sqrt(_total(Power(arg, _TWO), None, row, column))
        case Mean(axis=axis):
            return _total(arg, axis, row, column) / dimension(count_along(arg.shape, axis))
        case Variance(axis=axis):
            count = dimension(count_along(arg.shape, axis))
            squares = _total(Power(arg, _TWO), axis, row, column)
            return squares / count - (_total(arg, axis, row, column) / count) ** 2
        case LogSumExp(axis=axis):
            return sympy.log(_total(Apply(_EXP, arg), axis, row, column))
        case Softmax(axis=axis):
            powers = Apply(_EXP, arg)
            return entry_at(powers, row, column) / _total(powers, axis, row, column)


def _kron(args: tuple[Node, ...], row: Position, column: Position) -> Any:
    """The last factor's places run fastest."""
    import sympy

    factors = []
    for arg in reversed(args[1:]):
        inner_row, row = row.split(dimension(arg.shape.rows))
        inner_column, column = column.split(dimension(arg.shape.cols))
        factors.append(entry_at(arg, inner_row, inner_column))
    return sympy.Mul(entry_at(args[0], row, column), *reversed(factors))


_TWO = Fraction(2)
_EXP = Function("exp")
