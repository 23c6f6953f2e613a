"""The same for the routes without indices, apart, because their rules are imported only where such a route is shown."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.chain import Stage
from matcalc.documents.joints import Joint
from matcalc.engine.differential_order import ADJOINTS, DIFFERENTIALS
from matcalc.engine.jacobian_order import JACOBIAN, JACOBIAN_CHAIN
from matcalc.forms.matrix_form import Node
from matcalc.rules import differentials, inner_products, jacobian_chain, jacobians, simplify_structure
from matcalc.rules.registry import Rule

DIFFERENTIAL = "take the differential"
MOVE_OVER = "move each linear map over"
LOCAL_JACOBIAN = "find the local Jacobian"

_PREPARE = (inner_products.insert_differential, inner_products.split_inner)
_MOVES = [rule for rule in ADJOINTS if rule.stage is Stage.ADJOINT and rule not in _PREPARE]


def _second_says(first: Rule[Node], rules: Iterable[Rule[Node]]) -> dict[tuple[str, str], Joint]:
    """The first only puts in what stands elsewhere on the page."""
    return {(first.name, rule.name): Joint(rule.name, gives_first=False, gives_second=True) for rule in rules}


_JACOBIANS_OF = [rule for rule in JACOBIAN[1:] if rule is not jacobians.jacobian_of_itself]

ROUTE_JOINTS: dict[tuple[str, str], Joint] = {
    **_second_says(differentials.insert_equation, DIFFERENTIALS[1:]),
    **{
        (differentials.differentiate_sum.name, rule.name): Joint(DIFFERENTIAL, gives_first=True, gives_second=True)
        for rule in (differentials.differentiate_product, differentials.differentiate_linear)
    },
    (inner_products.insert_differential.name, inner_products.split_inner.name): Joint(
        inner_products.insert_differential.name, gives_first=True, gives_second=True
    ),
    **{
        (first.name, second.name): Joint(MOVE_OVER, gives_first=True, gives_second=True)
        for first in _MOVES
        for second in _MOVES
        if first is not second
    },
    **_second_says(jacobians.insert_equation, JACOBIAN[1:]),
    **{
        (jacobians.jacobian_of_sum.name, rule.name): Joint(LOCAL_JACOBIAN, gives_first=False, gives_second=True)
        for rule in _JACOBIANS_OF
    },
    **{
        (rule.name, jacobians.jacobian_of_itself.name): Joint("", gives_first=True, gives_second=False)
        for rule in _JACOBIANS_OF
        if rule is not jacobians.jacobian_of_sum
    },
    (jacobians.jacobian_of_sum.name, jacobians.jacobian_of_itself.name): Joint(
        LOCAL_JACOBIAN, gives_first=False, gives_second=True
    ),
    **{
        (rule.name, jacobian_chain.insert_local_jacobian.name): Joint(
            "", gives_first=True, gives_second=False, shows_first=True
        )
        for rules in JACOBIAN_CHAIN.values()
        for rule in rules
        if rule is not jacobian_chain.insert_local_jacobian
    },
    (jacobian_chain.insert_local_jacobian.name, simplify_structure.drop_neutral.name): Joint(
        "", gives_first=True, gives_second=False
    ),
}
"""By the rules of both steps."""
