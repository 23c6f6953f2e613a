"""Where to cut the product on a diagonal: diag(A B C) is the row sums of A ⊙ (B C)ᵀ, or of (A B) ⊙ Cᵀ."""

from __future__ import annotations

from fractions import Fraction

from matcalc.codegen.chains import associated, priced, prices
from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import factors, transposed
from matcalc.forms.matrix_form import Node, Product, Transpose
from matcalc.forms.traversal import walk


def halves(items: list[Node], computed: Computed) -> tuple[Node, Node]:
    """P and Qᵀ, where P Q is the product of the items; cut where the two cost least."""
    firsts = prices(items, computed)
    lasts = prices([transposed(item) for item in reversed(items)], computed)
    cuts = [(firsts[at - 1], lasts[len(items) - at - 1]) for at in range(1, len(items))]
    cheapest = min(range(len(cuts)), key=lambda at: cuts[at][0][0] + cuts[at][1][0])
    (_, left), (_, right) = cuts[cheapest]
    other = transposed(associated(items[cheapest + 1 :], computed))
    return left, min(right, other, key=transposes_in)


def transposes_in(root: Node) -> int:
    return sum(isinstance(part, Transpose) for part in walk(root))


def cut_again(left: Node, right: Node, computed: Computed) -> tuple[Fraction, Node, Node]:
    """A number and two matrices whose elementwise product has the sums of rows of left ⊙ right, at less cost if it can.

    Inverses that are better solved with stay where they are.
    """
    number, items = factors(Product((left, transposed(right))), computed.whole)
    if len(items) > 2 and not any(map(computed.is_solved_with, items)):
        first, second = halves(items, computed)
        if _price(first, second, computed) < _price(left, right, computed):
            return number, first, second
    return Fraction(1), left, right


def _price(left: Node, right: Node, computed: Computed) -> float:
    return sum(priced(factors(half, computed.whole)[1], computed)[0] for half in (left, right))
