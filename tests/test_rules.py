"""Every rule is fully declared, fires on its examples and only there, and keeps the value."""

from __future__ import annotations

import pytest
from rule_examples import SUPPLY, canonical, read_node_example, read_term_example

import matcalc.engine.order as order
from matcalc.forms.index_form import IndexSum
from matcalc.rules.registry import NODE_RULES, TERM_RULES, Scope

TERM_EXAMPLES = [
    pytest.param(rule, given, made, id=f"{rule.name}: {given}")
    for rule in TERM_RULES.values()
    for given, made in rule.examples
]
NODE_EXAMPLES = [
    pytest.param(rule, given, made, id=f"{rule.name}: {given}")
    for rule in NODE_RULES.values()
    for given, made in rule.examples
]
ALL_RULES = [*TERM_RULES.values(), *NODE_RULES.values()]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_a_rule_is_fully_declared(rule):
    assert rule.statement
    assert rule.source
    assert rule.apply.__doc__, "the docstring says why it ends"
    assert any(made is None for _, made in rule.examples), "an example on which it must not fire"


def test_every_rule_is_used_by_a_strategy():
    used = {rule.name for name in dir(order) if name.isupper() for rule in getattr(order, name)}
    assert used == {rule.name for rule in ALL_RULES}


@pytest.mark.parametrize(("rule", "given", "made"), TERM_EXAMPLES)
def test_a_rule_on_terms_does_what_its_examples_say(rule, given, made):
    before, after, free = read_term_example(given, made)
    (term,) = before.terms
    rewrite = rule.apply(term, Scope(SUPPLY, free))
    if after is None:
        assert rewrite is None
    else:
        assert rewrite is not None
        assert isinstance(rewrite.after, IndexSum)
        assert canonical(rewrite.after) == canonical(after)
        assert rewrite.reason


@pytest.mark.parametrize(("rule", "given", "made"), NODE_EXAMPLES)
def test_a_rule_on_arrays_does_what_its_examples_say(rule, given, made):
    before, after = read_node_example(given, made)
    rewrite = rule.apply(before, Scope(SUPPLY))
    if after is None:
        assert rewrite is None
    else:
        assert rewrite is not None
        assert rewrite.after is after
        assert rewrite.reason
