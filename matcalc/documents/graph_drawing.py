"""A computation graph as a drawing: forward from left to right or from top to bottom, gradients beside it and back.

What leaves a vertex leaves it as one line, the trunk, with the shape on its one side and, where a gradient flows back,
that on the other. After it the line forks to the vertices that read it; there the parts of the gradient meet and add.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from matcalc.chain import Gradient
from matcalc.documents.computation_graph import ComputationGraph, Kind, words_of
from matcalc.documents.drawing import ARROW, Arrowhead, Drawing, Ink, Label, Outline, Point, Shape, Stroke
from matcalc.documents.layers import Layers, layered
from matcalc.documents.page import Mathematics
from matcalc.documents.typeset_runs import RunPrinter, typeset
from matcalc.errors import ShapeError
from matcalc.forms.matrix_form import Cotangent, Symbol

NAMES, SIDES = 14.0, 11.0
"""The sizes of type of names and of what stands beside lines."""

HEIGHT = 24.0
PITCH = 13.0
APART = 2.75
"""How far a line is from the middle of the pair that it makes with the one that flows back."""

TRUNK = 20.0
GAP = 24.0
MARGIN = 4.0
LINE = 13.0
"""The height of a line of small type."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A vertex: the box, and the trunk that leaves it. along: in the direction of the edges; across: against it."""

    box_along: float
    box_across: float
    trunk: float
    across: float
    shape: float
    gradient: float


def graph_drawing(graph: ComputationGraph, printer: RunPrinter) -> Drawing:
    """From left to right where a page has room for that, else the way in which it can be shown larger."""
    sideways = _Plan(graph, printer, is_sideways=True).drawing()
    if sideways.scale == 1:
        return sideways
    upright = _Plan(graph, printer, is_sideways=False).drawing()
    return upright if upright.scale > sideways.scale else sideways


@dataclass(slots=True)
class _Made:
    """What has been drawn so far."""

    shapes: list[Shape] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    heads: list[Arrowhead] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


