"""Collapse of blocks: shifted places are read as slices of an array, or as blocks put into a larger one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Prose, Stage, why
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Term, places_of
from matcalc.forms.indices import Index, Paired, Place, Shifted, lies_within
from matcalc.forms.matrix_form import Eye, HStack, Node, Number, Ones, Slice, Span, VStack, Zeros
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.vectorized import Unvec
from matcalc.rules.entries import one_term
from matcalc.rules.network import column_of, incidence, is_matrix, is_vector, moved, put
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="read shifted places as a block",
    stage=Stage.COLLAPSE,
    statement="A_(s+i) = (A[s:t])_i",
    source="definition of a block",
    examples=(
        ("sum i: x[i+1] y[i]", "sum i: (x[1:4])[i] y[i]"),
        ("kron(x, A)[(i,j),k+1] B[k,j]", "(kron(x, A)[:, 1:4])[(i,j),k] B[k,j]"),
        ("x[i]", None),
        ("vec(A)[(i,k+1)] B[k,i]", None),
    ),
    on=(Shifted,),
)
def read_block(term: Term, scope: Scope) -> Rewrite | None:
    """One entry with shifted places fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and _reads_block(factor):
            shape = factor.array.shape
            left = list(factor.places)
            row = _span(None if shape.rows.is_one else left.pop(0), shape.rows)
            column = _span(None if shape.cols.is_one else left.pop(0), shape.cols)
            if not _lies_within(row, shape.rows) or not _lies_within(column, shape.cols):
                continue
            kept = tuple(place.index if isinstance(place, Shifted) else place for place in factor.places)
            places = tuple(place for place in kept if place is not None)
            made = Entry(Slice(factor.array, row, column), places, factor.exponent)
            reason = (factor.array, ": ", *_covered(factor))
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


def _reads_block(entry: Entry) -> bool:
    """Whether some of its places are shifted, and those by no more than one index each."""
    places = [place for place in entry.places if isinstance(place, Shifted)]
    return bool(places) and all(place.is_block for place in places)


def _lies_within(span: Span, length: Dimension) -> bool:
    """Whether it does whatever the sizes are: the columns 1 to n of an m×m matrix need not exist."""
    return span.start.is_surely_natural and (length - span.stop).is_surely_natural


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
    if not isinstance(place, Shifted):
        return Span(ZERO, length)
    if place.index is None:
        return Span(place.offset - ONE, place.offset)
    return Span(place.offset, place.offset + place.index.range)


@term_rule(
    name="read a pair with a shifted place as a matrix",
    stage=Stage.COLLAPSE,
    statement="x_(i,s+j) = unvec(x)_(i,s+j)",
    source="definition: the matrix whose vec is x",
    examples=(
        ("vec(A)[(i,k+1)] B[k,i]", "(unvec(vec(A), 3, 4))[i,k+1] B[k,i]"),
        ("vec(A)[(i,j)]", None),
    ),
)
def read_shifted_pair(term: Term, scope: Scope) -> Rewrite | None:
    """One pair fewer each time; its shifted places can be read as a block then."""
    for at, factor in enumerate(term.factors):
        match factor:
            case Entry(places=(Paired(first=first, second=second),), exponent=exponent):
                halves = (first, second)
                if not any(isinstance(half, Shifted) for half in halves) or Paired in map(type, halves):
                    continue
                array = Unvec(column_of(factor.array), first.range, second.range)
                reason = why("the vector's places are the rows and columns of a matrix, column after column")
                return Rewrite(one_term(term.with_factor(factor, Entry(array, halves, exponent))), reason, (at,))
            case _:
                pass
    return None


