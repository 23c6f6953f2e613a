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
from matcalc.problems.asked_in_python import Call, call_of, quoted
from matcalc.worksheets.layout import counted_points, key_document, sheet_document
from matcalc.worksheets.questions import HOW_TO_TYPE, gradient_to_type, names_to_type
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.targets import Order

TYPED = (Asked.MATHEMATICS, Asked.DERIVATION)
"""What is asked for as a formula."""

DIGITS = 12
"""Of a digest: more than enough to tell a few answers from all others."""

CHECKED_BY = frozenset({"shapes", "lets", "order", "assume", "upstream", "hvp"})
"""The arguments of derive that check has, too."""

BRACKETS: Sentence = (". Where ", Code("@"), " and ", Code("*"), " stand together, put brackets. ")

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
            yield Cell(Kind.MARKDOWN, f"{label}\n\n*Write your answer here.*")
            continue
        yield Cell(Kind.MARKDOWN, f"{label}\n\nType it between the quotation marks.")
        yield Cell(Kind.CODE, f'{_name(answer, prefix)} = ""')
        yield Cell(Kind.CODE, checks[answer.label])


def _checks(exercise: Exercise, prefix: str) -> Iterator[tuple[str, str]]:
    """The code that checks an answer, by its label; none where a reader judges."""
    call = _call(exercise)
    for answer in exercise.answers:
        name, result = _name(answer, prefix), _result(answer, exercise)
        if answer.asked is Asked.NUMBERS:
            yield answer.label, _check_of_numbers(name, answer.accepted)
        elif call is not None and result is not None:
            yield answer.label, _check(name, _of_order(call, result, exercise), result[0])


def _name(answer: Answer, prefix: str) -> str:
    return f"answer_{prefix}{answer.label.replace('.', '_')}"


def _how_to_type(exercise: Exercise) -> str:
    """How formulas are typed, with a name of the exercise; no formula, as that could be an answer."""
    words: Sentence = (*HOW_TO_TYPE, *gradient_to_type(exercise), *BRACKETS, *names_to_type(exercise))
    return typeset(words, LatexPrinter(exercise.glyphs, exercise.layout)).rstrip()


def _call(exercise: Exercise) -> Call | None:
    """What asks for the same problem; None where that would say what the sheet asks for: a shape."""
    if exercise.problem is None or (call := call_of(exercise.problem)) is None:
        return None
    says_shapes = any(name == "shapes" for name, _ in call.keywords)
    asks_for_shapes = any(answer.asked is Asked.SHAPE for answer in exercise.answers)
    return None if says_shapes and asks_for_shapes else call


def _result(answer: Answer, exercise: Exercise) -> tuple[str, int] | None:
    """The variable of the derivative that is asked for, and its order; None where something else is asked for."""
    if answer.asked not in TYPED:
        return None
    return next(((name, order) for name, order, value in exercise.results if answer.right == (value,)), None)


def _of_order(call: Call, result: tuple[str, int], exercise: Exercise) -> Call:
    """What asks for a derivative of that order: the first one, where the problem asks for second ones by a variable."""
    assert exercise.problem is not None
    name, order = result
    if order == 2 or all(asked.order == 1 for asked in exercise.problem.requests if asked.request.wrt.name == name):
        return call
    others = tuple((key, text) for key, text in call.keywords if key not in ("order", "hvp"))
    return Call(call.first, (*others, ("order", "1")))


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


def _check(name: str, call: Call, wrt: str) -> str:
    keywords = [f"{key}={text}" for key, text in call.keywords if key in CHECKED_BY]
    arguments = [name, call.first, f"wrt={quoted(wrt)}", *keywords]
    one_line = f"matcalc.check({', '.join(arguments)})"
    if len(one_line) <= LONGEST:
        return one_line
    return "\n".join(("matcalc.check(", *(f"    {each}," for each in arguments), ")"))
