"""Why two factors are multiplied this way: a sentence for each kind of product, with its indices and its shapes."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.factor_words import AXES, axis_summed, beside, matrix_and_vector, shapes
from matcalc.documents.lists import listed
from matcalc.documents.page import Part
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Axes, Shape
from matcalc.rules.network import column_of, times, turned
from matcalc.rules.roles import Move, Played


def hadamard(move: Move) -> Iterator[Part]:
    entries = [factor for factor in move.used if isinstance(factor, Entry)]
    indices = [place for place in move.made.places if isinstance(place, Index)]
    later = [role.index for role in move.those(Played.LATER)]
    yield from listed(indices)
    yield f" stand{'s' if len(indices) == 1 else ''} in {'both' if len(entries) == 2 else 'all'} factors and "
    if later:
        yield from listed(later)
        yield f" {'is' if len(later) == 1 else 'are'} summed only afterwards: they are multiplied entry by entry first."
    else:
        yield "nothing is summed: they are multiplied entry by entry, in any order."
    for entry in entries:
        if entry.places != move.made.places:
            yield from (
                " In ",
                entry,
                " the indices stand the other way round, so ",
                entry.array,
                " enters transposed.",
            )
    shape = move.made.array.shape
    if later or len(entries) > 2:
        return
    if shape.is_matrix and shape.rows == shape.cols:
        yield " A matrix product would conform as well, both being square; but it sums over an index."
    else:
        yield " A matrix product would sum over an index, and "
        yield from shapes(_column(shape), _column(shape))
        yield " does not conform."


def matrix_vector(move: Move) -> Iterator[Part]:
    (summed,) = move.those(Played.SUMMED)
    matrix, vector = matrix_and_vector(move)
    first = matrix.places[0] == summed.index
    kept = matrix.places[1 if first else 0]
    right, wrong = (turned(matrix.array), matrix.array) if first else (matrix.array, turned(matrix.array))
    column = Shape(summed.index.range, ONE)
    yield from axis_summed(summed, matrix, transposed=first)
    yield from (" ", kept, " is left and comes first: ")
    yield from shapes(right.shape, column)
    yield from (" = ", Axes((right.shape.rows, ONE)), ". ")
    if wrong.shape.cols == column.rows:
        yield from beside(wrong, column_of(vector.array))
        yield from (" conforms as well, ", matrix.array, " being square: the place of ", summed.index)
        yield " tells the two apart, their shapes do not."
    else:
        yield "Neither "
        yield from beside(wrong, column_of(vector.array))
        yield ", "
        yield from shapes(wrong.shape, column)
        yield ", nor "
        yield from beside(column_of(vector.array), right)
        yield ", "
        yield from shapes(column, right.shape)
        yield ", conforms."


def matrix_matrix(move: Move) -> Iterator[Part]:
    (summed,) = move.those(Played.SUMMED)
    left, right = _left_and_right(move)
    row, column = move.made.places
    facing = [_facing(left, summed.index, 1), _facing(right, summed.index, 0)]
    yield from (summed.index, f" is summed, the {_ordinal(left, summed.index)} index of ", left.array)
    yield from (f" and the {_ordinal(right, summed.index)} of ", right.array)
    yield "; a matrix product sums over the second of its left factor and the first of its right"
    turned_round = [each.array for each, axis in ((left, 1), (right, 0)) if each.places[axis] != summed.index]
    match turned_round:
        case []:
            yield ": no transpose."
        case [one]:
            yield from (", so ", one, " enters transposed.")
        case _:
            yield ", so both enter transposed."
    yield from (" The index ", row, " of ", left.array, " gives the rows, so ", left.array, " stands on the left: ")
    yield from shapes(facing[0].shape, facing[1].shape)
    yield from (" = ", Axes((row.range, column.range)), ".")
    if turned_round:
        yield " "
        yield from beside(left.array, right.array)
        if left.array.shape.cols == right.array.shape.rows:
            yield " conforms as well: only the places of "
            yield from (summed.index, " show that it is another matrix.")
        else:
            yield " does not conform: "
            yield from shapes(left.array.shape, right.array.shape)
            yield "."


def inner(move: Move) -> Iterator[Part]:
    summed = [role.index for role in move.those(Played.SUMMED)]
    yield from listed(summed)
    yield f" {'is' if len(summed) == 1 else 'are'} summed and stand{'s' if len(summed) == 1 else ''} in both factors; "
    yield "nothing is left free: one number"
    if len(summed) > 1:
        left, right = (factor for factor in move.used if isinstance(factor, Entry))
        yield ", the trace of a product. They stand in both "
        same = left.places == right.places
        yield "in one order: one factor enters transposed." if same else "crosswise: no transpose is needed."
        return
    length = summed[0].range
    yield ", "
    yield from shapes(Shape(ONE, length), Shape(length, ONE))
    yield ". With the transpose on the other factor it would be a matrix, "
    yield from shapes(Shape(length, ONE), Shape(ONE, length))
    yield "."


def outer(move: Move) -> Iterator[Part]:
    row, column = move.made.places
    left = next(factor for factor in move.used if isinstance(factor, Entry) and factor.places == (row,))
    right = next(factor for factor in reversed(move.used) if isinstance(factor, Entry) and factor.places == (column,))
    yield from (row, " and ", column, " are free, each in one factor only, and nothing is summed. The row index ", row)
    yield from (" is that of ", left.array, ", so ", left.array, " stands first: ")
    yield from shapes(Shape(row.range, ONE), Shape(ONE, column.range))
    yield from (" = ", Axes((row.range, column.range)), ".")
    if left.array == right.array:
        return
    yield " "
    yield from beside(right.array, turned(left.array))
    if row.range == column.range:
        yield " has the same shape and is its transpose: only the place of "
        yield from (row, " tells the two apart.")
    else:
        yield from (", the other order, is its transpose, ", Axes((column.range, row.range)), ".")


def _left_and_right(move: Move) -> tuple[Entry, Entry]:
    """The two matrices in the order of their product."""
    (summed,) = move.those(Played.SUMMED)
    one, other = (factor for factor in move.used if isinstance(factor, Entry))
    for left, right in ((one, other), (other, one)):
        outer = (_other_place(left, summed.index), _other_place(right, summed.index))
        facing = _facing(left, summed.index, 1), _facing(right, summed.index, 0)
        if outer == move.made.places and times(*facing) == move.made.array:
            return left, right
    raise InvariantError("a matrix product is not that of the two matrices it was read off")


def _facing(matrix: Entry, summed: Index, axis: int) -> Node:
    """The array, turned where `summed` is not its index at `axis` already."""
    return matrix.array if matrix.places[axis] == summed else turned(matrix.array)


def _other_place(matrix: Entry, index: Index) -> Place:
    return matrix.places[1] if matrix.places[0] == index else matrix.places[0]


def _ordinal(matrix: Entry, index: Index) -> str:
    return AXES[matrix.places.index(index)]


def _column(shape: Shape) -> Shape:
    return shape.transposed() if shape.is_row else shape
