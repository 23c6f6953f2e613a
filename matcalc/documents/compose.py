"""A derivation as a page: conventions, equations, one section for each gradient, summary, remarks, what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.chains import Detail
from matcalc.documents.checked import checked
from matcalc.documents.conventions import conventions, index_ranges
from matcalc.documents.derived import Derived
from matcalc.documents.equations import equation_lines
from matcalc.documents.page import (
    Block,
    ChainBlock,
    Heading,
    Page,
    Paragraph,
    Sentence,
    Table,
)
from matcalc.documents.presentation import Presentation
from matcalc.documents.remarks import remark_blocks
from matcalc.documents.second import Second, second_blocks, second_heading
from matcalc.documents.sections import further_results, result_equation, result_shape, sections
from matcalc.documents.vocabulary import clashing_names, indices, shown_indices
from matcalc.engine.differentiation import Differentiation
from matcalc.problems.problem import Problem


def compose(derived: Derived, presentation: Presentation) -> Page:
    """The whole document, as data."""
    problem, differentiation, seconds = derived.problem, derived.differentiation, derived.seconds
    detail = presentation.detail
    return Page(
        problem.title,
        (
            *([Paragraph((problem.about,))] if problem.about else []),
            *conventions(problem, differentiation, detail, [second.derivative.differentiation for second in seconds]),
            *_forward(problem, differentiation, detail),
            *sections(problem, differentiation, 0, detail),
            *_seconds(problem, differentiation, seconds, detail),
            *_summary(problem, differentiation, seconds),
            *remark_blocks(problem),
            Heading(("Checked",)),
            Paragraph(checked(derived.verification, _what(differentiation))),
            *(Paragraph(_checked_too(second)) for second in seconds),
        ),
    )


def _forward(problem: Problem, differentiation: Differentiation, detail: Detail) -> Iterator[Block]:
    typed = {definition.symbol: definition.body for definition in problem.program.definitions}
    yield Heading(("Forward equations",))
    clashing = clashing_names(indices(differentiation))
    for equation in differentiation.forward:
        body = typed.get(equation.definition.symbol, equation.definition.body)
        if lines := tuple(equation_lines(equation, body, detail)):
            if local := [index for index in shown_indices(lines) if index.name in clashing]:
                yield Paragraph(("In this equation ", *index_ranges(local), "."))
            yield ChainBlock(lines)


def _seconds(
    problem: Problem, differentiation: Differentiation, seconds: Sequence[Second], detail: Detail
) -> Iterator[Block]:
    number = _derived(differentiation)
    for second in seconds:
        yield from second_blocks(problem, second, differentiation.program.output, number, detail)
        number += _derived(second.derivative.differentiation)
    if len(seconds) > 1:
        yield Paragraph(("The mixed second derivatives, by one variable and then by another, are left out.",))


def _derived(differentiation: Differentiation) -> int:
    return sum(gradient.chain is not None for gradient in differentiation.gradients)


def _checked_too(second: Second) -> Sentence:
    what = _what(second.derivative.differentiation)
    return (*second_heading(second), ": ", *checked(second.verification, what))


def _what(differentiation: Differentiation) -> str:
    return "gradient" if differentiation.program.output.shape.is_scalar else "derivative"


def _summary(problem: Problem, differentiation: Differentiation, seconds: Sequence[Second]) -> Iterator[Block]:
    rows: list[tuple[Sentence, ...]] = []
    for part in (differentiation, *(second.derivative.differentiation for second in seconds)):
        output = part.program.output
        temporary = {definition.symbol for definition in part.program.definitions if definition.is_temporary}
        for gradient in part.gradients:
            if gradient.chain is not None and gradient.of not in temporary:
                equation = result_equation(gradient, output, problem)
                rows.append(((equation.left,), (equation.right,), (result_shape(gradient),)))
                for more, shape in further_results(gradient, output, problem):
                    rows.append(((more.left,), (more.right,), (shape,)))
    yield Heading(("Summary",))
    what = "derivative" if seconds else _what(differentiation)
    yield Table((what, "result", "shape"), tuple(rows), wide=1)
