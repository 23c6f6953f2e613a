"""Collapse, factor by factor: what one factor alone is as a matrix form."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Entry, Term, indices_of
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import DiagOf, Number, Ones, Power, Trace
from matcalc.forms.shapes import vector
from matcalc.rules.entries import one_term
from matcalc.rules.network import (
    are_plain,
    column_of,
    incidence,
    inner,
    is_matrix,
    is_vector,
    occurs_once,
    put,
    summed,
    times,
    turned,
)
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="write a square twice",
    stage=Stage.COLLAPSE,
    statement="sum i: x_i ** 2 = sum i: x_i x_i",
    source="definition of the square",
    examples=(
        ("sum i: x[i]**2", "sum i: x[i] x[i]"),
        ("sum i j: A[i,j]**2", "sum i j: A[i,j] A[i,j]"),
        ("sum j: A[i,j]**2", None),
        ("sum i: x[i]**2 y[i]", None),
        ("sum i: x[i]**3", None),
    ),
)
def write_square_twice(term: Term, scope: Scope) -> Rewrite | None:
    """One exponent fewer each time. Only where the square is a whole sum: two equal factors are an inner product."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Entry) or factor.exponent != 2 or not factor.places:
            continue
        base = replace(factor, exponent=Fraction(1))
        if are_plain((base,)) and all(index in term.dummies and occurs_once(term, index) for index in indices_of(base)):
            reason = why("a sum of squares is an inner product of ", factor.array, " with itself")
            return Rewrite(one_term(term.with_factor(factor, base, base)), reason, (at,))
    return None


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
            exponent = Number(factor.exponent)
            reason = (
                why(factor.array, " is one number, raised to the power ", exponent)
                if factor.array.shape.is_scalar
                else why("each entry of ", factor.array, " is raised to the power ", exponent)
            )
            return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
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
            if index in term.dummies and len(incidence(term)[index]) == 1:
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
    for dummy, users in summed(term):
        if not users:
            ones = Ones(vector(dummy.range))
            made = Entry(times(turned(ones), ones), ())
            after = replace(term, factors=(*term.factors, made), dummies=_but(term, dummy))
            reason = why(dummy, " stands in no factor: the same number is added ", dummy.range, " times")
            return Rewrite(one_term(after), reason)
        if len(users) > 1:
            continue
        (factor,) = users
        if indices_of(factor).count(dummy) > 1 or not isinstance(factor, Entry) or not are_plain((factor,)):
            continue
        ones = Ones(vector(dummy.range))
        where = (term.factors.index(factor),)
        if is_vector(factor):
            made = Entry(inner(ones, column_of(factor.array)), ())
            reason = why(dummy, " is summed and stands in ", factor.array, " alone: a plain sum of its entries")
            return Rewrite(put(term, (factor,), made, (dummy,)), reason, where)
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
            return Rewrite(put(term, (factor,), made, (dummy,)), reason, where)
    return None


def _but(term: Term, dummy: Index) -> tuple[Index, ...]:
    return tuple(index for index in term.dummies if index != dummy)
