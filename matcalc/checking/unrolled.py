"""A differentiation over families of arrays, written out for labels that end at 1, 2, 3 or 4.

What is derived for every t becomes one derivation for each t, of a program without labels; all of it is then checked as
any other. The derivative that results are compared with goes through the equations of all steps, forwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from types import MappingProxyType

from matcalc.chain import Chain, Expression, Step
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Facts
from matcalc.forms.families import free_labels, label_of
from matcalc.forms.index_form import IndexSum, Term, arrays_in
from matcalc.forms.indices import Index
from matcalc.forms.labels import At, Label, place_of, split_name
from matcalc.forms.matrix_form import Add, Cotangent, LabelSum, Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.relabelling import Relabelling
from matcalc.forms.traversal import walk

MOST = 4
"""With 1 the first step is the last, with 2 there is none between, 3 and 4 have such."""


def ends_of(labels: Sequence[Label]) -> tuple[Mapping[str, int], ...]:
    """Where labels end, by the names of their ends: each at 1, 2, 3 and 4 in turn, no two at the same number.

    Two labels that end at the same number could be taken for each other.
    """
    lasts = tuple(dict.fromkeys(label.last for label in labels))
    most = max(MOST, len(lasts))
    return tuple(
        MappingProxyType({last: (first + number) % most + 1 for number, last in enumerate(lasts)})
        for first in range(most)
    )


class AtNumbers(Relabelling):
    """Every label at a number. ends: where labels end, by the name. Members become arrays of their own, h[3].

    made_of: grows by each step that is made, by its identity, with the step that it is made of. Steps share most of
    their terms, and so do those that are made.
    """

    def __init__(
        self, labels: Sequence[Label], ends: Mapping[str, int], values: Mapping[Label, int], made_of: dict[int, Step]
    ) -> None:
        super().__init__()
        self._labels = labels
        self._ends = ends
        self._values = values
        self._made_of = made_of
        self._terms: dict[int, tuple[Term, tuple[Term, ...]]] = {}
        self._lengths: dict[Dimension, Dimension] = {}
        self._others: dict[tuple[tuple[Label, int], ...], AtNumbers] = {}

    def symbol(self, symbol: Symbol) -> Symbol:
        if symbol.member is None:
            return Symbol(symbol.name, self.shape(symbol.shape))
        number = self._number(symbol.member.at)
        end = self._ends[symbol.member.family.label.last]
        if not 0 <= number <= end:
            raise InvariantError(f"{symbol.name} is no array where the label ends at {end}")
        return Symbol(f"{symbol.member.family.name}[{number}]", self.shape(symbol.shape))

    def length(self, length: Dimension) -> Dimension:
        if (known := self._lengths.get(length)) is None:
            known = self._lengths[length] = self._length(length)
        return known

    def _length(self, length: Dimension) -> Dimension:
        total = Dimension.number(0)
        for names, count in length.terms:
            factor = Dimension.number(count)
            for name in names:
                factor *= Dimension.named(self._size(name))
            total += factor
        return total

    def label_sum(self, part: LabelSum) -> Node:
        summands = tuple(there.node(part.arg) for there in self.over((part.label,)))
        return summands[0] if len(summands) == 1 else Add(summands)

    def terms(self, term: Term) -> tuple[Term, ...]:
        if id(term) not in self._terms:
            alone = replace(term, labels=())
            made = tuple(there.bare(alone) for there in self.over(term.labels))
            self._terms[id(term)] = (term, made)  # holding the term keeps its identity its own
        return self._terms[id(term)][1]

    def expression(self, expression: Expression) -> Expression:
        """What an expression of either form becomes."""
        return self.node(expression) if isinstance(expression, Node) else self.index_sum(expression)

    def chain(self, chain: Chain) -> Chain:
        """A chain with all its steps, each of which becomes one."""
        steps = tuple(self._step(step) for step in chain.steps)
        return Chain(tuple(map(self.index, chain.free)), self.expression(chain.start), steps)

    def _step(self, step: Step) -> Step:
        inner = tuple(made for chain in step.substeps for made in self._at_all(chain))
        before, after = self.expression(step.before), self.expression(step.after)
        made = replace(step, before=before, after=after, substeps=inner)
        self._made_of[id(made)] = step
        return made

    def _at_all(self, chain: Chain) -> Iterator[Chain]:
        """A chain inside a step, at every value of the labels that the step sums over."""
        labels = (*free_labels(chain.start), *free_labels(chain.end))
        open_labels = tuple(label for label in dict.fromkeys(labels) if label not in self._values)
        return (there.chain(chain) for there in self.over(open_labels))

    def over(self, labels: tuple[Label, ...], *, before_last: bool = False) -> Iterator[AtNumbers]:
        """The labels at every number, up to where each ends or to the one before."""
        if not labels:
            yield self
            return
        for numbers in product(*(range(1, self._ends[label.last] + 1 - before_last) for label in labels)):
            key = tuple(zip(labels, numbers, strict=True))
            if key not in self._others:
                values = {**self._values, **dict(key)}
                self._others[key] = AtNumbers(self._labels, self._ends, values, self._made_of)
            yield self._others[key]

    def _number(self, at: At) -> int:
        if isinstance(at.origin, Label):
            return self._values[at.origin] + at.offset
        return (self._ends[at.origin] if at.origin else 0) + at.offset

    def _size(self, name: str) -> str:
        base, text = split_name(name)
        for label in (*self._values, *self._labels) if text else ():
            if (at := place_of(text, label)) is not None and (at.label is None or at.label in self._values):
                return f"{base}[{self._number(at)}]"
        return name


@dataclass(frozen=True)
class Unrolled:
    """A differentiation where labels end at `ends`, by the names of the ends; `whole` is the one with labels.

    made_of: the step with labels of each step, by its identity.
    """

    whole: Differentiation
    original: Program
    ends: Mapping[str, int]
    made_of: dict[int, Step] = field(default_factory=dict)

    @cached_property
    def program(self) -> Program:
        """The program that was asked about, without labels."""
        return _program(self.original, self)

    @cached_property
    def differentiation(self) -> Differentiation:
        """What was derived of it, in the order in which each gradient needs others."""
        forward = tuple(
            _forward(forward, there)
            for forward in self.whole.forward
            for there in self.at_each(forward.definition.symbol)
        )
        return Differentiation(_program(self.whole.program, self), forward, tuple(made for _, made in self.gradients))

    @cached_property
    def gradients(self) -> tuple[tuple[VariableGradient, VariableGradient], ...]:
        """Each gradient with what becomes of it at each step, in order."""
        waiting = [
            (gradient, _gradient(gradient, there))
            for gradient in self.whole.gradients
            for there in self.at_each(gradient.of, before_last=gradient.before_last)
        ]
        known: set[Symbol] = set()
        ordered = []
        uses = {made.of: _uses(made) for _, made in waiting}
        while waiting:
            ready = [pair for pair in waiting if uses[pair[1].of] <= known]
            if not ready:
                names = ", ".join(made.of.name for _, made in waiting)
                raise InvariantError(f"the gradients at {names} need each other")
            ordered += ready
            known.update(made.of for _, made in ready)
            waiting = [pair for pair in waiting if pair not in ready]
        return tuple(ordered)

    def facts(self, facts: Facts) -> Facts:
        """What is declared, of each member."""
        properties = {
            there.symbol(symbol): found for symbol, found in facts.properties.items() for there in self.at_each(symbol)
        }
        sums = tuple((there.symbol(symbol), total) for symbol, total in facts.sums for there in self.at_each(symbol))
        along = tuple(
            (there.symbol(symbol), axis, total)
            for symbol, axis, total in facts.line_sums
            for there in self.at_each(symbol)
        )
        return Facts(MappingProxyType(properties), sums, along)

    def at_each(self, symbol: Symbol, *, before_last: bool = False) -> Iterator[AtNumbers]:
        """The labels at the numbers that a symbol takes; one without a label once."""
        if (label := label_of(symbol)) is None:
            yield self._whole
            return
        yield from self._whole.over((label,), before_last=before_last)

    @cached_property
    def _whole(self) -> AtNumbers:
        return AtNumbers(self.whole.program.labels, self.ends, {}, self.made_of)


def _program(program: Program, unrolled: Unrolled) -> Program:
    inputs = [there.symbol(symbol) for symbol in program.inputs for there in unrolled.at_each(symbol)]
    waiting = [
        _definition(one, there, unrolled) for one in program.definitions for there in unrolled.at_each(one.symbol)
    ]
    known = set(inputs)
    ordered: list[Definition] = []
    while waiting:
        ready = next((one for one in waiting if known.issuperset(one.uses)), None)
        if ready is None:
            raise InvariantError(f"{waiting[0].symbol.name} reads what is not defined before it")
        waiting.remove(ready)
        ordered.append(ready)
        known.add(ready.symbol)
    return Program(tuple(inputs), tuple(ordered), Symbol(program.output.name, program.output.shape))


def _definition(definition: Definition, there: AtNumbers, unrolled: Unrolled) -> Definition:
    symbol = there.symbol(definition.symbol)
    match definition.body:
        case ScalarFunction(args=args):
            members = (each.node(arg) for arg in args if isinstance(arg, Symbol) for each in unrolled.at_each(arg))
            return Definition(symbol, ScalarFunction(tuple(members)), definition.is_temporary)
        case IndexDefinition(places=places, body=body):
            made = IndexDefinition(tuple(map(there.index, places)), there.index_sum(body))
            return Definition(symbol, made, definition.is_temporary)
        case body:
            return Definition(symbol, there.node(body), definition.is_temporary)


def _forward(forward: Forward, there: AtNumbers) -> Forward:
    if isinstance(forward.definition.body, ScalarFunction):
        return forward
    body = forward.definition.body
    assert isinstance(body, Node)
    definition = Definition(there.symbol(forward.definition.symbol), there.node(body), forward.definition.is_temporary)
    return Forward(
        definition,
        tuple(map(there.index, forward.free)),
        forward.matrix_form and there.node(forward.matrix_form),
        None if forward.index_form is None else there.index_sum(forward.index_form),
        forward.chain and there.chain(forward.chain),
    )


def _gradient(gradient: VariableGradient, there: AtNumbers) -> VariableGradient:
    free: tuple[Index, ...] = tuple(map(there.index, gradient.free))
    chains = (gradient.chain, gradient.stacked, gradient.distinct, gradient.turned)
    chain, stacked, distinct, turned = (each and there.chain(each) for each in chains)
    value = there.expression(gradient.value)
    return VariableGradient(
        there.symbol(gradient.of), free, (), value, chain, gradient.requested, stacked, distinct, turned
    )


def _uses(gradient: VariableGradient) -> set[Symbol]:
    """The variables whose gradients stand in a derivation, besides its own."""
    sides = [gradient.value]
    if gradient.chain is not None:
        sides += [side for _, step in gradient.chain.walk() for side in (step.before, step.after)]
    arrays = dict.fromkeys(array for side in sides for array in _arrays(side))
    seen: set[Node] = set()
    for array in arrays:
        seen.update(walk(array, seen))
    return {part.of for part in seen if isinstance(part, Cotangent)} - {gradient.of}


def _arrays(expression: Expression) -> Iterator[Node]:
    return arrays_in(expression) if isinstance(expression, IndexSum) else iter((expression,))
