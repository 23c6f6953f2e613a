"""Products of Jacobians worked out: from vecs and Kronecker products to the shape of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.chain import Chain
from matcalc.engine.jacobian_order import STACKED
from matcalc.engine.order import FOLD, KNOWN_FUNCTIONS, SIMPLIFY, WRITE_OUT
from matcalc.engine.simplification import rewrite, simplify, tidy, without_detours
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.rules.registry import Rule, Scope
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


def finished(chain: Chain, scope: Scope, unfold: Mapping[Node, Node]) -> Chain:
    """Known derivatives written out, names of the page used, those in `unfold` written out; simplified."""
    chain = _worked(chain, KNOWN_FUNCTIONS, scope)
    if unfold:
        chain = _worked(chain, WRITE_OUT, replace(scope, definitions=unfold))
        chain = _worked(chain, KNOWN_FUNCTIONS, scope)
    chain = _worked(chain, FOLD, scope)
    return without_detours(tidy(chain, scope))


def _worked(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The rules, and then what they made multiplied out and simplified."""
    made = rewrite(chain, rules, scope)
    return chain if made.end is chain.end else multiplied(made, scope)
