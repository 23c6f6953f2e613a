"""Multiple choice: for each result the right answer among those that come of real mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from matcalc.api.derivation import Derivation
from matcalc.chain import Blank, Expression
from matcalc.documents.lists import and_list, letter
from matcalc.documents.page import Block, Box, ChainBlock, Code, Equation, Heading, Line, Options, Paragraph, Sentence
from matcalc.errors import InputError
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.judging import mistakes as made
from matcalc.judging.right import Right, question_of, right_answer, right_side
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.answers import OF_RESULT
from matcalc.worksheets.asking import Asking, Style
from matcalc.worksheets.boxes import blank_for
from matcalc.worksheets.deriving import asked_for, solved_for
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.pages import page_of
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.slipping import as_printed

WRONG = 3
"""The wrong answers beside the right one, where there are so many."""

POINTS = 2

MARK_IT = "One answer to each question is right. Mark its letter."
WRITE_IT = " Where there are none to choose from, write the result into the box."


def to_choose(derivation: Derivation, number: int, asking: Asking) -> Exercise:
    """The exercise of that number on a sheet: a question for each derivative that is asked for, and for each solution.

    One that has no matrix form, or of which no wrong answers are found, is asked for openly, with a box to write in.
    Raises InputError where all are so.
    """
    page, glyphs = page_of(derivation)
    layout = derivation.presentation.layout
    printer = UnicodePrinter(glyphs, layout)
    results = [block.equation for block in page.sections if isinstance(block, Box)]
    asks: list[Block] = [Heading(("Questions",), 2)]
    answers: list[Answer] = []
    for count, (words, name, value, right) in enumerate(_to_ask(derivation), 1):
        label = f"{number}.{count}"
        lot = Random(f"{asking.seed} {label} {name}")  # noqa: S311  # no secrets
        answer = _question(derivation, value, right, label, lot)
        if answer.options:
            asks += [Paragraph(("Which is ", *words, "?")), Options(label, answer.options)]
        else:
            blank = blank_for(label, answer.right, printer, marks=asking.style is Style.MARKS)
            asks.append(_with_box(_with_indices(answer, results, words), blank))
        answers.append(answer)
    if not any(answer.options for answer in answers):
        title = derivation.problem.title
        raise InputError(f"{title!r} has no result in matrix form to choose: ask for blanks, --ask blanks (ask=)")
    open_ones = [answer.label for answer in answers if not answer.options]
    shown = (*page.forward, *asks)
    blocks: tuple[Block, ...] = (
        Paragraph((MARK_IT, *((WRITE_IT,) if open_ones else ()))),
        *conventions_without(page.opening, [one.right for one in results], shown, Reader(glyphs, layout)),
        *map(below, page.forward),
        *asks,
    )
    sections = map(below, page.sections)
    key = (*map(below, page.opening), *map(below, page.forward), *sections)
    return Exercise(
        number,
        derivation.problem.title,
        blocks,
        key,
        tuple(answers),
        glyphs,
        layout,
        note=_note(open_ones),
    )


def _with_box(words: Sentence, blank: Blank) -> Block:
    """What is asked for, and a box beside it: as an equation, or as a question where it has only words."""
    first, *more = words
    if more or isinstance(first, str | Equation | Code):
        return Paragraph(("What is ", *words, "? ", blank))
    return ChainBlock((Line(first, blank),))


def _note(labels: Sequence[str]) -> str:
    """What is to be said of results for which there is nothing to choose from; empty where there are none."""
    if not labels:
        return ""
    which = "it is" if len(labels) == 1 else "they are"
    return f"no wrong answers were found for {and_list(labels)}: {which} asked for with a box"


def _to_ask(derivation: Derivation) -> Iterator[tuple[Sentence, str, Expression, Right | None]]:
    """What is asked for, in words, by the name of its variable, its value, and that of which mistakes can be made."""
    for wanted in asked_for(derivation):
        value = question_of(derivation, wanted.wrt, wanted.order).gradient.value
        has_mistakes = isinstance(value, Node) and not derivation.problem.program.labels
        right = right_answer(derivation, wanted.wrt, order=wanted.order) if has_mistakes else None
        yield wanted.words, wanted.wrt, value, right
    for words, unknown, solution in solved_for(derivation):
        yield words, unknown.name, solution, right_side(derivation, unknown, solution)


def _question(derivation: Derivation, value: Expression, right: Right | None, label: str, rng: Random) -> Answer:
    """The right answer among plausible wrong ones, in an order drawn by lot; by itself where there are none."""
    wrong = () if right is None else _wrong(right, derivation, rng)
    if right is None or not wrong:
        return Answer(label, Asked.MATHEMATICS, (value,), OF_RESULT, ("Write the chain rule with indices first.",))
    options: list[Sentence] = [(right.value,), *((one.made,) for one in wrong)]
    order = list(range(len(options)))
    rng.shuffle(order)
    chosen = order.index(0)
    return Answer(
        label,
        Asked.CHOICE,
        (f"{letter(chosen)}) ", right.value),
        POINTS,
        ("Compare the shape of each answer with that of the variable.",),
        tuple(as_printed(one) for one in wrong),
        options=tuple(options[place] for place in order),
        chosen=chosen,
    )


def _with_indices(answer: Answer, results: Sequence[Equation], words: Sentence) -> Sentence:
    """What is asked for as the derivation has it: a right side with indices belongs to an entry."""
    if not isinstance(answer.right[0], IndexSum):
        return words
    return next(((one.left,) for one in results if one.right == answer.right[0]), words)


def _wrong(right: Right, derivation: Derivation, rng: Random) -> tuple[made.Mistake, ...]:
    """As many wrong answers as there are, up to three."""
    for count in range(WRONG, 0, -1):
        try:
            return made.distractors(right, derivation, count, rng)
        except InputError:
            continue
    return ()
