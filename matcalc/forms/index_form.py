"""Index form: sums of terms; a term is a number times entries, deltas and derivatives, summed over its dummies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from matcalc.errors import InvariantError
from matcalc.forms.indices import Index, IndexSupply, Place, Within, beyond, indices_in, substituted
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Node, Ones

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an array, to a rational power: A_ij, x_i², f(z)_i. One place for each axis longer than 1."""

    array: Node
    places: tuple[Place, ...]
    exponent: Fraction = ONE

    def __post_init__(self) -> None:
        axes = self.array.shape.axes
        if tuple(place.range for place in self.places) != axes:
            raise InvariantError(f"an entry of a {self.array.shape} array can not have the places {self.places}")

    def __hash__(self) -> int:
        return hash((self.array, self.places))  # the hash of a fraction is an inverse modulo a prime


@dataclass(frozen=True, slots=True)
class Delta:
    """The Kronecker delta: 1 where two places are the same, else 0."""

    left: Place
    right: Place


@dataclass(frozen=True, slots=True)
class Partial:
    """The derivative of a scalar expression by one entry of a named array."""

    of: IndexSum
    by: Entry


Factor = Entry | Delta | Partial


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient × the product of `factors`, summed over `dummies` and `labels`. A sum covers its whole term."""

    coefficient: Fraction
    factors: tuple[Factor, ...]
    dummies: tuple[Index, ...] = ()
    labels: tuple[Label, ...] = ()

    def __hash__(self) -> int:
        return hash((self.factors, self.dummies))  # as that of an entry, without its number

    def without(self, factor: Factor) -> Term:
        """The term with the first occurrence of `factor` left out."""
        at = self.factors.index(factor)
        return Term(self.coefficient, self.factors[:at] + self.factors[at + 1 :], self.dummies, self.labels)

    def with_factor(self, old: Factor, *new: Factor) -> Term:
        """The term with the first occurrence of `old` replaced by `new`, in its place."""
        at = self.factors.index(old)
        return Term(self.coefficient, self.factors[:at] + new + self.factors[at + 1 :], self.dummies, self.labels)


@dataclass(frozen=True, slots=True)
class IndexSum:
    """A sum of terms; no terms is 0."""

    terms: tuple[Term, ...]

    @property
    def single(self) -> Factor | None:
        """The one factor that this whole expression consists of, if it does."""
        if len(self.terms) == 1:
            (term,) = self.terms
            if len(term.factors) == 1 and not (term.dummies or term.labels) and term.coefficient == 1:
                return term.factors[0]
        return None


def of_factor(factor: Factor) -> IndexSum:
    """A single factor as an expression."""
    return IndexSum((Term(ONE, (factor,)),))


def places_of(factor: Factor) -> Iterator[Place]:
    """Every place in a factor, with repetition, except places bound by sums inside a derivative."""
    match factor:
        case Entry():
            yield from factor.places
        case Delta():
            yield factor.left
            yield factor.right
        case Partial():
            yield from factor.by.places
            yield from free_indices(factor.of)


def indices_of(factor: Factor) -> list[Index]:
    """The indices a factor moves with, with repetition, in reading order."""
    return [index for place in places_of(factor) for index in indices_in(place)]


def kinds_in(expression: IndexSum | Term) -> set[type[object]]:
    """The classes of what stands in an expression: terms, factors, arrays and places, also those inside derivatives."""
    found: set[type[object]] = set()
    waiting = [expression.terms if isinstance(expression, IndexSum) else (expression,)]
    while waiting:
        for term in waiting.pop():
            found.add(Term)
            for factor in term.factors:
                found.add(type(factor))
                match factor:
                    case Entry():
                        found.add(type(factor.array))
                        places = factor.places
                    case Delta():
                        places = (factor.left, factor.right)
                    case Partial():
                        waiting.append(factor.of.terms)
                        places = factor.by.places
                found.update(map(type, places))
    return found


def range_conditions(expression: IndexSum, *, of_ones: bool = True) -> tuple[Within, ...]:
    """Where places may lie beyond their arrays, the conditions that they do not, each once, in reading order.

    An entry beyond its array counts as 0. of_ones: whether those count that say no more than an entry of ones does.
    """
    found: dict[Within, None] = {}
    for term in expression.terms:
        for factor in term.factors:
            if isinstance(factor, Partial):
                found.update(dict.fromkeys(range_conditions(factor.of, of_ones=of_ones)))
            if isinstance(factor, Entry) and (of_ones or not isinstance(factor.array, Ones)):
                found.update(dict.fromkeys(beyond(factor.places)))
    return tuple(found)


def index_counts(term: Term) -> Counter[Index]:
    """How often each index occurs in a term."""
    return Counter(index for factor in term.factors for index in indices_of(factor))


def free_indices(expression: IndexSum | Term) -> tuple[Index, ...]:
    """The indices that are not summed, each once, in reading order."""
    terms = expression.terms if isinstance(expression, IndexSum) else (expression,)
    found: dict[Index, None] = {}
    for term in terms:
        for factor in term.factors:
            found.update((index, None) for index in indices_of(factor) if index not in term.dummies)
    return tuple(found)


def all_indices(expression: IndexSum | Term) -> tuple[Index, ...]:
    """Every index, free or summed, also those inside derivatives: what a fresh index must avoid."""
    terms = expression.terms if isinstance(expression, IndexSum) else (expression,)
    found: dict[Index, None] = {}
    for term in terms:
        found.update(dict.fromkeys(term.dummies))
        for factor in term.factors:
            found.update(dict.fromkeys(indices_of(factor)))
            if isinstance(factor, Partial):
                found.update(dict.fromkeys(all_indices(factor.of)))
    return tuple(found)


def moved(term: Term, images: Mapping[Index, Place]) -> Term:
    """`term` with each index that has an image replaced by that place, all at once; those are summed no longer.

    Raises InvariantError where an image would be captured by a sum inside a derivative.
    """
    dummies = tuple([dummy for dummy in term.dummies if dummy not in images])
    factors = tuple([_moved_factor(factor, images) for factor in term.factors])
    return Term(term.coefficient, factors, dummies, term.labels)


def placed(term: Term, old: Index, new: Place) -> Term:
    """`term` with the place `new` wherever the index `old` stood; `old` is summed no longer.

    Raises InvariantError where `new` would be captured by a sum inside a derivative.
    """
    return moved(term, {old: new})


def renamed(term: Term, old: Index, new: Index) -> Term:
    """`term` with another name for one of its dummies. Raises InvariantError where the name is in use."""
    if new in all_indices(term):
        raise InvariantError(f"the index {new.name} is in use already")
    dummies = tuple(new if dummy == old else dummy for dummy in term.dummies)
    return replace(placed(term, old, new), dummies=dummies)


def _moved_factor(factor: Factor, images: Mapping[Index, Place]) -> Factor:
    match factor:
        case Entry():
            places = tuple([substituted(place, images) for place in factor.places])
            return factor if places == factor.places else Entry(factor.array, places, factor.exponent)
        case Delta():
            return Delta(substituted(factor.left, images), substituted(factor.right, images))
        case Partial():
            by = _moved_factor(factor.by, images)
            assert isinstance(by, Entry)
            return Partial(_moved_inside(factor.of, images), by)


def _moved_inside(inner: IndexSum, images: Mapping[Index, Place]) -> IndexSum:
    terms = []
    for term in inner.terms:
        seen = {old: new for old, new in images.items() if old not in term.dummies}
        reached = [index for new in seen.values() for index in indices_in(new)]
        if captured := [index.name for index in reached if index in term.dummies]:
            raise InvariantError(f"the index {captured[0]} would be captured by a sum")
        terms.append(moved(term, seen))
    return IndexSum(tuple(terms))


def apart(term: Term, avoid: Iterable[Index], supply: IndexSupply) -> Term:
    """`term` with fresh names for those of its dummies whose names are in `avoid`, over whatever range."""
    avoided = list(avoid)
    names = {index.name for index in avoided}
    for dummy in term.dummies:
        if dummy.name in names:
            fresh = supply.fresh(dummy.range, [*avoided, *all_indices(term)])
            term = renamed(term, dummy, fresh)
    return term


def spliced(term: Term, old: Factor, new: IndexSum, supply: IndexSupply) -> IndexSum:
    """`term` with one factor replaced by a sum, one term for each of its terms; clashing dummies renamed."""
    at = term.factors.index(old)
    rest = term.without(old)
    terms = []
    for piece in new.terms:
        fresh = apart(piece, all_indices(rest), supply)
        factors = rest.factors[:at] + fresh.factors + rest.factors[at:]
        if clash := set(term.labels).intersection(fresh.labels):
            raise InvariantError(f"{', '.join(label.name for label in clash)} would be summed twice in one term")
        coefficient = term.coefficient * fresh.coefficient
        terms.append(Term(coefficient, factors, term.dummies + fresh.dummies, term.labels + fresh.labels))
    return IndexSum(tuple(terms))


def number(value: Fraction) -> IndexSum:
    """A number as an expression."""
    return IndexSum((Term(value, ()),)) if value else IndexSum(())


def arrays_in(expression: IndexSum) -> Iterator[Node]:
    """The arrays whose entries stand in an expression, in reading order."""
    return (factor.array for term in expression.terms for factor in term.factors if isinstance(factor, Entry))
