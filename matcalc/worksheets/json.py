"""Worksheets as JSON, as docs/worksheet.schema.json describes it; only a key has answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from matcalc.documents.document import Chapter
from matcalc.documents.markdown import blocks_in_markdown, typeset
from matcalc.documents.page import Sentence
from matcalc.documents.printing import Printing
from matcalc.documents.text import plain
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.checked_by import check_as_data
from matcalc.worksheets.sheet import Answer, Exercise, Worksheet
from matcalc.worksheets.targets import Order

FORMAT = "matcalc worksheet"
VERSION = 1


def to_json(order: Order) -> str:
    """The sheets, or their key, as an object of JSON."""
    head = order.sheets[0].head
    made = {
        "format": FORMAT,
        "version": VERSION,
        "title": head.title,
        "course": head.course,
        "is_key": order.key,
        "sheets": [_sheet(sheet, number, order) for number, sheet in enumerate(order.sheets, 1)],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _sheet(sheet: Worksheet, number: int, order: Order) -> dict[str, Any]:
    return {
        "number": number,
        "points": sheet.points,
        "exercises": [dict(_exercise(exercise, order)) for exercise in sheet.exercises],
    }


def _exercise(exercise: Exercise, order: Order) -> Iterator[tuple[str, Any]]:
    yield "number", exercise.number
    yield "title", exercise.title
    yield "points", exercise.points
    yield "markdown", _markdown(exercise, order.printing, key=False)
    if order.key:
        yield "solution", _markdown(exercise, order.printing, key=True)
    yield "answers", [dict(_answer(answer, exercise, order)) for answer in exercise.answers]


def _answer(answer: Answer, exercise: Exercise, order: Order) -> Iterator[tuple[str, Any]]:
    said = partial(_said, exercise=exercise)
    yield "label", answer.label
    yield "asks", answer.asked.value
    yield "points", answer.points
    if answer.options:
        yield "options", [said(option) for option in answer.options]
    if not order.key:
        return
    yield "right", said(answer.right)
    yield "accepted", list(answer.accepted)
    if (check := check_as_data(answer, exercise)) is not None:
        yield "check", check
    if answer.chosen is not None:
        yield "chosen", answer.chosen
    if answer.hint:
        yield "hint", said(answer.hint)
    yield "mistakes", [{"answer": said(one.answer), "words": said(one.words)} for one in answer.mistakes]


def _markdown(exercise: Exercise, printing: Printing, *, key: bool) -> str:
    blocks = exercise.key if key else exercise.blocks
    return blocks_in_markdown(Chapter(blocks, exercise.glyphs, exercise.layout), printing).strip("\n")


def _said(sentence: Sentence, exercise: Exercise) -> dict[str, str]:
    """A sentence as plain text, and in Markdown with LaTeX between dollar signs."""
    names = exercise.glyphs, exercise.layout
    return {"text": plain(sentence, UnicodePrinter(*names)), "markdown": typeset(sentence, LatexPrinter(*names))}
