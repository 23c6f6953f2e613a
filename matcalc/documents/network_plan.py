"""Where everything stands in one tensor network: factors in a row, indices as lines between them.

An index that two neighbours alone hold is a straight line. Any other that several hold runs above the row, with a dot
wherever more than two ends meet, as in the plan of a circuit. What one factor alone holds hangs below it: a free index
ends in a ring, a summed one in a dot. What no factor holds hangs below a node of ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.documents.drawing import Ink, Label, Outline, Point, Shape, Stroke
from matcalc.documents.graph_plan import NAMES, Made
from matcalc.documents.page import Mathematics
from matcalc.documents.tensor_network import TensorNetwork, Wire, label_of_factor
from matcalc.documents.typeset_runs import RunPrinter, typeset
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum, Term
from matcalc.forms.matrix_form import Ones
from matcalc.forms.shapes import Shape as Dimensions

HEIGHT = 24.0
LETTERS = 13.0
"""The size of type of an index, which is read where the drawing is made smaller."""

LINE = 15.0
"""The height of a line of them."""

PITCH = 17.0
TRACK = 19.0
HANGING = 15.0
ROOM = 22.0
"""What a line between neighbours has besides the width of its letter."""

CLEAR = 1.5
"""How far what hangs down from a letter is from the line below it."""

RADIUS = 2.5
CORNER = 5.0
OUT = 14.0
"""How far beyond the row a free index above it ends."""


@dataclass(frozen=True, slots=True)
class _Above:
    """A wire above the row, on a track; tracks are counted from below. loose: where it ends, if it is free."""

    wire: Wire
    track: int
    drops: tuple[float, ...]
    loose: float | None


class NetworkPlan:
    """Where the parts of one network stand: along the row from 0, up and down from the middle of the row."""

    def __init__(self, network: TensorNetwork, printer: RunPrinter, *, is_first: bool) -> None:
        self.network, self.printer = network, printer
        self.before = list(_sign(network.term, is_first=is_first))
        last = len(network.factors) - 1
        self.between: list[list[Wire]] = [[] for _ in range(max(last, 0))]
        over: list[Wire] = []
        self.hanging: list[list[Wire]] = [[] for _ in network.factors]
        self.alone: list[Wire] = []
        for wire in network.wires:
            if not wire.factors:
                self.alone.append(wire)
            elif len(wire.factors) == 1:
                self.hanging[wire.factors[0]].append(wire)
            elif wire.ends == 2 and wire.factors[1] == wire.factors[0] + 1:
                self.between[wire.factors[0]].append(wire)
            else:
                over.append(wire)
        over.sort(key=lambda wire: (wire.factors[-1] - wire.factors[0], not wire.is_summed))
        self.ports = [self._ports(number, over) for number in range(last + 1)]
        self.height = max([HEIGHT, *(len(wires) * PITCH + 6 for wires in self.between)])
        self._stand_in_a_row()
        self.over = self._tracks(over)
        tracks = max((above.track for above in self.over), default=0)
        self.above = self.height / 2 + (tracks * TRACK + LINE if tracks else 0.0)
        hangs = any(self.hanging) or self.alone
        self.below = self.height / 2 + (HANGING + 2 * RADIUS + LINE if hangs else 0.0)

    def _width_of(self, of: Mathematics | str, size: float) -> float:
        return typeset(of, self.printer).width * size

    def _letter(self, wire: Wire) -> float:
        return self._width_of(wire.index, LETTERS)

    def _alone(self, wire: Wire) -> float:
        """The room of the ones that hold an index which no factor holds."""
        return max(HEIGHT, self._letter(wire)) + 8

    @staticmethod
    def _ports(number: int, over: Sequence[Wire]) -> list[Wire]:
        """The wires that drop to a factor from above, those that come from the left first."""
        found = [wire for wire in over for held in wire.factors if held == number]
        return sorted(found, key=lambda wire: sum(wire.factors) / len(wire.factors) - number)

    def _stand_in_a_row(self) -> None:
        x = sum(self._width_of(part, NAMES) + 5 for part in self.before)
        self.centres: list[float] = []
        self.widths: list[float] = []
        for number, factor in enumerate(self.network.factors):
            label = self._width_of(label_of_factor(factor), NAMES) + 18
            pitch = max([PITCH, *(self._letter(wire) + 8 for wire in (*self.ports[number], *self.hanging[number]))])
            held = max(len(self.ports[number]), len(self.hanging[number]))
            width = max(label, HEIGHT, held * pitch)
            self.centres.append(x + width / 2)
            self.widths.append(width)
            x += width
            if number < len(self.between):
                x += max([0.0, *map(self._letter, self.between[number])]) + ROOM
        self.apart = x + (8 if self.centres and self.alone else 0)
        self.width = self.apart + sum(map(self._alone, self.alone))

    def _places(self, number: int, count: int) -> list[float]:
        """Where so many wires meet the upper or the lower side of a factor."""
        pitch = self.widths[number] / count
        return [self.centres[number] + (at - (count - 1) / 2) * pitch for at in range(count)]

    def _tracks(self, over: Sequence[Wire]) -> list[_Above]:
        places = [
            iter(self._places(number, len(wires))) if wires else iter(()) for number, wires in enumerate(self.ports)
        ]
        drops: dict[Wire, list[float]] = {wire: [] for wire in over}
        for number, wires in enumerate(self.ports):
            for wire in wires:
                drops[wire].append(next(places[number]))
        found: list[_Above] = []
        for wire in over:
            loose = None
            if not wire.is_summed:
                is_left = wire.factors[0] < len(self.widths) - 1 - wire.factors[-1]
                edge = self.centres[0] - self.widths[0] / 2 if is_left else self.centres[-1] + self.widths[-1] / 2
                loose = edge - OUT if is_left else edge + OUT
            found.append(_Above(wire, len(found) + 1, tuple(sorted(drops[wire])), loose))
        left = min([0.0, *(above.loose - self._letter(above.wire) - 8 for above in found if above.loose is not None)])
        right = max([0.0, *(above.loose + self._letter(above.wire) + 8 for above in found if above.loose is not None)])
        self.width = max(self.width, right)
        if left < 0:
            self.centres = [centre - left for centre in self.centres]
            self.apart, self.width = self.apart - left, self.width - left
            found = [
                _Above(
                    above.wire,
                    above.track,
                    tuple(drop - left for drop in above.drops),
                    None if above.loose is None else above.loose - left,
                )
                for above in found
            ]
        return found

    def draw(self, made: Made, left: float, middle: float) -> None:
        """Draw it from `left` on, about the height `middle`."""
        self.made, self.left, self.middle = made, left, middle
        x = 0.0
        for part in self.before:
            width = self._width_of(part, NAMES)
            self._label(part, x + width / 2, 0.0, NAMES, Ink.PLAIN)
            x += width + 5
        for number, factor in enumerate(self.network.factors):
            label, centre = label_of_factor(factor), self.centres[number]
            x, y = self._at(centre, 0.0)
            made.shapes.append(Shape(Outline.ROUND, x, y, self.widths[number], self.height))
            self._label(label, centre, 0.0, NAMES, Ink.PLAIN)
            self._hang(number)
        for number, wires in enumerate(self.between):
            self._join(number, wires)
        for above in self.over:
            self._run_above(above)
        x = self.apart
        for wire in self.alone:
            width = self._alone(wire)
            self.made.shapes.append(Shape(Outline.ROUND, *self._at(x + width / 2, 0.0), HEIGHT, HEIGHT))
            self._label(Ones(Dimensions(wire.index.range, Dimension.number(1))), x + width / 2, 0.0, NAMES, Ink.PLAIN)
            self._drop(wire, x + width / 2, HEIGHT / 2)
            x += width

    def _at(self, x: float, y: float) -> Point:
        return self.left + x, self.middle + y

    def _label(self, of: Mathematics | str, x: float, y: float, size: float, ink: Ink) -> None:
        self.made.labels.append(Label(of, *self._at(x, y), self._width_of(of, size), size, ink))

    def _stroke(self, ink: Ink, start: Point, *pieces: tuple[Point, ...]) -> None:
        turned = tuple(tuple(self._at(*point) for point in piece) for piece in pieces)
        self.made.strokes.append(Stroke(self._at(*start), turned, ink))

    def _end(self, outline: Outline, x: float, y: float, ink: Ink) -> None:
        self.made.shapes.append(Shape(outline, *self._at(x, y), 2 * RADIUS, 2 * RADIUS, ink))

    def _hang(self, number: int) -> None:
        wires = self.hanging[number]
        for wire, x in zip(wires, self._places(number, len(wires)) if wires else (), strict=True):
            self._drop(wire, x, self.height / 2)

    def _drop(self, wire: Wire, x: float, y: float) -> None:
        end = self.height / 2 + HANGING
        self._stroke(_ink(wire), (x, y), ((x, end),))
        self._end(Outline.DOT if wire.is_summed else Outline.RING, x, end + RADIUS, _ink(wire))
        self._label(wire.index, x, end + 2 * RADIUS + LINE / 2, LETTERS, _ink(wire))

    def _join(self, number: int, wires: Sequence[Wire]) -> None:
        left = self.centres[number] + self.widths[number] / 2
        right = self.centres[number + 1] - self.widths[number + 1] / 2
        for at, wire in enumerate(wires):
            y = (at - (len(wires) - 1) / 2) * PITCH
            self._stroke(Ink.SUMMED, (left, y), ((right, y),))
            self._label(wire.index, (left + right) / 2, y - LINE / 2 - CLEAR, LETTERS, Ink.SUMMED)

    def _run_above(self, above: _Above) -> None:
        """Up from the outermost drops, across, and a dot where another drop comes in, or the loose end goes out."""
        ink, foot = _ink(above.wire), -self.height / 2
        y = foot - above.track * TRACK
        first, last = above.drops[0], above.drops[-1]
        inner = list(above.drops[1:-1])
        start, end = [(first, foot)], [(last, foot)]
        if above.loose is not None and above.loose < first:
            inner, start = [first, *inner], []
        elif above.loose is not None:
            inner, end = [*inner, last], []
        pieces: list[tuple[Point, ...]] = []
        if start:
            pieces += [((first, y + CORNER),), ((first, y), (first, y), (first + CORNER, y))]
        if end:
            pieces += [((last - CORNER, y),), ((last, y), (last, y), (last, y + CORNER)), ((last, foot),)]
        else:
            assert above.loose is not None
            pieces.append(((above.loose - RADIUS, y),))
        begin = start[0] if start else ((above.loose or 0.0) + RADIUS, y)
        self._stroke(ink, begin, *pieces)
        for x in inner:
            self._stroke(ink, (x, y), ((x, foot),))
            self._end(Outline.DOT, x, y, ink)
        letter = self._letter(above.wire)
        if above.loose is None:
            self._label(above.wire.index, first + CORNER + letter / 2 + 1, y - LINE / 2 - CLEAR, LETTERS, ink)
        else:
            aside = RADIUS + 3 + letter / 2
            self._end(Outline.RING, above.loose, y, ink)
            self._label(above.wire.index, above.loose + (-aside if not start else aside), y, LETTERS, ink)


def _ink(wire: Wire) -> Ink:
    return Ink.SUMMED if wire.is_summed else Ink.FREE


def _sign(term: Term, *, is_first: bool) -> Iterator[Mathematics | str]:
    """What stands before the factors: the sign, a number, the sum over a label."""
    if term.coefficient < 0:
        yield "−"
    elif not is_first:
        yield "+"
    for label in term.labels:
        yield f"sum over {label.name}:"
    size = abs(term.coefficient)
    if size != 1 or not term.factors:
        yield IndexSum((Term(Fraction(size), ()),))
