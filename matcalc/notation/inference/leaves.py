"""The shapes of names, of numbers, of what is made of lengths alone, and of blocks and entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.functions import SIZED
from matcalc.notation.inference.lengths import Lengths, Place
from matcalc.notation.inference.relations import Elementwise, Equal, Operand
from matcalc.notation.names import PREFIXES
from matcalc.notation.numbers_in import size_of
from matcalc.notation.syntax import evaluated

if TYPE_CHECKING:
    from lark import Token, Tree

DELTA_NAMES = ("delta", "d")

RULES = {
    "@": "@ needs as many columns on the left as rows on the right",
    "+": "a sum needs equal shapes",
    "*": "an elementwise product needs equal shapes",
    "unvec": "unvec(x, m, n) needs a vector of length m*n",
    "entry": "a factor of an index form is a number: an entry, or a scalar",
    "index": "an index runs equally far wherever it stands",
}


@dataclass(frozen=True, slots=True)
class Sized:
    """A length that stands in brackets; where it may be an index, its name."""

    size: Dimension
    name: str | None


@dataclass(frozen=True, slots=True)
class Spanned:
    """The span of a block; an end that is left out is None."""

    start: Dimension | None
    stop: Dimension | None


@dataclass(frozen=True, slots=True)
class Paired:
    """Two places on one long axis."""

    first: Sized | Paired
    second: Sized | Paired


@dataclass(frozen=True, slots=True)
class Found:
    """An undeclared array: its shape, and where it stands first."""

    shape: Shape
    text: str
    column: int


class LeafReader:
    """Reads names, numbers and what stands in brackets, of one text after the other.

    symbols: the arrays known so far, those of the texts before among them.
    literals: names that stand for numbers (dimensions, pi). elsewhere: names that are not undeclared arrays, though
    they are no arrays yet: functions, and what is defined further down.
    sums_of_indices: the places of the text that are more than one name, each with the length of its axis.
    index_lengths: the lengths of the axes on which each index of the text stands by itself.
    """

    def __init__(self, symbols: Mapping[str, Shape], literals: frozenset[str], elsewhere: frozenset[str]) -> None:
        self.known = Lengths()
        self.symbols = {name: Operand(shape) for name, shape in symbols.items()}
        self.found: dict[str, Found] = {}
        self.elementwise: list[Elementwise] = []
        self.indexed_axes: list[Dimension] = []
        self.literals = literals
        self.elsewhere = elsewhere
        self.sums_of_indices: list[tuple[Dimension, Dimension]] = []
        self.index_lengths: dict[str, list[Dimension]] = {}
        self._text = ""

    def read(self, tree: Tree[Token], text: str) -> Operand:
        """The operand that a whole text is; a definition makes its name known."""
        self._text = text
        self.sums_of_indices.clear()
        self.index_lengths.clear()
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
        return Operand(shape or self.known.fresh_shape(), names_in(operands), is_literal, uses_in(operands))

    def _place(self, tree: Tree[Token], names: frozenset[str]) -> Place:
        return Place(self._text, tree.meta.start_pos, names)

    def _equal(self, tree: Tree[Token], operands: list[Operand], left: Dimension, right: Dimension, rule: str) -> None:
        self.known.add(Equal(self._place(tree, names_in(operands)), RULES[rule], left, right))

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
        if name in self.elsewhere or name.startswith(tuple(PREFIXES)):
            return Operand(shape)
        self.found[name] = Found(shape, self._text, tree.meta.start_pos)
        self.symbols[name] = Operand(shape, frozenset((name,)))
        return self.symbols[name]

    def number(self, _tree: Tree[Token], _children: list[Token]) -> Operand:
        return Operand(SCALAR, is_literal=True)

    def grouped(self, _tree: Tree[Token], children: list[Operand]) -> Operand:
        return children[0]

    def made(self, _tree: Tree[Token], children: list[Any]) -> Operand:
        made = self._sized(children)
        return replace(made, is_literal=True)

    def unvectored(self, tree: Tree[Token], children: list[Any]) -> Operand:
        made = self._sized(children)
        if arguments := [child for child in children if isinstance(child, Operand)]:
            self._equal(tree, arguments, arguments[0].shape.rows, made.shape.rows * made.shape.cols, "unvec")
            self._equal(tree, arguments, arguments[0].shape.cols, ONE, "unvec")
        return made

    def _sized(self, children: list[Any]) -> Operand:
        sizes = [child.size for child in children if isinstance(child, Sized)]
        return self._anything(children, SIZED[str(children[0])](sizes) if sizes else None)

    # brackets after an array

    def dimension(self, _tree: Tree[Token], children: list[Any]) -> Sized:
        total, sign = ZERO, 1
        for child in children:
            if isinstance(child, Sized):
                total = total + child.size if sign > 0 else total - child.size
            else:
                sign = -1 if child.type == "MINUS" else 1
        return Sized(total, children[0].name if len(children) == 1 else None)

    def size(self, _tree: Tree[Token], children: list[Token]) -> Sized:
        name = str(children[0]) if len(children) == 1 and children[0].type == "NAME" else None
        return Sized(size_of(children, self._text), name)

    def span(self, _tree: Tree[Token], children: list[Any]) -> Spanned:
        colon = next(at for at, child in enumerate(children) if not isinstance(child, Sized))
        start = children[0].size if colon else None
        return Spanned(start, children[-1].size if colon + 1 < len(children) else None)

    def pair(self, _tree: Tree[Token], children: list[Any]) -> Paired:
        return Paired(children[0], children[1])

    def indexed(self, tree: Tree[Token], children: list[Any]) -> Operand:
        base: Operand = children[0]
        items = children[1:]
        if all(isinstance(item, Spanned) for item in items):
            return self._block(base, items)
        if any(isinstance(item, Spanned) for item in items) or len(items) > 2:
            return self._anything(children)
        axis = self.known.fresh()
        axes = (axis, axis) if delta_of(tree) in self.elsewhere else self._axes(tree, base, len(items))
        self.indexed_axes.extend(axes)
        uses = base.uses
        for item, axis in zip(items, axes, strict=False):
            uses += self._uses(tree, base, item, axis)
        return replace(base, shape=SCALAR, uses=uses)

    def _uses(
        self, tree: Tree[Token], base: Operand, item: Sized | Paired, axis: Dimension
    ) -> tuple[tuple[str, Dimension], ...]:
        if isinstance(item, Sized) and item.name is None:
            self.sums_of_indices.append((item.size, axis))
            return ()
        if isinstance(item, Sized):
            self.index_lengths.setdefault(str(item.name), []).append(axis)
            return ((str(item.name), axis),)
        first, second = self.known.fresh(), self.known.fresh()
        self._equal(tree, [base], axis, first * second, "index")
        return self._uses(tree, base, item.first, first) + self._uses(tree, base, item.second, second)

    def _block(self, base: Operand, items: list[Spanned]) -> Operand:
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


def _length(span: Spanned | None, whole: Dimension) -> Dimension:
    if span is None:
        return whole
    return (span.stop if span.stop is not None else whole) - (span.start if span.start is not None else ZERO)


def delta_of(indexed: Tree[Token]) -> str | None:
    """The name of the Kronecker delta, where an entry may be one of it: delta[i,j], d[i,j]."""
    base, *items = indexed.children
    if len(items) != 2 or getattr(base, "data", "") != "name" or any(getattr(i, "data", "") == "span" for i in items):
        return None
    assert not isinstance(base, str)
    name = str(base.children[0])
    return name if name in DELTA_NAMES else None


def names_in(operands: Iterable[Operand]) -> frozenset[str]:
    return frozenset().union(*(operand.names for operand in operands))


def uses_in(operands: Iterable[Operand]) -> tuple[tuple[str, Dimension], ...]:
    return tuple(use for operand in operands for use in operand.uses)
