"""The index that shows a clash: summed at one place of an array in one form, and at the other place in the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcalc.chain import Chain
from matcalc.engine.order import EXPAND
from matcalc.engine.strategies import sweep
from matcalc.forms.index_form import Entry, IndexSum, of_factor
from matcalc.forms.indices import Index, IndexSupply, Place
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.traversal import walk
from matcalc.rules.registry import Scope

ORDINALS = ("first", "second")


@dataclass(frozen=True, slots=True)
class Standing:
    """An index at a place of an array of two: 0 for the first. is_summed: whether a sum runs over it.

    beside: what stands at the other place.
    """

    index: Index
    place: int
    is_summed: bool
    beside: Place

    @property
    def ordinal(self) -> str:
        return ORDINALS[self.place]


@dataclass(frozen=True, slots=True)
class Witness:
    """One role that is played at different places of one array: in what is stated, and in what follows."""

    array: Symbol | Cotangent
    stated: Standing
    follows: Standing


def entry_by_entry(
    body: Node | IndexDefinition, letters: Iterable[Index] = (), reserved: Iterable[str] = ()
) -> IndexDefinition:
    """The index form of an array, in the given letters where they fit; that which is one already stays as it is.

    What no rule expands stays an entry.
    """
    if isinstance(body, IndexDefinition):
        return body
    lengths = [length for part in walk(body) for length in part.shape.axes]
    chosen = {index.range: index.name for index in reversed(list(letters))}
    supply = IndexSupply.over(lengths, reserved, chosen)
    free = supply.fresh_for(body.shape.axes, ())
    chain = sweep(Chain(free, of_factor(Entry(body, free)), ()), EXPAND, Scope(supply, free))
    assert isinstance(chain.end, IndexSum)
    return IndexDefinition(free, chain.end)


def witness(array: Symbol | Cotangent, stated: IndexDefinition, follows: IndexDefinition) -> Witness | None:
    """Where one role is played at the two places of an array; None where none is.

    The role is that of a summed index, or else that of a free index by its number on the left side.
    """
    for one in _standings(array, stated.body):
        for other in _standings(array, follows.body):
            if one.place != other.place and _role(one, stated) == _role(other, follows):
                return Witness(array, one, other)
    return None


def letters_of(form: IndexDefinition) -> tuple[Index, ...]:
    """The letters of an index form, those of the left side first."""
    return tuple(dict.fromkeys((*form.places, *(dummy for term in form.body.terms for dummy in term.dummies))))


def _is_of(found: Node, array: Symbol | Cotangent) -> bool:
    """Whether these are the same array, or gradient at an array, of either orientation."""
    if isinstance(array, Cotangent):
        return isinstance(found, Cotangent) and found.of.name == array.of.name
    return isinstance(found, Symbol) and found.name == array.name


def _role(standing: Standing, form: IndexDefinition) -> int:
    return -1 if standing.is_summed else form.places.index(standing.index)


def _standings(array: Symbol | Cotangent, form: IndexSum) -> Iterator[Standing]:
    """Every index at a place of the array, of either orientation: those that are summed first."""
    found = [
        Standing(place, number, place in term.dummies, factor.places[1 - number])
        for term in form.terms
        for factor in term.factors
        if isinstance(factor, Entry) and _is_of(factor.array, array)
        for number, place in enumerate(factor.places)
        if isinstance(place, Index) and len(factor.places) == len(ORDINALS)
    ]
    return iter(sorted(found, key=lambda standing: not standing.is_summed))
