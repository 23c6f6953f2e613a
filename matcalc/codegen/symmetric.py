"""Transposes of what is its own transpose are left out, so that an inverse or a product is computed once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Node, Symbol, Transpose
from matcalc.forms.traversal import symbols_in, walk
from matcalc.rules.symmetry import is_symmetric_where, symmetric_names


class Symmetric:
    """Rewrites nodes, each once. equations: what names stand for, in an order in which each uses those before it."""

    def __init__(self, equations: Mapping[Symbol, Node], inputs: Collection[Symbol], facts: Facts) -> None:
        declared = (one for one in inputs if Property.SYMMETRIC in facts.of(one))
        self._names = frozenset((*symmetric_names(equations, facts), *declared))
        self._images: dict[Node, Node] = {}

    def of(self, root: Node) -> Node:
        """A node of equal value with fewer transposes."""
        for part in walk(root):
            if part not in self._images:
                children = tuple(self._images[child] for child in part.children)
                rebuilt = part if children == part.children else part.rebuilt(children)
                self._images[part] = self._rewritten(rebuilt)
        return self._images[root]

    def _rewritten(self, part: Node) -> Node:
        if not isinstance(part, Transpose) or part.shape.rows != part.shape.cols:
            return part
        symmetric = [symbol for symbol in symbols_in(part.arg) if symbol in self._names]
        return part.arg if is_symmetric_where(part.arg, symmetric) else part
