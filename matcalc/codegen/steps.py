"""What has to be computed of families of arrays, and which of it in one loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.codegen.parameters import symbol_of
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.readers import at_end
from matcalc.errors import InputError
from matcalc.forms.families import generic, label_of, member
from matcalc.forms.index_form import IndexSum
from matcalc.forms.labels import At, Label
from matcalc.forms.matrix_form import Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk

Named = Symbol | Cotangent


@dataclass(frozen=True, slots=True)
class Item:
    """A name with the array that it stands for, of a family the member at its label.

    last: the array at the last member, where that is another. None where it is given. before_last: whether
    `value` holds for all but the last.
    """

    target: Named
    value: Node
    before_last: bool = False
    last: Node | None = None

    @property
    def label(self) -> Label | None:
        """The label of the loop that it is computed in."""
        return label_of(symbol_of(self.target))

    @property
    def values(self) -> tuple[Node, ...]:
        """What has to be computed for it."""
        return (self.value,) if self.last is None else (self.last, self.value)


@dataclass(frozen=True, slots=True)
class Plan:
    """forward, backward: what is computed, in order. given: the arrays that are passed."""

    forward: tuple[Item, ...]
    backward: tuple[Item, ...]
    given: tuple[Named, ...]


def plan_of_gradients(differentiation: Differentiation, wanted: Sequence[Symbol]) -> Plan:
    """All that the gradients at some variables need. Raises InputError for one that is no matrix form."""
    for variable in wanted:
        if isinstance(differentiation.gradient(variable.name).value, IndexSum):
            raise InputError(
                f"the gradient at {variable.name} is an index form over a family of arrays, without code yet"
            )
    forms = [(one.definition.symbol, one.matrix_form) for one in differentiation.forward]
    items = (*_definitions(forms), *_gradients(differentiation))
    return _plan(items, [Cotangent(variable) for variable in wanted])


def plan_of_values(program: Program, wanted: Sequence[Symbol]) -> Plan:
    """All that some arrays of a program need."""
    return _plan(_definitions((one.symbol, one.body) for one in program.definitions), list(map(_whole, wanted)))


def _plan(all_items: Iterable[Item], wanted: list[Named]) -> Plan:
    items = {item.target: item for item in all_items}
    needed: dict[Named, None] = {}
    given: dict[Named, None] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop(0)
        if name in needed or name in given:
            continue
        if (item := items.get(name)) is None:
            given[name] = None
            continue
        needed[name] = None
        for used in _used(item):
            waiting += _to_be_had(used, items)
    chosen = [item for name, item in items.items() if name in needed]
    forward = tuple(item for item in chosen if isinstance(item.target, Symbol))
    backward = tuple(item for item in chosen if isinstance(item.target, Cotangent))
    return Plan(forward, backward, tuple(given))


def loops(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Items of one label that are computed in one loop; one without a label by itself.

    Raises InputError where a loop would need what comes after it.
    """
    items = _with_ends_last(items)
    made: list[tuple[Item, ...]] = []
    pending: list[Item] = []
    for item in items:
        reads = {_whole(used) for used in _used(item)}
        leaves = item.label is None and any(other.target in reads for other in pending)
        changes = item.label is not None and pending and pending[0].label is not item.label
        if leaves or changes:
            made.append(tuple(pending))
            pending = []
        if item.label is None:
            made.append((item,))
        else:
            pending.append(item)
    made += [tuple(pending)] if pending else []
    done: set[Named] = set()
    targets = {item.target for item in items}
    for group in made:
        done.update(item.target for item in group)
        for item in group:
            if missing := [used for used in map(_whole, _used(item)) if used in targets and used not in done]:
                late = symbol_of(missing[0]).name
                raise InputError(f"there is no code for these equations: {late} is needed in a loop before its own")
    return iter(made)


def _with_ends_last(items: Sequence[Item]) -> list[Item]:
    """The same, those without a label that no member of a family needs behind all others: they interrupt no loop."""
    needed: set[Named] = set()
    for item in reversed(items):
        if item.label is not None or item.target in needed:
            needed.update(map(_whole, _used(item)))
    return sorted(items, key=lambda item: item.label is None and item.target not in needed)


def _definitions(forms: Iterable[tuple[Symbol, object]]) -> Iterator[Item]:
    for symbol, form in forms:
        if isinstance(form, Node) and not isinstance(form, ScalarFunction):
            yield Item(symbol, form)


def _gradients(differentiation: Differentiation) -> Iterator[Item]:
    found: Mapping[Symbol, VariableGradient] = {gradient.of: gradient for gradient in differentiation.gradients}
    ends = {at_end(symbol) for symbol in found if label_of(symbol) is not None}
    for symbol, gradient in found.items():
        if gradient.chain is None or symbol in ends or not isinstance(gradient.value, Node):
            continue
        last = found[at_end(symbol)].value if gradient.before_last else None
        is_given = isinstance(last, Cotangent) and last.of is at_end(symbol)
        yield Item(Cotangent(symbol), gradient.value, gradient.before_last, None if is_given else _array(last))


def _array(value: object) -> Node | None:
    return value if isinstance(value, Node) else None


def _used(item: Item) -> Iterator[Named]:
    for value in item.values:
        yield from (part for part in walk(value) if isinstance(part, Symbol | Cotangent))
    if item.before_last and item.last is None:
        yield Cotangent(at_end(symbol_of(item.target)))


def _is_given_last(used: Named, item: Item | None) -> bool:
    """Whether an array is the gradient at a last member that is given, where the others are derived."""
    return item is not None and item.before_last and item.last is None and used is Cotangent(at_end(symbol_of(used)))


def _whole(used: Named) -> Named:
    return generic(used) if isinstance(used, Symbol) else Cotangent(generic(used.of))


def _to_be_had(used: Named, items: Mapping[Named, Item]) -> Iterator[Named]:
    """What an array is found in: its family, and where it stands a step before, what stands before the first."""
    whole, one = _whole(used), symbol_of(used).member
    item = items.get(whole)
    yield used if _is_given_last(used, item) else whole
    if one is not None and one.at.label is not None and one.at.offset < 0:
        yield member(one.family, At("", 1 + one.at.offset))
