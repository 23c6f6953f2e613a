"""How rules on arrays are applied where no index is: a rule to all its places at once, each time as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

from matcalc.chain import Chain, Prose, Step
from matcalc.engine.limits import most_factors, spend
from matcalc.engine.strategies import MOVES_AT_MOST, REASONS_SHOWN, joined, tried
from matcalc.errors import InvariantError, LimitError
from matcalc.forms.matrix_form import Add, Node
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import total
from matcalc.rules.moving import holds_differential
from matcalc.rules.registry import Rule, Scope

Reasons = list[tuple[str, Prose]]
"""What was said, each with what links it to the one before."""

Once = Callable[[Node, Rule[Node], Scope, Reasons], Node]
"""A rule at all its places, once; the expression itself where it fires nowhere. What it says joins the reasons."""


def sweep_differentials(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The rules in order, each to every differential in the expression for as long as it fires, until none does."""
    return _swept(chain, rules, scope, _everywhere)


def sweep_terms(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The rules in order, each to every term of the sum for as long as it fires, until none does."""
    return _swept(chain, rules, scope, _on_terms)


def _swept(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope, once: Once) -> Chain:
    """One step for each rule that fired: it may have fired in several places, and one after another in one of them."""
    current = _array(chain.end)
    steps: list[Step] = []
    idle = 0
    for rule in cycle(rules):
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


def _everywhere(root: Node, rule: Rule[Node], scope: Scope, reasons: Reasons) -> Node:
    """At every differential; sums in sums are written as one."""
    images: dict[Node, Node] = {}
    for part in walk(root):
        if not holds_differential(part):
            continue
        if isinstance(part, rule.kinds) and (made := tried(rule, part, scope)) is not None:
            _say(made.reason, reasons, "; then " if reasons and not images else "; ")
            images[part] = _array(made.after)
            spend(rule.stage.value)
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
        rewrite = tried(rule, term, scope) if isinstance(term, rule.kinds) else None
        if rewrite is not None:
            spend(rule.stage.value)
            _say(rewrite.reason, reasons, "; then " if is_later and not fired else "; ")
            fired = True
        made.append(term if rewrite is None else _array(rewrite.after))
    if not fired:
        return root
    after = total(made)
    _require_few(after, rule.name)
    return after


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
