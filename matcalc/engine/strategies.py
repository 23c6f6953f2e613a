"""How rules are applied: sweep a rule over all terms, or make one move at a time. The strategies record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matcalc.chain import Chain, Expression, Prose, Step
from matcalc.engine.limits import most_factors, spend
from matcalc.errors import InvariantError, LimitError, ShapeError
from matcalc.forms.index_form import IndexSum, Partial, Term, kinds_in
from matcalc.rules.registry import Rewrite, Rule, Scope, Subject, as_sum

MOVES_AT_MOST = 10_000
"""A bound on rewriting one expression; every rule says why it ends, this says so if one is wrong."""


Rules = tuple[Rule[Term], ...]


def sweep(chain: Chain, rules: Rules, scope: Scope) -> Chain:
    """Apply the rules in order, each to every term for as long as it fires, until none does.

    One step for each rule that fired: it may have changed several terms, and a term several times. Raises InputError
    where an expression has more factors than limits.most_factors allows.
    """
    current = _sum(chain.end)
    steps: list[Step] = []
    last = None
    while (found := _next(current, _in_turn(rules, frozenset(kinds_in(current)), last), scope)) is not None:
        last, step = found
        current = _sum(step.after)
        steps.append(step)
    return chain.then(*steps)


@cache
def _in_turn(rules: Rules, kinds: frozenset[type[object]], last: Rule[Term] | None = None) -> Rules:
    """The rules that can fire on what is made of `kinds`; those that stand behind the last that fired come first.

    It itself is left out: it has nothing left to do.
    """
    start = rules.index(last) + 1 if last is not None else 0
    turned = (*rules[start:], *rules[:start])
    return tuple(rule for rule in turned if rule is not last and not kinds.isdisjoint(rule.kinds))


def _next(current: IndexSum, rules: Rules, scope: Scope) -> tuple[Rule[Term], Step] | None:
    for rule in rules:
        if (step := _sweep_once(current, rule, scope)) is not None:
            return rule, step
    return None


def _sweep_once(before: IndexSum, rule: Rule[Term], scope: Scope) -> Step | None:
    done: list[Term] = []
    reasons: list[tuple[str, Prose]] = []
    first: tuple[int, ...] = ()
    moves = 0
    for whole in before.terms:
        waiting = [whole]
        while waiting:
            term = waiting.pop()
            if (rewrite := tried(rule, term, scope)) is None:
                done.append(term)
                continue
            spend(rule.stage.value)
            first = first or (len(done), *rewrite.at)
            if len(reasons) <= REASONS_SHOWN and all(rewrite.reason != reason for _, reason in reasons):
                reasons.append(("; " if term is whole else "; then ", rewrite.reason))
            waiting.extend(reversed(as_sum(rewrite.after).terms))
            moves += 1
            if moves > MOVES_AT_MOST:
                raise InvariantError(f"the rule {rule.name!r} does not end")
    if not moves:
        return None
    after = IndexSum(tuple(done))
    _require_small(after, rule.name)
    return rule.step(before, after, joined(reasons), first)


REASONS_SHOWN = 3


def joined(reasons: Sequence[tuple[str, Prose]]) -> Prose:
    """Several reasons, each with what links it to the one before; more than three are cut, since they are alike."""
    sentence: Prose = ()
    for link, reason in reasons[:REASONS_SHOWN]:
        sentence = (*sentence, link, *reason) if sentence else reason
    return sentence if len(reasons) <= REASONS_SHOWN else (*sentence, "; and likewise in the other terms")


def move(chain: Chain, rules: Rules, scope: Scope) -> Chain:
    """One move at a time, each a step: in the first term on which a rule fires, the first rule that does."""
    current = _sum(chain.end)
    steps: list[Step] = []
    position = 0
    while position < len(current.terms):
        found = _first(rules, current.terms[position], scope)
        if found is None:
            position += 1
            continue
        rule, rewrite = found
        spend(rule.stage.value)
        terms = (*current.terms[:position], *as_sum(rewrite.after).terms, *current.terms[position + 1 :])
        steps.append(rule.step(current, IndexSum(terms), rewrite.reason, (position, *rewrite.at)))
        current = IndexSum(terms)
        if len(steps) > MOVES_AT_MOST:
            raise InvariantError(f"the rule {rule.name!r} does not end")
    return chain.then(*steps)


def _first(rules: Rules, term: Term, scope: Scope) -> tuple[Rule[Term], Rewrite] | None:
    for rule in _in_turn(rules, frozenset(kinds_in(term))):
        if (rewrite := tried(rule, term, scope)) is not None:
            return rule, rewrite
    return None


def tried(rule: Rule[Subject], part: Subject, scope: Scope) -> Rewrite | None:
    """What a rule makes of a part. Shapes that do not fit are the rule's fault, not the user's."""
    try:
        return rule.apply(part, scope)
    except ShapeError as error:
        raise InvariantError(f"the rule {rule.name!r} put together what does not fit: {error}") from error


def _require_small(expression: IndexSum, rule: str) -> None:
    factors, most = _count(expression), most_factors()
    if factors > most:
        raise LimitError(
            f"this expression is too large: {factors:,} factors after the rule {rule!r}, and {most:,} are the limit, a "
            "tenth of the limit of steps; raise that with --max-steps (limits= in Python), or give parts of the "
            "expression a name in equations of their own"
        )


def _count(expression: IndexSum) -> int:
    """The factors of all terms; those inside a derivative count too: the product rule squares their number."""
    return sum(
        _count(factor.of) if isinstance(factor, Partial) else 1 for term in expression.terms for factor in term.factors
    )


def _sum(expression: Expression) -> IndexSum:
    if not isinstance(expression, IndexSum):
        raise InvariantError("a rule on terms was applied to a matrix form")
    return expression
