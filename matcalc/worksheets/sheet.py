"""What a worksheet is made of: exercises with blanks, and what belongs into each blank.

A sheet prints no answer, though its printer gets some: Holes.right, in the blocks, and Answer.accepted, by which
exports check what is typed. The rest of an Answer is for keys, for exports that show it afterwards, and for pages,
which judge what is typed by its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from matcalc.api.derivation import Derivation
from matcalc.chain import Expression
from matcalc.documents.page import Block, Sentence
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem


class Asked(Enum):
    """What a blank asks for."""

    MATHEMATICS = "mathematics"
    OPERATORS = "operators"
    SHAPE = "shape"
    REASON = "reason"
    CHOICE = "choice"
    NUMBERS = "numbers"
    DERIVATION = "derivation"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that people give, and how one sees that it is wrong.

    name: what went wrong, in a sentence. conforms: whether it has the shape of the right answer.
    """

    answer: Sentence
    words: Sentence
    name: str = ""
    conforms: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What belongs into one blank.

    label: of the blank, unique in its sheet: 2.3 is the third of exercise 2. right: as the key prints it. accepted: the
    texts that an export takes as right, in the spelling of worksheets.normalised; empty where a reader has to judge.
    options: of a choice, as many as there are letters, and chosen the number of the right one.
    """

    label: str
    asked: Asked
    right: Sentence
    points: int
    hint: Sentence = ()
    mistakes: tuple[Mistake, ...] = ()
    accepted: tuple[str, ...] = ()
    options: tuple[Sentence, ...] = ()
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One derivation to fill in. blocks: as the sheet shows it. key: as the key does, without its table of answers.

    problem: what is derived, None where no one can ask for it again. results: its derivatives, by variable and order.
    derivation: with which a page judges what is typed; None where it can not. note: what is to be said to the one who
    makes the sheet, where not all is asked in the way that was wanted.
    """

    number: int
    title: str
    blocks: tuple[Block, ...]
    key: tuple[Block, ...]
    answers: tuple[Answer, ...]
    glyphs: Glyphs
    layout: Layout = Layout.GRADIENT
    problem: Problem | None = None
    results: tuple[tuple[str, int, Expression], ...] = ()
    derivation: Derivation | None = None
    note: str = ""

    @property
    def points(self) -> int:
        """All that can be had."""
        return sum(answer.points for answer in self.answers)


def asks(exercise: Exercise) -> tuple[tuple[str, int], ...]:
    """What an exercise asks for: the kind and the points of each blank. Those of equal exercises are equal."""
    return tuple(sorted((answer.asked.value, answer.points) for answer in exercise.answers))


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What stands above the exercises. fields: the words with lines to write on, such as Name."""

    title: str
    course: str = ""
    fields: tuple[str, ...] = ("Name", "Date")


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet for one reader: its head and its exercises, in order."""

    head: SheetHead
    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> int:
        """All that can be had."""
        return sum(exercise.points for exercise in self.exercises)

    def __repr__(self) -> str:
        return f"<Worksheet {self.head.title!r}: {len(self.exercises)} with {self.points} points>"
