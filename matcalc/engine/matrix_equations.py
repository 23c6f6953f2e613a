"""The equations of a program as matrix forms, those in index form collapsed: where a route without indices begins."""

from __future__ import annotations

from matcalc.engine.forward import forward
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program


def matrix_form(definition: Definition, supply: IndexSupply) -> Node | None:
    """The right side of an equation; None where it is given entry by entry and no matrix form has these entries."""
    if isinstance(definition.body, IndexDefinition):
        return forward(definition, supply).matrix_form
    return definition.body


def matrix_forms(program: Program, supply: IndexSupply) -> dict[Symbol, Node]:
    """The right side of every equation that has a matrix form, in the order of the program."""
    found = ((definition.symbol, matrix_form(definition, supply)) for definition in program.definitions)
    return {symbol: form for symbol, form in found if form is not None}
