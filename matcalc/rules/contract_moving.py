"""Contraction of deltas at places that move with several indices: the equation of the two places is solved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum

from matcalc.chain import Prose, Stage, listed
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import (
    Delta,
    Entry,
    IndexSum,
    Partial,
    Term,
    all_indices,
    indices_of,
    placed,
    places_of,
    range_conditions,
)
from matcalc.forms.indices import (
    Index,
    Paired,
    Place,
    Shifted,
    Within,
    counts_of,
    indices_in,
    moving,
    offset_of,
    substituted,
    surely_within,
)
from matcalc.forms.matrix_form import Ones
from matcalc.forms.shapes import vector
from matcalc.rules.correlations import over_other_places
from matcalc.rules.registry import Rewrite, Scope, term_rule


class Beyond(Enum):
    """What becomes of a term when a dummy is put at a place beyond its range, entries beyond an array being 0."""

    ZERO = "the term is 0"
    OPEN = "the term may be something else than 0"
    UNDEFINED = "the term may have no value"


def zero_beyond(term: Term, dummy: Index) -> Beyond:
    """What the term would be at a place beyond the range of one of its dummies.

    It is 0 where an array is read just there. A factor to a negative power, which would divide by 0, and a derivative
    forbid to ask; so does a pair of places, which would name another place.
    """
    found = Beyond.OPEN
    for factor in term.factors:
        if dummy not in indices_of(factor):
            continue
        if isinstance(factor, Partial) or any(isinstance(place, Paired) for place in _moving_with(factor, dummy)):
            return Beyond.UNDEFINED
        if isinstance(factor, Entry):
            if factor.exponent <= 0:
                return Beyond.UNDEFINED
            if dummy in factor.places:
                found = Beyond.ZERO
    return found


def _moving_with(factor: Entry | Delta, index: Index) -> Iterator[Place]:
    return (place for place in places_of(factor) if index in indices_in(place))


def difference(left: Index | Shifted, right: Index | Shifted) -> tuple[dict[Index, Dimension], Dimension]:
    """left − right: how often each index counts in it, and the rest."""
    counts = counts_of(left)
    for index, count in counts_of(right).items():
        counts[index] = counts.get(index, ZERO) - count
    return counts, offset_of(left) - offset_of(right)


@term_rule(
    name="solve a Kronecker delta",
    stage=Stage.CONTRACT,
    statement="sum k: d_(i+k−1, j) w_k = w_(j−i+1), which is 0 unless 1 ≤ j − i + 1 ≤ q, where w has the length q",
    source="definition of the Kronecker delta",
    examples=(
        ("sum k: y[k] delta[i+k-1,j] A[i,j]", "y[j-i+1] A[i,j] where 1 <= j-i+1 <= 4"),
        ("sum k: delta[i+k-1,j] x[i] y[k]**(-1) A[i,j]", None),  # beyond y there is no value to count as 0
        ("sum k: delta[i,k+1] x[k] y[i]", None),  # a block inside a larger range: some i have no k
        ("sum k: delta[i,k] x[k]", None),
    ),
    on=(Delta,),
)
def solve_delta(term: Term, scope: Scope) -> Rewrite | None:
    """One delta and one sum fewer each time. Deltas of places that move with one index each have rules of their own."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Delta) or (solved := _solved(factor, term)) is None:
            continue
        dummy, kept = solved
        rest = term.without(factor)
        is_open = not surely_within(kept) and zero_beyond(rest, dummy) is Beyond.OPEN
        after = placed(rest, dummy, kept)
        if is_open:
            counts = Entry(Ones(vector(dummy.range)), (kept,))
            after = replace(after, factors=(*after.factors, counts))
        return Rewrite(IndexSum((after,)), _reason(factor, dummy, kept, rest), (at,))
    return None


