"""Steps that a document of normal detail shows in one line, because a teacher says them in one breath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcalc.chain import Stage
from matcalc.engine.collapse import READ_OFF
from matcalc.engine.differential_order import ADJOINTS, DIFFERENTIALS
from matcalc.engine.jacobian_order import JACOBIAN, JACOBIAN_CHAIN
from matcalc.engine.local import INSERT
from matcalc.engine.order import COLLAPSE
from matcalc.forms.index_form import Term
from matcalc.forms.matrix_form import Node
from matcalc.rules import differentials, inner_products, jacobian_chain, jacobians, simplify_structure
from matcalc.rules.chain_rule import use_short_name
from matcalc.rules.contract import contract_delta
from matcalc.rules.differentiate import (
    differentiate_entry,
    differentiate_function,
    differentiate_power,
    differentiate_sum_and_product,
    insert_definition,
)
from matcalc.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Joint:
    """How two steps, one after the other, are shown in one line: what it says is done, and whose reasons it gives.

    said: empty where it goes on saying what it said. shows_first: the line shows what the first step makes too, where
    that is short.
    """

    said: str
    gives_first: bool
    gives_second: bool
    shows_first: bool = False


LOCAL = "find the local derivative"
DIFFERENTIAL = "take the differential"
MOVE_OVER = "move each linear map over"
LOCAL_JACOBIAN = "find the local Jacobian"

_PREPARE = (inner_products.insert_differential, inner_products.split_inner)
_MOVES = [rule for rule in ADJOINTS if rule.stage is Stage.ADJOINT and rule not in _PREPARE]


def _second_says(first: Rule[Node], rules: Iterable[Rule[Node]]) -> dict[tuple[str, str], Joint]:
    """The first only puts in what stands elsewhere on the page."""
    return {(first.name, rule.name): Joint(rule.name, gives_first=False, gives_second=True) for rule in rules}


def _collapse_says(rules: Iterable[Rule[Term]]) -> dict[tuple[str, str], Joint]:
    """Arrays with equal entries are equal: that needs no words."""
    return {(rule.name, READ_OFF): Joint(rule.name, gives_first=True, gives_second=False) for rule in rules}


_JACOBIANS_OF = [rule for rule in JACOBIAN[1:] if rule is not jacobians.jacobian_of_itself]

JOINTS: dict[tuple[str, str], Joint] = {
    **{
        (insert_definition.name, rule.name): Joint(LOCAL, gives_first=False, gives_second=True)
        for rule in (differentiate_sum_and_product, differentiate_function, differentiate_power, differentiate_entry)
    },
    (differentiate_sum_and_product.name, differentiate_entry.name): Joint(LOCAL, gives_first=True, gives_second=True),
    (use_short_name.name, INSERT): Joint(INSERT, gives_first=True, gives_second=False),
    **{
        (first, contract_delta.name): Joint(said, gives_first=True, gives_second=True, shows_first=True)
        for first, said in (
            (INSERT, INSERT),
            (differentiate_entry.name, LOCAL),
            (differentiate_function.name, LOCAL),
        )
    },
    **_collapse_says(COLLAPSE),
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
