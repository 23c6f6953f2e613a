"""Indices, the places they name, and the supply of fresh index names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.interning import OnlyOne

LETTERS = "ijklpqrsuvwxyzabcghmn"
"""Without t, the letter of short names: (t₁)_it."""


@dataclass(frozen=True, slots=True, eq=False)
class Index(OnlyOne):
    """A named index that runs from 1 to `range`. Equal indices are the same object."""

    name: str
    range: Dimension


Counted = tuple[Index, Dimension]
"""An index and how often it counts: (i, 1) for i, (i, −1) for −i."""


@dataclass(frozen=True, slots=True)
class Shifted:
    """The place Σ count × index + offset on an axis of length `range`; without indices the place `offset` itself.

    Places count from 1. Blocks of a stacked matrix stand at i + n, a window of a signal at i + k − 1. A place may lie
    beyond the axis (lies_within says where it surely does not): an entry there counts as 0. Raises InvariantError for
    indices that `moving` would have put in another way.
    """

    counted: tuple[Counted, ...]
    offset: Dimension
    range: Dimension

    def __post_init__(self) -> None:
        if self.counted != in_order(dict(self.counted)):
            raise InvariantError("the indices of a place stand in order, each once")

    @property
    def index(self) -> Index | None:
        """The index of a place that is one index with something added to it; None for any other."""
        match self.counted:
            case ((index, times),) if times is ONE:
                return index
            case _:
                return None

    @property
    def is_fixed(self) -> bool:
        """Whether it moves with no index."""
        return not self.counted

    @property
    def is_block(self) -> bool:
        """Whether an index that is moved by something reads a block of the axis there, or one entry."""
        return self.is_fixed or self.index is not None


def in_order(counts: Mapping[Index, Dimension]) -> tuple[Counted, ...]:
    """Indices with their counts, what is added before what is taken away, then by name; those that count 0 left out."""
    kept = ((index, times) for index, times in counts.items() if times is not ZERO)
    return tuple(sorted(kept, key=lambda pair: (is_taken_away(pair[1]), pair[0].name)))


def is_taken_away(count: Dimension) -> bool:
    """Whether the count of an index begins with a minus."""
    return bool(count.terms) and count.terms[0][1] < 0


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
        case Shifted(counted=counted):
            return tuple(index for index, _ in counted)
        case Paired(first=first, second=second):
            return (*indices_in(first), *indices_in(second))
    raise InvariantError(f"{place!r} is no place")


def fixed(at: Dimension, length: Dimension) -> Shifted:
    """The place `at`, which moves with no index, on an axis of length `length`."""
    return Shifted((), at, length)


def moving(counts: Mapping[Index, Dimension], offset: Dimension, length: Dimension) -> Index | Shifted:
    """The place Σ count × index + offset on an axis of length `length`; an index alone where that is all it is."""
    counted = in_order(counts)
    match counted:
        case ((index, times),) if times is ONE and offset is ZERO and index.range is length:
            return index
        case _:
            return Shifted(counted, offset, length)


def counts_of(place: Index | Shifted) -> dict[Index, Dimension]:
    """How often each index counts in a place."""
    return {place: ONE} if isinstance(place, Index) else dict(place.counted)


def offset_of(place: Index | Shifted) -> Dimension:
    """What is added to the indices of a place."""
    return ZERO if isinstance(place, Index) else place.offset


def shifted(place: Place, offset: Dimension, length: Dimension) -> Place:
    """`place` moved by `offset` on an axis of length `length`. Raises InvariantError for a pair of places."""
    if isinstance(place, Paired):
        raise InvariantError("a pair of places can not be moved")
    return moving(counts_of(place), offset_of(place) + offset, length)


def substituted(place: Place, images: Mapping[Index, Place]) -> Place:
    """`place` with each index that has an image replaced by that place, all at once."""
    match place:
        case Index():
            return images.get(place, place)
        case Shifted(counted=counted):
            return _substituted(place, images) if any(index in images for index, _ in counted) else place
        case Paired(first=first, second=second):
            return Paired(substituted(first, images), substituted(second, images))
    raise InvariantError(f"{place!r} is no place")


def _substituted(place: Shifted, images: Mapping[Index, Place]) -> Index | Shifted:
    counts: dict[Index, Dimension] = {}
    offset = place.offset
    for index, times in place.counted:
        image = images.get(index, index)
        if isinstance(image, Paired):
            raise InvariantError("a pair of places can not be moved")
        for inner, own in counts_of(image).items():
            counts[inner] = counts.get(inner, ZERO) + times * own
        offset = offset + times * offset_of(image)
    return moving(counts, offset, place.range)


def reach(counts: Mapping[Index, Dimension], offset: Dimension) -> tuple[Dimension, Dimension] | None:
    """The least and the greatest value of Σ count × index + offset; None where the sign of a count is not known."""
    least = greatest = offset
    for index, times in counts.items():
        if times.is_surely_natural:
            least, greatest = least + times, greatest + times * index.range
        elif (ZERO - times).is_surely_natural:
            least, greatest = least + times * index.range, greatest + times
        else:
            return None
    return least, greatest


@dataclass(frozen=True, slots=True)
class Within:
    """The condition that a place is one of its axis: 1 ≤ place ≤ its range."""

    place: Index | Shifted


def lies_within(place: Place) -> bool:
    """Whether a place is one of its axis. One that moves with no index is: it names an entry that somebody has read."""
    return (isinstance(place, Shifted) and place.is_fixed) or surely_within(place)


def surely_within(place: Place) -> bool:
    """Whether a place is one of its axis whatever its indices and the sizes are."""
    match place:
        case Index():
            return True
        case Paired(first=first, second=second):
            return surely_within(first) and surely_within(second)
    ends = reach(dict(place.counted), place.offset)
    if ends is None:
        return False
    return is_natural(ends[0] - ONE, place) and is_natural(place.range - ends[1], place)


def is_natural(length: Dimension, place: Shifted) -> bool:
    """Whether it is at least 0 whatever the sizes are, the indices of a place running to 1 or more.

    So m − q is where an index runs to m − q + 1, and s n − s where s i stands and i runs to n.
    """
    known = [index.range - ONE for index, _ in place.counted]
    known += [size * (index.range - ONE) for index, size in _sizes(place)]
    return length.is_surely_natural or any((length - one).is_surely_natural for one in known)


def _sizes(place: Shifted) -> list[Counted]:
    """The indices of a place, with how often they count, whether added or taken away."""
    return [(index, ZERO - times if is_taken_away(times) else times) for index, times in place.counted]


def beyond(places: Iterable[Place]) -> tuple[Within, ...]:
    """For each place that may lie beyond its axis, the condition that it does not."""
    return tuple(Within(place) for place in places if isinstance(place, Shifted) and not lies_within(place))


SETS_OF_LETTERS = 5
"""Each of the first four dimensions has letters of its own; the indices of further ones share the fifth set."""


@dataclass(frozen=True, slots=True)
class IndexSupply:
    """Gives index names, such that a letter runs over one range only: i, k, … over m, and j, l, … over n.

    `reserved` are the user's symbols, dimension names and layer letters. own: which set of letters belongs to a
    dimension. chosen: the user's own letters, which come first. _plain: the letters that are not reserved. The supply
    holds no counter: the same question has the same answer, so names are the same on every run.
    """

    reserved: frozenset[str]
    own: Mapping[Dimension, int] = field(default_factory=dict)
    sets: int = 1
    chosen: Mapping[Dimension, str] = field(default_factory=dict)
    _plain: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", "".join(letter for letter in LETTERS if letter not in self.reserved))

    @staticmethod
    def over(
        dimensions: Iterable[Dimension], reserved: Iterable[str], chosen: Mapping[Dimension, str] | None = None
    ) -> IndexSupply:
        """A supply in which the first dimension gets i, the second j, and so on; `chosen` are the user's letters.

        What has a letter of the user's needs further ones least, so it comes last.
        """
        letters = dict(chosen or {})
        others = [length for length in dimensions if length not in letters]
        distinct = dict.fromkeys((*others, *letters))
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
                name = next(left[wanted])
                while name in used:
                    name = next(left[wanted])
            used.add(name)
            made.append(Index(name, length))
        return tuple(made)

    def _letters(self, wanted: int) -> Iterator[str]:
        """The names of one set of letters, without end."""
        plain = self._plain[wanted :: self.sets]
        yield from plain
        names = (name for name in _names() if name not in self.reserved)
        yield from islice(names, wanted + self.sets * len(plain), None, self.sets)


def _names() -> Iterable[str]:
    yield from LETTERS
    for number in count(1):
        yield from (f"{letter}{number}" for letter in LETTERS)
