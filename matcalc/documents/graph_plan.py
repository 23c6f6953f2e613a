"""Where everything stands in one column of a computation graph.

What leaves a vertex leaves it as one line, the trunk, with the shape on its one side and, where a gradient flows back,
that on the other. After it the line forks to the vertices that read it; there the parts of the gradient meet and add.
Boxes and trunks of a layer lie in a band, through which other lines go straight; between bands lines change places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from matcalc.chain import Gradient
from matcalc.documents.computation_graph import Kind
from matcalc.documents.drawing import ARROW, Arrowhead, Ink, Label, Outline, Point, Shape, Stroke
from matcalc.documents.graph_columns import Column, ranks_of
from matcalc.documents.layers import layered
from matcalc.documents.page import Mathematics
from matcalc.documents.typeset_runs import RunPrinter, typeset
from matcalc.errors import ShapeError
from matcalc.forms.matrix_form import Cotangent

NAMES, SIDES = 14.0, 11.0
"""The sizes of type of names and of what stands beside lines."""

LINE = 13.0
"""The height of a line of small type."""

HIGH = 3.5
"""How much lower than other small type stands what has a bar or a superscript, below a line."""

HEIGHT = 24.0
PITCH = 13.0
"""How far two pairs of lines are from each other at the least."""

APART = 2.75
"""How far a line is from the middle of the pair that it makes with the one that flows back."""

TRUNK = 20.0
GAP = 22.0
STEEPNESS, WIDEST_GAP = 0.14, 64.0

OUTLINES = {
    Kind.GIVEN: Outline.ROUND,
    Kind.COMPUTED: Outline.SQUARE,
    Kind.ELSEWHERE: Outline.BROKEN,
    Kind.REPEATED: Outline.BROKEN,
}


@dataclass(slots=True)
class Made:
    """What has been drawn so far."""

    shapes: list[Shape] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    heads: list[Arrowhead] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A vertex: its box, and the trunk behind it. along: in the direction of the edges; across: against it."""

    box_along: float
    box_across: float
    trunk: float
    across: float
    gradient: Mathematics | None


@dataclass(slots=True)
class _Taken:
    """How a piece of a line is used: whether a gradient flows back there, whether all of it leads elsewhere."""

    flows_back: bool = False
    is_dotted: bool = True

    def also(self, *, flows_back: bool, is_dotted: bool) -> None:
        self.flows_back |= flows_back
        self.is_dotted &= is_dotted