class _Plan:
    """A drawing in one direction. All places are (along, across) until `_at` turns them into (x, y)."""

    def __init__(self, graph: ComputationGraph, printer: RunPrinter, *, is_sideways: bool) -> None:
        self.graph, self.printer, self.is_sideways = graph, printer, is_sideways
        self.made = _Made()
        self.gradients = [self._gradient(number) for number in range(len(graph.vertices))]
        self.cells = [self._cell(number) for number in range(len(graph.vertices))]
        ranks = ranks_of(graph)
        edges = [(use.source, use.target) for use in graph.uses]
        self.layers = layered(ranks, edges, [cell.across for cell in self.cells], PITCH, PITCH)
        self.starts, self.ends = self._bands(self.layers)

    def drawing(self) -> Drawing:
        """All of it, with a legend below."""
        for number in range(len(self.graph.vertices)):
            self._vertex(number)
        self._lines()
        across = max(place + self._room(cell) / 2 for cell, place in enumerate(self.layers.across))
        width, height = self._at((self.ends[-1] + MARGIN, across + MARGIN))
        wide, high = self._legend(height)
        made = self.made
        return Drawing(
            max(width, wide) + MARGIN,
            high + MARGIN,
            tuple(made.shapes),
            tuple(made.strokes),
            tuple(made.heads),
            tuple(made.labels),
            ("Computation graph of ", self.graph.output),
            words_of(self.graph),
        )

    def _gradient(self, number: int) -> Mathematics | None:
        if not self.graph.gets_gradient(number):
            return None
        symbol, output = self.graph.vertices[number].symbol, self.graph.output
        try:
            return Cotangent(symbol, output.shape)
        except ShapeError:
            return Gradient(symbol, output)

    def _width(self, of: Mathematics | str, size: float) -> float:
        return typeset(of, self.printer).width * size

    def _cell(self, number: int) -> _Cell:
        symbol = self.graph.vertices[number].symbol
        arriving = sum(1 for use in self.graph.uses if use.target == number)
        ports = (arriving - 1) * PITCH + ARROW + 4
        name = self._width(symbol, NAMES) + 14
        gradient = self.gradients[number]
        shape = self._width(symbol.shape, SIDES)
        back = 0.0 if gradient is None else self._width(gradient, SIDES)
        is_read = bool(self.graph.used(number))
        if not is_read and (symbol.shape.is_scalar or self.graph.vertices[number].kind is Kind.ELSEWHERE):
            shape = 0.0
        if self.is_sideways:
            trunk = max(shape, back) + ARROW + 6 if is_read else shape + 6 if shape else 0.0
            box = max(HEIGHT, ports)
            return _Cell(max(name, HEIGHT), box, trunk, max(box, 2 * (APART + LINE + 2)), shape, back)
        box = max(name, HEIGHT, ports)
        beside = max(box, 2 * (APART + 3 + max(shape, back))) if is_read else max(box, shape)
        return _Cell(HEIGHT, box, TRUNK if is_read else LINE + 2 if shape else 0.0, beside, shape, back)

    def _room(self, cell: int) -> float:
        return self.cells[cell].across if cell < len(self.cells) else PITCH

    def _bands(self, layers: Layers) -> tuple[list[float], list[float]]:
        """Where each layer begins and ends. Between two of them lines change their places, steeper in more room."""
        last = max(layers.rank)
        starts, ends, at = [], [], MARGIN
        for rank in range(last + 1):
            cells = [cell for number, cell in enumerate(self.cells) if layers.rank[number] == rank]
            starts.append(at)
            ends.append(at + max(cell.box_along for cell in cells) + max(cell.trunk for cell in cells))
            leaving = [link for link in layers.links if layers.rank[link[0]] == rank]
            moved = [abs(layers.across[end] + layers.ports[start, end] - layers.across[start]) for start, end in leaving]
            at = ends[-1] + GAP + min(0.14 * max(moved, default=0.0), 1.6 * GAP)
        return starts, ends

    def _at(self, place: Point) -> Point:
        return place if self.is_sideways else (place[1], place[0])

    def _box_end(self, number: int) -> float:
        """Boxes of a layer end where its trunks begin."""
        rank = self.layers.rank[number]
        return self.starts[rank] + max(
            cell.box_along for other, cell in enumerate(self.cells) if self.layers.rank[other] == rank
        )

    def _across(self, cell: int) -> float:
        return self.layers.across[cell] + MARGIN

    def _vertex(self, number: int) -> None:
        vertex, cell, across, end = self.graph.vertices[number], self.cells[number], self._across(number), 0.0
        end = self._box_end(number)
        x, y = self._at((end - cell.box_along / 2, across))
        wide, high = self._at((cell.box_along, cell.box_across))
        outline = {Kind.GIVEN: Outline.ROUND, Kind.COMPUTED: Outline.SQUARE, Kind.ELSEWHERE: Outline.BROKEN}[vertex.kind]
        self.made.shapes.append(Shape(outline, x, y, wide, high))
        self.made.labels.append(Label(vertex.symbol, x, y, self._width(vertex.symbol, NAMES), NAMES))
        self._sides(number, vertex.symbol, end, across)

    def _sides(self, number: int, symbol: Symbol, end: float, across: float) -> None:
        """The shape on one side of the trunk, the gradient on the other; below or behind what has no trunk, the shape."""
        cell, gradient = self.cells[number], self.gradients[number]
        if not self.graph.used(number):
            if cell.shape:
                along = end + 6 + cell.shape / 2 if self.is_sideways else end + 2 + LINE / 2
                x, y = self._at((along, across))
                self.made.labels.append(Label(symbol.shape, x, y, cell.shape, SIDES))
            return
        apart = APART if gradient is not None else 0.0
        for of, width, side, ink in ((symbol.shape, cell.shape, -1, Ink.FORWARD), (gradient, cell.gradient, 1, Ink.BACKWARD)):
            if of is None:
                continue
            aside = (LINE / 2 + 1 if self.is_sideways else width / 2 + 3) + apart
            along = end + ARROW + 1 + (cell.trunk - ARROW - 2) / 2 if self.is_sideways else end + TRUNK / 2 + 1
            x, y = self._at((along, across + side * aside))
            self.made.labels.append(Label(of, x, y, width, SIDES, ink))

    def _lines(self) -> None:
        """Each trunk, each link and each passing of a layer once, in each of its two directions."""
        layers = self.layers
        links: dict[tuple[int, int], list[bool]] = {}  # whether it flows back, whether all that takes it leads elsewhere
        for use in self.graph.uses:
            route = layers.route(use.source, use.target)
            for link in zip(route, route[1:], strict=False):
                flags = links.setdefault(link, [False, True])
                flags[0] |= use.flows_back
                flags[1] &= use.is_between
        roots = {cell: source for (source, _), cell in layers.bends.items()}
        leaving: dict[int, list[bool]] = {}
        for (start, _), (back, between) in links.items():
            flags = leaving.setdefault(start, [False, True])
            flags[0] |= back
            flags[1] &= between
        for start, (back, between) in leaving.items():
            self._along_band(start, is_pair=self._is_pair(roots.get(start, start)), flows_back=back, is_dotted=between)
        for (start, end), (back, between) in links.items():
            self._link(start, end, is_pair=self._is_pair(roots.get(start, start)), flows_back=back, is_dotted=between)

    def _is_pair(self, number: int) -> bool:
        return self.gradients[number] is not None

    def _along_band(self, cell: int, *, is_pair: bool, flows_back: bool, is_dotted: bool) -> None:
        """Straight through a layer: a trunk from its box on, or a bend."""
        rank, across = self.layers.rank[cell], self._across(cell)
        is_node = cell < len(self.cells)
        start, end = self._box_end(cell) if is_node else self.starts[rank], self.ends[rank]
        apart = APART if is_pair else 0.0
        self._stroke([(start, across - apart), (end, across - apart)], Ink.FORWARD, is_dotted=is_dotted)
        if flows_back:
            if is_node:
                self._head((start, across + apart), -1.0, Ink.BACKWARD)
                start += ARROW - 1
            self._stroke([(start, across + apart), (end, across + apart)], Ink.BACKWARD, is_dotted=is_dotted)

    def _link(self, start: int, end: int, *, is_pair: bool, flows_back: bool, is_dotted: bool) -> None:
        """From the end of one layer into the next. Where it is steep, the two lines keep apart by beginning later."""
        layers = self.layers
        before, after = self._across(start), self._across(end) + layers.ports[start, end]
        left, right = self.ends[layers.rank[start]], self.starts[layers.rank[end]]
        is_node = end < len(self.cells)
        stop = self._box_end(end) - self.cells[end].box_along if is_node else right
        turn = 0.0 if abs(after - before) < 1 else 1.0 if after > before else -1.0
        apart = APART if is_pair else 0.0
        for ink, side in ((Ink.FORWARD, -1.0), (Ink.BACKWARD, 1.0)):
            if ink is Ink.BACKWARD and not flows_back:
                continue
            shift = -side * turn * apart
            first, last = (left + 3 + shift, before + side * apart), (right - 3 + shift, after + side * apart)
            tip = (stop, after + side * apart)
            line_end = (stop - ARROW + 1, tip[1]) if is_node and ink is Ink.FORWARD else tip
            self._curve((left, first[1]), first, last, line_end, ink, is_dotted=is_dotted)
            if is_node and ink is Ink.FORWARD:
                self._head(tip, 1.0, ink)

    def _curve(self, start: Point, first: Point, last: Point, end: Point, ink: Ink, *, is_dotted: bool) -> None:
        half = (last[0] - first[0]) / 2
        steered = ((first[0] + half, first[1]), (last[0] - half, last[1]), last)
        pieces = ((first,), steered, (end,))
        turned = tuple(tuple(self._at(point) for point in piece) for piece in pieces)
        self.made.strokes.append(Stroke(self._at(start), turned, ink, is_dotted))

    def _stroke(self, points: list[Point], ink: Ink, *, is_dotted: bool) -> None:
        start, *rest = (self._at(point) for point in points)
        self.made.strokes.append(Stroke(start, tuple((point,) for point in rest), ink, is_dotted))

    def _head(self, tip: Point, along: float, ink: Ink) -> None:
        self.made.heads.append(Arrowhead(self._at(tip), self._at((along, 0.0)), ink))

    def _legend(self, top: float) -> tuple[float, float]:
        """What the kinds of lines mean, a line each. The width and the height that the drawing then has."""
        wide, y = 0.0, top + 4
        for words, ink, is_dotted in self._meanings():
            y += LINE + 2
            left, right = MARGIN, MARGIN + 34
            tip, along = (right, 1.0) if ink is Ink.FORWARD else (left, -1.0)
            ends = (left, right - ARROW + 1) if along > 0 else (left + ARROW - 1, right)
            if is_dotted:
                ends = (left, right)
            else:
                self.made.heads.append(Arrowhead((tip, y), (along, 0.0), ink))
            self.made.strokes.append(Stroke((ends[0], y), (((ends[1], y),),), ink, is_dotted))
            width = self._width(words, SIDES)
            self.made.labels.append(Label(words, right + 8 + width / 2, y, width, SIDES))
            wide = max(wide, right + 8 + width)
        return wide, y + LINE / 2

    def _meanings(self) -> Iterator[tuple[str, Ink, bool]]:
        yield "a value, with its shape", Ink.FORWARD, False
        if any(use.flows_back for use in self.graph.uses):
            what = "the gradient" if self.graph.output.shape.is_scalar else "the derivative"
            yield f"{what} at that value; where lines meet, they add", Ink.BACKWARD, False
        if any(use.is_between for use in self.graph.uses):
            yield "to another step or member of the family", Ink.FORWARD, True


def ranks_of(graph: ComputationGraph) -> list[int]:
    """The layer of each vertex: a definition after all that it reads, what is given just before it is read."""
    reads: dict[int, list[int]] = {}
    for use in graph.uses:
        reads.setdefault(use.target, []).append(use.source)
    ranks = dict.fromkeys((number for number in range(len(graph.vertices)) if number not in reads), 0)
    waiting = [number for number in range(len(graph.vertices)) if number in reads]
    while waiting:
        left = []
        for number in waiting:
            if all(source in ranks for source in reads[number]):
                ranks[number] = 1 + max(ranks[source] for source in reads[number])
            else:
                left.append(number)
        waiting = left
    for number in range(len(graph.vertices)):
        if number not in reads and (readers := graph.used(number)):
            ranks[number] = min(ranks[use.target] for use in readers) - 1
    return [ranks[number] for number in range(len(graph.vertices))]
