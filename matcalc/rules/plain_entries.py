"""Entries written plainly, where the index form stays: of the array itself, not of its transpose or of a row of it."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Place, fixed
from matcalc.forms.matrix_form import Node, Slice, Span, Transpose
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import transposed
from matcalc.rules.entries import entries_of, entry, one_term, row_and_column
from matcalc.rules.registry import Rewrite, Scope, term_rule
from matcalc.rules.simplify_structure import is_zero


@term_rule(
    name="write an entry of a transpose",
    stage=Stage.SIMPLIFY,
    statement="(Aᵀ)_ij = A_ji; (Aᵀ Bᵀ)_ij = (B A)_ji",
    source="definition of the transpose",
    examples=(
        ("A.T[j,i]", "A[i,j]"),
        ("(A.T @ B.T)[j,k]", "(B @ A)[k,j]"),
        ("(x.T @ A.T)[i] y[j]", None),
        ("(A @ B.T)[i,k]", None),
        ("x[i]", None),
    ),
)
def entry_of_transpose(term: Term, scope: Scope) -> Rewrite | None:
    """Fewer transposes each time."""
    for at, factor, array in entries_of(term, Node):
        turned = transposed(array)
        if array.shape.is_matrix and _transposes(turned) < _transposes(array):
            made = Entry(turned, factor.places[::-1], factor.exponent)
            return Rewrite(one_term(term.with_factor(factor, made)), why("row and column change places"), (at,))
    return None


def _transposes(array: Node) -> int:
    return sum(isinstance(part, Transpose) for part in walk(array))


@term_rule(
    name="write an entry of a row or a column",
    stage=Stage.SIMPLIFY,
    statement="(A[k−1:k, :])_j = A_kj",
    source="definition of a block; a span counts from 0, a place from 1",
    examples=(
        ("A[1:2, :][j]", "A[2,j]"),
        ("A[:, 0:1][i] x[i]", "A[i,1] x[i]"),
        ("A[0:2, :][i,j]", None),  # a block keeps the range of its index
        ("x[i]", None),
    ),
)
def entry_of_line(term: Term, scope: Scope) -> Rewrite | None:
    """One block fewer each time."""
    for at, factor, array in entries_of(term, Slice):
        lines = ((array.rows, array.arg.shape.rows), (array.cols, array.arg.shape.cols))
        if all(span.length.is_one or span == Span(ZERO, length) for span, length in lines):
            row, column = row_and_column(array.shape, factor.places)
            places = _place(row, *lines[0]), _place(column, *lines[1])
            made = entry(array.arg, *places, factor.exponent)
            reason = why("all these entries stand in one row or one column")
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


def _place(place: Place | None, span: Span, length: Dimension) -> Place | None:
    return place or (None if length.is_one else fixed(span.start + ONE, length))


@term_rule(
    name="leave out a term that is zero",
    stage=Stage.SIMPLIFY,
    statement="0_ij t = 0",
    source="arithmetic",
    examples=(("x[i] (zeros(3))[i]", "0"), ("x[i] (zeros(3))[i]**2", "0"), ("x[i] y[j]", None)),
)
def leave_out_zero_term(term: Term, scope: Scope) -> Rewrite | None:
    """The term is gone."""
    for at, factor, array in entries_of(term, Node):
        if is_zero(array) and factor.exponent > 0:
            return Rewrite(IndexSum(()), why("every entry of this array is 0"), (at,))
    return None
