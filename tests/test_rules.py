"""Every rule is fully declared, fires on its examples and only there, and keeps the value.

The value is that of tests/plain_values.py, which knows neither the engine nor matcalc.checking.
"""

from __future__ import annotations

import pytest
from families_rules import FIRING as FIRING_IN_FAMILIES
from plain_values import PlainValues, agree
from rule_examples import SUPPLY, canonical, read_node_example, read_term_example, spoiled
from test_implicit import RULES as OF_SOLUTIONS
from test_rules_in_scope import FIRING

from matcalc.engine import differential_order, jacobian_order, order
from matcalc.forms.index_form import IndexSum, kinds_in
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
ORDERS = [
    (f"{name} {key}", rules)
    for module in (order, differential_order, jacobian_order)
    for name in dir(module)
    if name.isupper()
    for table in [getattr(module, name)]
    for key, rules in (table.items() if isinstance(table, dict) else [("", table)])
]
ALL_RULES = [*TERM_RULES.values(), *NODE_RULES.values()]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_a_rule_is_fully_declared(rule):
    assert rule.statement
    assert rule.source
    assert rule.apply.__doc__, "the docstring says why it ends"
    assert any(made is None for _, made in rule.examples), "an example on which it must not fire"


def test_every_rule_is_used_by_a_strategy():
    used = {rule.name for _, rules in ORDERS for rule in rules}
    assert used == {rule.name for rule in ALL_RULES}


@pytest.mark.parametrize(("_name", "rules"), ORDERS)
def test_no_rule_stands_twice_in_an_order(_name, rules):
    names = [rule.name for rule in rules]
    assert names == list(dict.fromkeys(names))


def test_every_rule_fires_somewhere():
    by_example = {rule.name for rule in ALL_RULES if any(made is not None for _, made in rule.examples)}
    elsewhere = FIRING | FIRING_IN_FAMILIES | set(OF_SOLUTIONS)
    assert by_example | elsewhere == {rule.name for rule in ALL_RULES}


@pytest.mark.parametrize(("rule", "given", "made"), TERM_EXAMPLES)
def test_a_rule_on_terms_does_what_its_examples_say(rule, given, made):
    before, after, free = read_term_example(given, made)
    (term,) = before.terms
    rewrite = rule.apply(term, Scope(SUPPLY, free))
    if after is None:
        assert rewrite is None
    else:
        assert rewrite is not None
        assert not kinds_in(term).isdisjoint(rule.kinds), "what the rule is declared on stands in the term"
        assert isinstance(rewrite.after, IndexSum)
        assert canonical(rewrite.after) == canonical(after)
        assert rewrite.reason
        values = PlainValues({"n": 4})
        value = values.entries(before, free)
        assert agree(value, values.entries(rewrite.after, free))
        assert not agree(value, values.entries(spoiled(rewrite.after), free))


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
        values = PlainValues({"n": 4})
        value = values.node(before)
        assert agree(value, values.node(after))
        assert not agree(value, values.node(spoiled(after)))
