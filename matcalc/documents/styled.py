"""Text that knows which of its parts stand out, for a terminal that has colours. Anywhere else it is plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple


class Style(Enum):
    """What a part of a text is."""

    HEADING = "heading"
    LINE = "line"
    RULE = "rule"
    RESULT = "result"
    FRAME = "frame"
    NOTICE = "notice"
    LABEL = "label"


class Mark(NamedTuple):
    """The characters from start up to end, which is left out, have a style."""

    start: int
    end: int
    style: Style


class StyledText(str):
    """A text with marks, in order and apart from each other; cutting or joining it as a string gives a plain one."""

    __slots__ = ("marks",)
    marks: tuple[Mark, ...]

    def __new__(cls, text: str, marks: Iterable[Mark]) -> StyledText:
        made = super().__new__(cls, text)
        made.marks = tuple(mark for mark in marks if mark.start < mark.end)
        return made


def styled(text: str, style: Style, start: int = 0, end: int | None = None) -> StyledText:
    """A text of which one part has a style: all of it, or the characters from start up to end."""
    return StyledText(text, (Mark(start, len(text) if end is None else end, style),))


def joined(texts: Sequence[str], separator: str = "") -> StyledText:
    """Texts in a row, plain ones among them, with the marks of each."""
    marks: list[Mark] = []
    place = 0
    for text in texts:
        if isinstance(text, StyledText):
            marks += (Mark(place + start, place + end, style) for start, end, style in text.marks)
        place += len(text) + len(separator)
    return StyledText(separator.join(texts), marks)
