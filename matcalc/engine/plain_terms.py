"""The terms of an index form that stays one: entries written plainly, like terms counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Chain, Stage, Step
from matcalc.engine.order import PLAIN
from matcalc.engine.strategies import sweep
from matcalc.forms.index_form import (
    ONE,
    Delta,
    Entry,
    Factor,
    IndexSum,
    Partial,
    Term,
    arrays_in,
    indices_of,
    moved,
)
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node
from matcalc.rules.registry import Scope

COLLECT = "collect like terms of an index form"


def plain_terms(chain: Chain, scope: Scope) -> Chain:
    """The chain, which ends in an index form, continued to its plain entries and with each term only once."""
    chain = sweep(chain, PLAIN, scope)
    assert isinstance(chain.end, IndexSum)
    after = _collected(chain.end)
    if after == chain.end:
        return chain
    reason = ("equal terms are counted; the order of the factors and the name of a summed index do not matter",)
    return chain.then(Step(COLLECT, Stage.SIMPLIFY, chain.end, after, reason, "arithmetic"))


def _collected(before: IndexSum) -> IndexSum:
    """Each of the like terms once, where the first of them stands; those that cancel are gone."""
    ranks = {array: number for number, array in enumerate(dict.fromkeys(arrays_in(before)))}
    found: dict[Hashable, Term] = {}
    for term in before.terms:
        key = _likeness(term, ranks)
        first = found.get(key)
        found[key] = term if first is None else replace(first, coefficient=first.coefficient + term.coefficient)
    return IndexSum(tuple(term for term in found.values() if term.coefficient))


def _likeness(term: Term, ranks: Mapping[Node, int]) -> Hashable:
    """The factors without their order, the dummies numbered as the factors show them, these sorted.

    Equal for like terms only. Terms may be like and not be found so where one array stands in them more than once,
    with the same free indices: its entries are numbered in the order in which they stand.
    """
    factors = sorted(term.factors, key=lambda factor: _rank(factor, term.dummies, ranks))
    order = dict.fromkeys(index for factor in factors for index in indices_of(factor) if index in term.dummies)
    numbered = {dummy: Index(f"?{number}", dummy.range) for number, dummy in enumerate(order)}
    bare = moved(term, numbered)
    return frozenset(Counter(map(_unordered, bare.factors)).items()), frozenset(term.dummies) - frozenset(order)


def _rank(factor: Factor, dummies: Sequence[Index], ranks: Mapping[Node, int]) -> tuple[str, int, Fraction, list[str]]:
    """By kind, by array in the order in which the form shows them, by exponent, by the names of free indices."""
    names = ["" if index in dummies else index.name for index in indices_of(factor)]
    match factor:
        case Entry(array=array, exponent=exponent):
            return "entry", ranks[array], exponent, names
        case Delta():
            return "delta", 0, ONE, sorted(names)
        case Partial():
            return "partial", 0, ONE, names


def _unordered(factor: Factor) -> Hashable:
    return frozenset((factor.left, factor.right)) if isinstance(factor, Delta) else factor
