"""The equations of a program in both forms, with the steps between them."""

from __future__ import annotations

from matcalc.chain import Chain
from matcalc.engine.collapse import collapse
from matcalc.engine.differentiation import Forward
from matcalc.engine.order import EXPAND
from matcalc.engine.strategies import sweep
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Entry, IndexSum, of_factor
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, ScalarFunction
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.rules.registry import Scope


def forward(definition: Definition, supply: IndexSupply) -> Forward:
    """One equation: matrix form expanded to index form, or index form collapsed to matrix form."""
    body = definition.body
    if isinstance(body, IndexDefinition):
        chain = collapse(Chain(body.places, body.body, ()), definition.symbol.shape, Scope(supply, body.places))
        matrix_form = chain.end if isinstance(chain.end, Node) else None
        return Forward(definition, body.places, matrix_form, body.body, chain)
    if isinstance(body, ScalarFunction | Implicit):
        return Forward(definition, (), body if isinstance(body, ScalarFunction) else None, None, None)
    free = supply.fresh_for(body.shape.axes, ())
    chain = sweep(Chain(free, of_factor(Entry(body, free)), ()), EXPAND, Scope(supply, free))
    assert isinstance(chain.end, IndexSum)
    return Forward(definition, free, body, chain.end, chain)
