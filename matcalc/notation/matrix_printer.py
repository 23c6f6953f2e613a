"""How matrix form is printed, whatever the target: which sign stands for which node, and where brackets go."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Slice,
    Span,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.shapes import Axes, Shape
from matcalc.notation.glyphs import Glyph, Glyphs, glyph_of
from matcalc.notation.levels import Level, Printed, level_of
from matcalc.notation.target import Target


class MatrixPrinter(Target):
    """Prints matrix form.

    Entrywise: ⊙ and ⊘ between arrays, a power with ∘, a scalar by juxtaposition. Sums of entries are products with
    the ones vector, a sum of squares is a squared norm, a sum of A ⊙ B is ⟨A, B⟩. A block of A is A with spans
    start + 1 : stop as subscripts, counted from 1, both ends included, and : for a whole axis.
    """

    def __init__(self, glyphs: Glyphs) -> None:
        self.glyphs = glyphs

    def printed(self, node: Node) -> Printed:
        """A node, and how tightly its text holds together."""
        match node:
            case Symbol() | Cotangent():
                glyph, barred = self.glyph(node)
                text = self.name(glyph, barred=barred, bold=not node.shape.is_scalar)
                return text, level_of(glyph)
            case Number():
                plain = node.value >= 0 and node.value.denominator == 1
                return self.number(node.value), Level.ATOM if plain else Level.SIGNED
            case Add():
                return self.signed_sum([self._signed(arg) for arg in node.args]), Level.SUM
            case Scale():
                negative, text = self._signed(node)
                # as loose as the loosest thing a factor may be: whoever needs it tighter puts it in brackets
                return (self.marks.minus + text, Level.SIGNED) if negative else (text, Level.ENTRYWISE)
            case Hadamard():
                return self._entrywise(node)
            case Product():
                return self.marks.space.join(self.operand(arg, Level.SCRIPTED) for arg in node.args), Level.PRODUCT
            case Power():
                entrywise = not node.shape.is_scalar
                return self.raised(
                    self.operand(node.arg, Level.SUBSCRIPTED), node.exponent, entrywise=entrywise
                ), Level.SCRIPTED
            case Transpose():
                return self._transpose(node.arg), Level.SCRIPTED
            case EntrySum():
                return self._entry_sum(node)
            case Ones():
                return self._constant(self.marks.ones, node.shape)
            case Zeros():
                return self._constant(self.marks.zeros, node.shape)
            case Eye():
                taken = self.glyphs.is_taken("I")
                return self._call("eye", self.dimension(node.size)) if taken else self.marks.identity, Level.ATOM
            case Slice():
                spans = [self._span(node.rows, node.arg.shape.rows), self._span(node.cols, node.arg.shape.cols)]
                subscript = ",".join(spans[:1] if node.arg.shape.is_vector else spans)
                return self.subscripted(self.operand(node.arg, Level.ATOM), subscript), Level.SUBSCRIPTED
        return self._called(node), Level.ATOM

    def operand(self, node: Node, least: Level) -> str:
        """A node where its text must hold together as tightly as `least`."""
        text, level = self.printed(node)
        return text if level >= least else self.brackets(text)

    def glyph(self, node: Symbol | Cotangent) -> tuple[Glyph, bool]:
        """The glyph of a name or a cotangent, and whether it has a bar."""
        if isinstance(node, Symbol):
            return self.glyphs.symbol(node.name), False
        own = self.glyphs.cotangent(node.of.name)
        return (own, False) if own else (self.glyphs.symbol(node.of.name), True)

    def signed_sum(self, terms: list[tuple[bool, str]]) -> str:
        """Terms without their signs, put together with them."""
        pieces = []
        for place, (negative, text) in enumerate(terms):
            sign = self.marks.minus if negative else "+"
            pieces.append((self.marks.minus if negative else "") if place == 0 else f" {sign} ")
            pieces.append(text)
        return "".join(pieces)

    def beside(self, number: str, text: str) -> str:
        """A coefficient in front of something."""
        return number + (self.marks.dot if text[:1].isdigit() else self.marks.space) + text

    def gradient(self, of: Node, output: Node) -> str:
        """∇_of output, written out."""
        return self.nabla(self.printed(of)[0], self.operand(output, Level.SCRIPTED))

    def dimension(self, length: Dimension) -> str:
        """The length of an axis."""
        terms = []
        for names, count in length.terms:
            factors = [self.letter(glyph_of(name)) for name in names]
            number = [str(abs(count))] if abs(count) != 1 or not names else []
            terms.append((count < 0, self.marks.space.join(number + factors)))
        return self.signed_sum(terms) if terms else "0"

    def shape(self, shape: Shape | Axes) -> str:
        """m × n; a vector is its length, a scalar the word."""
        if isinstance(shape, Axes):
            return self._beside_each_other(shape.lengths)
        if shape.is_scalar:
            return self.plain("scalar")
        if shape.is_vector:
            return self.dimension(shape.rows)
        return self._beside_each_other((shape.rows, shape.cols))

    def _beside_each_other(self, lengths: Sequence[Dimension]) -> str:
        printed = ((self.dimension(length), len(length.terms) < 2) for length in lengths)
        return self.marks.times.join(text if single else self.brackets(text) for text, single in printed)

    def applied(self, function: Function, argument: str) -> str:
        """A function of something printed."""
        return self.function(function) + self.brackets(argument)

    def _signed(self, node: Node) -> tuple[bool, str]:
        """A term of a sum: whether it is negative, and its text without the sign."""
        if isinstance(node, Number):
            return node.value < 0, self.number(abs(node.value))
        if not isinstance(node, Scale):
            return False, self.operand(node, Level.ENTRYWISE)
        body = self.operand(node.arg, Level.PRODUCT if isinstance(node.arg, Scale) else Level.ENTRYWISE)
        size = abs(node.coefficient)
        if size == 1 and node.coefficient < 0:
            return True, body
        return node.coefficient < 0, self.beside(self.coefficient(size), body)

    def _entrywise(self, node: Hadamard) -> Printed:
        pieces: list[str] = []
        arrays = 0
        for place, arg in enumerate(node.args):
            is_array = not arg.shape.is_scalar
            divides = place > 0 and is_array and isinstance(arg, Power) and arg.exponent == -1
            if divides:
                assert isinstance(arg, Power)
                pieces += [self.marks.entrywise_over, self.operand(arg.arg, Level.SCRIPTED)]
            else:
                text = self.operand(arg, Level.PRODUCT if is_array else Level.SCRIPTED)
                near = self.marks.dot if text[:1].isdigit() and not is_array else self.marks.space
                pieces += [(self.marks.entrywise if is_array and arrays else near) if place else "", text]
            arrays += is_array + divides
        return "".join(pieces), Level.ENTRYWISE if arrays > 1 else Level.PRODUCT

    def _transpose(self, arg: Node) -> str:
        if isinstance(arg, (Symbol, Cotangent)):
            glyph, barred = self.glyph(arg)
            return self.name(glyph, barred=barred, bold=not arg.shape.is_scalar, transposed=True)
        return self.operand(arg, Level.SUBSCRIPTED) + self.marks.transpose

    def _entry_sum(self, node: EntrySum) -> Printed:
        arg, shape = node.arg, node.arg.shape
        if node.axis is None and isinstance(arg, Power) and arg.exponent == 2 and not shape.is_scalar:
            return self.norm(self.printed(arg.arg)[0], is_matrix=shape.is_matrix), Level.SCRIPTED
        if node.axis is None and isinstance(arg, Hadamard) and shape.is_matrix:
            left, *others = arg.args
            if len(others) == 1 and left.shape == others[0].shape:
                return self.inner(self.printed(left)[0], self.printed(others[0])[0]), Level.ATOM
        over_rows = node.axis != 1 and shape.rows != ONE
        over_cols = node.axis != 0 and shape.cols != ONE
        if not (over_rows or over_cols):
            return self.printed(arg)
        left_ones = [self.marks.ones + self.marks.transpose] if over_rows else []
        right_ones = [self.marks.ones] if over_cols else []
        return self.marks.space.join([*left_ones, self.operand(arg, Level.SCRIPTED), *right_ones]), Level.PRODUCT

    def _constant(self, sign: str, shape: Shape) -> Printed:
        if shape.is_row:
            return sign + self.marks.transpose, Level.SCRIPTED
        if shape.is_matrix and sign == self.marks.ones:
            return f"{sign}{self.marks.space}{sign}{self.marks.transpose}", Level.PRODUCT
        return sign, Level.ATOM

    def _span(self, span: Span, length: Dimension) -> str:
        if span == Span(ZERO, length):
            return ":"
        first, last = (self.dimension(place).replace(" ", "") for place in (span.start + ONE, span.stop))
        return first if first == last else f"{first}:{last}"

    def _called(self, node: Node) -> str:
        args = [self.printed(child)[0] for child in node.children]
        match node:
            case Apply():
                return self.applied(node.function, args[0])
            case ScalarFunction():
                return self.function(Function("E")) + self.brackets(", ".join(args))
            case Trace():
                return self._call("tr", args[0])
            case Diag():
                return self._call("diag", args[0])
            case DiagOf():
                return self._call("diag_of", args[0])
            case HStack() | VStack():
                return self.blocks([self.printed(arg) for arg in node.args], beside=isinstance(node, HStack))
        raise InvariantError(f"{type(node).__name__} can not be printed")

    def _call(self, name: str, argument: str) -> str:
        return self.operator(name) + self.brackets(argument)
