"""Indices, the places they name, and the supply of fresh index names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from matcalc.forms.dimensions import ZERO, Dimension

LETTERS = "ijklpqrstuvwxyzabcghmn"


@dataclass(frozen=True, slots=True)
class Index:
    """A named index that runs from 1 to `range`."""

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


Place = Index | Shifted


def index_of(place: Place) -> Index | None:
    """The index a place moves with, if any."""
    return place if isinstance(place, Index) else place.index


def shifted(place: Place, offset: Dimension, length: Dimension) -> Place:
    """`place` moved by `offset` on an axis of length `length`."""
    index, total = (place, offset) if isinstance(place, Index) else (place.index, place.offset + offset)
    if index is not None and total == ZERO and index.range == length:
        return index
    return Shifted(index, total, length)


def substituted(place: Place, old: Index, new: Place) -> Place:
    """`place` with the index `old` replaced by the place `new`."""
    if index_of(place) != old:
        return place
    return new if isinstance(place, Index) else shifted(new, place.offset, place.range)


OWN_LETTERS = 4
"""How many dimensions get a letter of their own; the indices of further ones share the letters that are left."""


@dataclass(frozen=True, slots=True)
class IndexSupply:
    """Gives index names: a dimension's own letter first, then the next letter that is free.

    `reserved` are the user's symbols, dimension names and layer letters. The supply holds no counter: the same
    question has the same answer, so names are the same on every run.
    """

    reserved: frozenset[str]
    own: Mapping[Dimension, str] = field(default_factory=dict)

    @staticmethod
    def over(
        dimensions: Iterable[Dimension], reserved: Iterable[str], chosen: Mapping[Dimension, str] | None = None
    ) -> IndexSupply:
        """A supply in which the first dimension prefers i, the second j, and so on; `chosen` are the user's letters."""
        taken = frozenset(reserved)
        own = dict(chosen or {})
        letters = (letter for letter in _names() if letter not in taken and letter not in own.values())
        for dimension in dimensions:
            if len(own) < OWN_LETTERS:
                own[dimension] = own.get(dimension) or next(letters)
        return IndexSupply(taken, own)

    def fresh(self, length: Dimension, avoid: Collection[Index]) -> Index:
        """An index over 1..length whose name no index of `avoid` has."""
        used = {index.name for index in avoid}
        mine = self.own.get(length)
        if mine is not None and mine not in used:
            return Index(mine, length)
        used.update(self.own.values())
        return Index(next(name for name in _names() if name not in used and name not in self.reserved), length)

    def fresh_for(self, lengths: Iterable[Dimension], avoid: Collection[Index]) -> tuple[Index, ...]:
        """One fresh index for each length, all different."""
        made: list[Index] = []
        for length in lengths:
            made.append(self.fresh(length, [*avoid, *made]))
        return tuple(made)


def _names() -> Iterable[str]:
    yield from LETTERS
    for number in count(1):
        yield from (f"{letter}{number}" for letter in LETTERS)
