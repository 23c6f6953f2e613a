"""Worksheets as documents: the sheet that is handed out, and its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from matcalc.chain import Blank
from matcalc.documents.document import Chapter, Document
from matcalc.documents.page import Block, FormLine, Heading, Hints, PageBreak, Paragraph, Sentence, Table
from matcalc.notation.glyphs import Glyphs
from matcalc.worksheets.judged import checks_of
from matcalc.worksheets.sheet import Answer, Exercise, Worksheet

FIELDS = {"Name": 3, "Date": 1}
"""How the width is shared between what is to be written in."""

ROOM = 14
"""The lines of an exercise that stand below its heading at least: what is to be done, and some of the symbols."""

CONFORMS = "The shape is right."
OF_RIGHT_SHAPE = (
    "Where the shape is right, it does not betray a mistake: write one entry with indices, or compare numbers: after a "
    "small step in one entry the value has moved by another amount."
)
"""What would otherwise stand in most rows of a table of mistakes."""

SAID_ONCE = "What goes wrong with several answers in the same way stands beside one of them."

NO_NAMES = Glyphs({})


def sheet_document(sheets: Sequence[Worksheet], *, hints_at_end: bool = False) -> Document:
    """All sheets, each on a page of its own. hints_at_end: in an appendix to each."""
    chapters: list[Chapter] = []
    for number, sheet in enumerate(sheets, 1):
        chapters.append(_chapter(_opening(sheet, number, sheets)))
        chapters += (replace(_of(one, one.blocks), checks=partial(checks_of, one)) for one in sheet.exercises)
        if hints_at_end:
            chapters += _appendix(sheet)
    return Document(sheets[0].head.title, tuple(chapters))


def key_document(sheets: Sequence[Worksheet]) -> Document:
    """The answers to all sheets, in the same order and with the same numbers."""
    chapters: list[Chapter] = []
    for number, sheet in enumerate(sheets, 1):
        chapters.append(_chapter(_key_opening(sheet, number, sheets)))
        chapters += (_of(one, (_answers(one), *_mistakes(one), *one.key)) for one in sheet.exercises)
    return Document(f"{sheets[0].head.title}: key", tuple(chapters))


def _of(exercise: Exercise, blocks: tuple[Block, ...]) -> Chapter:
    return Chapter((_heading(exercise), *blocks), exercise.glyphs, exercise.layout)


def _opening(sheet: Worksheet, number: int, sheets: Sequence[Worksheet]) -> Iterator[Block]:
    yield from _begin(sheet, number, sheets)
    if sheet.head.fields:
        yield FormLine(tuple((words, FIELDS.get(words, 1)) for words in sheet.head.fields))
    yield _points(sheet, reached=True)


def _key_opening(sheet: Worksheet, number: int, sheets: Sequence[Worksheet]) -> Iterator[Block]:
    yield from _begin(sheet, number, sheets)
    yield _points(sheet, reached=False)


def _begin(sheet: Worksheet, number: int, sheets: Sequence[Worksheet]) -> Iterator[Block]:
    """What tells one sheet from the next. The title of the document stands above the first already."""
    if number > 1:
        yield PageBreak()
    if len(sheets) > 1:
        title = f"{sheet.head.title}, variant {number}" if number > 1 else f"Variant {number}"
        yield Heading((title,), variant=number)
    if sheet.head.course:
        yield Paragraph((sheet.head.course,))


def _points(sheet: Worksheet, *, reached: bool) -> Table:
    """The points of each exercise, with room for those that were reached."""
    numbers = [str(exercise.number) for exercise in sheet.exercises]
    points = [str(exercise.points) for exercise in sheet.exercises]
    rows: list[tuple[Sentence, ...]] = [tuple((word,) for word in ("Points", *points, str(sheet.points)))]
    if reached:
        rows.append((("Reached",), *[(Blank("", 3),) for _ in (*numbers, "")]))
    return Table(("Exercise", *numbers, "Σ"), tuple(rows), wide=0)


def _heading(exercise: Exercise) -> Heading:
    return Heading((f"Exercise {exercise.number}. {exercise.title} ({counted_points(exercise.points)})",), room=ROOM)


def counted_points(points: int) -> str:
    """1 point, 2 points."""
    return f"{points} point" if points == 1 else f"{points} points"


def _answers(exercise: Exercise) -> Table:
    rows = tuple(((answer.label,), answer.right, (str(answer.points),)) for answer in exercise.answers)
    return Table(("blank", "answer", "points"), rows, wide=1)


def _mistakes(exercise: Exercise) -> Iterator[Block]:
    """What goes wrong often, for the answers of which that is known."""
    found = [answer for answer in exercise.answers if answer.mistakes]
    if not found:
        return
    yield Heading(("Common mistakes",), 2)
    if len(found) > 1:
        yield Paragraph((SAID_ONCE,))
    if any(mistake.conforms for answer in found for mistake in answer.mistakes):
        yield Paragraph((OF_RIGHT_SHAPE,))
    rows = tuple(_mistake_rows(found))
    yield Table(("blank", "answer", "how one sees that it is wrong"), rows, wide=2)


def _mistake_rows(answers: Sequence[Answer]) -> Iterator[tuple[Sentence, ...]]:
    for answer in answers:
        for mistake in answer.mistakes:
            yield (
                (answer.label,),
                mistake.answer,
                (f"{mistake.name} {CONFORMS}",) if mistake.conforms else mistake.words,
            )


def _appendix(sheet: Worksheet) -> Iterator[Chapter]:
    """The hints of all exercises, on a page of their own."""
    with_hints = [exercise for exercise in sheet.exercises if any(answer.hint for answer in exercise.answers)]
    for number, exercise in enumerate(with_hints):
        start: tuple[Block, ...] = () if number else (PageBreak(), Heading(("Hints",)))
        items = tuple((answer.label, answer.hint) for answer in exercise.answers if answer.hint)
        yield Chapter((*start, Hints(items, at_foot=False)), exercise.glyphs, exercise.layout)


def _chapter(blocks: Iterator[Block]) -> Chapter:
    return Chapter(tuple(blocks), NO_NAMES)
