"""Entries of a Kronecker product as those of its factors, so that it is not formed to be summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from matcalc.forms.index_form import Entry, Factor, Term
from matcalc.forms.indices import Paired
from matcalc.forms.matrix_form import Size
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.vectorized import Kron


def with_entries_of_factors(term: Term) -> Term:
    """(A ⊗ B)[(r,k),(x,l)] is A[k,l] B[r,x]; the entries of an inverse by those of its matrix add up to a length."""
    factors = [part for factor in term.factors for part in _parts(factor)]
    if len(factors) == len(term.factors):
        return term
    return _without_inverses(replace(term, factors=tuple(factors)))


def _parts(factor: Factor) -> Sequence[Factor]:
    if not isinstance(factor, Entry) or not isinstance(factor.array, Kron) or len(factor.array.args) != 2:
        return [factor]
    first, second = factor.array.args
    match factor.places:
        case (Paired(first=r, second=k), Paired(first=x, second=l)):
            outer, inner = (k, l), (r, x)
            sides = [(place.range for place in outer), (place.range for place in inner)]
            shapes = [(array.shape.rows, array.shape.cols) for array in (first, second)]
            if [tuple(each) for each in sides] == shapes:
                return [replace(factor, array=first, places=outer), replace(factor, array=second, places=inner)]
    return [factor]


def _without_inverses(term: Term) -> Term:
    """Σ_ij (A⁻¹)_ij A_ji is the number of rows of A."""
    counted = Counter(place for factor in term.factors if isinstance(factor, Entry) for place in factor.places)
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    inverses = [entry for entry in entries if isinstance(entry.array, Inverse)]
    for one, other in product(inverses, entries):
        are_summed = all(place in term.dummies and counted[place] == 2 for place in one.places)
        if are_summed and one.array.children[0] is other.array and one.places == other.places[::-1]:
            kept = term.without(one).without(other)
            length = Entry(Size(other.array.shape.rows), ())
            dummies = tuple(index for index in term.dummies if index not in one.places)
            return replace(kept, factors=(length, *kept.factors), dummies=dummies)
    return term
