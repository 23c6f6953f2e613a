"""How high the powers in an expression grow: what is evaluated exactly must not fill the memory."""

from __future__ import annotations

from matcalc.forms.matrix_form import Hadamard, Node, Power, Product
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron


def degree(root: Node) -> int:
    """A bound of the degree of an expression as a polynomial in its entries; that of what is under 1/x counts too."""
    found: dict[Node, int] = {}
    for node in walk(root):
        below = [found[child] for child in node.children]
        match node:
            case Power(exponent=exponent):
                found[node] = below[0] * max(1, abs(exponent.numerator))
            case Product() | Hadamard() | Kron():
                found[node] = sum(below)
            case _:
                found[node] = max(below, default=1)
    return found[root]
