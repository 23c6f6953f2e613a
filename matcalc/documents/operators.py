"""Why one operator of a result is this one, and why its factors stand in this order: a sentence for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcalc.documents.factor_words import AXES, axis_summed, matrix_and_vector, shapes
from matcalc.documents.lists import listed
from matcalc.documents.page import Part, Sentence
from matcalc.documents.products import hadamard, inner, matrix_matrix, matrix_vector, outer
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Trace
from matcalc.forms.shapes import Shape
from matcalc.rules.network import is_vector, turned
from matcalc.rules.roles import Move, Operator, Played


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
    yield from axis_summed(summed, entry, transposed=first)
    yield " "
    yield from shapes(matrix.shape, Shape(summed.index.range, ONE))
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
    matrix, mark = matrix_and_vector(move)
    rows = matrix.places[0] == mark.places[0]
    yield from (mark.places[0], f" stands in both factors, as the {AXES[0 if rows else 1]} index of ", matrix.array)
    yield f", and is not summed here: each {'row' if rows else 'column'} is multiplied by one number, "
    yield f"a diagonal matrix on the {'left' if rows else 'right'}, "
    square = Shape(mark.places[0].range, mark.places[0].range)
    here, other = (square, matrix.array.shape), (matrix.array.shape, square)
    yield from shapes(*(here if rows else other))
    yield f". On the other side it would weight the {'columns' if rows else 'rows'}"
    if matrix.array.shape.rows == matrix.array.shape.cols:
        yield ", which conforms as well."
    else:
        yield "; "
        yield from shapes(*(other if rows else here))
        yield " does not conform."


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


_SENTENCES: dict[Operator, Callable[[Move], Iterator[Part]]] = {
    Operator.HADAMARD: hadamard,
    Operator.MATRIX_VECTOR: matrix_vector,
    Operator.MATRIX_MATRIX: matrix_matrix,
    Operator.INNER: inner,
    Operator.OUTER: outer,
    Operator.SUM: _sum,
    Operator.DIAGONAL_OR_TRACE: _diagonal_or_trace,
    Operator.WEIGHTS: _weights,
    Operator.DELTA: _delta,
    Operator.TRANSPOSE: _transpose,
    Operator.ONES: _ones,
    Operator.MULTIPLE: _multiple,
}
