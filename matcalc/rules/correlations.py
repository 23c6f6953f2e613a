"""Sums whose factors meet at i + k or j − i: which are correlations, which full convolutions, and the latter turned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Entry, Term, index_counts, moved
from matcalc.forms.indices import Counted, Index, IndexSupply, Place, Shifted, beyond, is_taken_away, moving

ANY_LETTERS = IndexSupply(frozenset())
"""For terms that nobody reads."""


class Meeting(Enum):
    """How the places of an array move with a free index and a summed one."""

    ALONG = "with both: i + k"
    AGAINST = "with one against the other: j − i"


@dataclass(frozen=True, slots=True)
class Correlation:
    """A sum in which the places of `window` move with a free and a summed index each, `kernel` stands at the summed.

    meeting: the same on every axis. stride, spread: how often the free index counts, and the summed one.
    is_padded: whether places beyond the window occur, where it counts as 0.
    """

    kernel: Entry
    window: Entry
    meeting: Meeting
    stride: Dimension
    spread: Dimension

    @property
    def is_padded(self) -> bool:
        return bool(beyond(self.window.places))


def correlation_in(term: Term) -> Correlation | None:
    """Two factors of a term that alone move with its dummies and are a correlation; None where there are none."""
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    if len(entries) < len(term.factors) or not term.dummies:
        return None
    for window in entries:
        for kernel in entries:
            if window is not kernel and (counts := _counts(term, kernel, window)) is not None:
                stride, spread = counts
                if not is_taken_away(stride):
                    against = is_taken_away(spread)
                    meeting = Meeting.AGAINST if against else Meeting.ALONG
                    return Correlation(kernel, window, meeting, stride, ZERO - spread if against else spread)
    return None


def _counts(term: Term, kernel: Entry, window: Entry) -> tuple[Dimension, Dimension] | None:
    """How often the free and the summed index count in the places of the window, each with one free index and one dummy
    at which the kernel stands; None where the places differ in that, or move otherwise.
    """
    if kernel.exponent <= 0 or window.exponent <= 0 or len(kernel.places) != len(window.places):
        return None
    if set(kernel.places) != set(term.dummies):
        return None
    parts = [_parts(place, term) for place in window.places]
    found = {(own[1], summed[1]) for own, summed in (part for part in parts if part is not None)}
    free = {own[0] for own, _ in (part for part in parts if part is not None)}
    counts = index_counts(term)
    if None in parts or len(found) != 1 or len(free) < len(parts) or any(counts[dummy] != 2 for dummy in term.dummies):
        return None
    return found.pop()


def _parts(place: Place, term: Term) -> tuple[Counted, Counted] | None:
    """The free and the summed index of a place, with their counts."""
    if not isinstance(place, Shifted) or len(place.counted) != 2:
        return None
    own = [pair for pair in place.counted if pair[0] not in term.dummies]
    summed = [pair for pair in place.counted if pair[0] in term.dummies]
    return (own[0], summed[0]) if len(own) == 1 else None


def over_other_places(term: Term, supply: IndexSupply = ANY_LETTERS, avoid: Iterable[Index] = ()) -> Term | None:
    """The same sum over the places of the array that stands at j − i, beyond its ends, where j is summed; None if none.

    Σ_j g_j w_(j−i+1) = Σ_k g_(i+k−1) w_k. What stood at j is read at i + k now, beyond its ends as 0.
    """
    for window in (factor for factor in term.factors if isinstance(factor, Entry)):
        for kernel in (factor for factor in term.factors if isinstance(factor, Entry)):
            if window is not kernel and beyond(window.places) and _counts(term, kernel, window) == (ZERO - ONE, ONE):
                return _over_places_of(window, kernel, term, supply, avoid, turned=False)
    return None


def with_kernel_turned(term: Term) -> Term:
    """The same sum taken over the places of the window, read backwards, where it is padded and stands against the sum.

    Σ_i g_i w_(j−i+1) = Σ_k g_(j+k−q) w_(q+1−k): what was the kernel is now read in windows, and padded.
    """
    term = over_other_places(term) or term
    found = correlation_in(term)
    if found is None or found.meeting is not Meeting.AGAINST or not found.is_padded:
        return term
    if (found.stride, found.spread) != (ONE, ONE):
        return term
    return _over_places_of(found.window, found.kernel, term, ANY_LETTERS, (), turned=True)


def _over_places_of(
    window: Entry, kernel: Entry, term: Term, supply: IndexSupply, avoid: Iterable[Index], *, turned: bool
) -> Term:
    """The sum over all places of `window` instead of those of `kernel`, from the last to the first where `turned`."""
    images: dict[Index, Place] = {}
    inside: list[Index] = []
    places: list[Place] = []
    for place in window.places:
        assert isinstance(place, Shifted)
        parts = _parts(place, term)
        assert parts is not None
        (own, _), (summed, _) = parts
        k = supply.fresh(place.range, [*avoid, *index_counts(term), *inside])
        at = place.offset - place.range - ONE if turned else ZERO - place.offset
        inside.append(k)
        images[summed] = moving({own: ONE, k: ONE}, at, summed.range)
        places.append(moving({k: ZERO - ONE}, place.range + ONE, place.range) if turned else k)
    after = term.with_factor(kernel, *moved(Term(Fraction(1), (kernel,)), images).factors)
    after = after.with_factor(window, replace(window, places=tuple(places)))
    return replace(after, dummies=tuple(inside))
