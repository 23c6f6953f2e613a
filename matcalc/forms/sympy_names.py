"""The names in SymPy objects: arrays and their shapes, dimensions, and what is defined so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.forms.shapes import SCALAR, Shape

LONGEST_SHOWN = 60
MOST_POWER = 4


def shown(expression: Any) -> str:
    """An object in a message, cut where it is long."""
    text = str(expression)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def named(array: Any) -> str | None:
    """The name of a Symbol, MatrixSymbol or IndexedBase; None for anything else."""
    import sympy

    match array:
        case sympy.Symbol() | sympy.MatrixSymbol():
            return str(array.name)
        case sympy.IndexedBase():
            return str(array.label)
        case _:
            return None


def length_of(expression: Any) -> Dimension:
    """A dimension: whole numbers and symbols, added and multiplied."""
    import sympy

    match expression:
        case int() | sympy.Integer():
            return Dimension.number(int(expression))
        case sympy.Symbol():
            return Dimension.named(expression.name)
        case sympy.Add():
            total = ZERO
            for arg in expression.args:
                total += length_of(arg)
            return total
        case sympy.Mul():
            product = ONE
            for arg in expression.args:
                product *= length_of(arg)
            return product
        case sympy.Pow(args=(base, sympy.Integer() as exponent)) if 0 < exponent <= MOST_POWER:
            product = ONE
            for _ in range(int(exponent)):
                product *= length_of(base)
            return product
    raise InputError(f"{shown(expression)} is no length; a length is made of whole numbers and symbols with + and *")


def shape_of(expression: Any) -> Shape:
    """The shape of a MatrixExpr."""
    return Shape(*map(length_of, expression.shape))


def symbol_shape(array: Any) -> Shape | None:
    """The shape of a named array; None for an IndexedBase that does not tell its own."""
    import sympy

    if isinstance(array, sympy.MatrixSymbol):
        return shape_of(array)
    if isinstance(array, sympy.IndexedBase):
        if array.shape is None:
            return None
        if len(array.shape) > 2:
            raise InputError(f"{array.label} has {len(array.shape)} axes; an array has at most two")
        return Shape(*(*map(length_of, array.shape), ONE, ONE)[:2])
    return SCALAR


def parts_of(root: Any) -> Iterator[Any]:
    """Every part, a whole before its parts, but nothing inside a FunctionMatrix, whose places are its own."""
    import sympy

    stack = [root]
    while stack:
        part = stack.pop()
        yield part
        if not isinstance(part, sympy.FunctionMatrix):
            stack.extend(reversed(part.args))


def is_entry(part: Any) -> bool:
    """Whether it is an entry at an index, a delta or a sum of such."""
    import sympy
    from sympy.matrices.expressions.matexpr import MatrixElement

    if isinstance(part, MatrixElement):
        return any(not place.is_Integer for place in part.indices)
    return isinstance(part, (sympy.Sum, sympy.Indexed, sympy.KroneckerDelta))


def is_indexed(expression: Any) -> bool:
    """Whether it is a number in which entries stand at indices."""
    import sympy

    return not isinstance(expression, sympy.MatrixExpr) and any(is_entry(part) for part in parts_of(expression))


def dimension_names(expressions: Iterable[Any]) -> frozenset[str]:
    """The symbols that stand in a shape or in the limits of a sum."""
    import sympy

    found: set[Any] = set()
    for part in (part for expression in expressions for part in sympy.preorder_traversal(expression)):
        match part:
            case sympy.MatrixSymbol() | sympy.Identity() | sympy.ZeroMatrix() | sympy.OneMatrix():
                lengths = list(part.shape)
            case sympy.IndexedBase():
                lengths = list(part.shape or ())
            case sympy.Sum():
                lengths = [side for _, *sides in part.limits for side in sides]
            case sympy.Idx():
                lengths = [side for side in (part.lower, part.upper) if side is not None]
            case _:
                continue
        found.update(*(getattr(length, "free_symbols", ()) for length in lengths))
    return frozenset(symbol.name for symbol in found if isinstance(symbol, sympy.Symbol))


class Names:
    """The arrays met so far, and the definitions; gives names that nothing else has."""

    def __init__(self, dimensions: frozenset[str]) -> None:
        self.dimensions = dimensions
        self.inputs: dict[str, Symbol] = {}
        self.symbols: dict[str, Symbol] = {}
        self.definitions: list[Definition] = []
        self.taken: set[str] = set(dimensions)

    def reserve(self, expressions: Iterable[Any]) -> None:
        """No fresh name is one that stands anywhere in these."""
        import sympy

        for part in (part for expression in expressions for part in sympy.preorder_traversal(expression)):
            if (name := named(part)) is not None:
                self.taken.add(name)

    def symbol(self, name: str, shape: Shape) -> Symbol:
        """The array of that name. Raises InputError where it had another shape before."""
        known = self.symbols.get(name)
        if known is None:
            known = self.inputs[name] = self.symbols[name] = Symbol(name, shape)
        elif known.shape != shape:
            raise InputError(f"{name} has two shapes: {known.shape} and {shape}; give one of the two another name")
        return known

    def define(self, name: str, shape: Shape, body: Node | IndexDefinition) -> Symbol:
        symbol = self.symbols[name] = Symbol(name, shape)
        self.definitions.append(Definition(symbol, body))
        return symbol

    def fresh(self) -> str:
        """s, s1, s2, …: the first that is free."""
        number, name = 0, "s"
        while name in self.taken:
            number += 1
            name = f"s{number}"
        self.taken.add(name)
        return name
