"""Rules on arrays, each applied wherever it fires: a derivation that a reader follows rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import Chain, Expression, Step
from matcalc.engine.limits import look_at_clock, spend
from matcalc.engine.strategies import MOVES_AT_MOST, joined, tried
from matcalc.errors import InvariantError
from matcalc.forms.matrix_form import Node
from matcalc.forms.traversal import replaced, walk
from matcalc.rules.registry import Rewrite, Rule, Scope


def everywhere(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The chain continued: of the rules that fire, the first, on every part on which it does, as one step; and again.

    Ends where none fires.
    """
    current = chain.end
    steps: list[Step] = []
    while isinstance(current, Node) and (step := _step(current, rules, scope)) is not None:
        spend(step.stage.value)
        steps.append(step)
        current = step.after
        if len(steps) > MOVES_AT_MOST:
            raise InvariantError(f"the rule {step.rule!r} does not end")
    return chain.then(*steps)


def _step(root: Node, rules: Sequence[Rule[Node]], scope: Scope) -> Step | None:
    parts = list(walk(root))
    for rule in rules:
        look_at_clock(rule.stage.value)
        fired: dict[Node, Rewrite] = {}
        inside: set[Node] = set()
        for part in reversed(parts):  # what stands in a part that changes is left to the next step
            if part not in inside and isinstance(part, rule.kinds) and (made := tried(rule, part, scope)) is not None:
                fired[part] = made
                inside.update(part.children)
        if fired:
            images = {part: _array(made.after) for part, made in fired.items()}
            reasons = dict.fromkeys(made.reason for made in reversed(fired.values()))
            return rule.step(root, replaced(root, images), joined([("; ", reason) for reason in reasons]))
    return None


def _array(expression: Expression) -> Node:
    assert isinstance(expression, Node)
    return expression
