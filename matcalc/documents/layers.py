"""Where the cells of a layered drawing stand: each edge leads from a layer to a later one, and passes no other cell.

After Sugiyama, Tagawa and Toda (1981). Written here because the layered layouts that Python has are under the GPL or
EPL (grandalf, pyelk) or need a compiled wheel (fast-sugiyama, graph-layout).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12
ROUNDS = 40
BESIDE = 9.0
"""The least room between two cells of a layer."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Cells in layers. The first are the nodes, in the order given; bends, by which edges pass a layer, follow.

    rank: the layer of each cell. across: where its centre stands in its layer. links: from a cell to one in the next
    layer, each once: all edges from one node that pass a layer share their bend there. ports: against the centre of its
    end, where a link arrives. bends: by node and layer.
    """

    rank: tuple[int, ...]
    across: tuple[float, ...]
    links: tuple[tuple[int, int], ...]
    ports: dict[tuple[int, int], float]
    bends: dict[tuple[int, int], int]

    def route(self, source: int, target: int) -> tuple[int, ...]:
        """The cells of an edge in order."""
        between = range(self.rank[source] + 1, self.rank[target])
        return (source, *(self.bends[source, layer] for layer in between), target)


def layered(
    rank: Sequence[int], edges: Sequence[tuple[int, int]], room: Sequence[float], bend_room: float, pitch: float
) -> Layers:
    """Layers for nodes of given ranks. room: what each takes in its layer; pitch: between two links that arrive."""
    ranks, rooms = list(rank), list(room)
    bends: dict[tuple[int, int], int] = {}
    links: dict[tuple[int, int], None] = {}
    for source, target in edges:
        before = source
        for layer in range(rank[source] + 1, rank[target]):
            if (source, layer) not in bends:
                bends[source, layer] = len(ranks)
                ranks.append(layer)
                rooms.append(bend_room)
            links[before, bends[source, layer]] = None
            before = bends[source, layer]
        links[before, target] = None
    order = _ordered(ranks, list(links))
    ports = _ports(order, list(links), len(rank), pitch)
    across = _placed(order, list(links), rooms, ports, len(rank))
    return Layers(tuple(ranks), tuple(across), tuple(links), ports, bends)


def _ordered(ranks: list[int], links: list[tuple[int, int]]) -> list[list[int]]:
    """The cells of each layer in an order with few crossings: by the mean place of their neighbours, to and fro."""
    layers: list[list[int]] = [[] for _ in range(max(ranks) + 1)]
    before: list[list[int]] = [[] for _ in ranks]
    after: list[list[int]] = [[] for _ in ranks]
    for cell, layer in enumerate(ranks):
        layers[layer].append(cell)
    for start, end in links:
        before[end].append(start)
        after[start].append(end)
    best, least = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for number in range(len(layers)) if forwards else reversed(range(len(layers))):
            near = before if forwards else after
            beside = number - 1 if forwards else number + 1
            if 0 <= beside < len(layers):
                layers[number] = _by_mean(layers[number], layers[beside], near)
        _swapped(layers, before, after)
        if (count := _crossings(layers, after)) < least:
            best, least = [list(layer) for layer in layers], count
    return best


def _by_mean(layer: list[int], beside: list[int], near: list[list[int]]) -> list[int]:
    """Those with neighbours sorted by the mean place of these; those without keep their places."""
    place = {cell: number for number, cell in enumerate(beside)}
    mean = {cell: sum(place[other] for other in near[cell]) / len(near[cell]) for cell in layer if near[cell]}
    movable = iter(sorted(mean, key=lambda cell: mean[cell]))
    return [next(movable) if cell in mean else cell for cell in layer]


def _swapped(layers: list[list[int]], before: list[list[int]], after: list[list[int]]) -> None:
    """Swap neighbours in a layer as long as that leaves fewer crossings, which are finitely many."""
    places = [{cell: number for number, cell in enumerate(layer)} for layer in layers]
    is_better = True
    while is_better:
        is_better = False
        for number, layer in enumerate(layers):
            for at in range(len(layer) - 1):
                left, right = layer[at], layer[at + 1]
                gain = 0
                for near, beside in ((before, number - 1), (after, number + 1)):
                    if 0 <= beside < len(layers):
                        mine = [places[beside][cell] for cell in near[left]]
                        other = [places[beside][cell] for cell in near[right]]
                        gain += sum((a > b) - (a < b) for a in mine for b in other)
                if gain > 0:
                    layer[at], layer[at + 1] = right, left
                    places[number][left], places[number][right] = at + 1, at
                    is_better = True


def _crossings(layers: list[list[int]], after: list[list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        place = {cell: number for number, cell in enumerate(lower)}
        ends = [place[end] for start in upper for end in sorted(after[start], key=lambda cell: place[cell])]
        total += sum(1 for at, first in enumerate(ends) for second in ends[at + 1 :] if first > second)
    return total


def _ports(
    order: list[list[int]], links: list[tuple[int, int]], nodes: int, pitch: float
) -> dict[tuple[int, int], float]:
    """Links arrive beside each other in the order of where they come from."""
    place = {cell: number for layer in order for number, cell in enumerate(layer)}
    arriving: dict[int, list[tuple[int, int]]] = {}
    for link in links:
        arriving.setdefault(link[1], []).append(link)
    ports: dict[tuple[int, int], float] = {}
    for group in arriving.values():
        group.sort(key=lambda link: place[link[0]])
        for number, link in enumerate(group):
            ports[link] = (number - (len(group) - 1) / 2) * pitch if link[1] < nodes else 0.0
    return ports


def _placed(
    order: list[list[int]],
    links: list[tuple[int, int]],
    room: list[float],
    ports: dict[tuple[int, int], float],
    nodes: int,
) -> list[float]:
    """Places at which links are nearly straight, those of bends before others; the first cell begins at 0."""
    wanted: list[list[tuple[int, float, float]]] = [[] for _ in room]  # of a cell: beside which, moved by, how much so
    for start, end in links:
        weight = 1.0 + 3.0 * ((start >= nodes) + (end >= nodes))
        wanted[end].append((start, -ports[start, end], weight))
        wanted[start].append((end, ports[start, end], weight))
    across = [0.0] * len(room)
    for layer in order:
        _settle(layer, [0.0] * len(layer), [1.0] * len(layer), room, across)
    for number in range(ROUNDS):
        for layer in order if number % 2 == 0 else reversed(order):
            wishes, weights = [], []
            for cell in layer:
                total = sum(weight for _, _, weight in wanted[cell]) or 0.01
                mean = sum((across[other] + moved) * weight for other, moved, weight in wanted[cell]) / total
                wishes.append(mean if wanted[cell] else across[cell])
                weights.append(total)
            _settle(layer, wishes, weights, room, across)
    first = min(place - size / 2 for place, size in zip(across, room, strict=True))
    return [place - first for place in across]


def _settle(
    layer: list[int], wishes: list[float], weights: list[float], room: list[float], across: list[float]
) -> None:
    """Put the cells of a layer as near to where they would be as their order and their sizes allow.

    That is an isotonic regression: cells that would be too near to each other form a block about their mean.
    """
    offsets = [0.0]
    for left, right in pairwise(layer):
        offsets.append(offsets[-1] + (room[left] + room[right]) / 2 + BESIDE)
    blocks: list[tuple[float, float, int]] = []  # weighted mean, weight, number of cells
    for wish, offset, weight in zip(wishes, offsets, weights, strict=True):
        mean, total, size = wish - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, own, cells = blocks.pop()
            mean, total, size = (mean * total + other * own) / (total + own), total + own, size + cells
        blocks.append((mean, total, size))
    means = [mean for mean, _, size in blocks for _ in range(size)]
    for cell, mean, offset in zip(layer, means, offsets, strict=True):
        across[cell] = mean + offset
