"""What is computed anyway, so that using it again costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcalc.codegen.factors import transposed, turned
from matcalc.forms.matrix_form import Node, Product
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class Computed:
    """whole: nodes that get a name and are not looked into. nodes: those of which earlier results are made."""

    whole: set[Node] = field(default_factory=set)
    nodes: set[Node] = field(default_factory=set)

    def has(self, product: Node) -> bool:
        """Whether a product, or its transpose, is there already."""
        return product in self.nodes

    def form_of(self, product: Node) -> Node:
        """A product, Bᵀ Aᵀ as the transpose of A B where that is there already."""
        if product in self.nodes or not isinstance(product, Product):
            return product
        other = turned(product)
        return transposed(other) if other in self.nodes else product

    def add(self, root: Node) -> None:
        """Take note of all that one more result is made of."""
        for part in walk(root, self.nodes):
            self.nodes.add(part)
            if isinstance(part, Product):
                self.nodes.add(transposed(part))
