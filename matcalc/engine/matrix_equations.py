"""The equations of a program as matrix forms, those in index form collapsed: where a route without indices begins."""

from __future__ import annotations

from matcalc.engine.forward import forward
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Definition, IndexDefinition


def matrix_form(definition: Definition, supply: IndexSupply) -> Node | None:
    """The right side of an equation; None where it is given entry by entry and no matrix form has these entries."""
    if isinstance(definition.body, IndexDefinition):
        return forward(definition, supply).matrix_form
    return definition.body
