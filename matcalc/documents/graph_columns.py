"""A long computation graph in several columns, each of which begins with what it reads of those before."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.documents.computation_graph import ComputationGraph, Kind, Use, Vertex

WINDOW = 0.2
"""How much shorter or longer than another a column may be, so that less has to be drawn twice."""


@dataclass(frozen=True, slots=True)
class Column:
    """Some of the layers of a graph.

    onward: the vertices that a later column reads. returning: those of them whose gradient gets a part there.
    """

    graph: ComputationGraph
    onward: frozenset[int] = frozenset()
    returning: frozenset[int] = frozenset()

    def is_read(self, vertex: int) -> bool:
        """Whether anything reads a vertex, here or in a later column."""
        return vertex in self.onward or bool(self.graph.used(vertex))

    def gets_gradient(self, vertex: int) -> bool:
        """Whether a gradient flows back to a vertex, from here or from a later column."""
        return vertex in self.returning or self.graph.gets_gradient(vertex)


def ranks_of(graph: ComputationGraph) -> list[int]:
    """The layer of each vertex: a definition after all that it reads, what is given just before it is read."""
    numbers = range(len(graph.vertices))
    ranks = {number: 0 for number in numbers if not graph.read_by(number)}
    given = tuple(ranks)
    waiting = [number for number in numbers if number not in ranks]
    while waiting:
        left = []
        for number in waiting:
            reads = [use.source for use in graph.read_by(number)]
            if all(source in ranks for source in reads):
                ranks[number] = 1 + max(ranks[source] for source in reads)
            else:
                left.append(number)
        waiting = left
    for number in given:
        if readers := graph.used(number):
            ranks[number] = min(ranks[use.target] for use in readers) - 1
    return [ranks[number] for number in numbers]


def columns_of(graph: ComputationGraph, count: int) -> tuple[Column, ...]:
    """The graph in so many columns, cut where little is read across the cut."""
    ranks = ranks_of(graph)
    cuts = _cuts(graph, ranks, count)
    of = _column_of_each(graph, ranks, cuts)
    return tuple(_column(graph, of, number) for number in range(len(cuts) + 1))


def _cuts(graph: ComputationGraph, ranks: list[int], count: int) -> list[int]:
    """The first layer of each column but the first."""
    total = max(ranks) + 1
    cuts: list[int] = []
    for number in range(1, count):
        ideal = total * number / count
        near = WINDOW * total / count
        choices = [cut for cut in range(2, total) if abs(cut - ideal) <= near and (not cuts or cut > cuts[-1] + 1)]
        if choices:
            cuts.append(min(choices, key=lambda cut: (_crossing(graph, ranks, cut), abs(cut - ideal))))
    return cuts


def _crossing(graph: ComputationGraph, ranks: list[int], cut: int) -> int:
    of = _column_of_each(graph, ranks, [cut])
    return len({use.source for use in graph.uses if of[use.source] != of[use.target]})


def _column_of_each(graph: ComputationGraph, ranks: list[int], cuts: list[int]) -> list[int]:
    """What is given stands in the first column that reads it."""
    of = [sum(rank >= cut for cut in cuts) for rank in ranks]
    read = {use.target for use in graph.uses}
    first: dict[int, int] = {}
    for use in graph.uses:
        first[use.source] = min(first.get(use.source, of[use.target]), of[use.target])
    return [of[number] if number in read else first.get(number, of[number]) for number in range(len(of))]


def _column(graph: ComputationGraph, of: list[int], column: int) -> Column:
    earlier = [use.source for use in graph.uses if of[use.target] == column and of[use.source] < column]
    own = [number for number in range(len(of)) if of[number] == column]
    kept = (*dict.fromkeys(earlier), *own)
    numbers = {number: place for place, number in enumerate(kept)}
    vertices = tuple(
        graph.vertices[number] if number in set(own) else Vertex(graph.vertices[number].symbol, Kind.REPEATED)
        for number in kept
    )
    uses = tuple(
        Use(numbers[use.source], numbers[use.target], use.flows_back, use.is_between)
        for use in graph.uses
        if of[use.target] == column
    )
    onward = [use for use in graph.uses if of[use.source] == column and of[use.target] > column]
    return Column(
        ComputationGraph(graph.output, vertices, uses),
        frozenset(numbers[use.source] for use in onward),
        frozenset(numbers[use.source] for use in onward if use.flows_back),
    )
