"""The sections on equations that are solved: how each residual depends on its unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import why
from matcalc.documents.chains import chain_lines
from matcalc.documents.equations import equation_lines
from matcalc.documents.page import Block, Box, ChainBlock, Equation, Heading, Paragraph, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.documents.sections import sections
from matcalc.engine.differentiation import Differentiation, Residual
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.matrix_form import Node
from matcalc.problems.problem import Problem


def residual_blocks(problem: Problem, differentiation: Differentiation, presentation: Presentation) -> Iterator[Block]:
    """A section for the derivative of each residual by its unknown."""
    number = 0
    written = {replace(definition, unknown=None) for definition in differentiation.program.definitions}
    for residual in differentiation.residuals:
        own = residual.differentiation
        for equation in own.forward:
            if equation.definition not in written:
                yield ChainBlock(tuple(equation_lines(equation, equation.definition.body, presentation.detail)))
        *on_the_way, last = own.gradients
        yield from sections(problem, replace(own, gradients=tuple(on_the_way)), number, presentation)
        number = number_of_residuals(differentiation, up_to=residual)
        yield Heading((f"{number}. ", residual.jacobian, ", the derivative of ", residual.symbol, " by ", last.of))
        assert last.chain is not None
        assert isinstance(last.value, Node)
        row, column = last.free
        entry, partial = (
            Entry(residual.jacobian, last.free),
            Partial(of_factor(Entry(residual.symbol, (row,))), Entry(last.of, (column,))),
        )
        yield Paragraph(
            why(
                "Here ",
                last.of,
                " moves by itself, all else that ",
                residual.symbol,
                " reads is held: ",
                entry,
                " = ",
                partial,
                ".",
            )
        )
        yield ChainBlock(tuple(chain_lines(last.chain, presentation.detail, residual.jacobian)))
        yield Box(Equation(residual.jacobian, last.value), last.value.shape)
        yield Paragraph(inverse_said(residual))


def inverse_said(residual: Residual) -> Sentence:
    """Why the derivative of a residual has an inverse, or that all that follows holds where it has one."""
    found = residual.inverse
    return ("What follows holds where ", *found.needs, ".") if found.needs else (*found.reason, ".")


def number_of_residuals(differentiation: Differentiation, up_to: Residual | None = None) -> int:
    """How many sections there are on residuals, up to that on one of them."""
    total = 0
    for residual in differentiation.residuals:
        total += sum(gradient.chain is not None for gradient in residual.differentiation.gradients)
        if residual is up_to:
            break
    return total
