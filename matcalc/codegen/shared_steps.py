"""What several arrays of families are made of is computed once for each value of the label, and no member for nothing.

In a residual network f(z[k]) stands in x[k] and, on the way back, in the gradient at V[k].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from matcalc.codegen.parameters import symbol_of
from matcalc.codegen.steps import Item, Named, Plan
from matcalc.forms.families import generic, label_of, labels_in, member
from matcalc.forms.labels import At, Family, Label
from matcalc.forms.matrix_form import Apply, Cotangent, Hadamard, LabelSum, Node, Product, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import LogSumExp, Norm, Softmax
from matcalc.forms.traversal import replaced, walk

COSTLY = Apply | Hadamard | Inverse | LogSumExp | Norm | Product | Softmax


def with_shared(plan: Plan, names: Iterator[str] | None = None) -> Plan:
    """The plan with a family of its own for what stands in several of its arrays, the first of them a value.

    names: for such families; t1, t2, … where nothing is said.
    """
    names = names or (f"t{number}" for number in count(1))
    items = (*plan.forward, *plan.backward)
    uses = Counter(part for item in items for part in {part for value in item.values for part in walk(value)})
    images: dict[Node, Node] = {}
    named: dict[Node, Named] = {}
    first_of: dict[Named, list[Item]] = {}
    taken = {symbol.member.family.name for symbol in _symbols(items) if symbol.member is not None}
    for item in plan.forward:
        for part in _largest_shared(item, uses):
            if part in images:
                continue
            assert item.label is not None
            if part in named:
                images[part] = named[part]
                continue
            name = next(one for one in names if one not in taken)
            shared = member(Family(name, item.label, part.shape), At(item.label))
            images[part] = shared
            first_of.setdefault(item.target, []).append(Item(shared, part))
        if item.label is not None and item.last is None:
            named.setdefault(item.value, item.target)
    forward: list[Item] = []
    for item in plan.forward:
        forward += [*first_of.get(item.target, ()), _with(item, images)]
    backward: list[Item] = []
    for item in plan.backward:
        backward.append(_with(item, images))
        if item.label is not None and item.last is None and isinstance(item.value, COSTLY):
            images.setdefault(item.value, item.target)
    return replace(plan, forward=tuple(forward), backward=tuple(backward))


def _with(item: Item, images: dict[Node, Node]) -> Item:
    if images.get(item.value) == item.target:
        images = {part: image for part, image in images.items() if part is not item.value}
    last = None if item.last is None else replaced(item.last, images)
    return replace(item, value=replaced(item.value, images), last=last)


def _largest_shared(item: Item, uses: Mapping[Node, int]) -> Iterator[Node]:
    """What stands in the value at a label and in other items too, without what stands in larger such parts alone.

    uses: in how many items each node stands.
    """
    if item.label is None or item.last is not None:
        return
    waiting = [item.value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, LabelSum) or not part.children:
            continue
        if uses[part] > 1 and part is not item.value and isinstance(part, COSTLY) and _is_at(part, item.label):
            yield part
        else:
            waiting.extend(reversed(part.children))


def _is_at(part: Node, label: Label) -> bool:
    """Whether a value is another one for each value of that label, and of no other."""
    is_value = not any(isinstance(inner, Cotangent | LabelSum) for inner in walk(part))
    return is_value and labels_in(part) == {label}


def _symbols(items: Iterable[Item]) -> Iterator[Symbol]:
    for item in items:
        for value in (item.target, *item.values):
            for part in walk(value):
                if isinstance(part, Symbol | Cotangent):
                    yield symbol_of(part)


def ends_unread(group: Sequence[Item], items: Iterable[Item], wanted: Iterable[Named]) -> bool:
    """Whether nothing needs what a loop computes at the last value of its label.

    items: all that is computed. wanted: the arrays that are returned.
    """
    families = {_family(item.target) for item in group}
    if any(isinstance(item.target, Cotangent) for item in group) or not families.isdisjoint(map(_family, wanted)):
        return False
    read = (part for item in items for value in item.values for part in walk(value) if isinstance(part, Symbol))
    return all(
        symbol.member.at.origin == "" or (symbol.member.at.label is not None and symbol.member.at.offset < 0)
        for symbol in read
        if symbol.member is not None and symbol.member.family in families and label_of(generic(symbol)) is not None
    )


def _family(target: Named) -> Family | None:
    return target.member.family if isinstance(target, Symbol) and target.member is not None else None
