"""The shape of every part of a text, as far as it is known, and what the operators demand of it.

One method for each rule of the grammar, as in the readers that make nodes. What is wrong with a text in other ways
is not said here: the readers say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.functions import SHAPE_RULES, SIZED, Call
from matcalc.notation.inference.lengths import Lengths, Place
from matcalc.notation.inference.relations import Elementwise, Equal, Operand
from matcalc.notation.numbers_in import size_of
from matcalc.notation.syntax import evaluated

if TYPE_CHECKING:
    from lark import Token, Tree

RESERVED_PREFIXES = ("grad_", "jac_")
"""What begins so is a derivative, never an array of the user's."""

DELTAS = ("delta", "d")
"""With two indices, the Kronecker delta."""

RULES = {
    "@": "@ needs as many columns on the left as rows on the right",
    "+": "a sum needs equal shapes",
    "*": "an elementwise product needs equal shapes",
    "index": "an index runs equally far wherever it stands",
}


@dataclass(frozen=True, slots=True)
class Sized:
    """A length, or the span of a block."""

    start: Dimension | None
    stop: Dimension | None
    name: str | None
    is_span: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An undeclared array: its shape, and where it stands first."""

    shape: Shape
    text: str
    column: int


class ShapeReader:
    """Reads one text after the other. symbols: the arrays known so far, those of the texts before among them.

    literals: names that stand for numbers (dimensions, pi). elsewhere: names that are not undeclared arrays, though
    they are no arrays yet: functions, and what is defined further down.
    """

    def __init__(self, symbols: Mapping[str, Shape], literals: frozenset[str], elsewhere: frozenset[str]) -> None:
        self.known = Lengths()
        self.symbols = {name: Operand(shape) for name, shape in symbols.items()}
        self.found: dict[str, Found] = {}
        self.elementwise: list[Elementwise] = []
        self.literals = literals
        self.elsewhere = elsewhere
        self._text = ""

    def read(self, tree: Tree[Token], text: str) -> Operand:
        """The operand that a whole text is; a definition makes its name known."""
        self._text = text
        read: Operand = evaluated(tree, self._meaning)
        return read

    def require_square(self, name: str) -> None:
        """Take in that an undeclared array is a square matrix."""
        found = self.found[name]
        place = Place(found.text, found.column, frozenset((name,)))
        self.known.add(Equal(place, f"{name} is a square matrix", found.shape.rows, found.shape.cols))

    def _meaning(self, tree: Tree[Token], children: list[Any]) -> Any:
        method = getattr(self, str(tree.data), None)
        return self._anything(children) if method is None else method(tree, children)

    def _anything(self, children: list[Any], shape: Shape | None = None) -> Operand:
        operands = [child for child in children if isinstance(child, Operand)]
        is_literal = bool(operands) and all(operand.is_literal for operand in operands)
        return Operand(shape or self.known.fresh_shape(), _names(operands), is_literal, _uses(operands))

    def _place(self, tree: Tree[Token], names: frozenset[str]) -> Place:
        return Place(self._text, tree.meta.start_pos, names)

    def _equal(self, tree: Tree[Token], operands: list[Operand], left: Dimension, right: Dimension, rule: str) -> None:
        self.known.add(Equal(self._place(tree, _names(operands)), RULES[rule], left, right))

    def _stretched(self, tree: Tree[Token], operands: list[Operand], rule: str) -> Operand:
        if len(operands) == 1:
            return operands[0]
        result = self._anything(operands)
        place = self._place(tree, result.names)
        relation = Elementwise(place, RULES[rule], tuple(operands), result.shape, is_sum=rule == "+")
        self.known.add(relation)
        if not all(self.known.is_known(operand.shape) for operand in operands):
            self.elementwise.append(relation)
        return result

    # names, numbers, brackets

    def name(self, tree: Tree[Token], children: list[Token]) -> Operand:
        name = str(children[0])
        if name in self.symbols:
            return self.symbols[name]
        if name in self.literals:
            return Operand(SCALAR, is_literal=True)
        shape = self.known.fresh_shape()
        if name in self.elsewhere or name.startswith(RESERVED_PREFIXES):
            return Operand(shape)
        self.found[name] = Found(shape, self._text, tree.meta.start_pos)
        self.symbols[name] = Operand(shape, frozenset((name,)))
        return self.symbols[name]

    def number(self, _tree: Tree[Token], _children: list[Token]) -> Operand:
        return Operand(SCALAR, is_literal=True)

    def grouped(self, _tree: Tree[Token], children: list[Operand]) -> Operand:
        return children[0]

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
        if function in SIZED:
            return self.made(tree, children)
        if not operands or (function not in SHAPE_RULES and len(operands) > 1):
            return self._anything(children)
        if function not in SHAPE_RULES:
            return operands[0]
        axis = next((child for child in children[1:] if isinstance(child, int)), None)
        call = Call(
            function,
            tuple(operand.shape for operand in operands),
            axis,
            self._place(tree, _names(operands)),
            self.known,
        )
        return self._anything(children, SHAPE_RULES[function](call))

    def made(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        sizes = [child.stop for child in children if isinstance(child, Sized) and child.stop is not None]
        shape = SIZED[str(children[0])](sizes) if sizes and str(children[0]) in SIZED else None
        made = self._anything(children, shape)
        return made if made.names else replace(made, is_literal=True)

    # brackets after an array

    def dimension(self, _tree: Tree[Token], children: list[Any]) -> Sized:
        total, sign = ZERO, 1
        for child in children:
            if isinstance(child, Sized):
                assert child.stop is not None
                total = total + child.stop if sign > 0 else total - child.stop
            else:
                sign = -1 if child.type == "MINUS" else 1
        return Sized(None, total, children[0].name if len(children) == 1 else None, is_span=False)

    def size(self, _tree: Tree[Token], children: list[Token]) -> Sized:
        name = str(children[0]) if len(children) == 1 and children[0].type == "NAME" else None
        return Sized(None, size_of(children, self._text), name, is_span=False)

    def span(self, _tree: Tree[Token], children: list[Any]) -> Sized:
        colon = next(at for at, child in enumerate(children) if not isinstance(child, Sized))
        start = children[0].stop if colon else None
        return Sized(start, children[-1].stop if colon + 1 < len(children) else None, None, is_span=True)

    def indexed(self, tree: Tree[Token], children: list[Any]) -> Operand:
        base, items = children[0], [child for child in children[1:] if isinstance(child, Sized)]
        if not isinstance(base, Operand) or not items or len(items) < len(children) - 1:
            return self._anything(children)
        if all(item.is_span for item in items):
            return self._block(base, items)
        axes = self._axes(tree, base, len(items))
        uses = tuple((item.name, axis) for item, axis in zip(items, axes, strict=False) if item.name is not None)
        return replace(base, shape=SCALAR, uses=base.uses + uses)

    def _block(self, base: Operand, items: list[Sized]) -> Operand:
        shape = self.known.shape(base.shape)
        rows, cols = items[0], items[1] if len(items) > 1 else None
        if cols is None and shape.is_row:
            return replace(base, shape=Shape(ONE, _length(rows, shape.cols)))
        return replace(base, shape=Shape(_length(rows, shape.rows), _length(cols, shape.cols)))

    def _axes(self, tree: Tree[Token], base: Operand, count: int) -> tuple[Dimension, ...]:
        """The lengths of the axes on which indices stand: one index is that of a column, if nothing is known."""
        if self.known.is_known(base.shape):
            return self.known.shape(base.shape).axes
        if count == 1:
            self._equal(tree, [base], base.shape.cols, ONE, "index")
            return (base.shape.rows,)
        return (base.shape.rows, base.shape.cols)

    # index form

    def entry(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        return children[0] if isinstance(children[0], Operand) else self._anything(children)

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

    def matrix_definition(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        return self._defined(str(children[0]), children[1])

    def index_definition(self, tree: Tree[Token], children: list[Any]) -> Operand:
        whole = children[-1]
        lengths = [self._meet(tree, str(name), whole) or self.known.fresh() for name in children[1:-1]]
        rows, cols = (*lengths, ONE, ONE)[:2]
        return self._defined(str(children[0]), replace(whole, shape=Shape(rows, cols), uses=()))

    def _defined(self, name: str, body: Operand) -> Operand:
        self.symbols.setdefault(name, replace(body, is_literal=False, uses=()))
        return body


def _length(span: Sized | None, whole: Dimension) -> Dimension:
    if span is None:
        return whole
    return (span.stop if span.stop is not None else whole) - (span.start if span.start is not None else ZERO)


def _names(operands: Iterable[Operand]) -> frozenset[str]:
    return frozenset().union(*(operand.names for operand in operands))


def _uses(operands: Iterable[Operand]) -> tuple[tuple[str, Dimension], ...]:
    return tuple(use for operand in operands for use in operand.uses)
