"""How often nodes are used: what is used again gets a name, and an inverse that is used much is formed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from matcalc.codegen.factors import transposed
from matcalc.forms.matrix_form import Node, Product, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import walk

MOST_SOLVED = 2
"""Products with one inverse that are solved for; with more, or where it is used by itself, it is computed once."""


def counted(roots: Iterable[Node]) -> Counter[Node]:
    """How often each node is a root, or a child of different nodes."""
    roots = list(roots)
    uses = Counter(roots)
    for part in dict.fromkeys(part for root in dict.fromkeys(roots) for part in walk(root)):
        uses.update(part.children)
    return uses


def uses_of(roots: Iterable[Node]) -> tuple[Counter[Node], set[Node]]:
    """How often each node is used, and the inverses that are computed as such rather than solved for."""
    uses = counted(roots)
    multiplied_by: Counter[Node] = Counter()
    for part in uses:
        if isinstance(part, Product):
            left, right = part.args
            solved = left if isinstance(left, Inverse) else right
            if isinstance(solved, Inverse):
                multiplied_by[solved] += 1
    formed: set[Node] = {
        part
        for part in uses
        if isinstance(part, Inverse) and (uses[part] > multiplied_by[part] or multiplied_by[part] > MOST_SOLVED)
    }
    formed.update(part for part in uses if isinstance(part, Inverse) and transposed(part) in formed)
    for part in [part for part in formed if isinstance(part.children[0], Transpose)]:
        uses[transposed(part)] += 1  # of which it is the transpose
    return uses, formed
