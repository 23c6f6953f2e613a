"""What marking finds: a mark for each blank, and for each file that was handed in what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ruling(Enum):
    """What is said of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    EMPTY = "no answer"
    READER = "for a reader"
    NOT_READ = "not read"

    @property
    def is_open(self) -> bool:
        """Whether a reader has to say how many points there are."""
        return self in (Ruling.READER, Ruling.NOT_READ)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found, and why, as plain text and in Markdown; both empty where there is nothing to say.

    tells: whether that gives the right answer away.
    """

    ruling: Ruling
    text: str = ""
    markdown: str = ""
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one blank. asks: what it asks for, empty where the sheet has no such blank. of: its points.

    right: the right answer in Markdown.
    """

    label: str
    asks: str
    answer: str
    judged: Judged
    of: int
    right: str = ""

    @property
    def points(self) -> int | None:
        """None where a reader has to say."""
        if self.judged.ruling.is_open:
            return None
        return self.of if self.judged.ruling is Ruling.RIGHT else 0


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of one file. file: its name. name: of whoever handed it in, as it says. sheet: the number.

    reason: why it could not be read; empty where it could. stopped: why marking ended early; empty where it did not.
    """

    file: str
    name: str = ""
    sheet: int | None = None
    marks: tuple[Mark, ...] = ()
    reason: str = ""
    stopped: str = ""

    @property
    def points(self) -> int:
        """Those that are certain."""
        return sum(mark.points or 0 for mark in self.marks)

    @property
    def open(self) -> int:
        """The points of which a reader has to say whether they are reached."""
        return sum(mark.of for mark in self.marks if mark.points is None)

    @property
    def of(self) -> int:
        """All that can be had."""
        return sum(mark.of for mark in self.marks)
