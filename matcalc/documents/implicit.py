"""The words for arrays that solve an equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.lists import listed
from matcalc.documents.page import Equation, Paragraph, Sentence
from matcalc.engine.differentiation import Residual
from matcalc.forms.differentials import Jacobian
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Node, Zeros
from matcalc.forms.program import Definition, Program
from matcalc.forms.traversal import walk
from matcalc.forms.vector_functions import VectorFunction


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
    return (unknown, " is a solution of ", _is_zero(residual), *follows, ".")


def function_of_arrays(program: Program) -> Iterator[Sentence]:
    """What is said of each unknown function of whole arrays, and of its Jacobians."""
    bodies = [definition.body for definition in program.definitions if isinstance(definition.body, Node)]
    parts = dict.fromkeys(part for body in bodies for part in walk(body) if isinstance(part, VectorFunction))
    for use in parts:
        named = [Equation(name, Jacobian(use, by)) for by, name in use.jacobians]
        verb = " is its Jacobian." if len(named) == 1 else " are its Jacobians."
        yield (
            use,
            " is any differentiable function of ",
            *listed(list(use.args)),
            ", a vector of length ",
            use.length,
            "; ",
            *listed(named),
            verb,
        )


def said_of_implicit(program: Program) -> Iterator[Paragraph]:
    """A sentence for each array that solves an equation."""
    for definition in program.definitions:
        if isinstance(definition.body, Implicit):
            yield Paragraph(solved(definition, program))


def meaning(definition: Definition, residuals: Sequence[Residual]) -> Sentence | None:
    """What a solution is, its residual, or the derivative of that by it; None for any other array."""
    if isinstance(definition.body, Implicit):
        return ("a solution of ", _is_zero(definition.body.arg))
    if isinstance(definition.body, Jacobian):
        assert isinstance(definition.body.of, VectorFunction)
        return (f"the Jacobian of {definition.body.of.name} by ", definition.body.by)
    for residual in residuals:
        if definition.symbol is residual.jacobian:
            return ("the derivative of ", residual.symbol, " by ", residual.unknown, ", derived below")
    if definition.unknown is not None and not definition.is_temporary:
        return ("what is 0 at the solution ", definition.unknown, ", defined below")
    return None


def _is_zero(residual: Node) -> Equation:
    return Equation(residual, Zeros(residual.shape))
