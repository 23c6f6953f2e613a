"""Collapse, factor by factor: what one factor alone, or a delta, is as a matrix form."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Delta, Entry, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Diag, DiagOf, Eye, Ones, Power, Trace
from matcalc.forms.shapes import vector
from matcalc.rules.entries import one_term
from matcalc.rules.network import (
    are_plain,
    column_of,
    is_matrix,
    is_vector,
    occurs_once,
    put,
    times,
    touching,
    turned,
)
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="read a power as an array",
    stage=Stage.COLLAPSE,
    statement="x_i ** p = (x ** p)_i",
    source="definition of the elementwise power",
    examples=(("x[i]**2", "(x**2)[i]"), ("x[i]", None)),
)
def read_power(term: Term, scope: Scope) -> Rewrite | None:
    """One exponent fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and factor.exponent != 1:
            made = Entry(Power(factor.array, factor.exponent), factor.places)
            reason = why("every entry is raised to the power ", str(factor.exponent))
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
    return None


@term_rule(
    name="read a delta as a diagonal matrix",
    stage=Stage.COLLAPSE,
    statement="v_i d_ij = diag(v)_ij; d_ij = I_ij",
    source="definition of the diagonal matrix",
    examples=(
        ("v[i] delta[i,j]", "diag(v)[i,j]"),
        ("delta[i,j] A[i,j]", "(eye(3))[i,j] A[i,j]"),
        ("v[i]", None),
    ),
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
            if (
                is_vector(other)
                and isinstance(other, Entry)
                and other.places[0] in (row, column)
                and other.exponent == 1
            ):
                made = Entry(Diag(column_of(other.array)), (row, column))
                reason = why(
                    factor, " leaves only ", row, " = ", column, ": ", other.array, " on the diagonal, 0 elsewhere"
                )
                return Rewrite(put(term, (other, factor), made), reason, (at,))
        made = Entry(Eye(row.range), (row, column))
        return Rewrite(one_term(term.with_factor(factor, made)), why("1 on the diagonal, 0 elsewhere"), (at,))
    return None


@term_rule(
    name="collapse a diagonal",
    stage=Stage.COLLAPSE,
    statement="sum i: A_ii = tr(A); A_ii = diag_of(A)_i",
    source="definitions of tr and of the diagonal",
    examples=(
        ("sum i: B[i,i]", "tr(B)"),
        ("B[i,i]", "diag_of(B)[i]"),
        ("sum i: B[i,i] x[i]", "sum i: diag_of(B)[i] x[i]"),
        ("A[i,j]", None),
        ("sum i: B[i,i]**2", None),
    ),
)
def collapse_diagonal(term: Term, scope: Scope) -> Rewrite | None:
    """One index pair fewer each time."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Entry) or not is_matrix(factor) or not are_plain((factor,)):
            continue
        if factor.places[0] == factor.places[1]:
            index = factor.places[0]
            assert isinstance(index, Index)
            if index in term.dummies and len(touching(term, index)) == 1:
                reason = why(index, " stands at both places of ", factor.array, " and is summed: tr")
                return Rewrite(put(term, (factor,), Entry(Trace(factor.array), ()), (index,)), reason, (at,))
            reason = why(index, " stands at both places of ", factor.array, ": the entries of its diagonal")
            return Rewrite(put(term, (factor,), Entry(DiagOf(factor.array), (index,))), reason, (at,))
    return None


@term_rule(
    name="collapse to a sum with ones",
    stage=Stage.COLLAPSE,
    statement="sum j: A_ij = (A 1)_i; sum i: A_ij = (Aᵀ 1)_j; sum i: v_i = 1ᵀ v",
    source="1 is the vector of ones",
    examples=(
        ("sum j: A[i,j]", "(A @ ones(4))[i]"),
        ("sum i: A[i,j]", "(A.T @ ones(3))[j]"),
        ("sum i: x[i]", "(ones(3).T @ x)"),
        ("sum i: x[i] y[i]", None),
        ("sum i: vec(A)[(i,j)]", None),
    ),
)
def collapse_lone_dummy(term: Term, scope: Scope) -> Rewrite | None:
    """One dummy index fewer each time."""
    for dummy in term.dummies:
        users = touching(term, dummy)
        ones = Ones(vector(dummy.range))
        if not users:
            made = Entry(times(turned(ones), ones), ())
            after = replace(term, factors=(*term.factors, made), dummies=_but(term, dummy))
            reason = why(dummy, " stands in no factor: the same number is added ", dummy.range, " times")
            return Rewrite(one_term(after), reason)
        if len(users) > 1 or not occurs_once(term, dummy):
            continue
        (factor,) = users
        if not isinstance(factor, Entry) or not are_plain((factor,)):
            continue
        at = (term.factors.index(factor),)
        if is_vector(factor):
            made = Entry(times(turned(ones), column_of(factor.array)), ())
            reason = why(dummy, " is summed and stands in ", factor.array, " alone: a plain sum of its entries")
            return Rewrite(put(term, (factor,), made, (dummy,)), reason, at)
        if is_matrix(factor):
            first = factor.places[0] == dummy
            matrix = turned(factor.array) if first else factor.array
            kept = factor.places[1] if first else factor.places[0]
            made = Entry(times(matrix, ones), (kept,))
            place, summands = ("first", "rows") if first else ("second", "columns")
            reason = why(
                dummy,
                f", the {place} index of ",
                factor.array,
                f", is summed and stands in no other factor: the {summands} of ",
                factor.array,
                " are added up, a product with the vector of ones",
            )
            return Rewrite(put(term, (factor,), made, (dummy,)), reason, at)
    return None


def _but(term: Term, dummy: Index) -> tuple[Index, ...]:
    return tuple(index for index in term.dummies if index != dummy)
