"""How rules on arrays are applied where no index is: a rule to all its places at once, each time as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

from matcalc.chain import Chain, Prose, Step
from matcalc.engine.limits import look_at_clock, most_factors, spend
from matcalc.engine.strategies import MOVES_AT_MOST, REASONS_SHOWN, joined, tried
from matcalc.errors import InvariantError, LimitError
from matcalc.forms.matrix_form import Add, Node
from matcalc.forms.traversal import replaced, walk
from matcalc.rules.assemble import total
from matcalc.rules.moving import holds_differential
from matcalc.rules.registry import Rewrite, Rule, Scope

Reasons = list[tuple[str, Prose]]
"""What was said, each with what links it to the one before."""

Once = Callable[[Node, Rule[Node], Scope, Reasons], Node]
"""A rule at all its places, once; the expression itself where it fires nowhere. What it says joins the reasons."""


def sweep_differentials(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The rules in order, each to every differential in the expression for as long as it fires, until none does."""
    return _swept(chain, rules, scope, _on_differentials)


def sweep_terms(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The rules in order, each to every term of the sum for as long as it fires, until none does."""
    return _swept(chain, rules, scope, _on_terms)


def everywhere(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """Of the rules that fire the first, on every part on which it does, as one step; and again from the first rule.

    What stands in a part that changes is left to the next step. Ends where none fires.
    """
    current = _array(chain.end)
    steps: list[Step] = []
    while (step := _first_that_fires(current, rules, scope)) is not None:
        steps.append(step)
        current = _array(step.after)
        if len(steps) > MOVES_AT_MOST:
            raise InvariantError(f"the rule {step.rule!r} does not end")
    return chain.then(*steps)


def _first_that_fires(root: Node, rules: Sequence[Rule[Node]], scope: Scope) -> Step | None:
    parts = list(walk(root))
    for rule in rules:
        look_at_clock(rule.stage.value)
        made = _on_outermost(parts, rule, scope)
        if made:
            reasons: Reasons = []
            for part in (part for part in parts if part in made):
                _say(made[part].reason, reasons, "; ")
            images = {part: _array(rewrite.after) for part, rewrite in made.items()}
            return rule.step(root, replaced(root, images), joined(reasons))
    return None


def _on_outermost(parts: Sequence[Node], rule: Rule[Node], scope: Scope) -> dict[Node, Rewrite]:
    """What a rule makes of the parts of an expression, children before parents, that stand in no part that changes."""
    made: dict[Node, Rewrite] = {}
    inside: set[Node] = set()
    for part in reversed(parts):
        if part not in inside:
            if (rewrite := _fired(rule, part, scope)) is None:
                continue
            made[part] = rewrite
        inside.update(part.children)
    return made


def _swept(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope, once: Once) -> Chain:
    """One step for each rule that fired: it may have fired in several places, and one after another in one of them."""
    current = _array(chain.end)
    steps: list[Step] = []
    idle = 0
    for rule in cycle(rules):
        look_at_clock(rule.stage.value)
        reasons: Reasons = []
        after = _exhausted(current, rule, scope, once, reasons)
        if after is current:
            idle += 1
        else:
            steps.append(rule.step(current, after, joined(reasons)))
            current = after
            idle = 1  # the rule itself has nothing left to do
        if idle >= len(rules):
            return chain.then(*steps)
    return chain


def _exhausted(root: Node, rule: Rule[Node], scope: Scope, once: Once, reasons: Reasons) -> Node:
    for _ in range(MOVES_AT_MOST):
        after = once(root, rule, scope, reasons)
        if after is root:
            return root
        root = after
    raise InvariantError(f"the rule {rule.name!r} does not end")


def _on_differentials(root: Node, rule: Rule[Node], scope: Scope, reasons: Reasons) -> Node:
    """At every differential; sums in sums are written as one."""
    images: dict[Node, Node] = {}
    for part in walk(root):
        if not holds_differential(part):
            continue
        if (made := _fired(rule, part, scope)) is not None:
            _say(made.reason, reasons, "; then " if reasons and not images else "; ")
            images[part] = _array(made.after)
        elif any(child in images for child in part.children):
            children = tuple(images.get(child, child) for child in part.children)
            images[part] = total(children) if isinstance(part, Add) else part.rebuilt(children)
    return images.get(root, root)


def _on_terms(root: Node, rule: Rule[Node], scope: Scope, reasons: Reasons) -> Node:
    terms = root.args if isinstance(root, Add) else (root,)
    made: list[Node] = []
    is_later = bool(reasons)
    fired = False
    for term in terms:
        if (rewrite := _fired(rule, term, scope)) is not None:
            _say(rewrite.reason, reasons, "; then " if is_later and not fired else "; ")
            fired = True
        made.append(term if rewrite is None else _array(rewrite.after))
    if not fired:
        return root
    after = total(made)
    _require_few(after, rule.name)
    return after


def _fired(rule: Rule[Node], part: Node, scope: Scope) -> Rewrite | None:
    """What a rule makes of a part, for one step of the budget; None where it does not fire."""
    if not isinstance(part, rule.kinds) or (made := tried(rule, part, scope)) is None:
        return None
    spend(rule.stage.value)
    return made


def _say(reason: Prose, reasons: Reasons, link: str) -> None:
    if len(reasons) <= REASONS_SHOWN and all(reason != said for _, said in reasons):
        reasons.append((link, reason))


def _require_few(expression: Node, rule: str) -> None:
    terms, most = len(expression.children), most_factors()
    if terms > most:
        raise LimitError(
            f"this expression is too large: {terms:,} terms after the rule {rule!r}, and {most:,} are the limit, a "
            "tenth of the limit of steps; raise that with --max-steps (limits= in Python), or give parts of the "
            "expression a name in equations of their own"
        )


def _array(expression: object) -> Node:
    if not isinstance(expression, Node):
        raise InvariantError("a rule on arrays was applied to an index form")
    return expression
