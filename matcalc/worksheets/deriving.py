"""The exercise of level 5: the equations, what is given and what is asked, and room to derive it."""

from __future__ import annotations

from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.documents.compose import worked
from matcalc.documents.derived import Second
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.page import AnswerSpace, Block, Box, ChainBlock, Heading, Paragraph, Sentence
from matcalc.forms.matrix_form import Symbol
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.sheet import Answer, Asked, Exercise

LINES_EACH = 2
"""The lines of handwriting that a line of the derivation needs, with its reason."""

FEWEST, MOST = 6, 40
"""The lines of room for one answer."""

KEPT = 8
"""The lines of room that stand on the page of their heading at least."""

EACH_LINE, FEWEST_POINTS, MOST_POINTS = 1, 4, 12


def to_derive(derivation: Derivation, number: int) -> Exercise:
    """The exercise of that number on a sheet, with room for each derivative that is asked for."""
    derived = derivation.derived
    presentation = replace(derivation.presentation, detail=Detail.NORMAL, figures=False)
    problem = derived.problem
    glyphs = glyphs_of(problem, *derived.programs, notation=presentation.notation)
    page = worked(derived, presentation, glyphs)
    lines = sum(len(block.lines) for block in page.sections if isinstance(block, ChainBlock))
    asked = _asked(derivation)
    results = [block.equation.right for block in page.sections if isinstance(block, Box)]
    blocks: list[Block] = [
        Paragraph(("Derive what is asked for, with a reason for each step, and give each result a shape.",)),
        *conventions_without(page.opening, results, page.forward, Reader(glyphs, presentation.layout)),
        *map(below, page.forward),
        Heading(("Asked",), 2),
    ]
    answers = []
    for count, (words, right) in enumerate(asked, 1):
        label = f"{number}.{count}"
        room = min(max(LINES_EACH * lines // len(asked), FEWEST), MOST)
        points = min(max(EACH_LINE * lines // len(asked), FEWEST_POINTS), MOST_POINTS)
        blocks += [Heading((*_capital(words), f" ({points} points)"), 2, room=KEPT), AnswerSpace(label, room)]
        answers.append(Answer(label, Asked.DERIVATION, right, points, ("Begin with the chain rule.",)))
    return Exercise(
        number,
        problem.title,
        tuple(blocks),
        (*map(below, page.opening), *map(below, page.forward), *map(below, page.sections)),
        tuple(answers),
        glyphs,
        presentation.layout,
    )


def asked_for(derivation: Derivation) -> list[tuple[Sentence, str]]:
    """The derivatives that are asked for, in words and by the name of the variable; of both orders, the second."""
    derived, output = derivation.derived, derivation.problem.program.output
    names = {second.derivative.of.name: _hessian(second, output) for second in derived.seconds}
    variables = [asked.request.wrt for asked in derived.problem.requests]
    return [(names.get(of.name, (Gradient(of, output),)), of.name) for of in variables]


def _hessian(second: Second, output: Symbol) -> Sentence:
    """The Hessian of E at x, or its product with a direction."""
    times: Sentence = () if second.derivative.direction is None else (", times ", second.derivative.direction)
    return ("the Hessian of ", output, " at ", second.derivative.of, *times)


def _capital(words: Sentence) -> Sentence:
    """The beginning of a heading: a word begins with a capital."""
    first, *rest = words
    return (f"{first[:1].upper()}{first[1:]}", *rest) if isinstance(first, str) else words


def _asked(derivation: Derivation) -> list[tuple[Sentence, Sentence]]:
    """What each answer is to be, in words, and what it is."""
    derived = derivation.derived
    output = derived.problem.program.output
    found: list[tuple[Sentence, Sentence]] = []
    for asked in derived.problem.requests:
        of = asked.request.wrt
        if asked.order == 1 or asked.with_first:
            gradient = derived.differentiation.gradient(of.name)
            found.append(((Gradient(of, output),), (gradient.value,)))
    for second in derived.seconds:
        gradient = second.derivative.differentiation.gradient(second.derivative.request.wrt.name)
        found.append((_hessian(second, output), (gradient.value,)))
    solved = [one for one in derived.solutions if one.solution.value is not None]
    for one in solved:
        zero = one.solve.wanted
        wanted = Gradient(zero, output) if isinstance(zero, Symbol) else zero
        assert one.solution.value is not None
        found.append(((wanted, " = 0, solved for ", one.solve.unknown), (one.solution.value,)))
    return found