@term_rule(
    name="sum over the places of another factor",
    stage=Stage.CONTRACT,
    statement="sum j: g_j w_(j−i+1) = sum k: g_(i+k−1) w_k, where every i + k − 1 is a place of g",
    source="the two sums have the same terms",
    examples=(
        ("sum j: v[j] x[j-i+1] z[i] where 1 <= j-i+1 <= 3", "sum k: v[i+k-1] x[k] z[i]"),
        ("sum j: x[j] y[j-i+1] z[i] where 1 <= j-i+1 <= 4", None),  # i + k − 1 would lie beyond x
        ("sum j: x[j] y[j]", None),
    ),
    on=(Shifted,),
)
def sum_over_other_places(term: Term, scope: Scope) -> Rewrite | None:
    """One array fewer each time that is read at places which may lie beyond it."""
    after = over_other_places(term, scope.supply, (*scope.free, *all_indices(term)))
    if after is None or range_conditions(IndexSum((after,))):
        return None
    return Rewrite(IndexSum((after,)), (*_counting(term, after), ", once for each ", *listed(after.dummies)))


def _counting(before: Term, after: Term) -> Prose:
    """Where each dummy of a sum has to be for its products to count."""
    said: Prose = ()
    for old, new in zip(before.factors, after.factors, strict=True):
        if old != new and isinstance(old, Entry) and isinstance(new, Entry) and set(old.places) == set(before.dummies):
            for dummy, place in zip(old.places, new.places, strict=True):
                said = (*said, *([" and "] if said else []), dummy, " counts only where it is ", place)
    return said


def _solved(delta: Delta, term: Term) -> tuple[Index, Place] | None:
    """A dummy and the place that the delta keeps of it: one that is surely there, else one where the term is 0 beyond.

    Last one at which the term must be told where it is 0.
    """
    left, right = delta.left, delta.right
    if isinstance(left, Paired) or isinstance(right, Paired) or (_is_block(left) and _is_block(right)):
        return None
    counts, offset = difference(left, right)
    rest = term.without(delta)
    found: dict[int, tuple[Index, Place]] = {}
    for dummy in term.dummies:
        count = counts.get(dummy, ZERO)
        if count not in (ONE, ZERO - ONE):
            continue
        place = _place_of(dummy, counts, offset)
        beyond = zero_beyond(rest, dummy)
        if beyond is Beyond.UNDEFINED or not _is_known(place) or not _stay_known(rest, placed(rest, dummy, place)):
            continue
        rank = 0 if surely_within(place) else 1 if beyond is Beyond.ZERO else 2
        found.setdefault(rank, (dummy, place))
    return found[min(found)] if found else None


def _is_block(place: Index | Shifted) -> bool:
    """Whether a place moves with one index at most and is one of its axis: what blocks of an array are made of."""
    return isinstance(place, Index) or (place.is_block and surely_within(place))


def _stay_known(before: Term, after: Term) -> bool:
    read = {place for factor in before.factors for place in places_of(factor)}
    return all(place in read or _is_known(place) for factor in after.factors for place in places_of(factor))


def _is_known(place: Place) -> bool:
    """Whether it is known where a place lies: whether it moves, so that a condition may say it, or surely exists."""
    return bool(indices_in(place)) or surely_within(place)


def _place_of(dummy: Index, counts: Mapping[Index, Dimension], offset: Dimension) -> Index | Shifted:
    """The place at which the dummy has to stand where Σ count × index + offset is 0."""
    sign = counts[dummy]
    others = {index: ZERO - sign * count for index, count in counts.items() if index != dummy}
    return moving(others, ZERO - sign * offset, dummy.range)


def _reason(delta: Delta, dummy: Index, kept: Place, rest: Term) -> Prose:
    keeps = (delta, " keeps only ", dummy, " = ", kept)
    if surely_within(kept):
        return keeps
    assert isinstance(kept, Shifted)
    read = next((f for f in rest.factors if isinstance(f, Entry) and dummy in f.places), None)
    if read is None:
        return (*keeps, ", and nothing unless ", Within(kept))
    return (*keeps, ", and nothing unless ", Within(kept), "; elsewhere ", _at(read, dummy, kept), " counts as 0")


def _at(entry: Entry, dummy: Index, place: Place) -> Entry:
    return Entry(entry.array, tuple(substituted(each, {dummy: place}) for each in entry.places))
