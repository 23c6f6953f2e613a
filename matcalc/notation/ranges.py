"""How far each index runs: read off the arrays it stands on, and checked where it stands on several."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Shifted, reach, surely_within
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.matrix_out import Level, operand_text
from matcalc.notation.parts import (
    ConditionPart,
    DerivativePart,
    EntryPart,
    FactorPart,
    PairPart,
    PlacePart,
    SumPart,
    TermPart,
)
from matcalc.notation.places_in import IndexAt, PairAt, Resolved, ShiftedAt, Variable
from matcalc.notation.repairs import shortened
from matcalc.notation.stacked_axes import factors_of_axis

Scope = MutableMapping[str, Variable]


@dataclass(frozen=True, slots=True)
class Axis:
    """A place on an axis of an array: its length, the text of the entry, and the lengths it was stacked of."""

    place: Resolved
    length: Dimension
    seen: str
    factors: tuple[Dimension, ...]

    def settle(self, text: str) -> bool:
        """Tell the place how long its axis is; whether every length is known then."""
        return self.place.settle(self.length, self.seen, text)

    def split(self, text: str) -> bool:
        """Tell the places of a pair the lengths that the axis was stacked of; whether that was news."""
        leaves = list(self.place.leaves())
        if len(leaves) != len(self.factors):
            return False
        pairs = list(zip(leaves, self.factors, strict=True))
        if any(leaf.length not in (None, factor) for leaf, factor in pairs):
            return False
        unknown = [(leaf, factor) for leaf, factor in pairs if leaf.length is None]
        for leaf, factor in unknown:
            leaf.settle(factor, self.seen, text)
        return bool(unknown)


class Ranges:
    """Makes an index form of what was read of `text`.

    First every entry tells how far its indices run, then deltas pass that on, then the form is built. A name that
    is no index and no length becomes a free index if `collects`, and is an error if not.
    """

    def __init__(self, text: str, symbols: Mapping[str, Symbol], *, collects: bool) -> None:
        self.text = text
        self.collects = collects
        self.outer: dict[str, Variable] = {}
        self._variables: list[Variable] = []
        self._same: list[tuple[Resolved, Resolved]] = []
        self._axes: list[Axis] = []
        self._conditions: dict[ConditionPart, bool] = {}
        shapes = [symbol.shape for symbol in symbols.values()]
        self._lengths = frozenset().union(*(shape.rows.names | shape.cols.names for shape in shapes))

    def declare(self, name: str, column: int, length: Dimension | None = None, seen: str = "what is given") -> Variable:
        """A free index, given from outside; its range may be known already. seen: what told it."""
        self.outer[name] = self._variable(name, column)
        self.outer[name].range = length
        self.outer[name].seen = seen
        return self.outer[name]

    def index_sum(self, part: SumPart) -> IndexSum:
        """The index form of a whole text."""
        build = self._sum(part, self.outer)
        still_open = self._pass_on()
        for variable in self._variables:
            if variable.range is None and variable.used:
                raise LanguageError(self._open_range(variable), self.text, variable.column)
        for place in still_open:
            message = "nothing tells how long the two axes of this pair of places are"
            raise LanguageError(message, self.text, place.column)
        made = build()
        if unused := [condition for condition, is_used in self._conditions.items() if not is_used]:
            said = unused[0]
            message = f"no entry is read at the place {said.place.size} of an axis of length {said.length.size}"
            raise LanguageError(message, self.text, said.place.column)
        return made

    def _open_range(self, variable: Variable) -> str:
        """What is said where nothing tells how far an index runs."""
        name = variable.name
        message = f"nothing tells how far {name} runs; it has to stand on an array"
        if not any(each is variable for axis in self._axes for each in axis.place.variables()):
            return message
        if name not in self.outer:
            return f"{message} by itself; ones(n)[{name}] as a factor says that it runs to n"
        return message if self.collects else f"{message} by itself; write {name}:n on the left where it runs to n"

    def _variable(self, name: str, column: int) -> Variable:
        made = Variable(name, column)
        self._variables.append(made)
        return made

    def _sum(self, part: SumPart, scope: Scope) -> Callable[[], IndexSum]:
        self._conditions.update((condition, False) for condition in part.conditions)
        terms = [self._term(term, scope) for term in part.terms]
        return lambda: IndexSum(tuple(build() for build in terms))

    def _term(self, part: TermPart, scope: Scope) -> Callable[[], Term]:
        for name, column in part.bound:
            if name in self.outer and not self.collects:
                message = f"{name} is free here, so it can not be summed; give the sum another index"
                raise LanguageError(message, self.text, column)
        bound = {name: self._variable(name, column) for name, column in part.bound}
        inner = ChainMap(bound, scope)
        factors = [self._factor(factor, inner) for factor in part.factors]
        for variable in bound.values():
            if not variable.used:
                message = f"{variable.name} is summed but stands on no array of its term"
                raise LanguageError(message, self.text, variable.column)
        return lambda: Term(
            part.coefficient,
            tuple(build() for build in factors),
            tuple(variable.index for variable in bound.values()),
        )

    def _factor(self, part: FactorPart, scope: Scope) -> Callable[[], Factor]:
        if isinstance(part, DerivativePart):
            of, by = self._sum(part.of, scope), self._entry(part.by, scope)
            return lambda: Partial(of(), by())
        return self._delta(part, scope) if part.node is None else self._entry(part, scope)

    def _entry(self, part: EntryPart, scope: Scope) -> Callable[[], Entry]:
        node = part.node
        assert node is not None
        axes = node.shape.axes
        if len(part.places) != len(axes):
            raise LanguageError(_places_needed(node, len(part.places)), self.text, part.start)
        places = [self._place(place, scope) for place in part.places]
        piece = self.text[part.start : part.end]
        for number, (place, length) in enumerate(zip(places, axes, strict=True)):
            self._axes.append(Axis(place, length, piece, factors_of_axis(node, number)))

        def build() -> Entry:
            for place in places:
                self._require_within(place, piece, part)
            return Entry(node, tuple(place.built() for place in places), part.exponent)

        return build

    def _require_within(self, place: Resolved, piece: str, part: EntryPart) -> None:
        if isinstance(place, PairAt):
            for half in place.leaves():
                self._require_there(half, piece, "")
            return
        if part.exponent <= 0 or isinstance(place, IndexAt):
            self._require_there(place, piece, "")
        elif not self._is_conditional(place):
            beyond = f"; where it counts as 0 beyond, end with: where 1 <= {place.size} <= {place.length}"
            self._require_there(place, piece, beyond)

    def _require_there(self, place: IndexAt | ShiftedAt, piece: str, advice: str) -> None:
        built = place.built()
        if not isinstance(built, Shifted) or surely_within(built):
            return
        ends = reach(dict(built.counted), built.offset)
        if ends is None:
            message = f"{shortened(piece)}: it is not known whether this place exists, since a count may be negative"
            raise LanguageError(message, self.text, place.column)
        first, last = ends
        places = str(last) if first == last else f"{first} to {last}"
        message = f"{shortened(piece)} reads place {places} of an axis of length {built.range}, which need not exist"
        raise LanguageError(message + advice, self.text, place.column)

    def _is_conditional(self, place: ShiftedAt) -> bool:
        """Whether the text says that entries at this place count as 0 where it lies beyond the axis."""
        said = (place.size, place.length)
        stated = [each for each in self._conditions if (each.place.size, each.length.size) == said]
        self._conditions.update((each, True) for each in stated)
        return bool(stated)

    def _delta(self, part: EntryPart, scope: Scope) -> Callable[[], Delta]:
        left, right = (self._place(place, scope) for place in part.places)
        if not (left.tells_length or right.tells_length):
            message = "one of the two places of a delta must be an index alone: it tells the length of the axis"
            raise LanguageError(message, self.text, part.start)
        self._same.append((left, right))
        return lambda: Delta(left.built(), right.built())

    def _place(self, place: PlacePart | PairPart, scope: Scope) -> Resolved:
        """A place whose indices are known by name."""
        if isinstance(place, PairPart):
            return PairAt(self._place(place.first, scope), self._place(place.second, scope), place.column)
        names = [name for name in sorted(place.size.names) if name in scope or name not in self._lengths]
        counts: dict[str, Dimension] = {}
        offset = place.size
        for product, count in place.size.terms:
            moving = [name for name in product if name in names]
            if len(moving) > 1:
                message = f"a place is a sum of indices, not a product such as {'*'.join(moving)}"
                raise LanguageError(message, self.text, place.column)
            if moving:
                by = Dimension(((tuple(name for name in product if name != moving[0]), count),))
                counts[moving[0]] = counts.get(moving[0], ZERO) + by
                offset = offset - by * Dimension.named(moving[0])
        variables = [(scope.get(name) or self._free(name, place.column), count) for name, count in counts.items()]
        for variable, _ in variables:
            variable.used = True
        if place.name is not None and variables:
            return IndexAt(variables[0][0], place.column)
        return ShiftedAt(tuple(variables), offset, place.column)

    def _free(self, name: str, column: int) -> Variable:
        if not self.collects:
            message = f"the index {name} is neither on the left side nor summed; did you mean sum {name}: …?"
            raise LanguageError(message, self.text, column)
        self.outer[name] = self._variable(name, column)
        return self.outer[name]

    def _pass_on(self) -> list[Resolved]:
        """Axes tell places their lengths, deltas pass them on, vec and kron split them; the places still in the dark.

        It ends because every round but the last tells one more length.
        """
        axes, same = self._axes, self._same
        while True:
            open_axes = [axis for axis in axes if not axis.settle(self.text)]
            open_same = [pair for pair in same if not self._made_same(*pair)]
            is_stuck = len(open_axes) == len(axes) and len(open_same) == len(same)
            axes, same = open_axes, open_same
            if is_stuck and not any(axis.split(self.text) for axis in axes) and not self._solved():
                return [*(axis.place for axis in axes), *(left for left, _ in same)]

    def _solved(self) -> bool:
        """Let an index that stands by itself nowhere run as far as its places reach; whether there was one."""
        leaves = (leaf for axis in self._axes for leaf in axis.place.leaves() if isinstance(leaf, ShiftedAt))
        stated = {condition.place.size for condition in self._conditions}
        return any(leaf.solve() for leaf in leaves if leaf.size not in stated)

    def _made_same(self, left: Resolved, right: Resolved) -> bool:
        """Give one place of a delta the length of the other; whether every length is known then."""
        for known, other in ((left, right), (right, left)):
            if known.length is not None:
                return other.settle(known.length, f"{known.seen} and by a delta", self.text)
        return False


def _places_needed(node: Node, found: int) -> str:
    name = shortened(operand_text(node, Level.POSTFIX))
    wanted = len(node.shape.axes)
    if wanted == 0:
        return f"{name} is a scalar: it takes no index"
    what = "1 index" if wanted == 1 else f"{wanted} indices"
    return f"{name} is {node.shape}: it takes {what}, not {found}"
