"""Products with sums, each summand multiplied by itself where the sum had better not be formed."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.codegen.chains import associated, length, priced
from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import (
    MINUS,
    factors,
    hadamard,
    outer_pieces,
    scaled,
    thin_summands,
    transposed,
    turned,
    unscaled,
)
from matcalc.forms.matrix_form import Add, Diag, Eye, Hadamard, Node, Ones, Product, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.vectorized import Kron


def apart(items: Sequence[Node], computed: Computed) -> list[Node] | None:
    """The summands of the product of the items, where one of these is a sum that had better not be formed.

    A (B − u vᵀ) C is A B C − (A u) (vᵀ C): what is an outer product before is one after. A diagonal leaves a sum of
    other matrices where it only scales what it is multiplied with.
    """
    if len(items) < 2 or items[0].shape.is_row or items[-1].shape.is_vector:
        return None
    for at, item in enumerate(items):
        if (parts := _parted(item, [*items[:at], *items[at + 1 :]], computed)) is not None:
            return [summand for part in parts for summand in _multiplied(part, items[:at], items[at + 1 :], computed)]
    return None


def _multiplied(part: Node, before: Sequence[Node], after: Sequence[Node], computed: Computed) -> list[Node]:
    """The summands of a product with a part, numbers in front."""
    number, inner = factors(part, computed.whole)
    numbers: list[Node] = []
    items = [*before]
    for item in inner:
        own, bare = _without_numbers(item, computed)
        numbers += own
        items.append(bare)
    items += after
    summands = apart(items, computed) or [associated(items, computed)]
    for summand in summands:
        computed.add(summand)
    return [scaled(number, hadamard([*numbers, summand])) for summand in summands]


def _without_numbers(item: Node, computed: Computed) -> tuple[list[Node], Node]:
    """The numbers in an elementwise product or on a diagonal, and what is left of it."""
    inner = item.arg if isinstance(item, Diag) else item
    if not isinstance(inner, Hadamard) or inner in computed.whole or item in computed.whole:
        return [], item
    numbers = [arg for arg in inner.args if arg.shape.is_scalar]
    rest = [arg for arg in inner.args if not arg.shape.is_scalar]
    if not numbers or not rest:
        return [], item
    bare = hadamard(rest)
    if isinstance(item, Diag):
        bare = Eye(item.shape.rows) if isinstance(bare, Ones) else Diag(bare)
    return numbers, bare


def _parted(item: Node, others: Sequence[Node], computed: Computed) -> list[Node] | None:
    """The parts of a sum that is needed here alone: its outer products, its diagonals, and the rest."""
    if (
        not item.shape.is_matrix
        or item in computed.whole
        or (isinstance(item, Transpose) and item.arg in computed.whole)
    ):
        return None
    root = turned(item) if isinstance(item, Transpose) else item
    if (
        not isinstance(root, Add)
        or not root.shape.is_matrix
        or any(summand.shape != root.shape for summand in root.args)
    ):
        return None
    outers = [summand for summand in root.args if outer_pieces(unscaled(summand)[1]) is not None]
    rest = [summand for summand in root.args if summand not in outers]
    diagonals = [summand for summand in rest if isinstance(unscaled(summand)[1], Diag | Eye)]
    if diagonals and len(diagonals) < len(rest) and _only_scale(others, computed):
        rest = [summand for summand in rest if summand not in diagonals]
    else:
        diagonals = []
    if not outers and not diagonals:
        return None
    if len(others) == 1 and not diagonals and all(isinstance(unscaled(one)[1], Diag | Eye) for one in rest):
        return None  # thin: a product with it is formed of vectors anyway
    return [*(_sum(each) for each in (rest, diagonals) if each), *outers]


def _only_scale(others: Sequence[Node], computed: Computed) -> bool:
    """Whether the other factors are few enough that a product with a diagonal is no product of matrices."""
    sides = others[0].shape.rows, others[-1].shape.cols
    return priced(others, computed)[0] <= 2 * length(sides[0]) * length(sides[1])


def _sum(summands: list[Node]) -> Node:
    """The sum; of summands that are subtracted, minus their sum."""
    if len(summands) == 1:
        return summands[0]
    if all(unscaled(summand)[0] < 0 for summand in summands):
        return scaled(MINUS, Add(tuple(scaled(MINUS, summand) for summand in summands)))
    return Add(tuple(summands))


def multiplied_out(items: list[Node], computed: Computed) -> list[Node]:
    """(A B + C) x as A (B x) + C x, on either side, so that no product of matrices is formed for a vector."""
    for at in reversed(range(len(items))):
        stop = next((stop for stop in range(at + 1, len(items)) if items[stop].shape.is_vector), None)
        if stop is not None and _has_products(items[at], computed):
            vector = associated(items[at + 1 : stop + 1], computed)
            items = [*items[:at], _sum_with(items[at], vector, computed), *items[stop + 1 :]]
    at = 0
    while at < len(items):
        start = next((start for start in reversed(range(at)) if items[start].shape.is_row), None)
        if start is not None and _has_products(items[at], computed):
            vector = transposed(associated(items[start:at], computed))
            items = [*items[:start], transposed(_sum_with(turned(items[at]), vector, computed)), *items[at + 1 :]]
            at = start
        at += 1
    return items


def _has_products(root: Node, computed: Computed) -> bool:
    """Whether a matrix is a sum, needed here alone, of which a product with a vector is not formed of the whole."""
    if not isinstance(root, Add) or not root.shape.is_matrix or root in computed.whole:
        return False
    if thin_summands(root) is not None or any(summand.shape != root.shape for summand in root.args):
        return False
    return any(map(_is_better_multiplied, root.args))


def _sum_with(root: Node, vector: Node, computed: Computed) -> Node:
    made = []
    for summand in root.children:
        number, items = factors(summand, computed.whole)
        made.append(scaled(number, associated([*items, vector], computed)))
    return Add(tuple(made))


def _is_better_multiplied(summand: Node) -> bool:
    """Whether a product of a summand with a vector takes less than to form the summand."""
    bare = unscaled(summand)[1]
    bare = bare.arg if isinstance(bare, Transpose) else bare
    return isinstance(bare, Product | Inverse | Kron | Diag | Eye) or outer_pieces(bare) is not None
