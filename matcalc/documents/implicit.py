"""The words for arrays that solve an equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.lists import listed
from matcalc.documents.page import Equation, Paragraph, Sentence
from matcalc.engine.differentiation import Residual
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Node, Zeros
from matcalc.forms.program import Definition, Program


def solved(definition: Definition, program: Program) -> Sentence:
    """That x is where r = 0, and what it follows."""
    assert isinstance(definition.body, Implicit)
    residual, unknown = definition.body.arg, definition.symbol
    equation = program.equation_of(unknown)
    own = {each.symbol for each in equation}
    moved = dict.fromkeys(symbol for each in equation for symbol in each.uses if symbol not in own)
    follows: Sentence = ()
    if moved:
        verb = " moves, " if len(moved) == 1 else " move, "
        follows = (": where ", *listed(list(moved)), verb, unknown, " follows, so that ", residual, " stays 0")
    return (unknown, " is the solution of ", _is_zero(residual), *follows, ".")


def said_of_implicit(program: Program) -> Iterator[Paragraph]:
    """A sentence for each array that solves an equation."""
    for definition in program.definitions:
        if isinstance(definition.body, Implicit):
            yield Paragraph(solved(definition, program))


def meaning(definition: Definition, residuals: Sequence[Residual]) -> Sentence | None:
    """What a solution is, its residual, or the derivative of that by it; None for any other array."""
    if isinstance(definition.body, Implicit):
        return ("the solution of ", _is_zero(definition.body.arg))
    for residual in residuals:
        if definition.symbol is residual.jacobian:
            return ("the derivative of ", residual.symbol, " by ", residual.unknown, ", derived below")
    if definition.unknown is not None and not definition.is_temporary:
        return ("what is 0 at the solution ", definition.unknown, ", defined below")
    return None


def _is_zero(residual: Node) -> Equation:
    return Equation(residual, Zeros(residual.shape))
