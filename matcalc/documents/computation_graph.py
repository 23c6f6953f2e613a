"""The computation graph of a program: what each array is computed from, and where gradients flow back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from matcalc.documents.lists import listed
from matcalc.documents.page import Part, Sentence
from matcalc.forms.families import generic, label_of, member
from matcalc.forms.labels import At
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program


class Kind(Enum):
    """What a vertex is: an input, a definition, an array of a family that the equation of another one defines, or one
    that is drawn already.
    """

    GIVEN = "given"
    COMPUTED = "computed"
    ELSEWHERE = "elsewhere"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Vertex:
    """An array of the program."""

    symbol: Symbol
    kind: Kind


@dataclass(frozen=True, slots=True)
class Use:
    """That one vertex is read by another, by number. flows_back: whether the gradient at the first gets a part there.

    is_between: whether it leads to or from a neighbouring step of a family, or to one of its members.
    """

    source: int
    target: int
    flows_back: bool
    is_between: bool


@dataclass(frozen=True)
class ComputationGraph:
    """Vertices in the order of the program, inputs first, and the uses between them, each once."""

    output: Symbol
    vertices: tuple[Vertex, ...]
    uses: tuple[Use, ...]

    def used(self, source: int) -> tuple[Use, ...]:
        """Where a vertex is read."""
        return tuple(self._leaving.get(source, ()))

    def read_by(self, target: int) -> tuple[Use, ...]:
        """What a vertex reads."""
        return tuple(self._arriving.get(target, ()))

    def gets_gradient(self, vertex: int) -> bool:
        """Whether the gradient at a vertex is part of what was asked for."""
        return any(use.flows_back for use in self.used(vertex))

    @cached_property
    def _leaving(self) -> dict[int, list[Use]]:
        found: dict[int, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.source, []).append(use)
        return found

    @cached_property
    def _arriving(self) -> dict[int, list[Use]]:
        found: dict[int, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.target, []).append(use)
        return found


def computation_graph(program: Program, wrt: Collection[Symbol]) -> ComputationGraph:
    """The graph of a program that is differentiated by `wrt`.

    Of a family there is the member at the label: what reads it one step later, and what it reads of the step before,
    is a vertex of its own. So is a member that the output reads at a fixed place.
    """
    return _Reading(program, wrt).graph()


class _Reading:
    """Goes through the equations of a program and numbers what it meets."""

    def __init__(self, program: Program, wrt: Collection[Symbol]) -> None:
        self.program = program
        self.defined = {definition.symbol for definition in program.definitions}
        self.numbers: dict[Symbol, int] = {}
        self.vertices: list[Vertex] = []
        self.moving = _needing(program, wrt)
        self.leading = _leading(program)

    def graph(self) -> ComputationGraph:
        uses: dict[tuple[int, int], Use] = {}
        read = {symbol for definition in self.program.definitions for symbol in definition.uses}
        for symbol in self.program.inputs:
            if symbol in read or not self._is_a_beginning(symbol):
                self._vertex(symbol, Kind.GIVEN)
        for definition in self.program.definitions:
            self._vertex(definition.symbol, Kind.COMPUTED)
        for definition in self.program.definitions:
            for symbol in definition.uses:
                for use in self._uses(symbol, definition.symbol):
                    uses.setdefault((use.source, use.target), use)
        return ComputationGraph(self.program.output, tuple(self.vertices), tuple(uses.values()))

    def _is_a_beginning(self, symbol: Symbol) -> bool:
        """Whether it is the h[0] of a family whose equation reads h[t-1]."""
        one = symbol.member
        return one is not None and label_of(symbol) is None and member(one.family, At(one.family.label)) in self.defined

    def _uses(self, symbol: Symbol, reader: Symbol) -> Iterator[Use]:
        back = generic(symbol) in self.moving and reader in self.leading
        if symbol in self.numbers:
            is_between = Kind.ELSEWHERE in (self.vertices[self.numbers[symbol]].kind,)
            yield Use(self.numbers[symbol], self.numbers[reader], back, is_between and label_of(symbol) is not None)
            return
        elsewhere = self._vertex(symbol, Kind.ELSEWHERE)
        own = self.numbers[generic(symbol)]
        if label_of(symbol) is None:
            yield Use(own, elsewhere, back, True)
            yield Use(elsewhere, self.numbers[reader], back, False)
            return
        yield Use(elsewhere, self.numbers[reader], back, True)
        assert symbol.member is not None
        if reader.member is not None:
            later = At(reader.member.at.origin, reader.member.at.offset - symbol.member.at.offset)
            yield Use(own, self._vertex(member(reader.member.family, later), Kind.ELSEWHERE), back, True)

    def _vertex(self, symbol: Symbol, kind: Kind) -> int:
        if symbol not in self.numbers:
            self.numbers[symbol] = len(self.vertices)
            self.vertices.append(Vertex(symbol, kind))
        return self.numbers[symbol]


def _needing(program: Program, wrt: Collection[Symbol]) -> frozenset[Symbol]:
    """What depends on a variable, variables included."""
    found = {generic(symbol) for symbol in wrt}
    found |= {symbol for symbol in program.inputs if symbol in wrt}
    size = -1
    while len(found) > size:  # a step of a family may read what stands after it, one step before
        size = len(found)
        for definition in program.definitions:
            if any(generic(used) in found for used in definition.uses):
                found.add(definition.symbol)
    return frozenset(found)


def _leading(program: Program) -> frozenset[Symbol]:
    """What the output depends on, the output included."""
    found = {generic(program.output), program.output}
    size = -1
    while len(found) > size:
        size = len(found)
        for definition in reversed(program.definitions):
            if definition.symbol in found:
                found.update(generic(used) for used in definition.uses)
    return frozenset(found)


def words_of(graph: ComputationGraph) -> Sentence:
    """What the graph shows, in sentences."""
    vertices = graph.vertices
    given = [vertex.symbol for vertex in vertices if vertex.kind is Kind.GIVEN]
    words: list[Part] = ["Given: ", *_with_shapes(given), "."] if given else []
    for number, vertex in enumerate(vertices):
        read = [vertices[use.source].symbol for use in graph.read_by(number)]
        if vertex.kind is Kind.COMPUTED and read:
            words += [" ", *_with_shapes([vertex.symbol]), " is computed from ", *listed(read), "."]
    for number, vertex in enumerate(vertices):
        back = [vertices[use.target].symbol for use in graph.used(number) if use.flows_back]
        if back and vertex.kind is not Kind.ELSEWHERE:
            words += [" The gradient at ", vertex.symbol, " comes from ", *listed(back), "."]
    return tuple(words)


def edges_in_words(graph: ComputationGraph) -> tuple[Sentence, ...]:
    """A line for each edge: W (m × n) → z, and whether a gradient flows back."""
    lines: list[Sentence] = []
    for use in graph.uses:
        source, target = graph.vertices[use.source].symbol, graph.vertices[use.target].symbol
        line: Sentence = (*_with_shapes([source]), " → ", target)
        lines.append((*line, ", and the gradient at ", source, " flows back") if use.flows_back else line)
    return tuple(lines)


def _with_shapes(symbols: list[Symbol]) -> Sentence:
    """W (m × n), a (n)."""
    words: list[Part] = []
    for symbol in symbols:
        words += [", "] if words else []
        words += [symbol, " (", symbol.shape, ")"]
    return tuple(words)
