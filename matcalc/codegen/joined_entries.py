"""Entries of arrays that grow, joined with those of what they are divided by: exp(Z)_il / s_i is one array."""

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

Asked = Callable[[Node], bool]
"""Whether an array is as large as exponentials are, or divided by such."""


def with_entries_joined(form: Form, grows: Asked, shrinks: Asked) -> Form:
    """The form with an elementwise product for each entry that grows and what it had better be divided by first."""
    if isinstance(form.value, Node):
        return form
    terms = (replace(term, factors=_joined(term.factors, grows, shrinks)) for term in form.value.terms)
    return Form(IndexSum(tuple(terms)), form.free)


def _joined(factors: Sequence[Factor], grows: Asked, shrinks: Asked) -> tuple[Factor, ...]:
    """Each entry that grows takes one divisor that fits, the last of them all that are left."""
    units = [unit for factor in factors for unit in _units(factor)]
    growing = [one for one in units if _is_plain(one) and grows(entry_array(one))]
    divisors = [one for one in units if _is_plain(one) and shrinks(entry_array(one))]
    rest = [one for one in units if one not in growing and one not in divisors]
    made = list[Factor]()
    for at, large in enumerate(growing):
        taken = list[Entry]()
        for divisor in [one for one in divisors if _fits(one, large)]:
            if not taken or not any(_fits(divisor, other) for other in growing[at + 1 :]):
                taken.append(divisor)
                divisors.remove(divisor)
        arrays = (entry_array(large), *(_along(one, large) for one in taken))
        made.append(Entry(Hadamard(arrays), large.places) if taken else large)
    return tuple(factors) if made == growing else (*made, *divisors, *rest)


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
