"""How far each index runs: read off the arrays it stands on, and checked where it stands on several."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Index, Place, Shifted
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.parts import DerivativePart, EntryPart, FactorPart, PlacePart, SumPart, TermPart
from matcalc.notation.repairs import shortened
from matcalc.notation.text_out import Level, operand_text


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


Scope = MutableMapping[str, Variable]


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
        self._equal: list[tuple[Variable, Variable]] = []
        shapes = [symbol.shape for symbol in symbols.values()]
        self._lengths = frozenset().union(*(shape.rows.names | shape.cols.names for shape in shapes))

    def declare(self, name: str, column: int, length: Dimension | None = None) -> Variable:
        """A free index, given from outside; its range may be known already."""
        self.outer[name] = self._variable(name, column)
        self.outer[name].range = length
        self.outer[name].seen = "what is given"
        return self.outer[name]

    def index_sum(self, part: SumPart) -> IndexSum:
        """The index form of a whole text."""
        build = self._sum(part, self.outer)
        self._pass_on()
        for variable in self._variables:
            if variable.range is None and variable.used:
                message = f"nothing tells how far {variable.name} runs; it has to stand on an array"
                raise LanguageError(message, self.text, variable.column)
        return build()

    def _variable(self, name: str, column: int) -> Variable:
        made = Variable(name, column)
        self._variables.append(made)
        return made

    def _sum(self, part: SumPart, scope: Scope) -> Callable[[], IndexSum]:
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
        for place, length, (variable, offset) in zip(part.places, axes, places, strict=True):
            if variable is not None and offset is None:
                self._settle(variable, length, piece, place.column)

        def build() -> Entry:
            built = tuple(_built(*place, length) for place, length in zip(places, axes, strict=True))
            for typed, place in zip(part.places, built, strict=True):
                self._require_within(place, piece, typed.column)
            return Entry(node, built, part.exponent)

        return build

    def _require_within(self, place: Place, piece: str, column: int) -> None:
        if not isinstance(place, Shifted):
            return
        first = place.offset if place.index is None else place.offset + ONE
        last = place.offset if place.index is None else place.offset + place.index.range
        if not all(gap.is_surely_natural for gap in (first - ONE, place.range - last)):
            reach = str(last) if first == last else f"{first} to {last}"
            message = f"{shortened(piece)} reads place {reach} of an axis of length {place.range}, which need not exist"
            raise LanguageError(message, self.text, column)

    def _delta(self, part: EntryPart, scope: Scope) -> Callable[[], Delta]:
        left, right = (self._place(place, scope) for place in part.places)
        plain = [variable for variable, offset in (left, right) if variable is not None and offset is None]
        if not plain:
            message = "one of the two places of a delta must be an index alone: it tells the length of the axis"
            raise LanguageError(message, self.text, part.start)
        self._equal.append((plain[0], plain[-1]))

        def build() -> Delta:
            length = plain[0].index.range
            return Delta(_built(*left, length), _built(*right, length))

        return build

    def _place(self, place: PlacePart, scope: Scope) -> tuple[Variable | None, Dimension | None]:
        """The index a place moves with, and what is added to it: None for an index alone."""
        names = [name for name in sorted(place.size.names) if name in scope or name not in self._lengths]
        if len(names) > 1:
            message = f"a place moves with one index, not with {' and '.join(names)}"
            raise LanguageError(message, self.text, place.column)
        if not names:
            return None, place.size
        variable = scope.get(names[0]) or self._free(names[0], place.column)
        variable.used = True
        if place.name is not None:
            return variable, None
        offset = place.size - Dimension.named(variable.name)
        if variable.name in offset.names:
            message = f"the index {variable.name} stands once in a place: {variable.name}, or {variable.name} + n"
            raise LanguageError(message, self.text, place.column)
        return variable, offset

    def _free(self, name: str, column: int) -> Variable:
        if not self.collects:
            message = f"the index {name} is neither on the left side nor summed; did you mean sum {name}: …?"
            raise LanguageError(message, self.text, column)
        self.outer[name] = self._variable(name, column)
        return self.outer[name]

    def _settle(self, variable: Variable, length: Dimension, seen: str, column: int) -> None:
        if variable.range is None:
            variable.range, variable.seen = length, seen
        elif variable.range != length:
            message = (
                f"the index {variable.name} runs to {variable.range} in {shortened(variable.seen)} "
                f"but to {length} in {shortened(seen)}"
            )
            raise LanguageError(message, self.text, column)

    def _pass_on(self) -> None:
        waiting = self._equal
        while waiting:
            later = []
            for left, right in waiting:
                if left.range is None and right.range is None:
                    later.append((left, right))
                elif left.range is None and right.range is not None:
                    self._settle(left, right.range, f"{right.seen} and by a delta", left.column)
                elif left.range is not None:
                    self._settle(right, left.range, f"{left.seen} and by a delta", right.column)
            if len(later) == len(waiting):
                return
            waiting = later


def _built(variable: Variable | None, offset: Dimension | None, length: Dimension) -> Place:
    if variable is None:
        assert offset is not None
        return Shifted(None, offset, length)
    return variable.index if offset is None else Shifted(variable.index, offset, length)


def _places_needed(node: Node, found: int) -> str:
    name = shortened(operand_text(node, Level.POSTFIX))
    wanted = len(node.shape.axes)
    if wanted == 0:
        return f"{name} is a scalar: it takes no index"
    what = "1 index" if wanted == 1 else f"{wanted} indices"
    return f"{name} is {node.shape}: it takes {what}, not {found}"
