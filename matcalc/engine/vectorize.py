"""A derivative with three or four free indices as one matrix at pairs of places: its vec or Kronecker form."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Chain, Prose, Stage, Step, why
from matcalc.engine.order import VECTORIZE
from matcalc.engine.simplification import simplify, stop, stopped
from matcalc.engine.strategies import move
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term, all_indices, of_factor, placed
from matcalc.forms.indices import Index, Paired
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Shape
from matcalc.rules.read_off import read_off
from matcalc.rules.registry import Scope
from matcalc.rules.sides import Sides, sides_of

ADD_UP = "write as one matrix"
OPEN_PAIR = "take a pair for one place"


def vectorized(chain: Chain, scope: Scope) -> Chain | None:
    """The chain continued to one entry of a matrix, at a pair of the output's indices and a pair of the variable's.

    The chain's free indices are those of scope.output, then those of the variable; where one of the two is a vector,
    its index stands alone. None where a term does not factor, or where there are no more than two free indices.
    """
    scope = scope.at(chain.free)
    sides = sides_of(scope)
    if sides is None:
        return None
    if (opened := _opened(chain, sides, scope)) is not None:
        return opened
    moved = move(chain, VECTORIZE, scope)
    assert isinstance(moved.end, IndexSum)
    places = (sides.row, sides.column)
    array = read_off(moved.end, places, Shape(sides.row.range, sides.column.range))
    if array is None:
        return None
    inner = simplify(Chain((), array, ()), scope)
    assert isinstance(inner.end, Node)
    after = of_factor(Entry(inner.end, places))
    if after == moved.end:
        return moved.then(*stop(after, stopped(inner)))
    substeps = (inner,) if inner.steps else ()
    reason = _reason(len(moved.end.terms), inner)
    step = Step(ADD_UP, Stage.SIMPLIFY, moved.end, after, reason, "definition of the sum", substeps=substeps)
    return moved.then(step, *stop(after, stopped(inner)))


def _reason(terms: int, inner: Chain) -> Prose:
    """How the entries in so many terms become entries of one array, which `inner` simplifies."""
    match terms:
        case 0:
            how: Prose = ("every entry is 0",)
        case 1:
            how = ("a number in front of an entry belongs to its array",)
        case _:
            how = ("entries at the same places are added array by array",)
    return (*how, "; the array is simplified") if inner.steps else how


def _opened(chain: Chain, sides: Sides, scope: Scope) -> Chain | None:
    """The chain where a vector's index is a pair in every term, such as that of vec(Y): derived at the pair."""
    assert isinstance(chain.end, IndexSum)
    for number, side in enumerate((sides.rows, sides.columns)):
        if len(side) > 1 or (pair := _pair_of(chain.end, side[0], scope)) is None:
            continue
        free = (*pair, *sides.columns) if number == 0 else (*sides.rows, *pair)
        terms = tuple(_at_pair(term, side[0], pair) for term in chain.end.terms)
        inner = vectorized(Chain(free, IndexSum(terms), ()), replace(scope, output=None))
        entry = inner.end.single if inner is not None and isinstance(inner.end, IndexSum) else None
        if inner is None or not isinstance(entry, Entry):
            return None
        after = of_factor(replace(entry, places=(sides.row, sides.column)))
        reason = why(side[0], " is the place of the pair ", Paired(*pair), ", at which it was derived above")
        source = "Magnus & Neudecker 2019, 2.4"
        step = Step(OPEN_PAIR, Stage.COLLAPSE, chain.end, after, reason, source, substeps=(inner,))
        return chain.then(step, *stop(after, stopped(inner)))
    return None


def _pair_of(expression: IndexSum, index: Index, scope: Scope) -> tuple[Index, Index] | None:
    """Two indices that together are the place `index`; None unless every term says of what pair it is the place."""
    found = [_joining(term, index) for term in expression.terms]
    if not found or None in found or found[0] is None:
        return None
    _, own = found[0]
    if len(found) == 1 and set(own) <= set(expression.terms[0].dummies):
        return own
    first, second = scope.supply.fresh_for([one.range for one in own], (*scope.free, *all_indices(expression)))
    return first, second


def _joining(term: Term, index: Index) -> tuple[Delta, tuple[Index, Index]] | None:
    for factor in term.factors:
        if isinstance(factor, Delta) and index in (factor.left, factor.right):
            other = factor.right if factor.left == index else factor.left
            match other:
                case Paired(first=Index() as first, second=Index() as second):
                    return factor, (first, second)
                case _:
                    pass
    return None


def _at_pair(term: Term, index: Index, pair: tuple[Index, Index]) -> Term:
    """The term at the pair of free indices `pair` instead of at `index`."""
    found = _joining(term, index)
    assert found is not None
    delta, own = found
    opened = placed(term.without(delta), index, Paired(*pair))
    for old, new in zip(own, pair, strict=True):
        if old not in term.dummies:
            opened = replace(opened, factors=(*opened.factors, Delta(new, old)))
        elif old != new:
            opened = placed(opened, old, new)
        else:
            opened = replace(opened, dummies=tuple(dummy for dummy in opened.dummies if dummy != old))
    return opened
