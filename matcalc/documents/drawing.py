"""A drawing as data: outlines, lines, arrowheads and labels at places, and what it shows in words. Printers draw it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from matcalc.documents.page import Mathematics, Sentence

WIDEST = 642.0
"""What a page of text has room for, 170 mm, in units."""

TALLEST = 900.0
"""What a page of text has room for from top to bottom, in units."""

SMALLEST_SCALE = 0.7
"""How much smaller than it is a drawing may be shown and still be read."""

AT_A_STEP = 0.85
"""How large a drawing is that stands at a step."""

Point = tuple[float, float]


class Ink(Enum):
    """What a line stands for. A printer gives each its colour, and breaks those of gradients."""

    PLAIN = "plain"
    FORWARD = "forward"
    BACKWARD = "backward"
    SUMMED = "summed"
    FREE = "free"


class Outline(Enum):
    """The look of a node."""

    SQUARE = "square"
    ROUND = "round"
    BROKEN = "broken"
    DOT = "dot"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class Shape:
    """A node, by its centre."""

    outline: Outline
    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.PLAIN


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from `start` through `pieces`: a piece of one point is straight, one of three is a cubic Bézier curve.

    is_dotted: whether it leads to what is not drawn in full.
    """

    start: Point
    pieces: tuple[tuple[Point, ...], ...]
    ink: Ink
    is_dotted: bool = False

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point, those that steer a curve included: the line lies within them."""
        return (self.start, *(point for piece in self.pieces for point in piece))


@dataclass(frozen=True, slots=True)
class Arrowhead:
    """A filled triangle with its tip at a point, along a direction of length 1."""

    tip: Point
    direction: Point
    ink: Ink

    @property
    def corners(self) -> tuple[Point, Point, Point]:
        """The tip and the two corners behind it."""
        (x, y), (across, down) = self.tip, self.direction
        back, aside = (x - ARROW * across, y - ARROW * down), (-down * ARROW / 2.5, across * ARROW / 2.5)
        return self.tip, (back[0] + aside[0], back[1] + aside[1]), (back[0] - aside[0], back[1] - aside[1])


ARROW = 7.0
"""How long an arrowhead is."""


@dataclass(frozen=True, slots=True)
class Label:
    """Mathematics, or words, about a centre. size: of the type, in units."""

    of: Mathematics | str
    x: float
    y: float
    width: float
    size: float
    ink: Ink = Ink.PLAIN


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, on an area with (0, 0) at its upper left corner; a unit is 1/96 of an inch.

    title: what it is. words: what it shows, for who can not see it.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    strokes: tuple[Stroke, ...]
    heads: tuple[Arrowhead, ...]
    labels: tuple[Label, ...]
    title: Sentence
    words: Sentence

    @property
    def scale(self) -> float:
        """How large a page can show it: 1 as it is."""
        return min(1.0, WIDEST / self.width, TALLEST / self.height)

    @property
    def fits_a_page(self) -> bool:
        """Whether it can be read where it is made small enough for a page."""
        return self.scale >= SMALLEST_SCALE
