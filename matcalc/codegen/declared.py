"""What is declared saves work: transposes of symmetric arrays are left out, sums that are known not computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from matcalc.codegen.factors import scaled, with_diagonals
from matcalc.codegen.form import Form
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Cotangent, EntrySum, Node, Number, Ones, Symbol, Transpose
from matcalc.forms.traversal import rewritten, walk
from matcalc.rules.symmetry import is_symmetric_where

Named = Symbol | Cotangent


class Declared:
    """Rewrites nodes, each once. defined: what names stand for, each after those that it uses."""

    def __init__(self, facts: Facts, inputs: Collection[Symbol], defined: Iterable[tuple[Named, Form]]) -> None:
        self._symmetric: set[Node] = {one for one in inputs if Property.SYMMETRIC in facts.of(one)}
        self._sums: dict[Node, Node] = {}
        for array, total in facts.sums:
            self._know(EntrySum(array, None), total)
        for array, axis, total in facts.line_sums:
            self._know(EntrySum(array, axis), total)
        self._images: dict[Node, Node] = {}
        self._plain: dict[Node, Node] = {}
        for name, form in defined:
            if isinstance(form.value, Node) and self._is_symmetric(form.value):
                self._symmetric.add(name)

    def _know(self, whole: Node, total: Fraction) -> None:
        self._sums[whole] = Number(total) if whole.shape.is_scalar else scaled(total, Ones(whole.shape))

    def of(self, root: Node) -> Node:
        """A node of equal value that takes less."""
        return rewritten(root, self._images, self._rewritten)

    def _rewritten(self, part: Node) -> Node:
        if isinstance(part, Transpose) and self._is_symmetric(part.arg):
            return part.arg
        return self._sums.get(part, part)

    def _is_symmetric(self, root: Node) -> bool:
        if not root.shape.is_matrix or root.shape.rows != root.shape.cols:
            return False
        plain = rewritten(root, self._plain, with_diagonals)
        return is_symmetric_where(plain, dict.fromkeys(part for part in walk(plain) if part in self._symmetric))
