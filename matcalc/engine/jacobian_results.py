"""Products of Jacobians worked out: from vecs and Kronecker products to the shape of the result."""

from __future__ import annotations

from matcalc.chain import Chain
from matcalc.engine.jacobian_order import STACKED
from matcalc.engine.order import SIMPLIFY
from matcalc.engine.simplification import rewrite, simplify
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_stacked import is_stacked

ROUNDS = 3
"""Of multiplying and simplifying in turn: a form that is shorter may show one more product."""


def multiplied(chain: Chain, scope: Scope) -> Chain:
    """The product at the end of the chain multiplied out, from its column or from its row on.

    Simplified where no Kronecker product is left: those stay in the order in which they were multiplied.
    """
    for number in range(ROUNDS):
        worked = rewrite(chain, STACKED, scope)
        if is_stacked(_end(worked)) and not isinstance(chain.start, Cotangent):
            return rewrite(worked, (*STACKED, *SIMPLIFY), scope)
        if number and worked.end is chain.end:
            break
        chain = simplify(worked, scope)
    return chain


def _end(chain: Chain) -> Node:
    assert isinstance(chain.end, Node)
    return chain.end
