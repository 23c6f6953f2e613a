"""The exercise of level 5: the equations, what is given and what is asked, and room to derive it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from matcalc.api.derivation import Derivation
from matcalc.chain import Expression, Gradient
from matcalc.documents.derived import Second
from matcalc.documents.lists import listed
from matcalc.documents.page import AnswerSpace, Block, Box, ChainBlock, Heading, Mathematics, Paragraph, Sentence
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.judging.right import question_of
from matcalc.problems.problem import ProblemSolve
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.pages import page_of
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.slipping import Key

LINES_EACH = 2
"""The lines of handwriting that a line of the derivation needs, with its reason."""

FEWEST, MOST = 6, 40
"""The lines of room for one answer."""

KEPT = 8
"""The lines of room that stand on the page of their heading at least."""

STEPS_EACH, FEWEST_POINTS, MOST_POINTS = 2, 2, 12
"""The steps that one point stands for, and the points of an answer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A derivative that is asked for, in words; the name of its variable, and its order."""

    words: Sentence
    wrt: str
    order: int = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an answer is to be, in words; its left side, what it is, and help. steps: that lead to it."""

    words: Sentence
    left: Mathematics
    right: Expression
    hint: Sentence
    steps: int


def to_derive(derivation: Derivation, number: int, *, with_mistakes: bool = False) -> Exercise:
    """The exercise of that number on a sheet, with room for each derivative that is asked for.

    An answer has a point for every two steps of its derivation, at least 2 and at most 12, and room in proportion. The
    gradients on its way belong to it where they are not asked for themselves.
    with_mistakes: those that people make, with each result.
    """
    page, glyphs = page_of(derivation)
    layout = derivation.presentation.layout
    lines = sum(len(block.lines) for block in page.sections if isinstance(block, ChainBlock))
    asked = _asked(derivation)
    steps = sum(one.steps for one in asked)
    results = [block.equation.right for block in page.sections if isinstance(block, Box)]
    blocks: list[Block] = [
        Paragraph(("Derive what is asked for, with a reason for each step, and give each result a shape.",)),
        *conventions_without(page.opening, results, page.forward, Reader(glyphs, layout)),
        *map(below, page.forward),
        Heading(("Asked",), 2),
    ]
    answers, key = [], Key(derivation)
    for count, one in enumerate(asked, 1):
        label = f"{number}.{count}"
        room = min(max(LINES_EACH * lines * one.steps // max(steps, 1), FEWEST), MOST)
        points = min(max(ceil(one.steps / STEPS_EACH), FEWEST_POINTS), MOST_POINTS)
        blocks += [Heading((*_capital(one.words), f" ({points} points)"), 2, room=KEPT), AnswerSpace(label, room)]
        mistakes = key.mistakes(count, one.left, one.right) if with_mistakes else ()
        answers.append(Answer(label, Asked.DERIVATION, (one.right,), points, one.hint, mistakes))
    return Exercise(
        number,
        derivation.problem.title,
        tuple(blocks),
        (*map(below, page.opening), *map(below, page.forward), *map(below, page.sections)),
        tuple(answers),
        glyphs,
        layout,
    )


def asked_for(derivation: Derivation) -> list[Wanted]:
    """The derivatives that are asked for: the first ones, then the second ones."""
    derived, output = derivation.derived, derivation.problem.program.output
    firsts = [asked.request.wrt for asked in derived.problem.requests if asked.order == 1 or asked.with_first]
    return [
        *(Wanted((Gradient(of, output),), of.name) for of in firsts),
        *(Wanted(_hessian(second, output), second.derivative.of.name, order=2) for second in derived.seconds),
    ]


def solved_for(derivation: Derivation) -> list[tuple[Sentence, Symbol, Node]]:
    """The solutions in matrix form: in words, the unknown, and what it is."""
    output = derivation.problem.program.output
    found: list[tuple[Sentence, Symbol, Node]] = []
    for each in derivation.derived.solutions:
        unknown, value = each.solve.unknown, each.solution.value
        if isinstance(value, Node):
            condition: Sentence = (_zero(each.solve.wanted, output), " = 0", *_put_in(each.solve))
            found.append((("the ", unknown, " at which ", *condition), unknown, value))
    return found


def _zero(wanted: Node, output: Symbol) -> Mathematics:
    """What is to be 0: a gradient, by its variable, or an expression."""
    return Gradient(wanted, output) if isinstance(wanted, Symbol) else wanted


def _put_in(solve: ProblemSolve) -> Sentence:
    """Which solutions are put in before it is solved."""
    return (", with the solution for ", *listed(solve.using), " put in") if solve.using else ()


def _hessian(second: Second, output: Symbol) -> Sentence:
    """The Hessian of E at x, or its product with a direction."""
    times: Sentence = () if second.derivative.direction is None else (", times ", second.derivative.direction)
    return ("the Hessian of ", output, " at ", second.derivative.of, *times)


def _capital(words: Sentence) -> Sentence:
    """The beginning of a heading: a word begins with a capital."""
    first, *rest = words
    return (f"{first[:1].upper()}{first[1:]}", *rest) if isinstance(first, str) else words


def _asked(derivation: Derivation) -> list[_Asked]:
    """What is asked for: first derivatives, second ones, and what is solved for."""
    output, first = derivation.problem.program.output, derivation.differentiation
    found: list[_Asked] = []
    for one in asked_for(derivation):
        question = question_of(derivation, one.wrt, one.order)
        gradient, of = question.gradient, question.gradient.of
        steps = _steps(gradient, question.differentiation)
        hint = _of_paths(gradient, output)
        if one.order == 2:
            hint = ("Write one entry of the gradient with indices, and differentiate it by one entry of ", of, ".")
            if all(other.left != Gradient(of, output) for other in found):
                steps += _steps(first.gradient(of.name), first)
        left = Gradient(of, question.differentiation.program.output)
        found.append(_Asked(one.words, left, gradient.value, hint, steps))
    for solved in derivation.derived.solutions:
        if (solution := solved.solution.value) is None:
            continue
        unknown, zero = solved.solve.unknown, _zero(solved.solve.wanted, output)
        hint = ("Bring the terms with ", unknown, " to one side, and take ", unknown, " out.")
        steps = len(solved.solution.steps)
        found.append(
            _Asked((zero, " = 0, solved for ", unknown, *_put_in(solved.solve)), unknown, solution, hint, steps)
        )
    return found


def _steps(gradient: VariableGradient, differentiation: Differentiation) -> int:
    """The steps to a gradient, with those to the gradients on its way that are not asked for."""
    there = {each.of: each for each in differentiation.gradients}
    needed, count = [gradient], 0
    for each in needed:
        count += 0 if each.chain is None else len(each.chain.steps)
        through = (there[of] for of in each.consumers if of in there)
        needed += (one for one in through if not one.requested and one not in needed)
    return count


def _of_paths(gradient: VariableGradient, output: Symbol) -> Sentence:
    """How the output sees a variable: directly, or through what is defined of it."""
    through = [symbol for symbol in gradient.consumers if symbol is not output]
    if not through:
        return (output, " sees ", gradient.of, " directly: write ", output, " with indices, and differentiate it.")
    return ("Begin with the chain rule: ", output, " sees ", gradient.of, " through ", *listed(through), ".")
