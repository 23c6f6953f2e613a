"""Contraction of deltas at places that move with several indices: the equation of the two places is solved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum

from matcalc.chain import Prose, Stage
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, indices_of, placed, places_of
from matcalc.forms.indices import (
    Index,
    Paired,
    Place,
    Shifted,
    Within,
    counts_of,
    indices_in,
    lies_within,
    moving,
    offset_of,
    substituted,
)
from matcalc.forms.matrix_form import Ones
from matcalc.forms.shapes import vector
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
        is_open = not lies_within(kept) and zero_beyond(rest, dummy) is Beyond.OPEN
        after = placed(rest, dummy, kept)
        if is_open:
            counts = Entry(Ones(vector(dummy.range)), (kept,))
            after = replace(after, factors=(*after.factors, counts))
        return Rewrite(IndexSum((after,)), _reason(factor, dummy, kept, rest), (at,))
    return None


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
        if beyond is Beyond.UNDEFINED:
            continue
        rank = 0 if lies_within(place) else 1 if beyond is Beyond.ZERO else 2
        found.setdefault(rank, (dummy, place))
    return found[min(found)] if found else None


def _is_block(place: Index | Shifted) -> bool:
    """Whether a place moves with one index at most and is one of its axis: what blocks of an array are made of."""
    return isinstance(place, Index) or (place.is_block and lies_within(place))


def _place_of(dummy: Index, counts: Mapping[Index, Dimension], offset: Dimension) -> Index | Shifted:
    """The place at which the dummy has to stand where Σ count × index + offset is 0."""
    sign = counts[dummy]
    others = {index: ZERO - sign * count for index, count in counts.items() if index != dummy}
    return moving(others, ZERO - sign * offset, dummy.range)


def _reason(delta: Delta, dummy: Index, kept: Place, rest: Term) -> Prose:
    keeps = (delta, " keeps only ", dummy, " = ", kept)
    if lies_within(kept):
        return keeps
    assert isinstance(kept, Shifted)
    read = next((f for f in rest.factors if isinstance(f, Entry) and dummy in f.places), None)
    inside: Prose = ("; there is such a ", dummy, " only where ", Within(kept))
    if read is None:
        return (*keeps, *inside)
    return (*keeps, *inside, ", and elsewhere ", _at(read, dummy, kept), " counts as 0")


def _at(entry: Entry, dummy: Index, place: Place) -> Entry:
    return Entry(entry.array, tuple(substituted(each, {dummy: place}) for each in entry.places))
