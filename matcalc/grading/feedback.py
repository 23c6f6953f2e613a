"""What one reader gets back, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.markdown import escaped
from matcalc.errors import printable
from matcalc.grading.marks import Mark, Marked, Ruling
from matcalc.worksheets.layout import counted_points

SAID = {
    Ruling.RIGHT: "Right.",
    Ruling.WRONG: "Not right.",
    Ruling.EMPTY: "No answer.",
    Ruling.READER: "A reader judges this.",
    Ruling.NOT_READ: "This could not be read.",
}


def feedback(marked: Marked, title: str, *, with_answers: bool) -> str:
    """What became of one file. with_answers: whether the right answers stand in it."""
    return "\n\n".join(_paragraphs(marked, title, with_answers=with_answers)) + "\n"


def _paragraphs(marked: Marked, title: str, *, with_answers: bool) -> Iterator[str]:
    yield f"# {escaped(title)}"
    yield f"{_named(marked)}"
    if marked.reason:
        yield f"This could not be read: {escaped(marked.reason)}."
        return
    open_points = f"; {counted_points(marked.open)} still open" if marked.open else ""
    yield f"**{marked.points} of {counted_points(marked.of)}**{open_points}"
    if marked.stopped:
        yield f"Marking was ended early: {escaped(marked.stopped)}."
    for mark in marked.marks:
        yield from _blank(mark, with_answers=with_answers)


def _named(marked: Marked) -> str:
    file = escaped(marked.file)
    return f"{escaped(marked.name)}, {file}" if marked.name else file


def _blank(mark: Mark, *, with_answers: bool) -> Iterator[str]:
    points = "–" if mark.points is None else str(mark.points)
    of = f" ({points} of {counted_points(mark.of)})" if mark.asks else ""
    yield f"## {escaped(mark.label)}{of}"
    if mark.answer:
        yield f"You wrote:\n\n{fenced(mark.answer)}"
    said = SAID[mark.judged.ruling]
    is_told = with_answers or not mark.judged.tells
    yield f"{said} {mark.judged.markdown if is_told else ''}".rstrip()
    if with_answers and mark.right and mark.judged.ruling is not Ruling.RIGHT:
        yield f"The key says: {mark.right}"


def fenced(text: str) -> str:
    """A text of anybody as a block of code that ends where it should."""
    lines = [printable(line) for line in text.replace("\r\n", "\n").split("\n")]
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}text", *lines, fence))
