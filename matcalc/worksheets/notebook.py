"""Worksheets as notebooks: below each exercise a cell for each answer, and one that checks it where a machine can.

A cell that checks derives the problem anew: no answer stands in the notebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from matcalc.documents.document import Document
from matcalc.documents.markdown import escaped, typeset
from matcalc.documents.notebook import LONGEST, cells_of, notebook
from matcalc.documents.notebook_file import Cell, Kind, notebook_file
from matcalc.documents.page import Code, Sentence
from matcalc.notation.latex import LatexPrinter
from matcalc.problems.asked_in_python import Call
from matcalc.worksheets.checked_by import check_of
from matcalc.worksheets.layout import counted_points, key_document, sheet_document
from matcalc.worksheets.questions import HOW_TO_TYPE, gradient_to_type, names_to_type
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.targets import Order

DIGITS = 12
"""Of a digest: more than enough to tell a few answers from all others."""

BRACKETS: Sentence = (". Where ", Code("@"), " and ", Code("*"), " stand together, put brackets. ")

NAME = "answer_"
"""How the names begin that answers have in code: answer_1_2, and answer_3_1_2 on the third of several sheets."""

NOT_WRITTEN = "*Write your answer here.*"
NOT_TYPED = "Type it between the quotation marks."
"""What stands below the label of a blank until something else does."""

HOW_TO_CHECK = "Run the next cell first; run the cell below an answer to check it."


def worksheet_notebook(order: Order) -> str:
    """The sheets as the text of a notebook file, or the key to them, which has nothing to fill in."""
    if order.key:
        return notebook(key_document(order.sheets), order.printing)
    document = sheet_document(order.sheets, hints_at_end=order.hints_at_end)
    title = Cell(Kind.MARKDOWN, f"# {escaped(document.title)}")
    start = (Cell(Kind.MARKDOWN, HOW_TO_CHECK), Cell(Kind.CODE, "import matcalc"))
    return notebook_file((title, *start, *_cells(document, order)))


def _cells(document: Document, order: Order) -> Iterator[Cell]:
    numbered = enumerate(order.sheets, 1)
    waiting = [(number, exercise) for number, sheet in numbered for exercise in sheet.exercises]
    for chapter in document.chapters:
        yield from cells_of(chapter, order.printing)
        if waiting and chapter.blocks[1:] == waiting[0][1].blocks:
            number, exercise = waiting.pop(0)
            yield from _answers(exercise, f"{number}_" if len(order.sheets) > 1 else "")


def _answers(exercise: Exercise, prefix: str) -> Iterator[Cell]:
    """A cell to write in for each answer; a name and a check where what is asked for is a result."""
    checks = dict(_checks(exercise, prefix))
    if any(answer.label in checks and answer.asked is not Asked.NUMBERS for answer in exercise.answers):
        yield Cell(Kind.MARKDOWN, _how_to_type(exercise))
    for answer in exercise.answers:
        label = f"**{answer.label}** ({counted_points(answer.points)})"
        if answer.label not in checks:
            yield Cell(Kind.MARKDOWN, f"{label}\n\n{NOT_WRITTEN}")
            continue
        yield Cell(Kind.MARKDOWN, f"{label}\n\n{NOT_TYPED}")
        yield Cell(Kind.CODE, f'{_name(answer, prefix)} = ""')
        yield Cell(Kind.CODE, checks[answer.label])


def _checks(exercise: Exercise, prefix: str) -> Iterator[tuple[str, str]]:
    """The code that checks an answer, by its label; none where a reader judges."""
    for answer in exercise.answers:
        name = _name(answer, prefix)
        if answer.asked is Asked.NUMBERS:
            yield answer.label, _check_of_numbers(name, answer.accepted)
        elif (call := _call(answer, exercise)) is not None:
            yield answer.label, _check(name, call)


def _name(answer: Answer, prefix: str) -> str:
    return f"{NAME}{prefix}{answer.label.replace('.', '_')}"


def _how_to_type(exercise: Exercise) -> str:
    """How formulas are typed, with a name of the exercise; no formula, as that could be an answer."""
    words: Sentence = (*HOW_TO_TYPE, *gradient_to_type(exercise), *BRACKETS, *names_to_type(exercise))
    return typeset(words, LatexPrinter(exercise.glyphs, exercise.layout)).rstrip()


def _call(answer: Answer, exercise: Exercise) -> Call | None:
    """What checks an answer; None where that would say what the sheet asks for: a shape, or operators."""
    if answer.asked is Asked.OPERATORS or (call := check_of(answer, exercise)) is None:
        return None
    says_shapes = any(name == "shapes" for name, _ in call.keywords)
    asks_for_shapes = any(one.asked is Asked.SHAPE for one in exercise.answers)
    return None if says_shapes and asks_for_shapes else call


def _check_of_numbers(name: str, accepted: Sequence[str]) -> str:
    """Compares digests, so that a reader sees no answer."""
    digests = [sha256(text.encode()).hexdigest()[:DIGITS] for text in accepted]
    return "\n".join(
        (
            "from hashlib import sha256",
            "from matcalc.judging.normalised import normalised",
            f"digest = sha256(normalised({name}).encode()).hexdigest()[:{DIGITS}]",
            f"print('Right' if digest in {' '.join(digests)!r}.split() else 'Not yet')",
        )
    )


def _check(name: str, call: Call) -> str:
    arguments = [name, call.first, *(f"{key}={text}" for key, text in call.keywords)]
    one_line = f"matcalc.check({', '.join(arguments)})"
    if len(one_line) <= LONGEST:
        return one_line
    return "\n".join(("matcalc.check(", *(f"    {each}," for each in arguments), ")"))
