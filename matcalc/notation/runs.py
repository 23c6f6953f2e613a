"""Runs of factors: numbers out in front, @ and * from left to right, each chain of one operator flat."""

from __future__ import annotations

from fractions import Fraction

from matcalc.errors import LanguageError
from matcalc.forms.matrix_form import Hadamard, Node, Number, Power, Product
from matcalc.forms.shapes import Shape, broadcast
from matcalc.notation.numbers_in import within_limits
from matcalc.notation.parts import ArrayPart
from matcalc.notation.repairs import misfit

OPERATORS = {"AT": "@", "STAR": "*", "SLASH": "/"}


class Run:
    """Takes the factors of a run one after the other.

    `a * W @ x` is read from left to right, as in Python, so it is (a * W) @ x. Numbers are collected in
    `coefficient`; the rest is one flat Product or Hadamard, or a single node.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.coefficient = Fraction(1)
        self.args: list[Node] = []
        self.kind: type[Product | Hadamard] | None = None
        self.shape: Shape | None = None
        self.depth = 0

    def take(self, operator: str, column: int, part: ArrayPart) -> None:
        """Add a factor: operator is @, * or / (* for the first one)."""
        if isinstance(part.node, Number):
            self._take_number(operator, column, part.node.value)
            return
        node, depth = part.node, part.depth
        if operator == "/":
            node, depth = Power(node, Fraction(-1)), depth + 1
        if self.shape is None:
            if operator == "@":
                raise self._number_at(column)
            self.args, self.shape, self.depth = [node], node.shape, depth
            return
        wanted = Product if operator == "@" else Hadamard
        if self.kind not in (None, wanted):
            self.args, self.kind = [self.node()], None
            self.depth += 1
        self.shape = self._joined(operator, column, part.node)
        self.kind = wanted
        self.args.append(node)
        self.depth = max(self.depth, depth)

    def node(self) -> Node:
        """The run without its coefficient; there must be a factor that is not a number."""
        return self.args[0] if self.kind is None else self.kind(tuple(self.args))

    @property
    def levels(self) -> int:
        return self.depth + (self.kind is not None)

    def _joined(self, operator: str, column: int, right: Node) -> Shape:
        assert self.shape is not None
        if operator == "@":
            left = self.args[-1]
            if left.shape.cols != right.shape.rows:
                raise misfit("@", left, right, self.text, column)
            return Shape(self.shape.rows, right.shape.cols)
        shape = broadcast(self.shape, right.shape)
        if shape is None:
            raise misfit(operator, self.node(), right, self.text, column)
        return shape

    def _take_number(self, operator: str, column: int, value: Fraction) -> None:
        if operator == "@":
            raise self._number_at(column)
        if operator == "/":
            if value == 0:
                raise LanguageError("division by zero", self.text, column)
            value = 1 / value
        self.coefficient = within_limits(self.coefficient * value, self.text, column)

    def _number_at(self, column: int) -> LanguageError:
        error = LanguageError("@ is for arrays; multiply by a number with *", self.text, column)
        error.beside_scalar = True
        return error
