"""Products with a sum that has outer products or a diagonal in it: these apart, so that they are not formed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.codegen.chains import associated, length, priced
from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import factors, hadamard, outer_pieces, scaled, turned, unscaled
from matcalc.forms.matrix_form import Add, Diag, Eye, Hadamard, Node, Ones, Transpose

MINUS = Fraction(-1)


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
