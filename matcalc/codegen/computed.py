"""What is computed anyway, so that using it again costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from matcalc.codegen.factors import transposed, turned
from matcalc.forms.matrix_form import Node, Product
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class Computed:
    """whole: nodes that get a name and are not looked into. nodes: those of which earlier results are made.

    by_turned: products among the latter, by what they are turned over. formed: the inverses that are computed as such.
    """

    whole: set[Node] = field(default_factory=set)
    nodes: set[Node] = field(default_factory=set)
    by_turned: dict[Node, Node] = field(default_factory=dict)
    formed: set[Node] = field(default_factory=set)

    def has(self, root: Node) -> bool:
        """Whether a product, or its transpose, is there already."""
        return root in self.nodes

    def is_solved_with(self, root: Node) -> bool:
        """Whether it is an inverse that is better solved with than formed."""
        return isinstance(root, Inverse) and root not in self.formed

    def form_of(self, root: Node) -> Node:
        """A product, Bᵀ Aᵀ as the transpose of A B where that is there already."""
        if root in self.nodes or root not in self.by_turned:
            return root
        return transposed(self.by_turned[root])

    def add(self, root: Node) -> None:
        """Take note of all that one more result is made of."""
        for part in walk(root, self.nodes):
            self.nodes.add(part)
            if isinstance(part, Product):
                self.nodes.add(transposed(part))
                left, right = ({turned(side), transposed(side)} for side in part.args)
                for sides in product(right, left):
                    self.by_turned.setdefault(Product(sides), part)
