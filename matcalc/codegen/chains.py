"""Matrix products in the cheapest order: matrix–vector before matrix–matrix, and nothing formed that is thin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import prod

from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import hadamard, outer_pieces, scaled, thin_summands, transposed, turned, unscaled
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Add, Diag, EntrySum, Eye, Node, Ones, Product, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Unvec, Vec

ASSUMED = 100
"""How long an axis with a name is taken to be; a number is what it is."""

LONGEST = 40
"""Of a product whose best order is sought, in time cubic in its length; a longer one is taken from its thinner end."""


def associated(items: Sequence[Node], computed: Computed) -> Node:
    """The product of the items, in a binary tree of least cost.

    Of equal costs, A⁻¹ (B C) and xᵀ (A x) go before others, where less has to be solved and A x may be there already;
    then the order from the left.
    """
    return priced(items, computed)[1]


def priced(items: Sequence[Node], computed: Computed) -> tuple[float, Node]:
    """The product of the items in the cheapest order, after its cost; what is computed anyway costs nothing."""
    return prices(items, computed)[-1]


def prices(items: Sequence[Node], computed: Computed) -> list[tuple[float, Node]]:
    """What the product of the first item, of the first two, … costs, and the product, in the cheapest order."""
    kept: list[Node] = []
    lengths = []
    for item in items:
        if not isinstance(item, Eye):
            kept.append(item)
        lengths.append(len(kept))
    found = _in_best_orders(kept[:LONGEST], computed)
    found += [(0.0, _from_thinner_end(kept[:length])) for length in range(LONGEST + 1, len(kept) + 1)]
    return [found[length - 1] if length else (0.0, items[0]) for length in lengths]


def _in_best_orders(kept: Sequence[Node], computed: Computed) -> list[tuple[float, Node]]:
    own: dict[Node, float] = {}
    found = _in_best_order(kept, computed, {}, own)
    if not (twice := _met_twice(kept)):
        return found
    others = _in_best_order(kept, computed, twice, own)
    return [
        min(options, key=lambda option: sum(own.get(part, 0.0) for part in walk(option[1])))
        for options in zip(found, others, strict=True)
    ]


def _in_best_order(
    kept: Sequence[Node], computed: Computed, twice: Mapping[Node, Node], own: dict[Node, float]
) -> list[tuple[float, Node]]:
    """twice: the form of products that are made twice, at half the price each. own: is told the price of every one."""
    best: dict[tuple[int, int], tuple[float, Node]] = {(at, at): (0.0, item) for at, item in enumerate(kept)}
    for width in range(1, len(kept)):
        for start in range(len(kept) - width):
            stop = start + width
            cuts = range(start, stop) if _waits(kept[start]) else reversed(range(start, stop))
            options = []
            for cut in cuts:
                (left_cost, left), (right_cost, right) = best[start, cut], best[cut + 1, stop]
                product = computed.form_of(combined(left, right))
                own[product] = 0.0 if computed.has(product) else cost(left, right, computed)
                price = left_cost + right_cost + own[product] * (0.5 if product in twice else 1.0)
                options.append((0.0 if computed.has(product) else price, twice.get(product, product)))
            best[start, stop] = min(options, key=lambda option: option[0])
    return [best[0, stop] for stop in range(len(kept))]


def _met_twice(items: Sequence[Node]) -> dict[Node, Node]:
    """The products of two neighbours that come twice, with the form that serves both times: Bᵀ Aᵀ beside A B.

    An item may be such a product itself.
    """
    met: set[Node] = set(items)
    found: dict[Node, Node] = {}
    for left, right in pairwise(items):
        product = combined(left, right)
        other = turned(product)
        if product in met:
            found[product] = product
        elif other in met:
            found[other], found[product] = other, transposed(other)
        met.add(product)
    return found


def _waits(first: Node) -> bool:
    """Whether a first factor had better be applied to all that follows it."""
    return isinstance(first, Inverse) or first.shape.is_row


def _from_thinner_end(items: list[Node]) -> Node:
    if length(items[-1].shape.cols) < length(items[0].shape.rows):
        return reduce(lambda right, left: combined(left, right), reversed(items))
    return reduce(combined, items)


def combined(left: Node, right: Node) -> Node:
    """The product of two nodes; of a diagonal or an outer product without forming it."""
    if left.shape.cols.is_one:
        return hadamard([left, right])
    if isinstance(left, Eye) or isinstance(right, Eye):
        return right if isinstance(left, Eye) else left
    if isinstance(left, Diag):
        if isinstance(right, Diag):
            return Diag(hadamard([left.arg, right.arg]))
        return hadamard([left.arg, right])
    if isinstance(right, Diag):
        return hadamard([left, transposed(right.arg)])
    if (summands := thin_summands(left)) is not None:
        return _sum([_thin_times(*unscaled(summand), right) for summand in summands])
    if thin_summands(right) is not None:
        return transposed(combined(transposed_thin(right), transposed(left)))
    if isinstance(left, Kron) and right.shape.is_vector:
        return _kronecker_times(left, right)
    if left.shape.is_row and right.shape.is_matrix:  # the same node as for the column, so that it is computed once
        return transposed(Product((turned(right), turned(left))))
    return Product((left, right))


def _kronecker_times(left: Kron, right: Node) -> Node:
    """(A ⊗ B) vec(X) is vec(B X Aᵀ); (A ⊗ B) 1 is A 1 ⊗ B 1."""
    first, rest = left.args[0], left.args[1:]
    if not rest:
        return combined(first, right)
    second = rest[0] if len(rest) == 1 else Kron(rest)
    if isinstance(right, Ones):
        return Kron((_row_sums(first), _row_sums(second)))
    unstacked = unstacked_as(right, second.shape.cols, first.shape.cols)
    return Vec(combined(combined(second, unstacked), transposed(first)))


def _row_sums(root: Node) -> Node:
    return transposed(EntrySum(root.arg, 0)) if isinstance(root, Transpose) else EntrySum(root, 1)


def unstacked_as(root: Node, rows: Dimension, cols: Dimension) -> Node:
    """The matrix of these sides whose vec is the node."""
    if isinstance(root, Vec) and root.arg.shape == Shape(rows, cols):
        return root.arg
    return Unvec(root, rows, cols)


def transposed_thin(root: Node) -> Node:
    """The transpose of a sum of diagonals and outer products, of the same kind."""
    made = []
    for summand in thin_summands(root) or ():
        number, bare = unscaled(summand)
        pieces = outer_pieces(bare)
        turned = bare if pieces is None else hadamard([transposed(piece) for piece in reversed(pieces)])
        made.append(scaled(number, turned))
    return _sum(made)


def _thin_times(number: Fraction, bare: Node, right: Node) -> Node:
    pieces = outer_pieces(bare)
    product = combined(bare, right) if pieces is None else hadamard([pieces[0], combined(pieces[1], right)])
    return scaled(number, product)


def _sum(summands: list[Node]) -> Node:
    return summands[0] if len(summands) == 1 else Add(tuple(summands))


def cost(left: Node, right: Node, computed: Computed) -> float:
    """About how many operations the product of two nodes takes."""
    rows, inner, cols = length(left.shape.rows), length(left.shape.cols), length(right.shape.cols)
    inverses = computed.is_solved_with(left) + computed.is_solved_with(right)
    solving = (0.0, 2 / 3 * inner**3, (2 / 3 + 4) * inner**3)[inverses]
    if left.shape.cols.is_one or isinstance(left, Diag | Eye) or isinstance(right, Diag | Eye):
        return rows * cols
    for thin, other in ((left, cols), (right, rows)):
        if (summands := thin_summands(thin)) is not None:
            return 3 * len(summands) * inner * other + solving
    return 2 * rows * inner * cols + solving


def length(dimension: Dimension) -> float:
    """How long an axis is taken to be."""
    return float(sum(count * prod(ASSUMED for _ in names) for names, count in dimension.terms))
