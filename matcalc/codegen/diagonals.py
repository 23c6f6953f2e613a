"""Diagonals and traces of products without forming them: tr(Aᵀ B) is a sum of A ⊙ B."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.codegen.chains import associated
from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import factors, hadamard, pulled, scaled, transposed, turned, unscaled
from matcalc.codegen.halves import halves, transposes_in
from matcalc.codegen.sums import elementwise, summed
from matcalc.forms.matrix_form import (
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Product,
    Size,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.shapes import vector


def elementwise_product(args: Iterable[Node], computed: Computed) -> Node:
    """The elementwise product; with a diagonal matrix in it, a diagonal matrix."""
    coefficient, found = elementwise(args, computed)
    if not found:
        return Number(coefficient)
    if any(isinstance(arg, Diag) or (isinstance(arg, Eye) and arg.shape.is_matrix) for arg in found):
        return scaled(coefficient, Diag(_diagonals(found, computed)))
    return scaled(coefficient, pulled(hadamard(found)))


def _diagonals(args: Iterable[Node], computed: Computed) -> Node:
    columns = [
        diagonal(arg, computed) if arg.shape.is_matrix else transposed(arg) if arg.shape.is_row else arg for arg in args
    ]
    return elementwise_product(columns, computed)


def diagonal(arg: Node, computed: Computed) -> Node:
    """The diagonal of a square matrix, as DiagOf means it."""
    number, bare = unscaled(arg)
    return scaled(number, _diagonal(bare, computed))


def _diagonal(bare: Node, computed: Computed) -> Node:
    match bare:
        case _ if bare.shape.is_scalar:
            return bare
        case Diag(arg=arg):
            return arg
        case Eye(size=size):
            return Ones(vector(size))
        case Ones():
            return Ones(vector(bare.shape.rows))
        case Transpose(arg=arg):
            return diagonal(arg, computed)
        case Hadamard(args=args) if bare not in computed.whole:
            return _diagonals(args, computed)
        case Product() if bare not in computed.whole:
            number, items = factors(bare, computed.whole)
            left, right = halves(items, computed)
            if any(map(computed.is_solved_with, (left, right))):
                return scaled(number, DiagOf(associated(items, computed)))
            return scaled(number, summed(elementwise_product([left, right], computed), 1, computed))
    return DiagOf(bare)


def trace(arg: Node, computed: Computed) -> Node:
    """The trace of a square matrix."""
    number, bare = unscaled(arg)
    return scaled(number, _trace(bare, computed))


def _trace(bare: Node, computed: Computed) -> Node:
    match bare:
        case _ if bare.shape.is_scalar:
            return bare
        case Diag(arg=arg):
            return EntrySum(arg, None)
        case Eye(size=size):
            return Size(size)
        case Transpose(arg=arg):
            return trace(arg, computed)
        case Hadamard(args=args) if bare not in computed.whole:
            return summed(_diagonals(args, computed), None, computed)
        case Product() if bare not in computed.whole:
            number, items = factors(bare, computed.whole)
            for at, item in enumerate(items):
                if item.shape.rows.is_one:
                    return scaled(number, associated([*items[at:], *items[:at]], computed))
            if any(map(computed.is_solved_with, items)):
                return scaled(number, Trace(associated(_from_an_inverse(items), computed)))
            left, right = halves(items, computed)
            return scaled(number, summed(elementwise_product([left, right], computed), None, computed))
    return Trace(bare)


def _from_an_inverse(items: list[Node]) -> list[Node]:
    """The same factors round the circle, an inverse first, in the direction with fewer transposes."""
    other = [turned(item) for item in reversed(items)]
    items = min(items, other, key=lambda ways: sum(map(transposes_in, ways)))
    first = next(at for at, item in enumerate(items) if isinstance(item, Inverse))
    return [*items[first:], *items[:first]]
