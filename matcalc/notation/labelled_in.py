"""Which members of families an equation may read: what it says of this step and of the one before."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from matcalc.forms.families import generic, label_of, labels_in, member
from matcalc.forms.labels import At, Label
from matcalc.forms.matrix_form import LabelSum, Node, Symbol
from matcalc.forms.traversal import symbols_in, walk


def fault_of_members(body: Node, own: Symbol | None, inputs: Container[Symbol], known: Container[Symbol]) -> str | None:
    """Why an equation may not read what it does; None where it may.

    own: the member that it defines, at its label; None where it defines one array. known: what is defined before it or
    is an input, of a family the member at its label.
    """
    label = label_of(own) if own is not None else None
    for free in sorted(labels_in(body) - {label}, key=lambda one: one.name):
        return f"{free.name} is left open here: add up over it with sum {free.name}: …, or {_define(own, free)}"
    if label is not None and any(isinstance(part, LabelSum) and part.label is label for part in walk(body)):
        return (
            f"{label.name} runs already: this is an equation for every {label.name}; what is added up over all of them "
            "is an array by itself, in an equation of its own"
        )
    bound = set(_under_sums(body))
    for used in symbols_in(body):
        if used.member is not None and (fault := _fault(used, own, label, used in bound, inputs, known)):
            return fault
    return _fault_of_both(symbols_in(body), bound)


def _fault_of_both(read: Iterable[Symbol], bound: Container[Symbol]) -> str | None:
    """Why an equation may not read the last of a family beside a sum over it: it is one of the summands, too."""
    for used in read:
        if used.member is None or used.member.at.origin != used.member.family.label.last:
            continue
        family = used.member.family
        if (one := member(family, At(family.label))) in bound:
            return (
                f"{used.name} stands beside a sum over {one.name}, which {used.name} is a part of: put the two in "
                "equations of their own, and use their names here"
            )
    return None


def _define(own: Symbol | None, free: Label) -> str:
    name = own.name if own is not None else "the array"
    return f"define {name} for every {free.name}"


def _under_sums(body: Node) -> Iterator[Symbol]:
    for part in walk(body):
        if isinstance(part, LabelSum):
            yield from (symbol for symbol in symbols_in(part.arg) if label_of(symbol) is part.label)


def _fault(
    used: Symbol,
    own: Symbol | None,
    label: Label | None,
    under_sum: bool,  # one of several facts about one member
    inputs: Container[Symbol],
    known: Container[Symbol],
) -> str | None:
    assert used.member is not None
    family, at = used.member.family, used.member.at
    name, last = family.name, family.label.last
    step = family.label.name
    if at.label is None:
        return _fault_of_fixed(used, label, inputs, known)
    if under_sum and at.offset:
        return (
            f"{used.name} stands in a sum over {step}, which adds {name}[{step}] only: give what is added a name, in "
            f"an equation for every {step}"
        )
    if at.offset > 0:
        return (
            f"{used.name} belongs to a later {step}: what belongs to {step} is made of what belongs to {step} and to "
            f"{step}-1, since it is worked out from {step} = 1 on to {last}"
        )
    if at.offset < -1:
        return (
            f"{used.name} lies {-at.offset} steps back, and one step is what an equation reads: keep what is needed "
            f"longer in an array of its own, such as p[{step}] = {name}[{step}-1], and read p[{step}-1]"
        )
    first = member(family, At("", 0))
    if at.offset == -1 and first not in inputs:
        return f'{used.name} is {first.name} where {step} is 1: say its shape, "{first.name}" = …, in [shapes]'
    if at.offset == 0 and used not in known:
        whose = "itself" if own is not None and generic(own) is used else "what is defined below it"
        return f"{used.name} is used before it is defined: an equation reads {whose} a step back only, {name}[{step}-1]"
    return None


def _fault_of_fixed(
    used: Symbol, label: Label | None, inputs: Container[Symbol], known: Container[Symbol]
) -> str | None:
    assert used.member is not None
    family, at = used.member.family, used.member.at
    name, last = family.name, family.label.last
    if used in inputs:
        return None
    if at.origin != last or at.offset:
        numbers = f"{name}[0], where it is an input, and {name}[{last}]"
        return f"{used.name}: of the members of a family only {numbers} can be named by where they stand"
    if generic(used) not in known:
        return f"{used.name} is used before it is defined"
    if label is not None:
        return (
            f"{used.name} is the last of its family, and this is an equation for every {label.name}: only an equation "
            f"of one array can read the last"
        )
    return None
