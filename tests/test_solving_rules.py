"""Every rule of solving is declared, fires on its examples and only there, and loses and gains no solution."""

from __future__ import annotations

import pytest
from plain_values import PlainValues, agree
from rule_examples import SUPPLY, worlds

from matcalc.engine.isolation import ISOLATE, applied
from matcalc.errors import MatcalcError
from matcalc.forms.matrix_form import Add, Node, Ones, Symbol
from matcalc.notation.derived_in import parse_derived
from matcalc.rules.registry import Scope
from matcalc.rules.solving import SOLVING_RULES, SolvingRule
from matcalc.solution import Condition

EXAMPLES = [
    pytest.param(rule, *example, id=f"{rule.name}: {example[1]}")
    for rule in SOLVING_RULES.values()
    for example in rule.examples
]


def read(unknown: str, *texts: str) -> tuple[Symbol, list[Condition]]:
    """Conditions over the first shapes that make sense of all of them."""
    failures = []
    for symbols in worlds(*texts):
        try:
            sides = [[parse_derived(side, symbols) for side in text.split(" = ")] for text in texts]
            return symbols[unknown], [Condition(left, right) for left, right in sides]
        except MatcalcError as error:
            failures.append(str(error))
    raise AssertionError(f"no shapes make sense of {texts}: {failures[-1]}")


@pytest.mark.parametrize(("rule", "unknown", "given", "made"), EXAMPLES)
def test_a_rule_does_what_its_examples_say(rule: SolvingRule, unknown: str, given: str, made: str | None) -> None:
    scope = Scope(SUPPLY)
    if made is None:
        symbol, (before,) = read(unknown, given)
        assert rule.apply(before, symbol, scope) is None
        return
    symbol, (before, after) = read(unknown, given, made)
    move = rule.apply(before, symbol, scope)
    assert move is not None
    assert move.reason
    step = applied(rule, move, before, symbol, scope)
    assert step.after == after
    sides = (after.right, after.left) if step.turned else (after.left, after.right)
    for above, below in zip((before.left, before.right), sides, strict=True):
        require_both_ways(step.operation.on(above), below)
        require_both_ways(step.operation.undone(below), above)


def require_both_ways(one: Node, other: Node) -> None:
    """Equal by values that know neither the engine nor matcalc.checking, and a wrong one is not."""
    values = PlainValues()
    assert agree(values.node(one), values.node(other))
    assert not agree(values.node(one), values.node(Add((other, Ones(other.shape)))))


@pytest.mark.parametrize("rule", SOLVING_RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_is_fully_declared(rule: SolvingRule) -> None:
    assert rule.statement
    assert rule.source
    assert rule.apply.__doc__, "the docstring says why it ends"
    assert any(made is None for *_, made in rule.examples), "an example on which it must not fire"
    assert any(made is not None for *_, made in rule.examples)


def test_every_rule_stands_in_the_order_once() -> None:
    assert sorted(rule.name for rule in ISOLATE) == sorted(SOLVING_RULES)


def test_a_condition_has_sides_of_one_shape() -> None:
    symbol, (condition,) = read("x", "A @ x = y")
    with pytest.raises(MatcalcError, match="a condition has sides of the shapes"):
        Condition(condition.left, symbol)
