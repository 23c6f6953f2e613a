"""Contraction: sum out Kronecker deltas. Free indices never change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term, placed, places_of
from matcalc.forms.indices import Index, Paired, Place, Shifted, indices_in, lies_within, moving, reach, surely_within
from matcalc.forms.matrix_form import Node
from matcalc.rules.contract_moving import Beyond, difference, zero_beyond
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="contract a Kronecker delta",
    stage=Stage.CONTRACT,
    statement="sum j: d_ij t_j = t_i",
    source="definition of the Kronecker delta",
    examples=(
        ("sum j: delta[i,j] x[j]", "x[i]"),
        ("sum j: A[i,j] delta[j,k]", "A[i,k]"),
        ("sum i j: x[i] delta[i,j] y[j]", "sum j: x[j] y[j]"),
        ("delta[i,k] x[i]", None),  # no dummy index: nothing to sum out
        ("sum i: delta[i,i] x[i]", None),  # the delta is 1, which another rule says
        ("sum k: y[i] delta[i,k+1] x[k]", None),  # a block inside a larger range: some i have no k
    ),
    on=(Delta,),
)
def contract_delta(term: Term, scope: Scope) -> Rewrite | None:
    """A dummy index on a delta takes the delta's other place. One delta and one sum fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Delta) and (found := _summed_side(factor, term)):
            dummy, kept = found
            after = placed(term.without(factor), dummy, kept)
            return Rewrite(IndexSum((after,)), why(factor, " keeps only ", dummy, " = ", kept), (at,))
    return None


def _summed_side(delta: Delta, term: Term) -> tuple[Index, Place] | None:
    for dummy, kept in ((delta.left, delta.right), (delta.right, delta.left)):
        if (
            isinstance(dummy, Index)
            and dummy in term.dummies
            and dummy not in indices_in(kept)
            and _fits(term, dummy, kept)
        ):
            return dummy, kept
    return None


def _fits(term: Term, dummy: Index, kept: Place) -> bool:
    """Whether `kept` names just the places that the dummy runs over, and can stand wherever the dummy stands."""
    if dummy.range != kept.range or dummy in indices_in(kept):
        return False
    if not lies_within(kept):
        return zero_beyond(term, dummy) is Beyond.ZERO
    moved = (place for factor in term.factors for place in places_of(factor) if place != dummy)
    return not isinstance(kept, Paired) or all(dummy not in indices_in(place) for place in moved)


@term_rule(
    name="drop a Kronecker delta",
    stage=Stage.CONTRACT,
    statement="d_ii = 1",
    source="definition of the Kronecker delta",
    examples=(("delta[i,i] x[i]", "x[i]"), ("delta[i,j] x[i]", None)),
    on=(Delta,),
)
def drop_delta(term: Term, scope: Scope) -> Rewrite | None:
    """A delta of a place with itself is 1. One delta fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Delta) and factor.left == factor.right:
            others = term.without(factor)
            return Rewrite(IndexSum((others,)), why("both places are the same"), (at,))
    return None


@term_rule(
    name="split a delta of pairs",
    stage=Stage.CONTRACT,
    statement="d_((i,j),(k,l)) = d_ik d_jl",
    source="definition of the Kronecker delta",
    examples=(
        ("delta[(i,j),(k,l)] A[i,j] A[k,l]", "delta[i,k] delta[j,l] A[i,j] A[k,l]"),
        ("delta[i,j] x[i]", None),
    ),
    on=(Delta,),
)
def split_paired_delta(term: Term, scope: Scope) -> Rewrite | None:
    """Two pairs are the same place only if their parts are. One delta of pairs fewer each time."""
    for at, factor in enumerate(term.factors):
        match factor:
            case Delta(left=Paired() as left, right=Paired() as right) if left.first.range == right.first.range:
                parts = Delta(left.first, right.first), Delta(left.second, right.second)
                reason = why("two pairs are the same place only where both parts are")
                return Rewrite(IndexSum((term.with_factor(factor, *parts),)), reason, (at,))
            case _:
                pass
    return None


@term_rule(
    name="take out a common shift",
    stage=Stage.CONTRACT,
    statement="d_(s+i, t+j) = d_(i, t−s+j), where every t − s + j is a place that i can name",
    source="definition of the Kronecker delta",
    examples=(("sum j: x[i] y[j] delta[i,j+1]", None), ("x[i] y[j] delta[i,j]", None)),
    on=(Shifted,),
)
def take_out_shift(term: Term, scope: Scope) -> Rewrite | None:
    """One shifted place fewer each time."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta):
            continue
        made = _unshifted(factor.left, factor.right) or _unshifted(factor.right, factor.left)
        if made is not None:
            after = term.with_factor(factor, made)
            return Rewrite(IndexSum((after,)), why("both places are counted from the same start"), (at,))
    return None


def _unshifted(left: Place, right: Place) -> Delta | None:
    """The delta counted from where `left`'s index starts, where all that `right` can name lies in that range."""
    if not isinstance(left, Shifted) or not isinstance(right, Shifted):
        return None
    if left.index is None or left.index == right.index or not right.is_block:
        return None
    made = moving(dict(right.counted), right.offset - left.offset, left.index.range)
    return Delta(left.index, made) if surely_within(made) else None


@term_rule(
    name="drop a term of different places",
    stage=Stage.CONTRACT,
    statement="d_(s,t) = 0 for two places s ≠ t; d_(s,t+i) = 0 where t + i lies beyond s for every i",
    source="definition of the Kronecker delta",
    examples=(
        ("sum i: x[i] delta[i,1] delta[i,2]", None),  # the first delta puts i = 1 first
        ("x[i] delta[i,i+1]", "0"),
        ("sum i: x[i] delta[i,i]", None),
    ),
    on=(Shifted,),  # two indices may both be 1
)
def drop_vanishing_term(term: Term, scope: Scope) -> Rewrite | None:
    """The term is gone."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta):
            continue
        if _lies_before(factor.left, factor.right) or _lies_before(factor.right, factor.left):
            return Rewrite(IndexSum(()), why("two places that are never the same"), (at,))
    return None


def _lies_before(left: Place, right: Place) -> bool:
    """Whether `left` stands before `right` whatever their indices are."""
    if isinstance(left, Paired) or isinstance(right, Paired):
        return False
    gap = reach(*difference(right, left))
    return gap is not None and (gap[0] - ONE).is_surely_natural


@term_rule(
    name="multiply powers",
    stage=Stage.CONTRACT,
    statement="x_i ** p x_i ** q = x_i ** (p + q)",
    source="arithmetic",
    examples=(("x[i]**2 y[i] x[i]**(-1)", "x[i] y[i]"), ("x[i] x[i]", None), ("x[i]**2 x[j]", None)),
)
def multiply_powers(term: Term, scope: Scope) -> Rewrite | None:
    """One factor fewer each time. x_i x_i stays: it collapses to an inner or a Hadamard product."""
    seen: dict[tuple[Node, tuple[Place, ...]], tuple[int, Entry]] = {}
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Entry):
            continue
        number, first = seen.setdefault((factor.array, factor.places), (at, factor))
        if number == at:
            continue
        if first.exponent == factor.exponent == 1:
            continue
        exponent = first.exponent + factor.exponent
        merged = (replace(factor, exponent=exponent),) if exponent else ()
        kept = term.factors[:at] + term.factors[at + 1 :]
        after = replace(term, factors=kept).with_factor(first, *merged)
        base = replace(factor, exponent=Fraction(1))
        return Rewrite(IndexSum((after,)), why(base, " stands there twice: exponents add"), (number,))
    return None
