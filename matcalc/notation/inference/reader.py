"""The shape of every part of a text, as far as it is known, and what the operators demand of it.

One method for each rule of the grammar, as in the readers that make nodes. What is wrong with a text in other ways
is not said here: the readers say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.functions import SHAPE_RULES, Call
from matcalc.notation.inference.leaves import LeafReader, Sized, names_in
from matcalc.notation.inference.lengths import substituted, unknowns
from matcalc.notation.inference.relations import Operand

if TYPE_CHECKING:
    from lark import Token, Tree


class ShapeReader(LeafReader):
    """Reads whole texts: operators, calls, index form, definitions."""

    # operators

    def matrix(self, tree: Tree[Token], children: list[Any]) -> Operand:
        return self._stretched(tree, [child for child in children if isinstance(child, Operand)], "+")

    def run(self, tree: Tree[Token], children: list[Any]) -> Operand:
        factors: list[Operand] = []
        is_product = False
        for child in children:
            if not isinstance(child, Operand):
                is_product = child.type == "AT" or (is_product and child.type == "MINUS")
            elif is_product:
                left = self._stretched(tree, factors, "*")
                self._equal(tree, [left, child], left.shape.cols, child.shape.rows, "@")
                factors = [self._anything([left, child], Shape(left.shape.rows, child.shape.cols))]
            else:
                factors.append(child)
        return self._stretched(tree, factors, "*")

    def powered(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        return children[0] if isinstance(children[0], Operand) else self._anything(children)

    def exponent(self, _tree: Tree[Token], _children: list[Token]) -> None:
        return None

    def transposed(self, _tree: Tree[Token], children: list[Operand]) -> Operand:
        return replace(children[0], shape=children[0].shape.transposed())

    # calls

    def axis(self, _tree: Tree[Token], children: list[Token]) -> int | None:
        return {"0": 0, "1": 1}.get(str(children[0]))

    def call(self, tree: Tree[Token], children: list[Any]) -> Operand:
        function = str(children[0])
        operands = [child for child in children if isinstance(child, Operand)]
        if not operands or (function not in SHAPE_RULES and len(operands) > 1):
            return self._anything(children)
        if function not in SHAPE_RULES:
            return operands[0]
        axis = next((child for child in children[1:] if isinstance(child, int)), None)
        call = Call(
            function,
            tuple(operand.shape for operand in operands),
            axis,
            self._place(tree, names_in(operands)),
            self.known,
        )
        return self._anything(children, SHAPE_RULES[function](call))

    # index form

    def entry(self, tree: Tree[Token], children: list[Any]) -> Operand:
        if not isinstance(children[0], Operand):
            return self._anything(children)
        whole: Operand = children[0]
        for side in (whole.shape.rows, whole.shape.cols):
            self._equal(tree, [whole], side, ONE, "entry")
        return whole

    def binder(self, _tree: Tree[Token], children: list[Token]) -> frozenset[str]:
        return frozenset(map(str, children))

    def term(self, tree: Tree[Token], children: list[Any]) -> Operand:
        whole = self._anything(children, SCALAR)
        bound = frozenset().union(*(child for child in children if isinstance(child, frozenset)))
        for name in sorted(bound):
            self._meet(tree, name, whole)
        return replace(whole, uses=tuple(use for use in whole.uses if use[0] not in bound))

    def index_sum(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        return self._anything(children, SCALAR)

    def _meet(self, tree: Tree[Token], name: str, whole: Operand) -> Dimension | None:
        """The one length of all axes on which an index stands; None where it stands on none."""
        lengths = [length for used, length in whole.uses if used == name]
        for length in lengths[1:]:
            self._equal(tree, [whole], lengths[0], length, "index")
        return lengths[0] if lengths else None

    # definitions

    def ranged(self, _tree: Tree[Token], children: list[Any]) -> Sized:
        return Sized(children[-1].size, str(children[0]))

    def matrix_definition(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        return self._defined(str(children[0]), children[1])

    def index_definition(self, tree: Tree[Token], children: list[Any]) -> Operand:
        whole = children[-1]
        lengths = []
        for place in children[1:-1]:
            left = place if isinstance(place, Sized) else Sized(self.known.fresh(), str(place))
            found = self._meet(tree, str(left.name), whole)
            if found is not None:
                self._equal(tree, [whole], found, left.size, "index")
            elif unknowns(left.size):
                self._run_as_far_as_places_go(tree, str(left.name), left.size, whole)
            lengths.append(left.size)
        rows, cols = (*lengths, ONE, ONE)[:2]
        return self._defined(str(children[0]), replace(whole, shape=Shape(rows, cols), uses=()))

    def condition(self, _tree: Tree[Token], children: list[Any]) -> None:
        """A place that may lie beyond its axis tells nothing."""
        sizes = [child.size for child in children if isinstance(child, Sized)]
        self.sums_of_indices[:] = [one for one in self.sums_of_indices if one[0] not in sizes]

    def _run_as_far_as_places_go(self, tree: Tree[Token], name: str, length: Dimension, whole: Operand) -> None:
        """Let an index that stands by itself nowhere run to where the first sum of indices with it reaches the end."""
        for size, axis in self.sums_of_indices:
            others = {other: lengths[0] for other, lengths in self.index_lengths.items() if other in size.names}
            open_names = size.names - others.keys() - self.literals
            moving = [count for names, count in size.terms if name in names or not others.keys().isdisjoint(names)]
            if open_names == {name} and min(moving) > 0:
                self._equal(tree, [whole], axis, substituted(size, {**others, name: length}), "index")
                return

    def _defined(self, name: str, body: Operand) -> Operand:
        self.symbols.setdefault(name, replace(body, is_literal=False, uses=()))
        return body