@term_rule(
    name="take a shift out of a pair",
    stage=Stage.COLLAPSE,
    statement="t_(i,s+j) = sum l: t_(i,l) d_(l,s+j)",
    source="definition of the Kronecker delta",
    examples=(
        (
            "sum k: vec(A)[k] delta[k,(i,j+1)] x[i] z[j]",
            "sum k l: vec(A)[k] delta[k,(i,l)] delta[l,j+1] x[i] z[j]",
        ),
        ("sum k: vec(A)[k] delta[k,(2,j)] z[j]", "sum k i: vec(A)[k] delta[k,(i,j)] delta[i,2] z[j]"),
        ("sum k: vec(A)[k] delta[k,(i,j)] x[i]", None),
    ),
)
def take_shift_out_of_pair(term: Term, scope: Scope) -> Rewrite | None:
    """One shifted place in a pair fewer each time."""
    for at, factor in enumerate(term.factors):
        for place in places_of(factor):
            match place:
                case Paired(first=first, second=Shifted() as shift):
                    (fresh,) = scope.fresh((shift.range,), term)
                    made = moved(factor, place, Paired(first, fresh))
                case Paired(first=Shifted() as shift, second=second):
                    (fresh,) = scope.fresh((shift.range,), term)
                    made = moved(factor, place, Paired(fresh, second))
                case _:
                    continue
            after = term.with_factor(factor, made, Delta(fresh, shift))
            after = replace(after, dummies=(*after.dummies, fresh))
            return Rewrite(one_term(after), why("a delta says at which place of its axis ", shift, " is"), (at,))
    return None


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
        ("delta[(i,j),k+0] A[i,j] z[k]", "vstack(eye(3), zeros(9, 3))[(i,j),k] A[i,j] z[k]"),
        ("sum j: delta[i,j+0] x[j] A[k,j] y[i]", "sum j: vstack(eye(3), zeros(1, 3))[i,j] x[j] A[k,j] y[i]"),
        ("delta[i,j] A[i,j]", None),
    ),
    on=(Delta,),
)
def place_block(term: Term, scope: Scope) -> Rewrite | None:
    """One delta with a shifted place fewer each time."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta) or (sides := _sides(factor)) is None:
            continue
        whole, inner = sides
        index, length = inner.index, whole.range
        if index is None:
            made = Entry(padded(Number(Fraction(1)), inner.offset - ONE, length, rows=True), (whole,))
            reason = why("1 at place ", inner.offset, ", 0 elsewhere")
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
        first, last = inner.offset + ONE, inner.offset + index.range
        reason = why("the block fills the places ", first, " to ", last, " of ", length, "; the other entries are 0")
        others = [other for other in incidence(term)[index] if other is not factor]
        if index in term.dummies and not others:
            made = Entry(padded(Ones(vector(index.range)), inner.offset, length, rows=True), (whole,))
            return Rewrite(put(term, (factor,), made, (index,)), reason, (at,))
        only = others[0] if index in term.dummies and len(others) == 1 else None
        if isinstance(only, Entry) and (widened := _widened(only, index, inner.offset, whole)) is not None:
            return Rewrite(put(term, (only, factor), widened, (index,)), reason, (at,))
        made = Entry(padded(Eye(index.range), inner.offset, length, rows=True), (whole, index))
        return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


def _sides(delta: Delta) -> tuple[Index | Paired, Shifted] | None:
    """The plain index, or the pair, and the shifted place of a delta that has one of each."""
    match delta:
        case Delta(left=Index() | Paired() as whole, right=Shifted() as inner):
            pass
        case Delta(left=Shifted() as inner, right=Index() | Paired() as whole):
            pass
        case _:
            return None
    return (whole, inner) if inner.is_block and lies_within(inner) else None


def _widened(entry: Entry, index: Index, offset: Dimension, whole: Index | Paired) -> Entry | None:
    """The entry of the larger array that has `entry`'s array as a block where `index` ran; None where it runs twice."""
    if entry.exponent != 1 or entry.places.count(index) != 1:
        return None
    if is_vector(entry):
        return Entry(padded(column_of(entry.array), offset, whole.range, rows=True), (whole,))
    if is_matrix(entry):
        rows = entry.places[0] == index
        places = (whole, entry.places[1]) if rows else (entry.places[0], whole)
        return Entry(padded(entry.array, offset, whole.range, rows=rows), places)
    return None


def padded(block: Node, before: Dimension, length: Dimension, *, rows: bool) -> Node:
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
