"""Sums by their terms: how often each array is in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from matcalc.codegen.factors import scaled, unscaled
from matcalc.forms.matrix_form import Add, Node, Number
from matcalc.rules.assemble import total

ONE = Number(Fraction(1))

Term = tuple[Fraction, Node]
"""How often, and what; of a number, how large, and the number 1."""

Sum = dict[Node, Fraction]
"""How often each array is in a sum."""


def flat(terms: Iterable[Term]) -> list[Term]:
    """The terms with those of sums in the place of these, numbers in front."""
    found, waiting = list[Term](), list(terms)[::-1]
    while waiting:
        times, part = waiting.pop()
        number, bare = unscaled(part)
        if isinstance(bare, Add):
            waiting.extend((times * number, arg) for arg in reversed(bare.args))
        else:
            found.append((times * number * bare.value, ONE) if isinstance(bare, Number) else (times * number, bare))
    return found


def counted(terms: Iterable[Term]) -> Sum:
    """How often each is there; those that cancel are not."""
    found: Sum = {}
    for times, part in terms:
        found[part] = found.get(part, Fraction(0)) + times
    return {part: times for part, times in found.items() if times}


def summands(root: Node) -> Sum:
    """A sum by its summands, numbers apart."""
    return counted(flat([(Fraction(1), root)]))


def sum_of(counts: Mapping[Node, Fraction]) -> Node:
    """The sum that has these summands, of which there is one or more."""
    return total([scaled(count, one) for one, count in counts.items()])
