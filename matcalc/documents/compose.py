"""A derivation as a page: conventions, equations, one section for each gradient, summary, remarks, what was checked."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Gradient
from matcalc.checking.verification import Verification
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.checked import checked
from matcalc.documents.conventions import conventions, index_ranges
from matcalc.documents.page import (
    Block,
    Box,
    ChainBlock,
    Equation,
    Heading,
    Line,
    Mathematics,
    Page,
    Paragraph,
    Sentence,
    Table,
)
from matcalc.documents.remarks import remark_blocks
from matcalc.documents.vocabulary import clashing_names, indices, shown_indices
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.problems.problem import Problem


def compose(problem: Problem, differentiation: Differentiation, verification: Verification, detail: Detail) -> Page:
    """The whole document, as data."""
    return Page(
        problem.title,
        (
            *([Paragraph((problem.about,))] if problem.about else []),
            *conventions(problem, differentiation),
            *_forward(problem, differentiation, detail),
            *_sections(problem, differentiation, detail),
            *_summary(problem, differentiation),
            *remark_blocks(problem),
            Heading(("Checked",)),
            Paragraph(checked(verification)),
        ),
    )


def result_equation(gradient: VariableGradient, output: Symbol, problem: Problem) -> Equation:
    """∇_x E = value, δ = value where the gradient has a letter of its own, ∂E/∂x_ij = value without matrix form."""
    if isinstance(gradient.value, Node):
        return Equation(_name(gradient.of, output, problem), gradient.value)
    by = Entry(gradient.of, gradient.free)
    return Equation(of_factor(Partial(of_factor(Entry(output, ())), by)), gradient.value)


def _name(of: Symbol, output: Symbol, problem: Problem) -> Mathematics:
    style = problem.styles.get(of.name)
    return Cotangent(of) if style is not None and style.cotangent else Gradient(of, output)


def _forward(problem: Problem, differentiation: Differentiation, detail: Detail) -> Iterator[Block]:
    typed = {definition.symbol: definition.body for definition in problem.program.definitions}
    yield Heading(("Forward equations",))
    for equation in differentiation.forward:
        body = typed.get(equation.definition.symbol, equation.definition.body)
        if lines := tuple(_forward_lines(equation, body, detail)):
            yield ChainBlock(lines)


def _forward_lines(equation: Forward, typed: Node | IndexDefinition, detail: Detail) -> Iterator[Line]:
    """Matrix form and index form of an equation, each from the one in which it was typed."""
    symbol, body = equation.definition.symbol, equation.definition.body
    if equation.index_form is None:
        return
    entry = Entry(symbol, equation.free)
    if isinstance(body, IndexDefinition):
        yield Line(entry, equation.index_form, reason=("as given",))
        if equation.chain is not None:
            yield from _without_left(chain_lines(equation.chain, detail, symbol))
        return
    if typed is not body and isinstance(typed, Node):
        yield Line(symbol, typed)
        yield Line(None, body, reason=("with the short names above",))
    else:
        yield Line(symbol, body)
    if detail is Detail.FULL and equation.chain is not None:
        if symbol.shape.axes:
            yield Line(entry, equation.chain.start)
        yield from _without_left(chain_lines(equation.chain, detail))
    elif symbol.shape.axes or equation.index_form != of_factor(Entry(body, ())):
        yield Line(entry if symbol.shape.axes else None, equation.index_form)


def _without_left(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines that go on from one above, which has said the left side."""
    first = next(lines, None)
    if first is not None:
        yield Line(None, first.right, first.rule, first.reason) if isinstance(first.left, IndexSum) else first
    yield from lines


def _sections(problem: Problem, differentiation: Differentiation, detail: Detail) -> Iterator[Block]:
    clashing = clashing_names(indices(differentiation))
    output = differentiation.program.output
    number = 0
    for gradient in differentiation.gradients:
        if gradient.chain is None:
            continue
        number += 1
        equation = result_equation(gradient, output, problem)
        yield Heading((f"{number}. ", *_heading(gradient, equation, output)))
        array: Mathematics | None = Gradient(gradient.of, output) if isinstance(gradient.value, Node) else None
        lines = tuple(chain_lines(gradient.chain, detail, array))
        if opening := _opening(gradient, lines, clashing):
            yield Paragraph(opening)
        yield ChainBlock(lines)
        yield Box(equation, gradient.of.shape)


def _heading(gradient: VariableGradient, equation: Equation, output: Symbol) -> Sentence:
    if isinstance(equation.left, Cotangent):
        return (Equation(equation.left, Gradient(gradient.of, output)),)
    return (equation.left,)


def _opening(gradient: VariableGradient, lines: tuple[Line, ...], clashing: frozenset[str]) -> Sentence:
    words: Sentence = ()
    if not gradient.requested:
        words += ("Not asked for, but the sections below use it.",)
    if local := [index for index in shown_indices(lines) if index.name in clashing]:
        words += (" " if words else "", "In this section ", *index_ranges(local), ".")
    return words


def _summary(problem: Problem, differentiation: Differentiation) -> Iterator[Block]:
    output = differentiation.program.output
    temporary = {definition.symbol for definition in differentiation.program.definitions if definition.is_temporary}
    rows = []
    for gradient in differentiation.gradients:
        if gradient.chain is not None and gradient.of not in temporary:
            equation = result_equation(gradient, output, problem)
            rows.append(((equation.left,), (equation.right,), (gradient.of.shape,)))
    yield Heading(("Summary",))
    yield Table(("gradient", "result", "shape"), tuple(rows), wide=1)
