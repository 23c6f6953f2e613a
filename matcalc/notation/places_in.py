"""Places of entries while ranges are still open: indices, shifted indices, pairs; told a length, they pass it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.indices import Index, Paired, Place, Shifted, in_order, reach
from matcalc.notation.repairs import shortened


@dataclass(slots=True, eq=False)
class Variable:
    """An index of the text. `range` is filled in when an array tells it; `seen` is the text of that array's entry."""

    name: str
    column: int
    range: Dimension | None = None
    seen: str = ""
    used: bool = False

    @property
    def index(self) -> Index:
        assert self.range is not None
        return Index(self.name, self.range)


@dataclass(slots=True, eq=False)
class IndexAt:
    """An index alone."""

    variable: Variable
    column: int

    @property
    def tells_length(self) -> bool:
        """Whether the length of the axis follows from the ranges of indices."""
        return True

    @property
    def length(self) -> Dimension | None:
        """How long the axis is, as far as it is known."""
        return self.variable.range

    @property
    def seen(self) -> str:
        """The piece of text that told the length."""
        return self.variable.seen

    def settle(self, length: Dimension, seen: str, text: str) -> bool:
        """Take the length of the axis; whether every length is known then. Raises LanguageError for a second one."""
        if self.variable.range is None:
            self.variable.range, self.variable.seen = length, seen
        elif self.variable.range != length:
            message = (
                f"the index {self.variable.name} runs to {self.variable.range} in {shortened(self.variable.seen)} "
                f"but to {length} in {shortened(seen)}"
            )
            raise LanguageError(message, text, self.column)
        return True

    def built(self) -> Place:
        """The place; its lengths must be known."""
        return self.variable.index

    def leaves(self) -> Iterator[IndexAt | ShiftedAt]:
        """The places in it that are no pairs, the one that runs fastest first."""
        yield self

    def variables(self) -> Iterator[Variable]:
        """The indices in it."""
        yield self.variable


@dataclass(slots=True, eq=False)
class ShiftedAt:
    """A sum of indices and lengths, or a place that does not move: it has to be told how long its axis is.

    counts: the indices with how often each counts, as Shifted of the forms has them.
    """

    counts: tuple[tuple[Variable, Dimension], ...]
    offset: Dimension
    column: int
    length: Dimension | None = field(default=None, init=False)
    seen: str = field(default="", init=False)

    @property
    def tells_length(self) -> bool:
        return False

    @property
    def size(self) -> Dimension:
        """The place as it was typed, its indices being names."""
        return sum((count * Dimension.named(variable.name) for variable, count in self.counts), start=self.offset)

    def settle(self, length: Dimension, seen: str, text: str) -> bool:
        if self.length is None:
            self.length, self.seen = length, seen
        elif self.length != length:
            message = f"this place is on an axis of length {self.length} and on one of length {length}"
            raise LanguageError(message, text, self.column)
        return True

    def solve(self) -> bool:
        """Let the one index whose range is open run as far as there are places on the axis; whether that was news."""
        waiting = [(variable, count) for variable, count in self.counts if variable.range is None]
        if self.length is None or len(waiting) != 1:
            return False
        ((variable, count),) = waiting
        known = {other.index: times for other, times in self.counts if other is not variable}
        ends = reach(known, self.offset)
        if ends is None or (found := (self.length - ends[1]).over(count)) is None or not _counts(found):
            return False
        variable.range, variable.seen = found, self.seen
        return True

    def built(self) -> Place:
        assert self.length is not None
        counts = in_order({variable.index: count for variable, count in self.counts})
        return Shifted(counts, self.offset, self.length)

    def leaves(self) -> Iterator[IndexAt | ShiftedAt]:
        yield self

    def variables(self) -> Iterator[Variable]:
        yield from (variable for variable, _ in self.counts)


def _counts(length: Dimension) -> bool:
    """Whether it may be how far an index runs."""
    return length is not ONE and any(count > 0 for _, count in length.terms)


@dataclass(slots=True, eq=False)
class PairAt:
    """Two places in one; of an axis as long as both lengths multiplied."""

    first: Resolved
    second: Resolved
    column: int

    @property
    def tells_length(self) -> bool:
        return self.first.tells_length and self.second.tells_length

    @property
    def length(self) -> Dimension | None:
        first, second = self.first.length, self.second.length
        return None if first is None or second is None else first * second

    @property
    def seen(self) -> str:
        return self.first.seen

    def settle(self, length: Dimension, seen: str, text: str) -> bool:
        if (whole := self.length) is not None:
            if whole != length:
                raise self._misfit(whole, length, seen, text)
            return True
        for known, other in ((self.first, self.second), (self.second, self.first)):
            if known.length is not None:
                if (rest := length.over(known.length)) is None:
                    raise self._misfit(known.length, length, seen, text)
                return other.settle(rest, seen, text)
        return False

    def built(self) -> Place:
        return Paired(self.first.built(), self.second.built())

    def leaves(self) -> Iterator[IndexAt | ShiftedAt]:
        yield from self.first.leaves()
        yield from self.second.leaves()

    def variables(self) -> Iterator[Variable]:
        yield from self.first.variables()
        yield from self.second.variables()

    def _misfit(self, found: Dimension, length: Dimension, seen: str, text: str) -> LanguageError:
        parts = [f"{place.length}" for place in (self.first, self.second) if place.length is not None]
        whole = f"{' times '.join(parts)} = {found}" if len(parts) == 2 else f"a multiple of {found}"
        message = f"a pair of places needs an axis of length {whole}, but {shortened(seen)} has length {length}"
        return LanguageError(message, text, self.column)


Resolved = IndexAt | ShiftedAt | PairAt
