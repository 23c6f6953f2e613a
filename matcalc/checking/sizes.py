"""Sizes for the dimensions of a program: small, and different wherever a mix-up could otherwise hide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from matcalc.checking.seeds import FARTHER_SEEDS, USUAL_SEED, seeded
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index, Paired, Place, Shifted
from matcalc.forms.matrix_form import Eye, Node, ScalarFunction, Size, Slice
from matcalc.forms.program import Definition, Program, arrays_of
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Unvec

ALL_DIFFERENT = 8
"""Up to so many names all differ; beyond, only those that meet in an equation or in two neighbouring ones, so that a
deep network stays small."""

LARGEST_NUMBER = 16
"""Of a dimension given as a number: checking works on arrays of that very size, with a derivative along every entry."""

FARTHER = 8
"""So many more sizes there are to choose from, from the seed FARTHER_SEEDS on."""

_ROUNDS = 30


class Sizes:
    """A size for every dimension name; evaluates compound dimensions such as n + 1, each once."""

    def __init__(self, chosen: Iterable[tuple[str, int]]) -> None:
        self.chosen = tuple(chosen)
        self._by_name = dict(self.chosen)
        self._known: dict[Dimension, int] = {}

    def of(self, dimension: Dimension) -> int:
        if (size := self._known.get(dimension)) is None:
            if strange := sorted(dimension.names - self._by_name.keys()):
                raise InputError(f"nothing tells how long {strange[0]} is: no array has an axis of that length")
            size = self._known[dimension] = dimension.evaluate(self._by_name)
        return size

    def named(self, name: str) -> int | None:
        """The size of a name; None of one that is not known here."""
        return self._by_name.get(name)

    def shared_with(self, other: Sizes) -> int:
        """How many of the names have the same size in both."""
        return sum(self._by_name[name] == size for name, size in other.chosen)

    def __str__(self) -> str:
        return ", ".join(f"{name} = {size}" for name, size in self.chosen)


def choose_sizes(program: Program, seed: int, original: Program | None = None) -> Sizes:
    """Sizes for a program: at least 2; no two different dimensions of a neighbourhood equal, compound ones included.

    original: the program that `program` was made of, where it is another; dimensions that only it names get a size too.
    Raises InputError where no sizes fit (a dimension such as n - n**2), or a number is too large to be checked.
    """
    return Choice(program, original).sizes(seed)


class Choice:
    """What the sizes of a program are chosen from; other seeds give other sizes. The arguments, and what is raised, are
    those of choose_sizes.
    """

    def __init__(self, program: Program, original: Program | None = None) -> None:
        neighbourhoods = _neighbourhoods(program)
        if original is not None and original is not program:
            own = {definition.body for definition in program.definitions}
            others = (definition for definition in original.definitions if definition.body not in own)
            lengths = dict.fromkeys(each for other in others for each in _lengths(other))
            neighbourhoods += [(length,) for length in lengths]
        every = list(dict.fromkeys(length for group in neighbourhoods for length in group))
        for length in every:
            if (number := dict(length.terms).get((), 0)) > LARGEST_NUMBER:
                raise InputError(
                    f"the dimension {length} is too large to be checked with numbers ({number} is over "
                    f"{LARGEST_NUMBER}); give it a name, such as n: the derivation is the same"
                )
        self._names = list(dict.fromkeys(name for length in every for name in sorted(length.names)))
        self._meeting: dict[str, list[tuple[Dimension, ...]]] = {name: [] for name in self._names}
        for group in neighbourhoods:
            for name in sorted({name for length in group for name in length.names}):
                self._meeting[name].append(group)
        self._found: dict[int, Sizes] = {}

    def sizes(self, seed: int) -> Sizes:
        """The sizes of a seed. Of many names each has another size than with the usual seed, as far as it can."""
        if seed not in self._found:
            self._found[seed] = self._new(seed)
        return self._found[seed]

    def _new(self, seed: int) -> Sizes:
        apart = self.sizes(USUAL_SEED) if seed != USUAL_SEED and len(self._names) > ALL_DIFFERENT else None
        for attempt in range(_ROUNDS):
            if (chosen := self._chosen(seed, attempt, apart)) is not None:
                return Sizes(chosen.items())
        raise InputError(f"no sizes greater than 1 were found for the dimensions {', '.join(self._names)}")

    def _chosen(self, seed: int, attempt: int, apart: Sizes | None) -> dict[str, int] | None:
        random = seeded(seed, "sizes", attempt)
        farther = FARTHER if seed >= FARTHER_SEEDS else 0
        chosen: dict[str, int] = {}
        for name in self._names:
            first = list(range(2, 4 + min(len(self._names), ALL_DIFFERENT) + farther))
            random.shuffle(first)
            candidates = [*first, *range(len(first) + 2, 12 * ALL_DIFFERENT)]
            if apart is not None:
                candidates.sort(key=lambda size, of=name: size == apart.named(of))  # type: ignore[misc]
            size = _first_distinct(name, self._meeting[name], chosen, candidates)
            if size is None:
                return None
            chosen[name] = size
        return chosen


def _first_distinct(
    name: str, groups: Sequence[Sequence[Dimension]], chosen: Mapping[str, int], candidates: Sequence[int]
) -> int | None:
    """The first size of a name with which the lengths of each group that are known then are all different."""
    known = chosen.keys() | {name}
    taken: list[set[int]] = []
    open_ones: list[list[Dimension]] = []
    for group in groups:
        told = [length.evaluate(chosen) for length in group if length.names <= chosen.keys()]
        if min(told, default=2) < 2 or len(set(told)) < len(told):
            return None
        taken.append(set(told))
        open_ones.append([one for one in group if name in one.names and one.names <= known])
    for size in candidates:
        sizes = {**chosen, name: size}
        for before, group_open in zip(taken, open_ones, strict=True):
            lengths = [length.evaluate(sizes) for length in group_open]
            if min(lengths, default=2) < 2 or len(set(lengths)) < len(lengths) or before & set(lengths):
                break
        else:
            return size
    return None


DIRECTIONS = 64
"""So many entries of a variable are moved at once; more take several passes, so that memory stays small."""

MOST_NUMBERS = 2_000_000
"""In one array that the check works out, derivatives of all entries by all entries included."""


def most_numbers(program: Program, sizes: Sizes, further: Collection[Shape] = ()) -> int:
    """How many numbers the largest array has that the check of a program works out at these sizes.

    further: the shapes of what is compared besides the program.
    """

    def entries(shape: Shape) -> int:
        return sizes.of(shape.rows) * sizes.of(shape.cols)

    largest = max((entries(shape) for shape in further), default=0)
    for definition in program.definitions:
        parts = (part for array in arrays_of(definition.body) for part in walk(array))
        whole = max([entries(definition.symbol.shape), *(entries(part.shape) for part in parts)])
        variable = max((entries(used.shape) for used in definition.uses), default=1)
        largest = max(largest, whole * min(variable, DIRECTIONS), entries(definition.symbol.shape) * variable)
    return largest


def shapes_within(arrays: Iterable[Node]) -> frozenset[Shape]:
    """The shapes of the arrays and of all their parts."""
    seen: set[Node] = set()
    for array in arrays:
        for part in walk(array, seen):
            seen.add(part)
    return frozenset(part.shape for part in seen)


def _neighbourhoods(program: Program) -> list[tuple[Dimension, ...]]:
    own = {definition.symbol: tuple(_lengths(definition)) for definition in program.definitions}
    everything = [length for symbol in program.inputs for length in symbol.shape.axes]
    everything += [length for group in own.values() for length in group]
    if len({name for length in everything for name in length.names}) <= ALL_DIFFERENT:
        return [tuple(dict.fromkeys(everything))]
    unused = [tuple(dict.fromkeys(symbol.shape.axes)) for symbol in program.inputs]
    groups = []
    for definition in program.definitions:
        if isinstance(definition.body, ScalarFunction):
            continue  # its arrays do not meet in it
        near = [own[definition.symbol], *(own.get(used, ()) for used in definition.uses)]
        groups.append(tuple(dict.fromkeys(length for group in near for length in group)))
    return [*unused, *groups]


def _lengths(definition: Definition) -> Iterator[Dimension]:
    """Every length that the equation speaks of, longer than 1."""
    yield from definition.symbol.shape.axes
    if isinstance(definition.body, Node):
        yield from _lengths_of(definition.body)
        return
    yield from (index.range for index in definition.body.places)
    for term in definition.body.body.terms:
        yield from (index.range for index in term.dummies)
        for factor in term.factors:
            if isinstance(factor, Entry):
                yield from _lengths_of(factor.array)
                yield from _spans(factor.places)


def _lengths_of(root: Node) -> Iterator[Dimension]:
    for part in walk(root):
        yield from part.shape.axes
        match part:
            case Eye(size=size):
                inside: tuple[Dimension, ...] = (size,)
            case Slice(rows=rows, cols=cols):
                inside = (rows.start, rows.stop, cols.start, cols.stop)
            case Size(length=length):
                inside = (length,)
            case Unvec(rows=rows_, cols=cols_) | Commutation(rows=rows_, cols=cols_):
                inside = (rows_, cols_)
            case _:
                continue
        yield from (length for length in inside if length.names)


def _spans(places: tuple[Place, ...]) -> Iterator[Dimension]:
    for place in places:
        match place:
            case Shifted(counted=counted, offset=offset, range=length):
                inside = (length, offset) if place.is_block else (length, *(index.range for index, _ in counted))
                yield from (each for each in inside if each.names)
            case Paired(first=first, second=second):
                yield from _spans((first, second))
            case Index():
                pass
