"""The tensor network of a term: its factors, and for each index the factors that hold it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import permutations

from matcalc.documents.lists import listed
from matcalc.documents.page import Mathematics, Part, Sentence
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, indices_of
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Power

MOST_TO_ORDER = 6
"""Of more factors the order of the term is kept: there would be too many others to try."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An index, and the factors that hold it by number: twice where a factor holds it twice, none where none does."""

    index: Index
    factors: tuple[int, ...]
    is_summed: bool

    @property
    def ends(self) -> int:
        """How many ends come together in it: those at factors, and a loose one where it is free."""
        return len(self.factors) + (not self.is_summed)


@dataclass(frozen=True, slots=True)
class TensorNetwork:
    """A term as a graph: factors are vertices, indices are edges between any number of them."""

    term: Term
    factors: tuple[Factor, ...]
    wires: tuple[Wire, ...]


def tensor_network(term: Term, free: Collection[Index] = ()) -> TensorNetwork:
    """The network of a term, its factors in an order in which those that share an index stand near to each other.

    free: the free indices of the chain that the term stands in; one that no factor holds is a wire of its own.
    """
    order = _order(_wires(term, term.factors, free), len(term.factors))
    factors = tuple(term.factors[number] for number in order)
    return TensorNetwork(term, factors, _wires(term, factors, free))


def _wires(term: Term, factors: Sequence[Factor], free: Collection[Index]) -> tuple[Wire, ...]:
    held: dict[Index, list[int]] = {}
    for number, factor in enumerate(factors):
        for index in indices_of(factor):
            held.setdefault(index, []).append(number)
    for index in (*term.dummies, *free):
        held.setdefault(index, [])
    return tuple(Wire(index, tuple(numbers), index in term.dummies) for index, numbers in held.items())


def _order(wires: Sequence[Wire], count: int) -> tuple[int, ...]:
    """The order of the factors in which their wires are shortest, summed ones first; of equals the first."""
    given = tuple(range(count))
    if count > MOST_TO_ORDER:
        return given

    def length(order: tuple[int, ...]) -> tuple[int, int]:
        place = {number: at for at, number in enumerate(order)}
        spans = {True: 0, False: 0}
        for wire in wires:
            at = [place[number] for number in wire.factors]
            spans[wire.is_summed] += max(at, default=0) - min(at, default=0)
        return spans[True], spans[False]

    return min(permutations(given), key=length)


def is_joined(terms: IndexSum) -> bool:
    """Whether a product or a sum is in it: one factor by itself is no network."""
    return any(len(term.factors) > 1 or term.dummies for term in terms.terms)


def label_of_factor(factor: Factor) -> Mathematics:
    """What stands in the vertex: the array, where its places are indices alone; else, with its places, all of it."""
    if isinstance(factor, Entry) and all(isinstance(place, Index) for place in factor.places):
        return factor.array if factor.exponent == 1 else Power(factor.array, factor.exponent)
    return factor


def words_of_network(network: TensorNetwork) -> Sentence:
    """What the network shows, in sentences."""
    if not network.factors:
        words: list[Part] = ["No factor"]
    else:
        words = ["Factors: ", *listed([_named(factor) for factor in network.factors])]
    for wire in network.wires:
        words += ["; ", wire.index, " is summed" if wire.is_summed else " is free"]
        held = [_named(network.factors[number]) for number in wire.factors]
        if not held:
            words += [" and in no factor"]
        elif len(held) == 1:
            words += [" and in ", *held, *([" alone"] if wire.is_summed else [])]
        elif len(set(wire.factors)) == 1:
            words += [" and twice in ", held[0]] if len(held) == 2 else [" and several times in ", held[0]]
        else:
            words += [" and joins ", *listed(held)]
    return (*words, ".")


def _named(factor: Factor) -> Mathematics:
    return factor if isinstance(factor, Delta) else label_of_factor(factor)
