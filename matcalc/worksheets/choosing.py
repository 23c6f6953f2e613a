"""Multiple choice: for each result the right answer among those that come of real mistakes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from matcalc.api.derivation import Derivation
from matcalc.documents.chains import Detail
from matcalc.documents.compose import worked
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.lists import letter
from matcalc.documents.page import Block, Box, Heading, Options, Paragraph, Sentence
from matcalc.errors import InputError
from matcalc.worksheets import mistakes as made
from matcalc.worksheets.deriving import asked_for
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.right import Right, right_answer
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.slipping import as_printed, has_matrix_form

WRONG = 3
"""The wrong answers beside the right one, where there are so many."""

POINTS = 2


def to_choose(derivation: Derivation, number: int, seed: int) -> Exercise:
    """The exercise of that number on a sheet: a question for each derivative that is asked for and has a matrix form.

    Raises InputError where there is none.
    """
    derived = derivation.derived
    presentation = replace(derivation.presentation, detail=Detail.NORMAL, figures=False)
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    page = worked(derived, presentation, glyphs)
    results = [block.equation.right for block in page.sections if isinstance(block, Box)]
    asks: list[Block] = [Heading(("Questions",), 2)]
    answers: list[Answer] = []
    for words, wrt in asked_for(derivation):
        if not has_matrix_form(derivation, wrt):
            continue
        label = f"{number}.{len(answers) + 1}"
        answer = _question(derivation, wrt, label, Random(f"{seed} {label} {wrt}"))  # noqa: S311  # no secrets here
        asks += [Paragraph(("Which is ", *words, "?")), Options(label, answer.options)]
        answers.append(answer)
    if not answers:
        title = derived.problem.title
        raise InputError(f"{title!r} has no result in matrix form to choose: ask for blanks, --ask blanks (ask=)")
    shown = (*page.forward, *asks)
    blocks: tuple[Block, ...] = (
        Paragraph(("One answer to each question is right. Mark its letter.",)),
        *conventions_without(page.opening, results, shown, Reader(glyphs, presentation.layout)),
        *map(below, page.forward),
        *asks,
    )
    sections = map(below, page.sections)
    key = (*map(below, page.opening), *map(below, page.forward), *sections)
    return Exercise(number, derived.problem.title, blocks, key, tuple(answers), glyphs, presentation.layout)


def _question(derivation: Derivation, wrt: str, label: str, rng: Random) -> Answer:
    """The right answer among the most plausible wrong ones, in an order drawn by lot."""
    right = right_answer(derivation, wrt)
    wrong = _wrong(right, derivation, rng)
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


def _wrong(right: Right, derivation: Derivation, rng: Random) -> tuple[made.Mistake, ...]:
    """As many wrong answers as there are, up to three. Raises InputError where there is none."""
    for count in range(WRONG, 1, -1):
        try:
            return made.distractors(right, derivation, count, rng)
        except InputError:
            continue
    return made.distractors(right, derivation, 1, rng)
