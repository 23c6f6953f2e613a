"""The page model: what a document says, in order, with its mathematics as data. Printers give it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from matcalc.chain import Blank, Step
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.shapes import Axes, Shape
from matcalc.notation.printer import Mathematics as Mathematics

if TYPE_CHECKING:
    from matcalc.documents.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Equation:
    """left = right."""

    left: Mathematics
    right: Mathematics


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be shown as it was typed."""

    text: str


Part = str | Mathematics | Equation | Code

Sentence = tuple[Part, ...]
"""Words, and mathematics between them. Every chain.Prose is one."""


def with_equations(sentence: Sentence) -> Sentence:
    """The sentence with `x`, ' = ', `y` as one equation, so that no printer breaks a line in it."""
    joined: list[Part] = []
    for part in sentence:
        if len(joined) > 1 and joined[-1] == " = ":
            left = joined[-2]
            if not isinstance(left, str | Equation | Code) and not isinstance(part, str | Equation | Code):
                joined[-2:] = [Equation(left, part)]
                continue
        joined.append(part)
    return tuple(joined)


def is_formula(sentence: Sentence) -> bool:
    """Whether it is one formula and no words, so that it may stand as large as on a line of its own."""
    return len(sentence) == 1 and not isinstance(sentence[0], str | Equation | Code)


def box_for_words(sentence: Sentence) -> Blank | None:
    """The blank that a sentence is, where all of it is asked for with a box to write in; else None."""
    match sentence:
        case (Blank(marks=False) as blank,):
            return blank
    return None


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section, or of a part of one (level 2). room: the lines that must fit on its page below it.

    variant: of a sheet that begins here, one of several, and whose pages are counted by themselves.
    """

    words: Sentence
    level: int = 1
    room: int = 0
    variant: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences."""

    words: Sentence


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short statements, one below the other."""

    items: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under named columns; `wide` is the number of the column that takes what room is left; None for all but the
    first in equal parts, or, in text that is too narrow for that, one below the other.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    wide: int | None


@dataclass(frozen=True, slots=True)
class Network:
    """Terms in index form that can be drawn as tensor networks: what a step collapses, or a result that stays as it is.

    free: the free indices of their chain. step: None of a result. code: as that of a figure.
    """

    terms: IndexSum
    free: tuple[Index, ...]
    step: Step | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class StepFigure:
    """A small drawing that stands at the step that it belongs to, and has no legend.

    alone: the same with a legend, as `code` makes it, Python of a derivation `d`; code is empty where there is none.
    """

    drawing: Drawing
    alone: Drawing
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """left = through = right, by `rule`, because of `reason`; mostly nothing stands between.

    Without a left side it goes on from the line above.
    `depth` counts how far the line is nested: 0 in the main chain, 1 in a chain that derives a part of it.
    before: what its first step begins with, as a line above shows it, so that a page can show what changed.
    networks: what a page with figures draws of it. figures: those drawings, on such a page.
    """

    left: Mathematics | None
    right: Mathematics
    rule: str = ""
    reason: Sentence = ()
    depth: int = 0
    through: Mathematics | None = None
    before: Mathematics | None = None
    networks: tuple[Network, ...] = field(default=(), compare=False)
    figures: tuple[StepFigure, ...] = ()


def said(line: Line) -> Sentence:
    """The reason of a line, and in words what its figures show."""
    words = line.reason
    for figure in line.figures:
        words = (*words, ". Tensor network. " if words else "Tensor network. ", *figure.drawing.words[:-1])
    return words


@dataclass(frozen=True, slots=True)
class ChainBlock:
    """Lines to be aligned at their equals signs.

    is_kept: whether no page break comes between its lines, and none between it and another that is kept below it.
    """

    lines: tuple[Line, ...]
    is_kept: bool = False

    @property
    def runs(self) -> tuple[tuple[Line, ...], ...]:
        """The lines in groups that stand below each other at one depth."""
        return tuple(tuple(run) for _, run in groupby(self.lines, key=lambda line: line.depth))


@dataclass(frozen=True, slots=True)
class Box:
    """A result, and the shape of both its sides, which may be asked for."""

    equation: Equation
    shape: Shape | Axes | Blank


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader has to know before all else, in a frame: a title, sentences, and the ways out."""

    title: Sentence
    sentences: tuple[Sentence, ...]
    ways: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Code in lines of its own. language: such as python."""

    code: str
    language: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """Words that each have a line to write on behind them: Name, Date. The numbers say how the width is shared."""

    fields: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AnswerSpace:
    """Empty room of so many lines to write in. label: what it is called on its sheet."""

    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class Options:
    """Answers to choose one from, lettered a, b, c. label: what the question is called on its sheet."""

    label: str
    items: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """Help for blanks, by their labels, in small type: at the foot of the page, if `at_foot` and the target has one."""

    items: tuple[tuple[str, Sentence], ...]
    at_foot: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, and a sentence that says what it is. A target without pictures says what the drawing has in words.

    code: Python that makes it of a derivation `d`, for a notebook; empty where there is none.
    """

    drawing: Drawing
    words: Sentence
    code: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | Table
    | ChainBlock
    | Box
    | Notice
    | Listing
    | FormLine
    | AnswerSpace
    | Options
    | Hints
    | Figure
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Page:
    """A title and what stands below it, all printed with the same names. See document.Document for several."""

    title: str
    blocks: tuple[Block, ...]
