"""Collapse of blocks: shifted places are read as slices of an array, or as blocks put into a larger one."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, Stage, why
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Term
from matcalc.forms.indices import Index, Paired, Place, Shifted, indices_in
from matcalc.forms.matrix_form import Eye, HStack, Node, Number, Ones, Slice, Span, VStack, Zeros
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.entries import one_term
from matcalc.rules.network import column_of, incidence, is_matrix, is_vector, put
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="read shifted places as a block",
    stage=Stage.COLLAPSE,
    statement="A_(s+i) = (A[s:t])_i",
    source="definition of a block",
    examples=(("sum i: x[i+1] y[i]", "sum i: (x[1:4])[i] y[i]"), ("x[i]", None)),
)
def read_block(term: Term, scope: Scope) -> Rewrite | None:
    """One entry with shifted places fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and _reads_a_block(factor):
            shape = factor.array.shape
            left = list(factor.places)
            row = _span(None if shape.rows.is_one else left.pop(0), shape.rows)
            column = _span(None if shape.cols.is_one else left.pop(0), shape.cols)
            indices = tuple(index for place in factor.places for index in indices_in(place))
            made = Entry(Slice(factor.array, row, column), indices, factor.exponent)
            reason = (factor.array, ": ", *_covered(factor))
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


def _reads_a_block(factor: Entry) -> bool:
    """Whether some place is shifted, and none is a pair."""
    kinds = [type(place) for place in factor.places]
    return Shifted in kinds and Paired not in kinds


def _covered(factor: Entry) -> Prose:
    """Which places of an array shifted indices read, axis by axis."""
    parts: Prose = ()
    for axis, place in enumerate(factor.places):
        if not isinstance(place, Shifted):
            continue
        name = "column" if _column(factor, axis) else "row"
        parts = (*parts, "; " if parts else "", "of its ", place.range, f" {name}s only ")
        if place.index is None:
            parts = (*parts, f"{name} ", place.offset, " occurs, the others are dropped")
        else:
            last = place.offset + place.index.range
            parts = (*parts, place.offset + ONE, " to ", last, " occur, the others are dropped")
    return parts


def _column(factor: Entry, axis: int) -> bool:
    return axis == 1 or factor.array.shape.is_row


def _span(place: Place | None, length: Dimension) -> Span:
    if place is None:
        return Span(ZERO, ONE)
    if isinstance(place, Index):
        return Span(ZERO, length)
    assert isinstance(place, Shifted)
    if place.index is None:
        return Span(place.offset - ONE, place.offset)
    return Span(place.offset, place.offset + place.index.range)


@term_rule(
    name="put a block in its place",
    stage=Stage.COLLAPSE,
    statement="sum j: d_(i,s+j) v_j = [0; v; 0]_i; d_(i,s) = [0; 1; 0]_i",
    source="definition of a block",
    examples=(
        ("sum j: x[j] delta[i,j+1] y[i]", "vstack(0, x)[i] y[i]"),
        ("sum j: A[j,k] delta[i,j+0] y[i]", "vstack(A, zeros(1, 4))[i,k] y[i]"),
        ("sum j: A[k,j] delta[i,j+0] y[i]", "hstack(A, zeros(3, 1))[k,i] y[i]"),
        ("delta[i,2] x[i]", "vstack(0, 1, 0)[i] x[i]"),
        ("sum j: delta[i,j+0] x[j] A[k,j] y[i]", "sum j: vstack(eye(3), zeros(1, 3))[i,j] x[j] A[k,j] y[i]"),
        ("delta[i,j] A[i,j]", None),
    ),
)
def place_block(term: Term, scope: Scope) -> Rewrite | None:
    """One delta with a shifted place fewer each time."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta) or (sides := _sides(factor)) is None:
            continue
        whole, inner = sides
        index, length = inner.index, whole.range
        if index is None:
            made = Entry(_stacked(Number(Fraction(1)), inner.offset - ONE, length, rows=True), (whole,))
            reason = why("1 at place ", inner.offset, ", 0 elsewhere")
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
        first, last = inner.offset + ONE, inner.offset + index.range
        reason = why("the block fills the places ", first, " to ", last, " of ", length, "; the other entries are 0")
        others = [other for other in incidence(term)[index] if other is not factor]
        if index in term.dummies and not others:
            made = Entry(_stacked(Ones(vector(index.range)), inner.offset, length, rows=True), (whole,))
            return Rewrite(put(term, (factor,), made, (index,)), reason, (at,))
        only = others[0] if index in term.dummies and len(others) == 1 else None
        if isinstance(only, Entry) and (widened := _widened(only, index, inner.offset, whole)) is not None:
            return Rewrite(put(term, (only, factor), widened, (index,)), reason, (at,))
        made = Entry(_stacked(Eye(index.range), inner.offset, length, rows=True), (whole, index))
        return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


def _sides(delta: Delta) -> tuple[Index, Shifted] | None:
    """The plain index and the shifted place of a delta that has one of each."""
    match delta:
        case Delta(left=Index() as whole, right=Shifted() as inner):
            return whole, inner
        case Delta(left=Shifted() as inner, right=Index() as whole):
            return whole, inner
        case _:
            return None


def _widened(entry: Entry, index: Index, offset: Dimension, whole: Index) -> Entry | None:
    """The entry of the larger array that has `entry`'s array as a block where `index` ran; None where it runs twice."""
    if entry.exponent != 1 or entry.places.count(index) != 1:
        return None
    if is_vector(entry):
        return Entry(_stacked(column_of(entry.array), offset, whole.range, rows=True), (whole,))
    if is_matrix(entry):
        rows = entry.places[0] == index
        places = (whole, entry.places[1]) if rows else (entry.places[0], whole)
        return Entry(_stacked(entry.array, offset, whole.range, rows=rows), places)
    return None


def _stacked(block: Node, before: Dimension, length: Dimension, *, rows: bool) -> Node:
    """`block` with zeros before and after it, so that it has `length` rows (or columns)."""
    size = block.shape.rows if rows else block.shape.cols
    parts = [_zeros(block, before, rows=rows), block, _zeros(block, length - before - size, rows=rows)]
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else VStack(kept) if rows else HStack(kept)


def _zeros(block: Node, length: Dimension, *, rows: bool) -> Node | None:
    if length == ZERO:
        return None
    shape = Shape(length, block.shape.cols) if rows else Shape(block.shape.rows, length)
    return Number(Fraction(0)) if shape.is_scalar else Zeros(shape)
