"""A problem as a reader would write it down: equations, shapes, what is given and what is asked."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Gradient
from matcalc.documents.conventions import SHAPES, dependence, function_words, symbol_table
from matcalc.documents.declared import declared
from matcalc.documents.document import single
from matcalc.documents.equations import equations_as_typed
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.implicit import said_of_implicit
from matcalc.documents.introduction import introduction
from matcalc.documents.lists import listed
from matcalc.documents.page import Block, Bullets, ChainBlock, Heading, Page, Paragraph, Part, Sentence
from matcalc.documents.printing import COLUMNS, Printing
from matcalc.documents.remarks import remark_blocks
from matcalc.documents.steps import labels_said
from matcalc.documents.text import text
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.notation.settings import notation_of
from matcalc.problems.problem import Problem, ProblemSolve


def show(problem: Problem, columns: int = COLUMNS) -> str:
    """The problem as text for a terminal of so many columns."""
    glyphs = glyphs_of(problem, problem.program, notation=notation_of(problem.notation))
    return text(single(Page(problem.title, tuple(_blocks(problem))), glyphs), Printing(columns))


def _blocks(problem: Problem) -> Iterator[Block]:
    program = problem.program
    yield from introduction(problem)
    yield Heading(("Conventions",))
    yield Bullets((SHAPES, *labels_said(program), *function_words(program), *declared(problem.choices.facts)))
    yield Heading(("Equations",))
    yield ChainBlock(tuple(equations_as_typed(program.definitions)))
    yield from said_of_implicit(program)
    yield Heading(("Symbols",))
    yield symbol_table(problem, program)
    yield Heading(("Given and asked",))
    yield Paragraph(_given(program))
    yield Paragraph(("Asked: ", *_asked(problem), "."))
    for solve in problem.solves:
        yield Paragraph(tuple(_solved(solve, program)))
    yield from remark_blocks(problem)


def _solved(solve: ProblemSolve, program: Program) -> Iterator[Part]:
    zero = Gradient(solve.wanted, program.output) if isinstance(solve.wanted, Symbol) else solve.wanted
    yield from ("Solved for ", solve.unknown, " where ", zero, " is 0")
    yield from (", with ", *listed(solve.using), " put in.") if solve.using else (".",)


def _given(program: Program) -> Sentence:
    gradients = [Gradient(symbol, program.output) for symbol in program.given]
    start: Sentence = ("Given: ", *listed(gradients), ". ") if gradients else ()
    return (*start, *dependence(program), ".")


def _asked(problem: Problem) -> Sentence:
    """∇_W E, ∇_b E and the Hessian of E at W."""
    output, direction = problem.program.output, problem.choices.direction
    times: Sentence = () if direction is None else (" times ", direction)
    first = [Gradient(asked.request.wrt, output) for asked in problem.requests]
    twice = [asked.request.wrt for asked in problem.requests if asked.order == 2]
    besides: Sentence = ("; the Hessian of ", output, " at ", *listed(twice), *times) if twice else ()
    return (*listed(first), *besides)
