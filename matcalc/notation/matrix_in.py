"""The reader of matrix expressions: one method for each rule of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError, ShapeError, did_you_mean
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Cotangent,
    Eye,
    Node,
    Number,
    Ones,
    Power,
    Scale,
    Span,
    Symbol,
    Transpose,
    Zeros,
)
from matcalc.forms.shapes import Shape, broadcast
from matcalc.notation.calls import called, is_elementwise, levels
from matcalc.notation.names import FUNCTION_NAMES, GRADIENT_PREFIX
from matcalc.notation.numbers_in import exponent_of, number_of, size_of
from matcalc.notation.parts import (
    ArrayPart,
    AxisPart,
    CallPart,
    EntryPart,
    PlacePart,
    RunPart,
    SpanPart,
    UnknownPart,
)
from matcalc.notation.repairs import located, misfit, shortened, sliced
from matcalc.notation.runs import OPERATORS, Run
from matcalc.notation.syntax import MAX_NESTING, NO_INNER_SUM, evaluated, is_in_bracket, too_deep

if TYPE_CHECKING:
    from lark import Token, Tree

DELTA_NAMES = ("delta", "d")

AnyPart = ArrayPart | EntryPart | UnknownPart


class MatrixReader:
    """Makes nodes of the syntax tree of `text`. `symbols` are the arrays it may name."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol]) -> None:
        self.text = text
        self.symbols = symbols

    def read(self, tree: Tree[Token]) -> Any:
        """The meaning of a syntax tree."""
        return evaluated(tree, self._meaning)

    def array(self, part: AnyPart) -> ArrayPart:
        """`part`, which must be an array. Raises LanguageError for an unknown name or an entry."""
        if isinstance(part, UnknownPart):
            raise self._unknown(part.name, part.start)
        if isinstance(part, EntryPart):
            message = "an entry stands in an index expression, as a factor or alone in f(…); A[0:n, :] is a block of A"
            raise LanguageError(message, self.text, part.start)
        return part

    def _operand(self, part: AnyPart) -> ArrayPart:
        """`part`, which must be an array, as one side of an operator."""
        if isinstance(part, EntryPart) and is_in_bracket(self.text, part.start):
            raise LanguageError(NO_INNER_SUM, self.text, part.start)
        return self.array(part)

    def _meaning(self, tree: Tree[Token], children: list[Any]) -> Any:
        return getattr(self, str(tree.data))(tree, children)

    def _made(self, build: Callable[[], Node], depth: int, tree: Tree[Token], column: int | None = None) -> ArrayPart:
        """The array that `build` makes; its errors get a caret."""
        start, end = tree.meta.start_pos, tree.meta.end_pos
        if depth > MAX_NESTING:
            raise too_deep(self.text, start)
        try:
            return ArrayPart(build(), depth, start, end)
        except ShapeError as error:
            piece = shortened(self.text[start:end])
            raise located(f"{piece}: {error}", self.text, start if column is None else column) from None

    # names, numbers, brackets

    def name(self, tree: Tree[Token], children: list[Token]) -> ArrayPart | UnknownPart:
        name, start, end = str(children[0]), tree.meta.start_pos, tree.meta.end_pos
        if name in self.symbols:
            return ArrayPart(self.symbols[name], 1, start, end, name)
        if name.startswith(GRADIENT_PREFIX) and (of := self.symbols.get(name.removeprefix(GRADIENT_PREFIX))):
            return ArrayPart(Cotangent(of), 1, start, end, name)
        if name in DELTA_NAMES:
            return UnknownPart(name, start, end)
        raise self._unknown(name, start)

    def _unknown(self, name: str, column: int) -> LanguageError:
        if name.startswith(GRADIENT_PREFIX):
            of = shortened(name.removeprefix(GRADIENT_PREFIX))
            message = (
                f"{shortened(name)} is the gradient at {of}, but {of} is not known; {did_you_mean(of, self.symbols)}"
            )
        elif name in FUNCTION_NAMES:
            message = f"{name} is a function; write {name}(…)"
        elif name in {used for symbol in self.symbols.values() for used in _names(symbol.shape)}:
            message = f"{name} is the length of an axis; as a number it is not available yet"
        else:
            message = f"{shortened(name)} is not known; {did_you_mean(shortened(name), self.symbols)}"
        return LanguageError(message, self.text, column)

    def number(self, tree: Tree[Token], children: list[Token]) -> ArrayPart:
        value = number_of(children[0], self.text)
        return ArrayPart(Number(value), 1, tree.meta.start_pos, tree.meta.end_pos)

    def grouped(self, tree: Tree[Token], children: list[AnyPart]) -> AnyPart:
        part = children[0]
        if isinstance(part, ArrayPart):
            return replace(part, start=tree.meta.start_pos, end=tree.meta.end_pos, name=None)
        return part

    # operators

    def matrix(self, tree: Tree[Token], children: list[Any]) -> AnyPart:
        parts = []
        sign = 1
        for child in children:
            if isinstance(child, RunPart):
                parts.append(self._finished(child, sign, tree, alone=len(children) == 1))
            else:
                sign = -1 if child.type == "MINUS" else 1
        if len(parts) == 1:
            return parts[0]
        arrays = [self.array(part) for part in parts]
        operators = children[1::2]
        shape = arrays[0].node.shape
        for place, (operator, part) in enumerate(zip(operators, arrays[1:], strict=True), start=1):
            joined = broadcast(shape, part.node.shape)
            if joined is None:
                left = arrays[0].node if place == 1 else Add(tuple(done.node for done in arrays[:place]))
                right = self.array(self._finished(children[2 * place], 1, tree, alone=False)).node
                raise misfit("-" if operator.type == "MINUS" else "+", left, right, self.text, operator.start_pos)
            shape = joined
        depth = max(part.depth for part in arrays) + 1
        return self._made(lambda: Add(tuple(part.node for part in arrays)), depth, tree)

    def _finished(self, run: RunPart, sign: int, tree: Tree[Token], *, alone: bool) -> AnyPart:
        coefficient = sign * run.coefficient
        if run.body is None:
            return ArrayPart(Number(coefficient), 1, run.start, run.end)
        if coefficient == 1:
            return run.body if alone else self._operand(run.body)
        part = self._operand(run.body)
        return self._made(lambda: Scale(coefficient, part.node), part.depth + 1, tree)

    def run(self, tree: Tree[Token], children: list[Any]) -> RunPart:
        start, end = tree.meta.start_pos, tree.meta.end_pos
        if len(children) == 1 and not (isinstance(children[0], ArrayPart) and isinstance(children[0].node, Number)):
            return RunPart(Fraction(1), children[0], start, end)
        run = Run(self.text)
        operator, column = "*", start
        for child in children:
            if isinstance(child, (ArrayPart, EntryPart, UnknownPart)):
                run.take(operator, column, self._operand(child))
                if run.levels > MAX_NESTING:
                    raise too_deep(self.text, child.start)
            elif child.type == "MINUS":
                run.coefficient = -run.coefficient
            else:
                operator, column = OPERATORS[child.type], child.start_pos
        body = ArrayPart(run.node(), run.levels, start, end) if run.args else None
        return RunPart(run.coefficient, body, start, end)

    def powered(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        base = self.array(children[0])
        return self._made(lambda: Power(base.node, children[1]), base.depth + 1, tree)

    def exponent(self, _tree: Tree[Token], children: list[Token]) -> Fraction:
        return exponent_of(children, self.text)

    def transposed(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        base = self.array(children[0])
        return self._made(lambda: Transpose(base.node), base.depth + 1, tree)

    # calls

    def axis(self, tree: Tree[Token], children: list[Token]) -> AxisPart:
        value = str(children[0])
        if value not in ("0", "1", "None"):
            message = f"axis is 0 (sums of columns), 1 (sums of rows) or None, not {value}"
            raise LanguageError(message, self.text, children[0].start_pos or 0)
        return AxisPart(None if value == "None" else int(value), tree.meta.start_pos)

    def call(self, tree: Tree[Token], children: list[Any]) -> ArrayPart | EntryPart:
        order = len(children[1]) if getattr(children[1], "type", "") == "PRIMES" else 0
        arguments = tuple(child for child in children if isinstance(child, (ArrayPart, EntryPart, UnknownPart)))
        axes = [child for child in children if isinstance(child, AxisPart)]
        if len(axes) > 1:
            raise LanguageError("axis is given twice", self.text, axes[1].column)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        call = CallPart(str(children[0]), order, axes[0] if axes else None, start)
        entry = arguments[0] if len(arguments) == 1 else None
        if isinstance(entry, EntryPart) and entry.node is not None and is_elementwise(call.name):
            whole = self._call_of(call, (ArrayPart(entry.node, entry.depth, entry.start, entry.end),), tree)
            return EntryPart(whole.node, whole.depth, entry.places, start, end)
        return self._call_of(call, tuple(self.array(argument) for argument in arguments), tree)

    def _call_of(self, call: CallPart, arguments: tuple[ArrayPart, ...], tree: Tree[Token]) -> ArrayPart:
        nodes = tuple(argument.node for argument in arguments)
        depth = max(argument.depth for argument in arguments) + levels(call.name)
        return self._made(lambda: called(call, nodes, self.symbols, self.text), depth, tree)

    def made(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        name, sizes = str(children[0]), [self._length(place) for place in children[1:]]
        most = 1 if name == "eye" else 2
        if len(sizes) > most:
            message = f"{name} takes {'1 length' if most == 1 else '1 or 2 lengths'}; it was given {len(sizes)}"
            raise LanguageError(message, self.text, tree.meta.start_pos)
        shape = Shape(sizes[0], sizes[1] if len(sizes) == 2 else ONE)
        makers: dict[str, Callable[[], Node]] = {
            "ones": lambda: Ones(shape),
            "zeros": lambda: Zeros(shape),
            "eye": lambda: Eye(sizes[0]),
        }
        return self._made(makers[name], 1, tree)

    def _length(self, place: PlacePart) -> Dimension:
        if place.size == ZERO or all(count < 0 for _, count in place.size.terms):
            raise LanguageError(f"a length is at least 1, not {place.size}", self.text, place.column)
        return place.size

    # brackets after an array

    def dimension(self, tree: Tree[Token], children: list[Any]) -> PlacePart:
        total, sign = ZERO, 1
        for child in children:
            if isinstance(child, PlacePart):
                total = total + child.size if sign > 0 else total - child.size
            else:
                sign = -1 if child.type == "MINUS" else 1
        name = children[0].name if len(children) == 1 else None
        return PlacePart(total, name, tree.meta.start_pos)

    def size(self, tree: Tree[Token], children: list[Token]) -> PlacePart:
        name = str(children[0]) if len(children) == 1 and children[0].type == "NAME" else None
        return PlacePart(size_of(children, self.text), name, tree.meta.start_pos)

    def span(self, tree: Tree[Token], children: list[Any]) -> SpanPart:
        colon = next(at for at, child in enumerate(children) if not isinstance(child, PlacePart))
        start = children[0].size if colon else None
        stop = children[-1].size if colon + 1 < len(children) else None
        return SpanPart(start, stop, tree.meta.start_pos)

    def indexed(self, tree: Tree[Token], children: list[Any]) -> ArrayPart | EntryPart:
        base, items = children[0], children[1:]
        spans = [item for item in items if isinstance(item, SpanPart)]
        places = tuple(item for item in items if isinstance(item, PlacePart))
        if spans and places:
            message = "a block takes spans only; the column after the first n is A[:, n:n+1]"
            raise LanguageError(message, self.text, places[0].column)
        if spans:
            return self._block(tree, self.array(base), spans)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        is_delta = isinstance(base, UnknownPart) or (isinstance(base, ArrayPart) and base.name == "delta")
        if is_delta and len(places) == 2:
            return EntryPart(None, 1, places, start, end)
        if isinstance(base, EntryPart):
            raise LanguageError("an entry is a number; it has no entries of its own", self.text, base.end)
        array = self.array(base)
        return EntryPart(array.node, array.depth, places, start, end)

    def _block(self, tree: Tree[Token], base: ArrayPart, spans: list[SpanPart]) -> ArrayPart:
        shape = base.node.shape
        if len(spans) > 2:
            raise LanguageError("an array has two axes: at most two spans", self.text, spans[2].column)
        rows, cols = spans[0], spans[1] if len(spans) == 2 else SpanPart(None, None, spans[0].column)
        if len(spans) == 1 and shape.is_row:
            rows, cols = cols, rows
        block = (self._span(rows, shape.rows), self._span(cols, shape.cols))
        return self._made(lambda: sliced(base.node, *block), base.depth + 1, tree, spans[0].column)

    def _span(self, span: SpanPart, length: Dimension) -> Span:
        return Span(span.start if span.start is not None else ZERO, span.stop if span.stop is not None else length)


def _names(shape: Shape) -> frozenset[str]:
    return shape.rows.names | shape.cols.names
