"""Entries joined with those of what they are divided by, where either overflows: exp(Z)_il / s_i is one array."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from matcalc.codegen.factors import transposed
from matcalc.codegen.form import Form, entry_array
from matcalc.forms.index_form import Entry, Factor, IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Hadamard, Node, Power
from matcalc.rules.assemble import base_and_exponent

Asked = Callable[[Node, Node], bool]
"""What is asked of an array and of another, by which something beside it is divided."""


def with_entries_joined(form: Form, meet: Asked, weigh: Asked) -> Form:
    """The form with an elementwise product for each entry that had better be divided by another first.

    meet: whether it had. weigh: whether the first had better be a factor of that product, too.
    """
    if isinstance(form.value, Node):
        return form
    terms = (replace(term, factors=_joined(term.factors, meet, weigh)) for term in form.value.terms)
    return Form(IndexSum(tuple(terms)), form.free)


def _joined(factors: Sequence[Factor], meet: Asked, weigh: Asked) -> tuple[Factor, ...]:
    """Each entry takes one divisor that fits, the last of them all that are left."""
    units = [unit for factor in factors for unit in _units(factor)]
    plain = [one for one in units if _is_plain(one)]
    pairs = [(one, other) for one in plain for other in plain if one is not other and _meet(one, other, meet)]
    large = [one for one in plain if any(one is first for first, _ in pairs)]
    divisors = [one for one in plain if any(one is second for _, second in pairs)]
    rest = [one for one in units if one not in large and one not in divisors]
    made = list[Factor]()
    for at, one in enumerate(large):
        taken = list[Entry]()
        for divisor in [each for each in divisors if _fits(each, one)]:
            if not taken or not any(_fits(divisor, other) for other in large[at + 1 :]):
                taken.append(divisor)
                divisors.remove(divisor)
        for weight in [each for each in rest if _is_plain(each) and _fits(each, one)]:
            if any(weigh(entry_array(weight), _along(divisor, one)) for divisor in taken):
                taken.append(weight)
                rest.remove(weight)
        arrays = (entry_array(one), *(_along(each, one) for each in taken))
        made.append(Entry(Hadamard(arrays), one.places) if taken else one)
    return (*made, *divisors, *rest) if large else tuple(factors)


def _meet(large: Entry, divisor: Entry, meet: Asked) -> bool:
    return _fits(divisor, large) and meet(entry_array(large), entry_array(divisor))


def _units(factor: Factor) -> Iterator[Factor]:
    """1 / s² is divided by s twice."""
    if _is_plain(factor):
        base, exponent = base_and_exponent(entry_array(factor))
        if exponent < -1 and exponent.denominator == 1:
            yield from [Entry(Power(base, Fraction(-1)), factor.places)] * -exponent.numerator
            return
    yield factor


def _is_plain(factor: Factor) -> TypeGuard[Entry]:
    """Whether it is an entry at different indices, none of them shifted."""
    if not isinstance(factor, Entry) or len(set(factor.places)) < len(factor.places):
        return False
    return all(isinstance(place, Index) for place in factor.places)


def _fits(small: Entry, large: Entry) -> bool:
    return set(small.places) <= set(large.places)


def _along(small: Entry, large: Entry) -> Node:
    """The array of an entry, turned so that its axes are those of the other's array."""
    array = entry_array(small)
    if len(small.places) == len(large.places) == 2:
        return array if small.places == large.places else transposed(array)
    is_row = large.array.shape.is_row or (len(large.places) == 2 and small.places == large.places[1:])
    return transposed(array) if array.shape.is_row != is_row else array
