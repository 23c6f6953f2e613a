"""The rules about sums over labels: what they make, what they refuse, and that the value stays."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from families_rules import CASES, Case, T, x, y

import matcalc.engine.order  # noqa: F401  # fills the tables of rules
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.sizes import Sizes
from matcalc.checking.unrolled import AtNumbers
from matcalc.forms.index_form import IndexSum, Partial
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.traversal import symbols_in
from matcalc.rules.registry import NODE_RULES, TERM_RULES, Scope


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule(case: Case) -> None:
    scope = Scope(IndexSupply(frozenset(("x", "y", "A", "t"))), case.free)
    if isinstance(case.given, IndexSum):
        (term,) = case.given.terms
        rewrite = TERM_RULES[case.rule].apply(term, scope)
    else:
        rewrite = NODE_RULES[case.rule].apply(case.given, scope)
    if case.made is None:
        assert rewrite is None
        return
    assert rewrite is not None
    assert rewrite.after == case.made
    assert rewrite.reason
    if not any(isinstance(factor, Partial) for factor in _factors(case.given)):
        for end in (1, 2, 3):
            assert np.allclose(*(_value(side, case, end) for side in (case.given, rewrite.after)))


def _factors(side: IndexSum | Node) -> list[object]:
    return [factor for term in side.terms for factor in term.factors] if isinstance(side, IndexSum) else []


def _value(side: IndexSum | Node, case: Case, end: int) -> np.ndarray:
    there = AtNumbers((T,), {"T": end}, {T: 1}, {})
    random = Random(0)
    values: dict[Node, np.ndarray] = {}

    def known(node: Node) -> np.ndarray | None:
        if not isinstance(node, Symbol):
            return None
        if node not in values:
            lengths = (sizes.of(node.shape.rows), sizes.of(node.shape.cols))
            random.seed(node.name)
            values[node] = np.array([random.random() for _ in range(lengths[0] * lengths[1])]).reshape(1, 1, *lengths)
        return values[node]

    sizes = Sizes([("m", 2), ("n", 3)])
    evaluation = Evaluation(FloatArithmetic(0), sizes, known)
    made = there.expression(side)
    if isinstance(made, Node):
        return evaluation.node(made)
    return evaluation.index_sum(made, case.free)


def test_members_of_one_family_are_told_apart() -> None:
    assert symbols_in(x) != symbols_in(y)
