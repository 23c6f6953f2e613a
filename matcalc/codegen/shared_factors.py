"""Two factors that several elementwise products have in common are multiplied once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

from matcalc.codegen.factors import hadamard
from matcalc.forms.matrix_form import Hadamard, Node
from matcalc.forms.traversal import walk

MOST_FACTORS = 8
"""Of a product that is searched for what it shares; a longer one has too many pairs."""


def with_shared_factors(roots: Iterable[Node]) -> Callable[[Node], Node]:
    """An image of each root, of equal value: products that have two factors in common have the product of the two."""
    parts = dict.fromkeys(part for root in dict.fromkeys(roots) for part in walk(root))
    factors = {part: list(part.args) for part in parts if isinstance(part, Hadamard) and len(part.args) <= MOST_FACTORS}
    while (pair := _most_shared(factors.values())) is not None:
        for args in factors.values():
            _join(args, pair)
    joined: dict[Node, Node] = {part: hadamard(args) for part, args in factors.items()}
    images: dict[Node, Node] = {}
    for part in parts:
        made = joined.get(part, part)
        for piece in walk(made, images):
            images[piece] = piece.rebuilt(tuple(images[child] for child in piece.children))
        images[part] = images[made]
    return images.__getitem__


def _most_shared(products: Iterable[list[Node]]) -> tuple[Node, Node] | None:
    """The two factors that stand in the most products, in one of them with others; None where no two save anything."""
    met: Counter[frozenset[Node]] = Counter()
    in_order: dict[frozenset[Node], tuple[Node, Node]] = {}
    saving: dict[frozenset[Node], None] = {}
    for args in sorted(products, key=len):
        for pair in combinations(args, 2):
            if pair[0] != pair[1] and _belong_together(*pair):
                both = frozenset(pair)
                met[both] += 1
                in_order.setdefault(both, pair)
                if len(args) > 2:
                    saving[both] = None
    most = max(saving, key=met.__getitem__, default=None)
    return in_order[most] if most is not None and met[most] > 1 else None


def _belong_together(left: Node, right: Node) -> bool:
    """Whether two factors are of one shape, or a number and a vector: a product of which no more is formed."""
    if left.shape.is_scalar == right.shape.is_scalar:
        return left.shape == right.shape and not left.shape.is_scalar
    return not (left.shape.is_matrix or right.shape.is_matrix)


def _join(args: list[Node], pair: tuple[Node, Node]) -> None:
    """Put the product of the two in the place of the earlier of them, where both stand in a product with others."""
    if len(args) > 2 and pair[0] in args and pair[1] in args:
        at = min(map(args.index, pair))
        args.remove(pair[0])
        args.remove(pair[1])
        args.insert(at, Hadamard(pair))