class GraphPlan:
    """One column, drawn into `made` from a corner on.

    All places are (along, across) until `_at` turns them into (x, y).
    """

    def __init__(self, column: Column, printer: RunPrinter, made: Made, corner: Point, *, is_sideways: bool) -> None:
        self.column, self.graph, self.printer, self.made = column, column.graph, printer, made
        self.corner, self.is_sideways = corner, is_sideways
        self.cells = [self._cell(number) for number in range(len(self.graph.vertices))]
        edges = [(use.source, use.target) for use in self.graph.uses]
        rooms = [cell.across for cell in self.cells]
        self.layers = layered(ranks_of(self.graph), edges, rooms, PITCH, PITCH)
        self.starts, self.box_ends, self.ends = self._bands()

    def draw(self) -> tuple[float, float]:
        """Draw it all. Its width and height."""
        for number in range(len(self.cells)):
            self._box(number)
            self._sides(number)
        self._lines()
        rooms = [
            self.cells[cell].across if cell < len(self.cells) else PITCH for cell in range(len(self.layers.across))
        ]
        across = max(place + room / 2 for place, room in zip(self.layers.across, rooms, strict=True))
        return (self.ends[-1], across) if self.is_sideways else (across, self.ends[-1])

    def _width(self, of: Mathematics | None, size: float) -> float:
        return 0.0 if of is None else typeset(of, self.printer).width * size

    def _cell(self, number: int) -> _Cell:
        symbol = self.graph.vertices[number].symbol
        gradient = self._gradient(number)
        arriving = len(self.graph.read_by(number))
        name, ports = self._width(symbol, NAMES) + 16, (arriving - 1) * PITCH + ARROW + 4
        beside = max(self._width(symbol.shape, SIDES), self._width(gradient, SIDES))
        is_read = self.column.is_read(number)
        if not is_read and not self._shape_stands_behind(number):
            beside = 0.0
        if self.is_sideways:
            box = max(HEIGHT, ports)
            trunk = beside + (ARROW + 6 if is_read else 6 if beside else 0)
            return _Cell(max(name, HEIGHT), box, trunk, max(box, 2 * (APART + LINE + 4)), gradient)
        box = max(name, HEIGHT, ports)
        across = max(box, 2 * (APART + 4 + beside) if is_read else beside)
        return _Cell(HEIGHT, box, TRUNK if is_read else LINE + 2 if beside else 0.0, across, gradient)

    def _gradient(self, number: int) -> Mathematics | None:
        if not self.column.gets_gradient(number):
            return None
        symbol, output = self.graph.vertices[number].symbol, self.graph.output
        try:
            return Cotangent(symbol, output.shape)
        except ShapeError:
            return Gradient(symbol, output)

    def _shape_stands_behind(self, number: int) -> bool:
        """Whether a vertex that nothing reads has its shape behind it: the output, where it is no scalar."""
        vertex = self.graph.vertices[number]
        return vertex.kind in (Kind.GIVEN, Kind.COMPUTED) and not vertex.symbol.shape.is_scalar

    def _bands(self) -> tuple[list[float], list[float], list[float]]:
        """Where each layer begins, where its boxes end and its trunks begin, and where these end."""
        layers, starts, box_ends, ends, at = self.layers, [], [], [], 0.0
        count = max(layers.rank) + 1
        boxes, trunks, moved = [0.0] * count, [0.0] * count, [0.0] * count
        for rank, cell in zip(layers.rank, self.cells, strict=False):
            boxes[rank], trunks[rank] = max(boxes[rank], cell.box_along), max(trunks[rank], cell.trunk)
        for start, end in layers.links:
            by = abs(layers.across[end] + layers.ports[start, end] - layers.across[start])
            moved[layers.rank[start]] = max(moved[layers.rank[start]], by)
        for box, trunk, by in zip(boxes, trunks, moved, strict=True):
            starts.append(at)
            box_ends.append(at + box)
            ends.append(at + box + trunk)
            at = ends[-1] + min(GAP + STEEPNESS * by, WIDEST_GAP)
        return starts, box_ends, ends

    def _at(self, along: float, across: float) -> Point:
        x, y = (along, across) if self.is_sideways else (across, along)
        return self.corner[0] + x, self.corner[1] + y

    def _box(self, number: int) -> None:
        """Boxes of a layer end where its trunks begin."""
        vertex, cell = self.graph.vertices[number], self.cells[number]
        x, y = self._at(self.box_ends[self.layers.rank[number]] - cell.box_along / 2, self.layers.across[number])
        along, across = cell.box_along, cell.box_across
        width, height = (along, across) if self.is_sideways else (across, along)
        self.made.shapes.append(Shape(OUTLINES[vertex.kind], x, y, width, height))
        self.made.labels.append(Label(vertex.symbol, x, y, self._width(vertex.symbol, NAMES), NAMES))

    def _sides(self, number: int) -> None:
        """The shape on one side of the trunk, the gradient on the other; the shape of the output behind its box."""
        cell, shape = self.cells[number], self.graph.vertices[number].symbol.shape
        end, across = self.box_ends[self.layers.rank[number]], self.layers.across[number]
        if not self.column.is_read(number):
            if self._shape_stands_behind(number):
                width = self._width(shape, SIDES)
                x, y = self._at(end + 6 + width / 2 if self.is_sideways else end + 2 + LINE / 2, across)
                self.made.labels.append(Label(shape, x, y, width, SIDES, Ink.FORWARD))
            return
        apart = 0.0 if cell.gradient is None else APART
        along = end + (ARROW + cell.trunk) / 2 if self.is_sideways else end + TRUNK / 2 + 1
        for of, side, ink, clear in ((shape, -1, Ink.FORWARD, 1), (cell.gradient, 1, Ink.BACKWARD, HIGH)):
            if of is not None:
                width = self._width(of, SIDES)
                aside = apart + (LINE / 2 + clear if self.is_sideways else width / 2 + 4)
                x, y = self._at(along, across + side * aside)
                self.made.labels.append(Label(of, x, y, width, SIDES, ink))

    def _lines(self) -> None:
        """Each trunk, each link and each passing of a layer once, in each of its two directions."""
        links: dict[tuple[int, int], _Taken] = {}
        passes: dict[int, _Taken] = {}
        source_of = {cell: source for (source, _), cell in self.layers.bends.items()}
        for use in self.graph.uses:
            route = self.layers.route(use.source, use.target)
            for link in pairwise(route):
                for taken in (links.setdefault(link, _Taken()), passes.setdefault(link[0], _Taken())):
                    taken.also(flows_back=use.flows_back, is_dotted=use.is_between)
        for number in sorted(self.column.onward):
            flows_back = number in self.column.returning
            passes.setdefault(number, _Taken()).also(flows_back=flows_back, is_dotted=not self.graph.used(number))
        for cell, taken in passes.items():
            self._pass(cell, self._apart(source_of.get(cell, cell)), taken)
        for (start, end), taken in links.items():
            self._link(start, end, self._apart(source_of.get(start, start)), taken)

    def _apart(self, number: int) -> float:
        return 0.0 if self.cells[number].gradient is None else APART

    def _pass(self, cell: int, apart: float, taken: _Taken) -> None:
        """Straight through a layer: a trunk from its box on, or a bend."""
        rank, across = self.layers.rank[cell], self.layers.across[cell]
        is_trunk = cell < len(self.cells)
        start, end = self.box_ends[rank] if is_trunk else self.starts[rank], self.ends[rank]
        self._stroke((start, across - apart), [[(end, across - apart)]], Ink.FORWARD, taken)
        if taken.flows_back:
            if is_trunk:
                self._head((start, across + apart), -1.0, Ink.BACKWARD)
                start += ARROW - 1
            self._stroke((start, across + apart), [[(end, across + apart)]], Ink.BACKWARD, taken)

    def _link(self, start: int, end: int, apart: float, taken: _Taken) -> None:
        """From the end of one layer to where the next begins, or to a box there.

        Where it is steep, the two lines of a pair keep apart because one of them turns earlier.
        """
        layers = self.layers
        before, after = layers.across[start], layers.across[end] + layers.ports[start, end]
        left, right = self.ends[layers.rank[start]], self.starts[layers.rank[end]]
        is_node = end < len(self.cells)
        stop = self.box_ends[layers.rank[end]] - self.cells[end].box_along if is_node else right
        turn = 0.0 if abs(after - before) < 1 else 1.0 if after > before else -1.0
        for ink, side in ((Ink.FORWARD, -apart), (Ink.BACKWARD, apart)):
            if ink is Ink.BACKWARD and not taken.flows_back:
                continue
            first, last = left + 3 - side * turn, right - 3 - side * turn
            middle = (first + last) / 2
            steered = [(middle, before + side), (middle, after + side), (last, after + side)]
            has_head = is_node and ink is Ink.FORWARD
            final = stop - ARROW + 1 if has_head else stop
            pieces = [[(first, before + side)], steered, [(final, after + side)]]
            self._stroke((left, before + side), pieces, ink, taken)
            if has_head:
                self._head((stop, after + side), 1.0, ink)

    def _stroke(self, start: Point, pieces: list[list[Point]], ink: Ink, taken: _Taken) -> None:
        turned = tuple(tuple(self._at(*point) for point in piece) for piece in pieces)
        self.made.strokes.append(Stroke(self._at(*start), turned, ink, taken.is_dotted))

    def _head(self, tip: Point, along: float, ink: Ink) -> None:
        direction = (along, 0.0) if self.is_sideways else (0.0, along)
        self.made.heads.append(Arrowhead(self._at(*tip), direction, ink))
