"""A derivative with three or four free indices as one matrix at pairs of places: its vec or Kronecker form."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Chain, Prose, Stage, Step
from matcalc.engine.order import VECTORIZE
from matcalc.engine.simplification import simplify
from matcalc.engine.strategies import move
from matcalc.forms.index_form import Entry, IndexSum, of_factor
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Shape
from matcalc.rules.read_off import read_off
from matcalc.rules.registry import Scope
from matcalc.rules.sides import sides_of

ADD_UP = "write as one matrix"


def vectorized(chain: Chain, scope: Scope) -> Chain | None:
    """The chain continued to one entry of a matrix, at a pair of the output's indices and a pair of the variable's.

    The chain's free indices are those of scope.output, then those of the variable; where one of the two is a vector,
    its index stands alone. None where a term does not factor, or where there are no more than two free indices.
    """
    scope = replace(scope, free=chain.free)
    sides = sides_of(scope)
    if sides is None:
        return None
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
        return moved
    substeps = (inner,) if inner.steps else ()
    reason = _reason(len(moved.end.terms), inner)
    return moved.then(
        Step(ADD_UP, Stage.SIMPLIFY, moved.end, after, reason, "definition of the sum", substeps=substeps)
    )


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
