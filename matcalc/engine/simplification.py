"""Simplification: rules until none fires, then whatever makes the expression cheaper to read.

A rule of SIMPLIFY is applied wherever it fires. A proposal is put in, the rules run over the outcome, and it stands
only where the whole expression costs less than before; a tie keeps the earlier form, and what is rejected leaves no
trace. Of several proposals for one part the cheapest wins, then the first in the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache

from matcalc.chain import Chain, Expression, Prose, Stage, Step
from matcalc.engine.cost import Cost, cost
from matcalc.engine.limits import look_at_clock, most_proposals, spend
from matcalc.engine.order import FACTS, OPEN, PROPOSE, SIMPLIFY, TIDY
from matcalc.engine.strategies import MOVES_AT_MOST, tried
from matcalc.errors import InvariantError, ShapeError
from matcalc.forms.facts import NONE
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.forms.traversal import walk
from matcalc.rules.registry import Rewrite, Rule, Scope

STOP = "stop simplifying"
"""The step, from an expression to itself, that says that a shorter form may be left."""

NodeRule = Rule[Node]


def rewrite(chain: Chain, rules: Sequence[NodeRule], scope: Scope) -> Chain:
    """The rules on every part from below, until none fires anywhere. Every rewriting is one step."""
    _, steps = _Search(rules, (), scope).normalised(_array(chain))
    return chain.then(*_counted(steps))


def simplify(chain: Chain, scope: Scope) -> Chain:
    """The expression at the end of the chain in its cheapest form; with the facts of the scope, if it has any."""
    search = _Search(SIMPLIFY if scope.facts == NONE else (*FACTS, *SIMPLIFY), (*PROPOSE, *OPEN), scope)
    start = _array(chain)
    root, steps = search.normalised(start)
    root, more = search.improved(root)
    return chain.then(*_counted([*steps, *more, *stop(root, search.said)]))


def tidy(chain: Chain, scope: Scope) -> Chain:
    """The last touches, each taken only where it is cheaper: how a result is written that nothing more is done to.

    The facts of the scope hold in what they make, too: (Aᵀ X)ᵀ is Xᵀ A first, and X A for a symmetric X.
    """
    search = _Search(() if scope.facts == NONE else FACTS, TIDY, scope)
    root, steps = search.improved(_array(chain))
    return chain.then(*_counted([*steps, *stop(root, () if stopped(chain) else search.said)]))


def stopped(*chains: Chain) -> Prose:
    """What there is to say where a simplification stopped before it had tried everything; nothing where none did."""
    return next((step.reason for chain in chains for step in chain.steps if step.rule == STOP), ())


def stop(at: Expression, said: Prose) -> tuple[Step, ...]:
    """The step that says so, from an expression to itself; none where there is nothing to say."""
    return (Step(STOP, Stage.SIMPLIFY, at, at, said, "the limits of a derivation"),) if said else ()


def without_detours(chain: Chain) -> Chain:
    """The chain without the steps between two places at which the same expression stands: they only led back to it."""
    kept: list[Step] = []
    marks: dict[int, int] = {}
    places: dict[int, int] = {_mark(chain.start, marks): 0}
    for step in chain.steps:
        mark = _mark(step.after, marks)
        seen = places.get(mark, len(kept))
        is_back = step.after == (kept[seen - 1].after if 0 < seen <= len(kept) else chain.start)
        if is_back and step.after != step.before:
            del kept[seen:]
        else:
            kept.append(step)
            places[mark] = len(kept)
    return Chain(chain.free, chain.start, tuple(kept))


def _mark(expression: Expression, known: dict[int, int]) -> int:
    """The same number for equal expressions. known: the hashes of terms, by identity.

    Most terms of a long sum are the same objects from step to step: each is hashed once.
    """
    if not isinstance(expression, IndexSum):
        return hash(expression)
    terms = dict(zip(map(id, expression.terms), expression.terms, strict=True))
    for number in terms.keys() - known.keys():
        known[number] = hash(terms[number])
    return sum(map(known.__getitem__, map(id, expression.terms)))


def _array(chain: Chain) -> Node:
    if not isinstance(chain.end, Node):
        raise InvariantError("a rule on arrays was applied to an index form")
    return chain.end


def _counted(steps: list[Step]) -> list[Step]:
    for step in steps:
        spend(step.stage.value)
    return steps


class _Search:
    """One simplification: what is known of parts that were looked at is kept, so that each is looked at once."""

    def __init__(self, rules: Sequence[NodeRule], proposals: Sequence[NodeRule], scope: Scope) -> None:
        self._rules = _by_kind(tuple(rules))
        self._proposals = _by_kind(tuple(proposals))
        self._scope = scope
        self._normal: set[Node] = set()
        self._settled: set[Node] = set()
        self._tries = 0
        self._most_tries = most_proposals()
        self._is_stopped = False
        self._after_opening: _Search | None = None

    def normalised(self, root: Node) -> tuple[Node, list[Step]]:
        """`root` after the rules, first match from below, with the steps."""
        steps: list[Step] = []
        while (found := self._first(root)) is not None:
            rule, part, made = found
            look_at_clock(rule.stage.value)
            steps.append(rule.step(root, _put(root, part, rule, made, self._normal), made.reason))
            root = _node(steps[-1].after)
            if len(steps) > MOVES_AT_MOST:
                raise InvariantError(f"the rule {rule.name!r} does not end")
        return root, steps

    def _first(self, root: Node) -> tuple[NodeRule, Node, Rewrite] | None:
        for part in walk(root, self._normal):
            for rule in self._rules.of(part):
                if (made := tried(rule, part, self._scope)) is not None:
                    return rule, part, made
            self._normal.add(part)
        return None

    def improved(self, root: Node) -> tuple[Node, list[Step]]:
        """`root` after all proposals that make it cheaper, with the steps. Each costs less, so this ends."""
        steps: list[Step] = []
        while (found := self._improvement(root)) is not None:
            root = _node(found[-1].after)
            steps += found
        return root, steps

    @property
    def said(self) -> Prose:
        """That not everything was tried; nothing where everything was."""
        if not any(search._is_stopped for search in (self, self._after_opening) if search is not None):
            return ()
        return (
            f"{self._most_tries:,} other forms were tried, as many as the limit allows: a shorter one may be left; "
            "--max-steps (limits= in Python) raises the limit",
        )

    def _improvement(self, root: Node) -> list[Step] | None:
        before = cost(root)
        for part in walk(root, self._settled):
            for _, _, local in sorted(self._cheaper(part), key=lambda found: found[:2]):
                steps = self._in_place(root, part, local)
                if cost(_node(steps[-1].after)) < before:
                    return steps
            self._settled.add(part)
        return None

    def _cheaper(self, part: Node) -> list[tuple[Cost, int, list[Step]]]:
        """The proposals for one part that cost less than it, with their place in the order and their steps."""
        found: list[tuple[Cost, int, list[Step]]] = []
        for number, rule in enumerate(self._proposals.of(part)):
            if (made := tried(rule, part, self._scope)) is None:
                continue
            if self._tries >= self._most_tries:
                self._is_stopped = True
                break
            self._tries += 1
            look_at_clock(rule.stage.value)
            after, steps = self.normalised(_node(made.after))
            if rule in OPEN:
                self._after_opening = self._after_opening or _Search(self._rules.all, PROPOSE, self._scope)
                after, more = self._after_opening.improved(after)
                steps += more
            if cost(after) < cost(part):
                found.append((cost(after), number, [rule.step(part, made.after, made.reason), *steps]))
        return found

    def _in_place(self, root: Node, part: Node, local: list[Step]) -> list[Step]:
        """The steps from `part` as steps from `root`, and what the rules then make of the rest of it."""
        steps: list[Step] = []
        current = root
        for step in local:
            after = _replaced(root, part, _node(step.after), self._settled)
            if after is not current:
                steps.append(replace(step, before=current, after=after))
                current = after
        current, more = self.normalised(current)
        return steps + more


class _ByKind:
    """Rules by the class of node that they can fire on, in their order."""

    def __init__(self, rules: Sequence[NodeRule]) -> None:
        self.all = rules
        self._found: dict[type[Node], tuple[NodeRule, ...]] = {}

    def of(self, part: Node) -> tuple[NodeRule, ...]:
        kind = type(part)
        if (rules := self._found.get(kind)) is None:
            rules = self._found[kind] = tuple(rule for rule in self.all if issubclass(kind, rule.kinds))
        return rules


@cache
def _by_kind(rules: tuple[NodeRule, ...]) -> _ByKind:
    return _ByKind(rules)


def _put(root: Node, part: Node, rule: NodeRule, made: Rewrite, settled: AbstractSet[Node]) -> Node:
    try:
        return _replaced(root, part, _node(made.after), settled)
    except ShapeError as error:
        raise InvariantError(f"the rule {rule.name!r} changed a shape: {error}") from error


def _replaced(root: Node, part: Node, after: Node, settled: AbstractSet[Node]) -> Node:
    """`root` with `part` replaced wherever it stands; it stands in none of the settled parts."""
    images = {part: after}
    for node in walk(root, settled):
        if node not in images:
            children = tuple(images.get(child, child) for child in node.children)
            if children != node.children:
                images[node] = node.rebuilt(children)
    return images.get(root, root)


def _node(expression: object) -> Node:
    assert isinstance(expression, Node)
    return expression
