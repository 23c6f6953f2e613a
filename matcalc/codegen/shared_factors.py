"""Two factors that several elementwise products have in common are multiplied once, two summands of sums added once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from matcalc.forms.matrix_form import Add, Hadamard, Node
from matcalc.forms.traversal import rewritten, walk

MOST_FACTORS = 8
"""Of a product or sum that is searched for what it shares; a longer one has too many pairs."""


def with_shared_factors(roots: Iterable[Node]) -> Callable[[Node], Node]:
    """An image of each root, of equal value: products that have two factors in common have the product of the two.

    Sums that have two summands in common have the sum of the two.
    """
    parts = dict.fromkeys(part for root in dict.fromkeys(roots) for part in walk(root))
    joined: dict[Node, Node] = {}
    for kind in (Hadamard, Add):
        args_of = {part: list(part.args) for part in parts if isinstance(part, kind) and len(part.args) <= MOST_FACTORS}
        while _join_shared(list(args_of.values()), kind):
            pass
        joined |= {part: args[0] if len(args) == 1 else kind(tuple(args)) for part, args in args_of.items()}
    images: dict[Node, Node] = {}
    for part in parts:
        images[part] = rewritten(joined.get(part, part), images)
    return images.__getitem__


def _join_shared(products: Sequence[list[Node]], kind: type[Hadamard | Add]) -> bool:
    """Join what products share, two factors at a time, those first that most share; whether there was anything.

    Two factors are joined where they stand in several products, in one of them beside others.
    """
    places: dict[frozenset[Node], list[list[Node]]] = {}
    in_order: dict[frozenset[Node], tuple[Node, Node]] = {}
    for args in sorted(products, key=len):
        pairs = (pair for pair in combinations(args, 2) if pair[0] != pair[1] and _belong_together(*pair))
        for both, pair in {frozenset(pair): pair for pair in pairs}.items():
            places.setdefault(both, []).append(args)
            in_order.setdefault(both, pair)
    is_changed = False
    for both, places_of in sorted(places.items(), key=lambda item: -len(item[1])):
        left = [args for args in places_of if both <= set(args)]
        if len(left) > 1 and any(len(args) > 2 for args in left):
            is_changed = True
            for args in left:
                _join(args, in_order[both], kind)
    return is_changed


def _belong_together(left: Node, right: Node) -> bool:
    """Whether two factors are of one shape, or a number and a vector: a product of which no more is formed."""
    if left.shape.is_scalar == right.shape.is_scalar:
        return left.shape == right.shape and not left.shape.is_scalar
    return not (left.shape.is_matrix or right.shape.is_matrix)


def _join(args: list[Node], pair: tuple[Node, Node], kind: type[Hadamard | Add]) -> None:
    """Put the product or sum of the two in the place of the earlier of them, where they stand beside others."""
    if len(args) > 2:
        at = min(map(args.index, pair))
        args.remove(pair[0])
        args.remove(pair[1])
        args.insert(at, kind(pair))
