"""How rules are applied: sweep a rule over all terms, or make one move at a time. The strategies record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.chain import Chain, Prose, Step
from matcalc.errors import InvariantError
from matcalc.forms.index_form import IndexSum, Term
from matcalc.forms.matrix_form import Node, replaced, walk
from matcalc.rules.registry import Rewrite, Rule, Scope, as_sum

MOVES_AT_MOST = 10_000
"""A bound on rewriting one expression; every rule says why it ends, this says so if one is wrong."""


def sweep(chain: Chain, rules: Sequence[Rule[Term]], scope: Scope) -> Chain:
    """Apply the rules in order, each to every term for as long as it fires, until none does.

    One step for each rule that fired: it may have changed several terms, and a term several times.
    """
    fired = True
    while fired:
        fired = False
        for rule in rules:
            if (step := _sweep_once(_sum_at_end(chain), rule, scope)) is not None:
                chain = chain.then(step)
                fired = True
    return chain


def _sweep_once(before: IndexSum, rule: Rule[Term], scope: Scope) -> Step | None:
    done: list[Term] = []
    waiting = list(reversed(before.terms))
    reasons: list[Prose] = []
    first: tuple[int, ...] = ()
    moves = 0
    while waiting:
        term = waiting.pop()
        rewrite = rule.apply(term, scope)
        if rewrite is None:
            done.append(term)
            continue
        first = first or (len(done), *rewrite.at)
        if rewrite.reason not in reasons:
            reasons.append(rewrite.reason)
        waiting.extend(reversed(as_sum(rewrite.after).terms))
        moves += 1
        if moves > MOVES_AT_MOST:
            raise InvariantError(f"the rule {rule.name!r} does not end")
    return rule.step(before, IndexSum(tuple(done)), joined(reasons), first) if moves else None


def joined(reasons: Sequence[Prose]) -> Prose:
    """Several reasons as one sentence; more than three are cut, since they say the same of other terms."""
    sentence: Prose = ()
    for reason in reasons[:3]:
        sentence = (*sentence, "; ", *reason) if sentence else reason
    return sentence if len(reasons) <= 3 else (*sentence, "; and likewise in the other terms")


def move(chain: Chain, rules: Sequence[Rule[Term]], scope: Scope) -> Chain:
    """One move at a time, each a step: in the first term on which a rule fires, the first rule that does."""
    position = 0
    moves = 0
    while position < len(_sum_at_end(chain).terms):
        before = _sum_at_end(chain)
        term = before.terms[position]
        found = _first(rules, term, scope)
        if found is None:
            position += 1
            continue
        rule, rewrite = found
        terms = (*before.terms[:position], *as_sum(rewrite.after).terms, *before.terms[position + 1 :])
        chain = chain.then(rule.step(before, IndexSum(terms), rewrite.reason, (position, *rewrite.at)))
        moves += 1
        if moves > MOVES_AT_MOST:
            raise InvariantError(f"the rule {rule.name!r} does not end")
    return chain


def _first(rules: Sequence[Rule[Term]], term: Term, scope: Scope) -> tuple[Rule[Term], Rewrite] | None:
    for rule in rules:
        if (rewrite := rule.apply(term, scope)) is not None:
            return rule, rewrite
    return None


def simplify(chain: Chain, rules: Sequence[Rule[Node]], scope: Scope) -> Chain:
    """The first rule that fires, on the first part from below on which it does, until none fires anywhere."""
    for _ in range(MOVES_AT_MOST):
        step = _simplify_once(_array_at_end(chain), rules, scope)
        if step is None:
            return chain
        chain = chain.then(step)
    raise InvariantError("the simplification does not end")


def _simplify_once(root: Node, rules: Sequence[Rule[Node]], scope: Scope) -> Step | None:
    parts = tuple(walk(root))
    for rule in rules:
        for part in parts:
            if (rewrite := rule.apply(part, scope)) is not None:
                assert isinstance(rewrite.after, Node)
                return rule.step(root, replaced(root, {part: rewrite.after}), rewrite.reason)
    return None


def _sum_at_end(chain: Chain) -> IndexSum:
    if not isinstance(chain.end, IndexSum):
        raise InvariantError("a rule on terms was applied to a matrix form")
    return chain.end


def _array_at_end(chain: Chain) -> Node:
    if not isinstance(chain.end, Node):
        raise InvariantError("a rule on arrays was applied to an index form")
    return chain.end


def extended(scope: Scope, chain: Chain) -> Scope:
    """The scope with the free indices of a chain."""
    return replace(scope, free=chain.free)
