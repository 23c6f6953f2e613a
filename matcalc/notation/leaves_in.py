"""The reader of what expressions are made of: names, numbers, constant arrays, lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError, ShapeError, did_you_mean
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.labels import Family
from matcalc.forms.matrix_form import Constant, Cotangent, Eye, Node, Number, Ones, Size, Symbol, Zeros
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.forms.vectorized import Commutation
from matcalc.notation.names import FUNCTION_NAMES, GRADIENT_PREFIX, JACOBIAN_PREFIX, PI, PI_NAMES
from matcalc.notation.numbers_in import number_of, size_of
from matcalc.notation.parts import ArrayPart, EntryPart, PlacePart, UnknownPart
from matcalc.notation.repairs import shortened
from matcalc.notation.sizes_in import lengths_named
from matcalc.notation.syntax import MAX_NESTING, evaluated, too_deep

if TYPE_CHECKING:
    from lark import Token, Tree

NO_FUNCTIONS: Mapping[str, Dimension] = MappingProxyType({})

DELTA_NAMES = ("delta", "d")

AnyPart = ArrayPart | EntryPart | UnknownPart


class LeafReader:
    """Makes the leaves of the syntax tree of `text`: one method for each rule of the grammar.

    symbols: the arrays it may name. The names of their lengths are numbers, as are those in `lengths`, and those in
    ones(m, n) and its like. functions: unknown functions of whole arrays. output: the shape of what is
    differentiated, which jac_ is the derivative of.
    """

    def __init__(
        self,
        text: str,
        symbols: Mapping[str, Symbol],
        output: Shape = SCALAR,
        lengths: frozenset[str] = frozenset(),
        functions: Mapping[str, Dimension] = NO_FUNCTIONS,
    ) -> None:
        self.functions = functions
        self.text = text
        self.symbols = symbols
        self.output = output
        shapes = [symbol.shape for symbol in symbols.values()]
        self.lengths = lengths.union(*(shape.rows.names | shape.cols.names for shape in shapes))
        members = [symbol.member for symbol in symbols.values() if symbol.member is not None]
        self.families = {one.family.name: one.family for one in members}
        self.labels = {one.family.label.name: one.family.label for one in members}

    def read(self, tree: Tree[Token]) -> Any:
        """The meaning of a syntax tree."""
        self.lengths |= lengths_named(tree)
        return evaluated(tree, self._meaning)

    def array(self, part: AnyPart) -> ArrayPart:
        """`part`, which must be an array. Raises LanguageError for an unknown name or an entry."""
        if isinstance(part, UnknownPart):
            raise self.unknown(part.name, part.start)
        if isinstance(part, EntryPart):
            message = "an entry stands in an index expression, as a factor or alone in f(…); A[0:n, :] is a block of A"
            raise LanguageError(message, self.text, part.start)
        return part

    def unknown(self, name: str, column: int) -> LanguageError:
        """What is said about a name that stands for nothing."""
        for prefix, what in ((GRADIENT_PREFIX, "gradient"), (JACOBIAN_PREFIX, "Jacobian")):
            if name.startswith(prefix):
                of = shortened(name.removeprefix(prefix))
                message = (
                    f"{shortened(name)} is the {what} at {of}, but {of} is not known; {did_you_mean(of, self.symbols)}"
                )
                return LanguageError(message, self.text, column)
        if (family := self.family_of(name)) is not None:
            message = f"{name} is one array for every {family.label.name}: write which, {name}[{family.label.name}]"
            return LanguageError(message, self.text, column)
        if name in FUNCTION_NAMES:
            return LanguageError(f"{name} is a function; write {name}(…)", self.text, column)
        nearest = did_you_mean(shortened(name), self.symbols)
        return LanguageError(f"{shortened(name)} is not known; {nearest}", self.text, column)

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
            raise ShapeError.located(f"{piece}: {error}", self.text, start if column is None else column) from None

    # names and numbers

    def name(self, tree: Tree[Token], children: list[Token]) -> ArrayPart | UnknownPart:
        name, start, end = str(children[0]), tree.meta.start_pos, tree.meta.end_pos
        if (known := self._named(name, tree)) is not None:
            return ArrayPart(known, 1, start, end, name)
        if name in DELTA_NAMES or self.family_of(name) is not None:
            return UnknownPart(name, start, end)
        raise self.unknown(name, start)

    def _named(self, name: str, tree: Tree[Token]) -> Node | None:
        if name in self.symbols:
            return self.symbols[name]
        if name.startswith(GRADIENT_PREFIX) and (of := self.symbols.get(name.removeprefix(GRADIENT_PREFIX))):
            return Cotangent(of)
        if name.startswith(JACOBIAN_PREFIX) and (of := self.symbols.get(name.removeprefix(JACOBIAN_PREFIX))):
            return self._jacobian(of, tree)
        if name in PI_NAMES:
            return Constant(PI)
        return Size(Dimension.named(name)) if name in self.lengths else None

    def family_of(self, name: str) -> Family | None:
        """The family that a name without brackets, or the gradient of it, is of."""
        return self.families.get(name.removeprefix(GRADIENT_PREFIX))

    def _jacobian(self, of: Symbol, tree: Tree[Token]) -> Node:
        if self.output.is_scalar:
            message = (
                f"{JACOBIAN_PREFIX}{of.name} is the derivative of an output that is an array; "
                f"that of a scalar is {GRADIENT_PREFIX}{of.name}"
            )
            raise LanguageError(message, self.text, tree.meta.start_pos)
        return self._made(lambda: Cotangent(of, self.output), 1, tree).node

    def number(self, tree: Tree[Token], children: list[Token]) -> ArrayPart:
        value = number_of(children[0], self.text)
        return ArrayPart(Number(value), 1, tree.meta.start_pos, tree.meta.end_pos)

    # constant arrays and their lengths

    def made(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        name, sizes = str(children[0]), [self.length(place) for place in children[1:]]
        least, most = {"eye": (1, 1), "commutation": (2, 2)}.get(name, (1, 2))
        if not least <= len(sizes) <= most:
            wanted = "1 or 2 lengths" if least < most else "1 length" if most == 1 else f"{most} lengths"
            message = f"{name} takes {wanted}; it was given {len(sizes)}"
            raise LanguageError(message, self.text, tree.meta.start_pos)
        rows, cols = (*sizes, ONE)[:2]
        makers: dict[str, Callable[[], Node]] = {
            "ones": lambda: Ones(Shape(rows, cols)),
            "zeros": lambda: Zeros(Shape(rows, cols)),
            "eye": lambda: Eye(rows),
            "commutation": lambda: Commutation(rows, cols),
        }
        return self._made(makers[name], 1, tree)

    def length(self, place: PlacePart) -> Dimension:
        """The length of an axis. Raises LanguageError for one below 1."""
        if place.size == ZERO or all(count < 0 for _, count in place.size.terms):
            raise LanguageError(f"a length is at least 1, not {place.size}", self.text, place.column)
        return place.size

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
