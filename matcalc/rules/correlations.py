"""Sums whose factors meet at i + k or j − i: which are correlations, which full convolutions, and the latter turned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Entry, Term, index_counts, moved
from matcalc.forms.indices import Index, IndexSupply, Place, Shifted, lies_within, moving


class Meeting(Enum):
    """How the places of an array move with a free index and a summed one."""

    ALONG = "with both: i + k"
    AGAINST = "with one against the other: j − i"


@dataclass(frozen=True, slots=True)
class Correlation:
    """A sum in which the places of `window` move with a free and a summed index each, `kernel` stands at the summed.

    meeting: the same on every axis. is_padded: whether places beyond the window occur, where it counts as 0.
    """

    kernel: Entry
    window: Entry
    meeting: Meeting
    is_padded: bool


def correlation_in(term: Term) -> Correlation | None:
    """Two factors of a term that alone move with its dummies and are a correlation; None where there are none."""
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    if len(entries) < len(term.factors) or not term.dummies:
        return None
    for window in entries:
        for kernel in entries:
            if window is not kernel and (found := _meeting(term, kernel, window)) is not None:
                return Correlation(kernel, window, found, not all(map(lies_within, window.places)))
    return None


def _meeting(term: Term, kernel: Entry, window: Entry) -> Meeting | None:
    """How the places of the window move, where each has one free index and one dummy, at which the kernel stands."""
    found: set[Meeting] = set()
    free: list[Index] = []
    if set(kernel.places) != set(term.dummies) or len(kernel.places) != len(window.places):
        return None
    for place in window.places:
        pair = _pair(place, term)
        if pair is None:
            return None
        mine, summed, meeting = pair
        free.append(mine)
        if summed not in kernel.places:
            return None
        found.add(meeting)
    counts = index_counts(term)
    met_once = all(counts[dummy] == 2 for dummy in term.dummies) and len(set(free)) == len(free)
    return found.pop() if len(found) == 1 and met_once and kernel.exponent > 0 else None


def _pair(place: Place, term: Term) -> tuple[Index, Index, Meeting] | None:
    """The free and the summed index of a place, which count once."""
    if not isinstance(place, Shifted) or len(place.counted) != 2:
        return None
    own = [(index, count) for index, count in place.counted if index not in term.dummies]
    summed = [(index, count) for index, count in place.counted if index in term.dummies]
    if len(own) != 1 or own[0][1] is not ONE or summed[0][1] not in (ONE, ZERO - ONE):
        return None
    return own[0][0], summed[0][0], Meeting.ALONG if summed[0][1] is ONE else Meeting.AGAINST


def with_kernel_turned(term: Term) -> Term:
    """The same sum taken over the places of the window, read backwards, where it is padded and stands against the sum.

    Σ_i g_i w_(j−i+1) = Σ_k g_(j+k−q) w_(q+1−k): what was the kernel is now read in windows, and padded.
    """
    found = correlation_in(term)
    if found is None or found.meeting is not Meeting.AGAINST or not found.is_padded:
        return term
    avoid = list(index_counts(term))
    turned: dict[Index, Place] = {}
    kernel, window = found.kernel, found.window
    inside: list[Index] = []
    for place in window.places:
        assert isinstance(place, Shifted)
        ((own, _),) = [pair for pair in place.counted if pair[0] not in term.dummies]
        ((summed, _),) = [pair for pair in place.counted if pair[0] in term.dummies]
        k = IndexSupply(frozenset()).fresh(place.range, avoid)
        avoid.append(k)
        inside.append(k)
        at = place.offset - place.range - ONE
        turned[summed] = moving({own: ONE, k: ONE}, at, summed.range)
    backwards = tuple(_backwards(k, place.range) for k, place in zip(inside, window.places, strict=True))
    after = term.with_factor(kernel, *moved(Term(Fraction(1), (kernel,)), turned).factors)
    after = after.with_factor(window, replace(window, places=backwards))
    return replace(after, dummies=tuple(inside))


def _backwards(index: Index, length: Dimension) -> Place:
    return moving({index: ZERO - ONE}, length + ONE, length)
