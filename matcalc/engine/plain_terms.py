"""The terms of an index form that stays one: entries written plainly, like terms counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace

from matcalc.chain import Chain, Stage, Step
from matcalc.engine.order import PLAIN
from matcalc.engine.strategies import sweep
from matcalc.forms.index_form import Delta, Factor, IndexSum, Term, indices_of, placed
from matcalc.forms.indices import Index
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
    found: dict[Hashable, Term] = {}
    for term in before.terms:
        key = _likeness(term)
        first = found.get(key)
        found[key] = term if first is None else replace(first, coefficient=first.coefficient + term.coefficient)
    return IndexSum(tuple(term for term in found.values() if term.coefficient))


def _likeness(term: Term) -> Hashable:
    """The factors without their order, the dummies numbered as the factors show them."""
    order = dict.fromkeys(index for factor in term.factors for index in indices_of(factor) if index in term.dummies)
    bare = term
    for number, dummy in enumerate(order):
        bare = placed(bare, dummy, Index(f"?{number}", dummy.range))
    return frozenset(Counter(map(_unordered, bare.factors)).items()), frozenset(term.dummies) - frozenset(order)


def _unordered(factor: Factor) -> Hashable:
    return frozenset((factor.left, factor.right)) if isinstance(factor, Delta) else factor
