"""The last moves of a collapse: what is left of a term becomes one array at the free indices."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.errors import InvariantError
from matcalc.forms.index_form import Entry, IndexSum, Term, indices_of
from matcalc.forms.indices import Place, Shifted
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Ones, Scale, Zeros
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.entries import one_term
from matcalc.rules.network import column_of, put, times, turned
from matcalc.rules.registry import Rewrite, Scope, term_rule


def _settled(term: Term) -> list[Entry] | None:
    """The factors, when only entries at free indices without powers are left."""
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    if term.dummies or len(entries) != len(term.factors) or any(entry.exponent != 1 for entry in entries):
        return None
    if any(isinstance(place, Shifted) for entry in entries for place in entry.places):
        return None
    return entries


@term_rule(
    name="collapse to an outer product",
    stage=Stage.COLLAPSE,
    statement="u_i v_j = (u vᵀ)_ij",
    source="definition of the outer product",
    examples=(
        ("x[i] y[j]", "(x @ y.T)[i,j]"),
        ("y[j] x[i]", "(x @ y.T)[i,j]"),
        ("x[i] v[i]", None),
        ("sum i: x[i] y[j]", None),
    ),
)
def collapse_outer(term: Term, scope: Scope) -> Rewrite | None:
    """Two vectors become one matrix; the row index comes first."""
    entries = _settled(term)
    if entries is None or len(scope.free) != 2:
        return None
    row, column = scope.free
    for left in entries:
        for right in entries:
            if left.places == (row,) and right.places == (column,):
                made = Entry(times(column_of(left.array), turned(column_of(right.array))), (row, column))
                reason = why(
                    "two free indices, one on each factor, and nothing is summed; the row index ",
                    row,
                    " belongs to ",
                    left.array,
                    ", so ",
                    left.array,
                    " stands first: a column of length ",
                    row.range,
                    " times a row of length ",
                    column.range,
                )
                return Rewrite(put(term, (left, right), made), reason, (term.factors.index(left),))
    return None


@term_rule(
    name="turn a matrix",
    stage=Stage.COLLAPSE,
    statement="A_ji = (Aᵀ)_ij, where i is the row index of the result",
    source="definition of the transpose",
    examples=(("A[i,j]", None), ("x[i]", None)),
)
def turn_matrix(term: Term, scope: Scope) -> Rewrite | None:
    """Afterwards the places stand in the order of the result."""
    entries = _settled(term)
    if entries is None or len(scope.free) != 2:
        return None
    for at, entry in enumerate(entries):
        if entry.places == scope.free[::-1]:
            made = Entry(turned(entry.array), scope.free)
            reason = why("the row index of the result, ", scope.free[0], ", is the second index here: transpose")
            return Rewrite(put(term, (entry,), made), reason, (at,))
    return None


@term_rule(
    name="fill up with ones",
    stage=Stage.COLLAPSE,
    statement="u_i (no j) = (u 1ᵀ)_ij; v_j (no i) = (1 vᵀ)_ij; a number = its product with 1_i or 1_ij",
    source="1 is the vector of ones",
    examples=(("A[i,j]", None), ("x[i]", None)),
)
def fill_with_ones(term: Term, scope: Scope) -> Rewrite | None:
    """Afterwards the term has every free index."""
    entries = _settled(term)
    if entries is None:
        return None
    present = {index for entry in entries for index in indices_of(entry)}
    if len(scope.free) == 2 and not present.intersection(scope.free):
        ones = Entry(Ones(Shape(*(index.range for index in scope.free))), scope.free)
        after = one_term(replace(term, factors=(*term.factors, ones)))
        return Rewrite(after, why("the value depends neither on ", scope.free[0], " nor on ", scope.free[1]))
    for position, index in enumerate(scope.free):
        if index not in present:
            ones = Entry(Ones(vector(index.range)), (index,))
            factors = (*term.factors, ones) if position else (ones, *term.factors)
            after = one_term(replace(term, factors=factors))
            reason = why("the value does not depend on ", index, ": the same number at every ", index)
            return Rewrite(after, reason)
    return None


@term_rule(
    name="collapse to a scalar multiple",
    stage=Stage.COLLAPSE,
    statement="s A_ij = (s A)_ij",
    source="definition",
    examples=(("s A[i,j]", "(s * A)[i,j]"), ("s x[i]", "(s * x)[i]"), ("x[i] y[j]", None), ("s", None)),
)
def collapse_scalars(term: Term, scope: Scope) -> Rewrite | None:
    """All scalars go into the one array; they share no index with it."""
    entries = _settled(term)
    if entries is None or len(entries) < 2:
        return None
    scalars = [entry for entry in entries if not entry.places]
    arrays = [entry for entry in entries if entry.places]
    if not scalars or len(arrays) > 1:
        return None
    parts = tuple(entry.array for entry in (*scalars, *arrays))
    places = arrays[0].places if arrays else ()
    made = Entry(Hadamard(parts), places)
    reason = why("a factor without an index multiplies every entry by the same number")
    return Rewrite(put(term, (*scalars, *arrays), made), reason, (0,))


def read_off(expression: IndexSum, free: tuple[Place, ...], shape: Shape) -> Node | None:
    """The array of the given shape with the entries `expression` at `free`; None where a term is not one array."""
    parts: list[Node] = []
    for term in expression.terms:
        entries = _settled(term)
        if entries is None or len(entries) > 1 or (not entries and free) or term.labels:
            return None
        if entries and entries[0].places != free:
            return None
        array = entries[0].array if entries else Number(Fraction(1)) if shape.is_scalar else Ones(shape)
        if array.shape != shape and array.shape.axes == shape.axes:
            array = turned(array)
        if array.shape != shape:
            raise InvariantError(f"a term collapsed to a {array.shape} array where a {shape} one is due")
        parts.append(array if term.coefficient == Fraction(1) else Scale(term.coefficient, array))
    if not parts:
        return Number(Fraction(0)) if shape.is_scalar else Zeros(shape)
    return parts[0] if len(parts) == 1 else Add(tuple(parts))
