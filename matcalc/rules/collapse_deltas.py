"""Collapse of a Kronecker delta that no sum removes: both of its indices are free."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Delta, Entry, Factor, Term, indices_of, placed
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Diag, Eye
from matcalc.rules.entries import one_term
from matcalc.rules.network import are_plain, column_of, is_matrix, is_vector, put
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="keep one of two equal indices",
    stage=Stage.COLLAPSE,
    statement="d_ij t_ij = d_ij t_ii, where i and j are free",
    source="definition of the Kronecker delta",
    examples=(
        ("delta[i,j] x[i] z[j]", "delta[i,j] x[i] z[i]"),
        ("delta[i,j] x[i] A[i,j]", "delta[i,j] x[i] A[i,i]"),
        ("sum k: delta[i,j] A[i,k] A[j,k]", "sum k: delta[i,j] A[i,k] A[i,k]"),
        ("delta[i,j] x[i]", None),
        ("delta[i,j] A[i,j]", None),
        ("sum j: delta[i,j] x[i] z[j]", None),
    ),
    on=(Delta,),
)
def keep_one_index(term: Term, scope: Scope) -> Rewrite | None:
    """Afterwards the second index stands in the delta alone."""
    for delta in term.factors:
        if not isinstance(delta, Delta) or not are_plain((delta,)) or not _is_free(delta, scope):
            continue
        kept, gone = delta.left, delta.right
        assert isinstance(gone, Index)
        rest = term.without(delta)
        others = [factor for factor in rest.factors if {kept, gone}.intersection(indices_of(factor))]
        if all(_is_matrix_at(other, delta) for other in others):
            continue
        if all(any(index in indices_of(other) for other in others) for index in (kept, gone)):
            read = placed(rest, gone, kept).factors
            at = term.factors.index(delta)
            after = replace(term, factors=(*read[:at], delta, *read[at:]))
            return Rewrite(one_term(after), why(delta, " is 0 unless ", gone, " = ", kept), (at,))
    return None


def _is_free(delta: Delta, scope: Scope) -> bool:
    return delta.left != delta.right and delta.left in scope.free and delta.right in scope.free


def _is_matrix_at(factor: Factor, delta: Delta) -> bool:
    return is_matrix(factor) and set(indices_of(factor)) == {delta.left, delta.right}


@term_rule(
    name="read a delta as a diagonal matrix",
    stage=Stage.COLLAPSE,
    statement="v_i d_ij = diag(v)_ij; d_ij = I_ij",
    source="definition of the diagonal matrix",
    examples=(
        ("v[i] delta[i,j]", "diag(v)[i,j]"),
        ("delta[i,j] A[i,j]", "A[i,j] (eye(3))[i,j]"),
        ("v[i]", None),
    ),
    on=(Delta,),
)
def read_delta(term: Term, scope: Scope) -> Rewrite | None:
    """One delta fewer each time."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta):
            continue
        row, column = factor.left, factor.right
        if not isinstance(row, Index) or not isinstance(column, Index) or row.range != column.range:
            continue
        for other in term.factors:
            if isinstance(other, Entry) and is_vector(other) and other.exponent == 1:
                if other.places[0] not in (row, column):
                    continue
                made = Entry(Diag(column_of(other.array)), (row, column))
                reason = why(
                    factor, " leaves only ", row, " = ", column, ": ", other.array, " on the diagonal, 0 elsewhere"
                )
                return Rewrite(put(term, (other, factor), made), reason, (at,))
        rest = term.without(factor)
        after = replace(rest, factors=(*rest.factors, Entry(Eye(row.range), (row, column))))
        return Rewrite(
            one_term(after), why(factor, " is an entry of the identity: 1 on the diagonal, 0 elsewhere"), (at,)
        )
    return None
