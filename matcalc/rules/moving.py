"""Which parts of an expression move with the variables, and which parts hold a differential."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from weakref import WeakKeyDictionary

from matcalc.chain import Prose, listed
from matcalc.forms.differentials import Differential
from matcalc.forms.matrix_form import Hadamard, Node, Number, Ones, Product, Transpose
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.traversal import symbols_in, walk
from matcalc.rules.assemble import filled, split_number
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_structure import is_zero


def moves(array: Node, scope: Scope) -> bool:
    """Whether the differential of an array is not 0 of itself: whether it reads an array that moves."""
    return any(scope.moving is None or symbol in scope.moving for symbol in symbols_in(array))


_known: WeakKeyDictionary[Node, bool] = WeakKeyDictionary()


def holds_differential(root: Node) -> bool:
    """Whether a differential stands in an expression. Worked out once for each part."""
    if (known := _known.get(root)) is None:
        for part in walk(root, _known):
            _known[part] = isinstance(part, Differential) or any(_known[child] for child in part.children)
        known = _known[root]
    return known


def linear_in_differentials(terms: Sequence[Node]) -> bool:
    """Whether every summand, or every block, holds a differential or is 0: whether none is lost with the others."""
    return all(holds_differential(term) or is_zero(term) for term in terms)


def stretched(part: Node, shape: Shape) -> Node:
    """A scalar, a row or a column with its entries repeated, written out, so that it has the shape."""
    if part.shape == shape:
        return part
    if isinstance(part, Number):
        return filled(part.value, shape)
    if part.shape.is_scalar:
        return Hadamard((part, Ones(shape)))
    if part.shape.rows.is_one:
        return Product((Ones(vector(shape.rows)), part))
    return Product((part, Transpose(Ones(vector(shape.cols)))))


def held(parts: Sequence[Node], moving: Collection[Node]) -> Prose:
    """Which of some parts do not move. Numbers go without saying, unless nothing else is held."""
    still = [split_number(part)[1] for part in parts if part not in moving]
    named = list(dict.fromkeys(part for part in still if symbols_in(part)))
    if named:
        return (*listed(named), " is held" if len(named) == 1 else " are held")
    return ("a number does not move",) if still else ()
