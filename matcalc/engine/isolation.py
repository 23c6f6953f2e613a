"""Solving a condition for an unknown: the order of the rules as data, and the loop that applies and records them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from matcalc.chain import Chain, Prose, Stage, Step
from matcalc.engine.cost import cost
from matcalc.engine.limits import spend
from matcalc.engine.order import FACTS, SIMPLIFY, WRITE_OUT
from matcalc.engine.simplification import rewrite, simplify, tidy, without_detours
from matcalc.engine.solution_limits import further_needs, refusal
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.traversal import symbols_in
from matcalc.rules import isolate_last, isolate_terms
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_diagonals import multiply_by_diagonal
from matcalc.rules.solving import Move, SolvingRule
from matcalc.rules.unknown import holds
from matcalc.solution import Condition, Solution, SolvingStep, Unchanged

ISOLATE: tuple[SolvingRule, ...] = (
    isolate_terms.clear_number,  # nothing is multiplied out with a number before it
    isolate_terms.drop_factor,  # while the right side is 0
    isolate_terms.drop_entrywise_factor,
    isolate_terms.write_weights,  # so that what stands beside the unknown is a matrix
    isolate_terms.multiply_out,
    isolate_terms.clear_inverse,  # term by term
    isolate_terms.clear_divisor,
    isolate_terms.bring_over,
    isolate_terms.take_out,
    isolate_last.divide_entrywise,  # one term is left
    isolate_last.multiply_by_inverse,
    isolate_last.transpose_sides,
    isolate_last.invert_sides,
)

DROPPING = (isolate_terms.drop_factor, isolate_terms.drop_entrywise_factor)
"""Rules that are to make the left side shorter: where what they multiply by does not cancel, they do not apply."""

MOST_LINES = 40
"""Of an equation that is being solved; one that gets longer is left as it was."""

_LEFT = tuple(rule for rule in SIMPLIFY if rule is not multiply_by_diagonal)
"""diag(d) stays a factor beside the unknown."""

PUT_IN = "put in what is known"

PLAINLY = "write it plainly"
"""The first line where nothing is put in, and the left side is not in the form that rules expect."""


def solve(
    start: Condition,
    unknown: Symbol,
    facts: Facts = NONE,
    equations: Mapping[Node, Node] | None = None,
    solutions: Mapping[Node, Node] | None = None,
) -> Solution:
    """The condition solved for the unknown, as far as the rules lead.

    equations: right sides of names, in which the unknown or what is solved already stands. solutions: what is put in of
    those that were found before.
    """
    found = solutions or {}
    scope = Scope(IndexSupply.over((), ()), definitions={**(equations or {}), **found}, facts=facts)
    steps: list[SolvingStep] = []
    current = start
    seen = {start}
    if (step := _written_out(start, unknown, found, scope)) is not None:
        steps.append(step)
        current = step.after
        seen.add(current)
    while (step := _next(current, unknown, scope)) is not None and step.after not in seen:
        spend(Stage.SOLVE.value)
        steps.append(step)
        current = step.after
        seen.add(current)
        if len(steps) > MOST_LINES:
            return Solution(unknown, start, ())
    solution = Solution(unknown, start, tuple(steps))
    if solution.isolated is None:
        return solution
    if refused := refusal(solution, scope):
        return replace(solution, refused=refused)
    return replace(solution, further=further_needs(solution, scope))


def _next(condition: Condition, unknown: Symbol, scope: Scope) -> SolvingStep | None:
    """The first rule that fires."""
    if condition.left is unknown and not holds(condition.right, unknown):
        return None
    for rule in ISOLATE:
        if (move := rule.apply(condition, unknown, scope)) is not None:
            step = applied(rule, move, condition, unknown, scope)
            if rule not in DROPPING or cost(step.after.left) < cost(condition.left):
                return step
    return None


def applied(rule: SolvingRule, move: Move, before: Condition, unknown: Symbol, scope: Scope) -> SolvingStep:
    """What a move makes of both sides, each simplified: one with the unknown by rules alone, the other as a result."""
    chains = []
    for side in (before.left, before.right):
        chain = Chain((), move.operation.on(side), ())
        if move.left is not None and side is before.left:
            chain = chain.then(Step(rule.name, Stage.SOLVE, chain.start, move.left, move.reason, rule.source))
        chains.append(_simplified(chain, unknown, scope))
    left, right = chains
    ends = [chain.end for chain in chains]
    one, other = reversed(ends) if move.turned else ends
    assert isinstance(one, Node)
    assert isinstance(other, Node)
    after = Condition(one, other)
    return SolvingStep(
        rule.name, move.operation, before, after, left, right, move.reason, rule.source, move.turned, move.needs
    )


def _simplified(chain: Chain, unknown: Symbol, scope: Scope) -> Chain:
    assert isinstance(chain.end, Node)
    if holds(chain.end, unknown):
        rules = _LEFT if scope.facts == NONE else (*FACTS, *_LEFT)
        return without_detours(rewrite(chain, rules, scope))
    return without_detours(tidy(simplify(chain, scope), scope))


def _written_out(start: Condition, unknown: Symbol, solutions: Collection[Node], scope: Scope) -> SolvingStep | None:
    """The first line with names written out: those in which the unknown is hidden, and those that are solved."""
    written = [rewrite(Chain((), side, ()), WRITE_OUT, scope) for side in (start.left, start.right)]
    left, right = (_simplified(chain, unknown, scope) for chain in written)
    if not (left.steps or right.steps):
        return None
    reason: Prose = ()
    for symbol in dict.fromkeys((*symbols_in(start.left), *symbols_in(start.right))):
        if (meaning := scope.definitions.get(symbol)) is not None:
            end = ", found above" if symbol in solutions else ""
            reason = (*reason, "; " if reason else "", symbol, " = ", meaning, end)
    name = PUT_IN if reason else PLAINLY
    assert isinstance(left.end, Node)
    assert isinstance(right.end, Node)
    after = Condition(left.end, right.end)
    return SolvingStep(name, Unchanged(), start, after, left, right, reason, "the equations of the page")
