"""Indices, the places they name, and the supply of fresh index names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.interning import OnlyOne

LETTERS = "ijklpqrstuvwxyzabcghmn"


@dataclass(frozen=True, slots=True, eq=False)
class Index(OnlyOne):
    """A named index that runs from 1 to `range`. Equal indices are the same object."""

    name: str
    range: Dimension


@dataclass(frozen=True, slots=True)
class Shifted:
    """The place index + offset (or the place `offset` itself, without an index) on an axis of length `range`.

    Places count from 1. Blocks of a stacked matrix stand at shifted places.
    """

    index: Index | None
    offset: Dimension
    range: Dimension


@dataclass(frozen=True, slots=True)
class Paired:
    """Two places in one, on an axis that is as long as both lengths multiplied: first + (second − 1) × first's length.

    The first runs fastest, as rows do in vec, which stacks columns.
    """

    first: Place
    second: Place

    @property
    def range(self) -> Dimension:
        return self.first.range * self.second.range


Place = Index | Shifted | Paired


def indices_in(place: Place) -> tuple[Index, ...]:
    """The indices a place moves with."""
    match place:
        case Index():
            return (place,)
        case Shifted(index=None):
            return ()
        case Shifted(index=Index() as index):
            return (index,)
        case Paired(first=first, second=second):
            return (*indices_in(first), *indices_in(second))
    raise InvariantError(f"{place!r} is no place")


def shifted(place: Place, offset: Dimension, length: Dimension) -> Place:
    """`place` moved by `offset` on an axis of length `length`. Raises InvariantError for a pair of places."""
    if isinstance(place, Paired):
        raise InvariantError("a pair of places can not be moved")
    index, total = (place, offset) if isinstance(place, Index) else (place.index, place.offset + offset)
    if index is not None and total == ZERO and index.range == length:
        return index
    return Shifted(index, total, length)


def substituted(place: Place, images: Mapping[Index, Place]) -> Place:
    """`place` with each index that has an image replaced by that place, all at once."""
    match place:
        case Index():
            return images.get(place, place)
        case Shifted(index=None):
            return place
        case Shifted(index=Index() as index):
            return shifted(images[index], place.offset, place.range) if index in images else place
        case Paired(first=first, second=second):
            return Paired(substituted(first, images), substituted(second, images))
    raise InvariantError(f"{place!r} is no place")


SETS_OF_LETTERS = 5
"""Each of the first four dimensions has letters of its own; the indices of further ones share the fifth set."""


@dataclass(frozen=True, slots=True)
class IndexSupply:
    """Gives index names, such that a letter runs over one range only: i, k, … over m, and j, l, … over n.

    `reserved` are the user's symbols, dimension names and layer letters. own: which set of letters belongs to a
    dimension. chosen: the user's own letters, which come first. The supply holds no counter: the same question has the
    same answer, so names are the same on every run.
    """

    reserved: frozenset[str]
    own: Mapping[Dimension, int] = field(default_factory=dict)
    sets: int = 1
    chosen: Mapping[Dimension, str] = field(default_factory=dict)

    @staticmethod
    def over(
        dimensions: Iterable[Dimension], reserved: Iterable[str], chosen: Mapping[Dimension, str] | None = None
    ) -> IndexSupply:
        """A supply in which the first dimension gets i, the second j, and so on; `chosen` are the user's letters."""
        letters = dict(chosen or {})
        distinct = dict.fromkeys((*letters, *dimensions))
        sets = max(1, min(len(distinct), SETS_OF_LETTERS))
        first = sets if len(distinct) <= sets else sets - 1
        own = {dimension: number for number, dimension in enumerate(distinct) if number < first}
        return IndexSupply(frozenset((*reserved, *letters.values())), own, sets, letters)

    def fresh(self, length: Dimension, avoid: Collection[Index]) -> Index:
        """An index over 1..length whose name no index of `avoid` has."""
        (made,) = self.fresh_for((length,), avoid)
        return made

    def fresh_for(self, lengths: Iterable[Dimension], avoid: Iterable[Index]) -> tuple[Index, ...]:
        """One fresh index for each length, all different. Linear in the number of lengths."""
        used = {index.name for index in avoid}
        left: dict[int, Iterator[str]] = {}  # the names of a set that are taken now are taken for all that follow
        made: list[Index] = []
        for length in lengths:
            name = self.chosen.get(length)
            if name is None or name in used:
                wanted = self.own.get(length, self.sets - 1)
                if wanted not in left:
                    left[wanted] = self._letters(wanted)
                name = next(letter for letter in left[wanted] if letter not in used)
            used.add(name)
            made.append(Index(name, length))
        return tuple(made)

    def _letters(self, wanted: int) -> Iterator[str]:
        """The names of one set of letters, without end."""
        return islice((name for name in _names() if name not in self.reserved), wanted, None, self.sets)


def _names() -> Iterable[str]:
    yield from LETTERS
    for number in count(1):
        yield from (f"{letter}{number}" for letter in LETTERS)
