"""Diagonals and traces of products without forming them: tr(Aᵀ B) is a sum of A ⊙ B."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from matcalc.codegen.chains import associated, priced
from matcalc.codegen.factors import factors, hadamard, pulled, scaled, transposed, turned, unscaled
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
from matcalc.forms.traversal import walk


def elementwise_product(args: Iterable[Node], whole: Collection[Node]) -> Node:
    """The elementwise product; with a diagonal matrix in it, a diagonal matrix."""
    coefficient, found = elementwise(args, whole)
    if not found:
        return Number(coefficient)
    if any(isinstance(arg, Diag) or (isinstance(arg, Eye) and arg.shape.is_matrix) for arg in found):
        return scaled(coefficient, Diag(_diagonals(found, whole)))
    return scaled(coefficient, pulled(hadamard(found)))


def _diagonals(args: Iterable[Node], whole: Collection[Node]) -> Node:
    columns = [
        diagonal(arg, whole) if arg.shape.is_matrix else transposed(arg) if arg.shape.is_row else arg for arg in args
    ]
    return elementwise_product(columns, whole)


def diagonal(arg: Node, whole: Collection[Node]) -> Node:
    """The diagonal of a square matrix, as DiagOf means it."""
    number, bare = unscaled(arg)
    return scaled(number, _diagonal(bare, whole))


def _diagonal(bare: Node, whole: Collection[Node]) -> Node:
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
            return diagonal(arg, whole)
        case Hadamard(args=args) if bare not in whole:
            return _diagonals(args, whole)
        case Product() if bare not in whole:
            number, items = factors(bare, whole)
            left, right = _halves(items)
            if _has_inverse(left, right):
                return scaled(number, DiagOf(associated(items)))
            return scaled(number, summed(elementwise_product([left, right], whole), 1, whole))
    return DiagOf(bare)


def trace(arg: Node, whole: Collection[Node]) -> Node:
    """The trace of a square matrix."""
    number, bare = unscaled(arg)
    return scaled(number, _trace(bare, whole))


def _trace(bare: Node, whole: Collection[Node]) -> Node:
    match bare:
        case _ if bare.shape.is_scalar:
            return bare
        case Diag(arg=arg):
            return EntrySum(arg, None)
        case Eye(size=size):
            return Size(size)
        case Transpose(arg=arg):
            return trace(arg, whole)
        case Hadamard(args=args) if bare not in whole:
            return summed(_diagonals(args, whole), None, whole)
        case Product() if bare not in whole:
            number, items = factors(bare, whole)
            for at, item in enumerate(items):
                if item.shape.rows.is_one:
                    return scaled(number, associated([*items[at:], *items[:at]]))
            if any(isinstance(item, Inverse) for item in items):
                return scaled(number, Trace(associated(_from_an_inverse(items))))
            left, right = _halves(items)
            return scaled(number, summed(elementwise_product([left, right], whole), None, whole))
    return Trace(bare)


def _from_an_inverse(items: list[Node]) -> list[Node]:
    """The same factors round the circle, an inverse first, in the direction with fewer transposes."""
    other = [turned(item) for item in reversed(items)]
    items = min(items, other, key=lambda ways: sum(isinstance(part, Transpose) for way in ways for part in walk(way)))
    first = next(at for at, item in enumerate(items) if isinstance(item, Inverse))
    return [*items[first:], *items[:first]]


def _halves(items: list[Node]) -> tuple[Node, Node]:
    """P and Qᵀ, where P Q is the product of the items; cut where the two cost least."""
    turned = [transposed(item) for item in reversed(items)]
    cuts = [(priced(items[:at]), priced(turned[: len(items) - at])) for at in range(1, len(items))]
    (_, left), (_, right) = min(cuts, key=lambda cut: cut[0][0] + cut[1][0])
    return left, right


def _has_inverse(*halves: Node) -> bool:
    """Whether one of the factors is an inverse, which is better solved for than formed."""
    return any(isinstance(half, Inverse) for half in halves)
