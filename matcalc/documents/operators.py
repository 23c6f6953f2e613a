"""Why one operator of a result is this one, and why its factors stand in this order: a sentence for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.documents.conventions import listed
from matcalc.documents.page import Part, Sentence
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Add, Hadamard, Node, Trace
from matcalc.forms.shapes import Axes, Shape
from matcalc.rules.network import column_of, is_matrix, is_vector, times, turned
from matcalc.rules.roles import Move, Operator, Role
from matcalc.rules.roles import Part as Played

AXES = ("first", "second")

TOGETHER = "\N{NO-BREAK SPACE}"
"""Between two factors that stand in one formula."""


def operator_sentence(move: Move) -> Sentence | None:
    """The roles of the indices and what follows from them; None where the reason of the step says all there is."""
    words = _SENTENCES.get(move.operator)
    return None if words is None else tuple(words(move))


def form_of(move: Move) -> tuple[object, ...]:
    """What two moves of one kind have in common: the operator, how their indices stand, which lengths agree."""
    if move.operator is Operator.MULTIPLE:
        return (move.operator,)
    number = {role.index: at for at, role in enumerate(move.roles)}
    lengths: dict[Dimension, int] = {}
    ranges = tuple(lengths.setdefault(role.index.range, len(lengths)) for role in move.roles)
    pattern = tuple(
        tuple(number[place] if isinstance(place, Index) else place for place in factor.places)
        if isinstance(factor, Entry)
        else type(factor)
        for factor in (*move.used, move.made)
    )
    return move.operator, pattern, tuple(role.part for role in move.roles), ranges


def misfits(move: Move) -> bool:
    """Whether the sentence rules out a form by its shape: one that would conform if two lengths were equal."""
    if move.operator in (Operator.MATRIX_VECTOR, Operator.MATRIX_MATRIX):
        (summed,) = move.those(Played.SUMMED)
        others = {place.range for factor in move.used if isinstance(factor, Entry) for place in factor.places}
        return bool(others - {summed.index.range})
    rows_and_columns = {place.range for place in move.made.places}
    return move.operator is Operator.OUTER and len(rows_and_columns) > 1


def _hadamard(move: Move) -> Iterator[Part]:
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
        yield from _shapes(_column(shape), _column(shape))
        yield " does not conform."


def _matrix_vector(move: Move) -> Iterator[Part]:
    (summed,) = move.those(Played.SUMMED)
    matrix, vector = _matrix_first(move)
    first = matrix.places[0] == summed.index
    kept = matrix.places[1 if first else 0]
    right, wrong = (turned(matrix.array), matrix.array) if first else (matrix.array, turned(matrix.array))
    column = Shape(summed.index.range, ONE)
    yield from _axis_summed(summed, matrix, transposed=first)
    yield from (" ", kept, " is left and comes first: ")
    yield from _shapes(right.shape, column)
    yield from (" = ", Axes((right.shape.rows, ONE)), ". ")
    if wrong.shape.cols == column.rows:
        yield from _beside(wrong, column_of(vector.array))
        yield from (" conforms as well, ", matrix.array, " being square: the place of ", summed.index)
        yield " tells the two apart, their shapes do not."
    else:
        yield "Neither "
        yield from _beside(wrong, column_of(vector.array))
        yield ", "
        yield from _shapes(wrong.shape, column)
        yield ", nor "
        yield from _beside(column_of(vector.array), right)
        yield ", "
        yield from _shapes(column, right.shape)
        yield ", conforms."


def _axis_summed(summed: Role, matrix: Entry, *, transposed: bool) -> Iterator[Part]:
    """For the left factor of a product: over which of its indices the sum runs."""
    yield from (summed.index, f" is summed and is the {AXES[0 if transposed else 1]} index of ", matrix.array)
    if transposed:
        yield from (", but a matrix product sums over the second of its left factor: ", matrix.array)
        yield " enters transposed."
    else:
        yield ", which is what a matrix product sums over in its left factor: no transpose."


def _matrix_matrix(move: Move) -> Iterator[Part]:
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
    yield from _shapes(facing[0].shape, facing[1].shape)
    yield from (" = ", Axes((row.range, column.range)), ".")
    if turned_round:
        yield " "
        yield from _beside(left.array, right.array)
        if left.array.shape.cols == right.array.shape.rows:
            yield " conforms as well: only the places of "
            yield from (summed.index, " show that it is another matrix.")
        else:
            yield " does not conform: "
            yield from _shapes(left.array.shape, right.array.shape)
            yield "."


def _inner(move: Move) -> Iterator[Part]:
    summed = [role.index for role in move.those(Played.SUMMED)]
    yield from listed(summed)
    yield f" {'is' if len(summed) == 1 else 'are'} summed and stand{'s' if len(summed) == 1 else ''} in both factors; "
    yield "nothing is left free: one number"
    if len(summed) > 1:
        yield ", the sum of the products of equal entries, which is the trace of the matrix product."
        return
    length = summed[0].range
    yield ", "
    yield from _shapes(Shape(ONE, length), Shape(length, ONE))
    yield ". With the transpose on the other factor it would be a matrix, "
    yield from _shapes(Shape(length, ONE), Shape(ONE, length))
    yield "."


def _outer(move: Move) -> Iterator[Part]:
    row, column = move.made.places
    left = next(factor for factor in move.used if isinstance(factor, Entry) and factor.places == (row,))
    right = next(factor for factor in reversed(move.used) if isinstance(factor, Entry) and factor.places == (column,))
    yield from (row, " and ", column, " are free, each in one factor only, and nothing is summed. The row index ", row)
    yield from (" is that of ", left.array, ", so ", left.array, " stands first: ")
    yield from _shapes(Shape(row.range, ONE), Shape(ONE, column.range))
    yield from (" = ", Axes((row.range, column.range)), ".")
    if left.array == right.array:
        return
    yield " "
    yield from _beside(right.array, turned(left.array))
    if row.range == column.range:
        yield " has the same shape and is its transpose: only the place of "
        yield from (row, " tells the two apart.")
    else:
        yield from (", the other order, is its transpose, ", Axes((column.range, row.range)), ".")


def _sum(move: Move) -> Iterator[Part]:
    (summed,) = move.those(Played.SUMMED)
    if not move.used:
        yield from (summed.index, " is summed and stands in no factor: the same number is added ")
        yield from (summed.index.range, " times.")
        return
    (entry,) = move.used
    assert isinstance(entry, Entry)
    if is_vector(entry):
        yield from (summed.index, " is summed and stands in ", entry.array, " alone: its entries are added up, ")
        yield "the inner product with a vector of ones."
        return
    first = entry.places[0] == summed.index
    matrix = turned(entry.array) if first else entry.array
    yield from (summed.index, " stands in no other factor: the ", "rows" if first else "columns", " of ", entry.array)
    yield " are added up, a product with a vector of ones. "
    yield from _axis_summed(summed, entry, transposed=first)
    yield " "
    yield from _shapes(matrix.shape, Shape(summed.index.range, ONE))
    yield "."


def _diagonal_or_trace(move: Move) -> Iterator[Part]:
    (entry,) = move.used
    assert isinstance(entry, Entry)
    index = entry.places[0]
    yield from (index, " stands at both places of ", entry.array)
    if isinstance(move.made.array, Trace):
        yield " and is summed: the entries of its diagonal are added up, the trace."
    else:
        yield " and is not summed here: the entries of its diagonal, a vector."


def _weights(move: Move) -> Iterator[Part]:
    matrix, mark = _matrix_first(move)
    rows = matrix.places[0] == mark.places[0]
    side = "first" if rows else "second"
    yield from (mark.places[0], f" stands in both factors, as the {side} index of ", matrix.array)
    yield f", and is not summed here: each {'row' if rows else 'column'} is multiplied by one number, "
    yield from ("a diagonal matrix on the ", "left: " if rows else "right: ")
    square = Shape(mark.places[0].range, mark.places[0].range)
    yield from _shapes(*((square, matrix.array.shape) if rows else (matrix.array.shape, square)))
    yield f". On the other side it would weight the {'columns' if rows else 'rows'}"
    if matrix.array.shape.rows == matrix.array.shape.cols:
        yield ", which conforms as well."
    else:
        yield ", and does not conform."


def _delta(move: Move) -> Iterator[Part]:
    row, column = move.made.places
    yield from (move.used[-1], " is 0 unless ", row, " = ", column, ": ")
    if len(move.used) == 1:
        yield "1 on the diagonal, 0 elsewhere, the identity."
    else:
        entry = next(factor for factor in move.used if isinstance(factor, Entry))
        yield from (entry.array, " on the diagonal, 0 elsewhere. A Hadamard product would be a vector.")


def _transpose(move: Move) -> Iterator[Part]:
    (entry,) = move.used
    assert isinstance(entry, Entry)
    yield from (move.made.places[0], " is the row index of the result and the second index of ", entry.array)
    yield ": transposed."


def _ones(move: Move) -> Iterator[Part]:
    yield from listed([place for place in move.made.places if isinstance(place, Index)])
    yield f" {'is' if len(move.made.places) == 1 else 'are'} free and in no factor: the value is the same at each, "
    yield "which ones say."


def _multiple(_: Move) -> Iterator[Part]:
    yield "a factor without an index multiplies every entry by the same number: its place does not matter."


def _matrix_first(move: Move) -> tuple[Entry, Entry]:
    """The matrix and the vector of a move that reads one of each."""
    entries = [factor for factor in move.used if isinstance(factor, Entry)]
    (matrix,) = (entry for entry in entries if is_matrix(entry))
    (vector,) = (entry for entry in entries if is_vector(entry))
    return matrix, vector


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


def _shapes(*shapes: Shape) -> Iterator[Part]:
    """(m × n)(n × 1): the shapes of the factors of a product, each in brackets."""
    for shape in shapes:
        yield from ("(", Axes((shape.rows, shape.cols)), ")")


def _beside(left: Node, right: Node) -> Iterator[Part]:
    """Two arrays as they would stand in a product, whether it conforms or not."""
    yield from _bracketed(left)
    yield TOGETHER
    yield from _bracketed(right)


def _bracketed(array: Node) -> Iterator[Part]:
    yield from ("(", array, ")") if isinstance(array, Add | Hadamard) else (array,)


_SENTENCES: dict[Operator, Callable[[Move], Iterator[Part]]] = {
    Operator.HADAMARD: _hadamard,
    Operator.MATRIX_VECTOR: _matrix_vector,
    Operator.MATRIX_MATRIX: _matrix_matrix,
    Operator.INNER: _inner,
    Operator.OUTER: _outer,
    Operator.SUM: _sum,
    Operator.DIAGONAL_OR_TRACE: _diagonal_or_trace,
    Operator.WEIGHTS: _weights,
    Operator.DELTA: _delta,
    Operator.TRANSPOSE: _transpose,
    Operator.ONES: _ones,
    Operator.MULTIPLE: _multiple,
}
