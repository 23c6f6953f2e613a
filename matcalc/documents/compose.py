"""A derivation as a page: conventions, equations, the routes with a section for each gradient, summary, checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.checking.verification import Verification
from matcalc.documents.chains import Detail
from matcalc.documents.checked import checked, checked_likewise
from matcalc.documents.conventions import conventions, index_ranges
from matcalc.documents.derived import Derived, Routed, taken
from matcalc.documents.equations import equation_lines, equations_as_typed
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.implicit import said_of_implicit, solved
from matcalc.documents.introduction import introduction
from matcalc.documents.on_demand import (
    checked_solutions,
    graph,
    named_sums,
    notices,
    reasons,
    second_blocks,
    second_heading,
    shown_routes,
    side_by_side,
    solutions,
    with_networks,
)
from matcalc.documents.page import Block, ChainBlock, Heading, Page, Paragraph, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.documents.remarks import remark_blocks
from matcalc.documents.residuals import number_of_residuals, residual_blocks
from matcalc.documents.route_names import TITLES
from matcalc.documents.sections import sections
from matcalc.documents.summary import summary
from matcalc.documents.vocabulary import clashing_names, indices, shown_indices
from matcalc.documents.written_out import without_naming
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.differentials import Jacobian
from matcalc.forms.implicit import Implicit
from matcalc.notation.glyphs import Glyphs

MOST_KEPT = 6
"""How many lines of forward equations are kept on one page."""


@dataclass(frozen=True, slots=True)
class Worked:
    """The derivation alone, without what a page says about it.

    opening: the conventions. forward: the equations. sections: what is derived from them.
    """

    opening: tuple[Block, ...]
    forward: tuple[Block, ...]
    sections: tuple[Block, ...]


def worked(derived: Derived, presentation: Presentation, glyphs: Glyphs) -> Worked:
    """What a worksheet is made of."""
    derived = without_naming(derived, glyphs)
    forward = _told(derived, presentation.detail)
    first = _first(derived, presentation)
    seconds, solved = tuple(_seconds(derived, presentation, glyphs)), tuple(solutions(derived, presentation))
    shown = (*forward, *first, *solved)
    opening = conventions(derived, presentation, shown, glyphs, on_sheet=True)
    return Worked(opening, forward, (*first, *seconds, *solved))


def _first(derived: Derived, presentation: Presentation) -> tuple[Block, ...]:
    """The sections of first derivatives, by all routes that are shown."""
    by_indices = _by_indices(derived, presentation) if derived.shows_indices else ()
    return (*by_indices, *shown_routes(derived.routes, presentation))


def compose(derived: Derived, presentation: Presentation) -> Page:
    """The whole document, as data."""
    problem, why = derived.problem, reasons(derived, presentation)
    glyphs = glyphs_of(problem, *derived.programs, notation=presentation.notation)
    steps = derived.steps
    derived = without_naming(derived, glyphs)
    first = (
        *_told(derived, presentation.detail),
        *graph(derived, presentation),
        *_first(derived, presentation),
    )
    solved = tuple(solutions(derived, presentation))
    blocks = (*first, *_seconds(derived, presentation, glyphs), *solved)
    blocks, said = with_networks(blocks, steps, presentation, glyphs)
    last = (
        *why,
        *summary(derived, presentation.layout),
        *side_by_side(derived),
        *remark_blocks(problem),
    )
    return Page(
        problem.title,
        (
            *notices(derived, glyphs),
            *introduction(problem),
            *conventions(derived, presentation, (*first, *solved, *last), glyphs, last=said),
            *blocks,
            *last,
            Heading(("Checked",)),
            *_checked(derived),
        ),
    )


def _told(derived: Derived, detail: Detail) -> tuple[Block, ...]:
    """The forward equations; a few are kept on one page."""
    blocks = tuple(_forward(derived, detail))
    lines = sum(len(block.lines) for block in blocks if isinstance(block, ChainBlock))
    if lines > MOST_KEPT:
        return blocks
    return tuple(replace(block, is_kept=True) if isinstance(block, ChainBlock) else block for block in blocks)


def _forward(derived: Derived, detail: Detail) -> Iterator[Block]:
    yield Heading(("Forward equations",))
    if not derived.shows_indices:
        yield ChainBlock(tuple(equations_as_typed(derived.problem.program.definitions)))
        yield from said_of_implicit(derived.problem.program)
        return
    typed = {definition.symbol: definition.body for definition in derived.problem.program.definitions}
    clashing = clashing_names(indices(derived.differentiation))
    jacobians = {residual.jacobian for residual in derived.differentiation.residuals}
    for equation in derived.differentiation.forward:
        if equation.definition.symbol in jacobians or isinstance(equation.definition.body, Jacobian):
            continue  # its section derives it, or it is given
        if isinstance(equation.definition.body, Implicit):
            yield Paragraph(solved(equation.definition, derived.problem.program))
        body = typed.get(equation.definition.symbol, equation.definition.body)
        if lines := tuple(equation_lines(equation, body, detail)):
            if local := [index for index in shown_indices(lines) if index.name in clashing]:
                yield Paragraph(("In this equation ", *index_ranges(local), "."))
            yield ChainBlock(lines)
            if equation.matrix_form is None and equation.index_form is not None:
                yield from (Paragraph(said) for said in named_sums(equation.index_form, defines_layer=True))


def _by_indices(derived: Derived, presentation: Presentation) -> Iterator[Block]:
    """The sections of the index route, under a heading of their own where there are other routes."""
    level = 1
    if len(derived.shown) > 1:
        yield Heading((TITLES[RouteName.INDEX],))
        level = 2
    differentiation = derived.differentiation
    yield from residual_blocks(derived.problem, differentiation, presentation)
    number = number_of_residuals(differentiation)
    yield from sections(derived.problem, differentiation, number, presentation, level)


def _seconds(derived: Derived, presentation: Presentation, glyphs: Glyphs) -> Iterator[Block]:
    number = number_of_residuals(derived.differentiation) + _derived(derived.differentiation)
    for second in derived.seconds:
        yield from second_blocks(derived, second, number, presentation, glyphs)
        number += _derived(second.derivative.differentiation)
    if len(derived.seconds) > 1:
        yield Paragraph(("The mixed second derivatives, by one variable and then by another, are left out.",))


def _derived(differentiation: Differentiation) -> int:
    return sum(gradient.chain is not None for gradient in differentiation.gradients)


def _checked(derived: Derived) -> Iterator[Block]:
    what = _what(derived.differentiation)
    yield from _checked_routes(derived, (), derived.verification, derived.taken, what)
    for second in derived.seconds:
        heading, what = second_heading(second), _what(second.derivative.differentiation)
        yield from _checked_routes(derived, heading, second.verification, taken(second.routes), what)
    yield from (Paragraph(words) for words in checked_solutions(derived))
    if derived.comparison is not None and derived.comparison.verification.steps:
        yield Paragraph(("The local derivatives: ", *checked(derived.comparison.verification, what)))


def _checked_routes(
    derived: Derived, heading: Sentence, verification: Verification, routes: Sequence[Routed], what: str
) -> Iterator[Block]:
    """What was checked of the index route, where it is shown, and of those without indices."""
    if derived.shows_indices:
        yield Paragraph((*_said_of(heading, derived, RouteName.INDEX), *checked(verification, what)))
    for routed in routes:
        own = routed.verification
        said = checked_likewise(own, what, verification) if derived.shows_indices else checked(own, what)
        yield Paragraph((*_said_of(heading, derived, routed.name), *said))


def _said_of(heading: Sentence, derived: Derived, name: RouteName) -> Sentence:
    """What a sentence is about: a second derivative, one of several routes, both or neither."""
    if len(derived.shown) < 2:
        return (*heading, ": ") if heading else ()
    title = TITLES[name]
    return (*heading, f", {title[0].lower()}{title[1:]}: ") if heading else (f"{title}: ",)


def _what(differentiation: Differentiation) -> str:
    return "gradient" if differentiation.program.output.shape.is_scalar else "derivative"
