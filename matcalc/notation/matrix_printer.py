"""How matrix form is printed, whatever the target: which sign stands for which operator, and where brackets go."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    EntrySum,
    Hadamard,
    LabelSum,
    Leaf,
    Node,
    Number,
    Power,
    Product,
    Scale,
    Size,
    Slice,
    Span,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.vectorized import Kron
from matcalc.notation.function_printer import FunctionPrinter
from matcalc.notation.glyphs import glyph_of
from matcalc.notation.levels import Level, Printed
from matcalc.notation.stretched import with_ones

DIFFERENTIAL = "d"
"""The letter of dx; where a function has it already, the differential is D(x), as no function can be called."""

Divisor = tuple[Node, Fraction]
"""The length of an axis, or a function of it, and the power of it that something is divided by."""


class MatrixPrinter(FunctionPrinter):
    """Prints matrix form.

    Entrywise: ⊙ and ⊘ between arrays, a power with ∘, a scalar by juxtaposition; what is divided by lengths of axes is
    a fraction in front; what stretches in a sum is repeated by a product with ones, figures apart. A block of A is A
    with spans start + 1 : stop as subscripts, counted from 1, both ends included, and : for a whole axis.
    """

    def printed(self, node: Node) -> Printed:
        """A node, and how tightly its text holds together."""
        node = with_ones(node)
        match node:
            case Leaf():
                return self.leaf(node)
            case Add():
                return self.signed_sum([self._signed(arg) for arg in node.args]), Level.SUM
            case Scale() | Hadamard():
                return self._scaled(node)
            case Product():
                return self._product(node.args), Level.PRODUCT
            case Kron():
                return self.marks.kron.join(self.operand(arg, Level.PRODUCT) for arg in node.args), Level.ENTRYWISE
            case Power():
                return self.power(node.arg, node.exponent)
            case Inverse():
                return self.raised(self.operand(node.arg, Level.SUBSCRIPTED), Fraction(-1)), Level.SCRIPTED
            case Transpose():
                if isinstance(node.arg, Jacobian):
                    return self._jacobian(node.arg, transposed=True)
                if isinstance(node.arg, Cotangent) and (row := self.transposed_gradient(node.arg)) is not None:
                    return row
                return self.transposed(node.arg), Level.SCRIPTED
            case EntrySum():
                return self.normed(node, Fraction(1)) or self.entry_sum(node)
            case LabelSum():
                sign = self.summation(self.letter(glyph_of(node.label.name)))
                return f"{sign} {self.operand(node.arg, Level.ENTRYWISE)}", Level.ENTRYWISE
            case Differential():
                return self._differential(node.arg)
            case Inner():
                return self.inner(self.printed(node.left)[0], self.printed(node.right)[0]), Level.ATOM
            case Jacobian():
                return self._jacobian(node, transposed=False)
            case Slice():
                spans = [self._span(node.rows, node.arg.shape.rows), self._span(node.cols, node.arg.shape.cols)]
                subscript = ",".join(spans[:1] if node.arg.shape.is_vector else spans)
                return self.subscripted(self.operand(node.arg, Level.ATOM), subscript), Level.SUBSCRIPTED
        return self.normed(node, Fraction(1)) or self.called(node)

    def power(self, base: Node, exponent: Fraction) -> Printed:
        """A node to a power, entry by entry."""
        if (divisor := _divisor(base, exponent)) is not None:
            return self.divided(Fraction(1), [divisor], alone=True), Level.SIGNED
        if (norm := self.normed(base, exponent)) is not None:
            return norm
        entrywise = not base.shape.is_scalar
        return self.raised(self.operand(base, Level.SUBSCRIPTED), exponent, entrywise=entrywise), Level.SCRIPTED

    def beside(self, number: str, text: str) -> str:
        """A coefficient in front of something."""
        return number + (self.marks.dot if text[:1].isdigit() else self.marks.space) + text

    def divided(self, size: Fraction, below: Sequence[Divisor], *, alone: bool) -> str:
        """A positive number divided by powers of lengths: by itself, or in front of something."""
        texts = [self.power(length, exponent) if exponent != 1 else self.printed(length) for length, exponent in below]
        whole = [text if level >= Level.PRODUCT else self.brackets(text) for text, level in texts]
        return self.number(size, whole) if alone else self.coefficient(size, whole)

    def _product(self, args: tuple[Node, ...]) -> str:
        """Factors side by side; between two fractions ∂z/∂y without brackets a dot."""
        *first, last = args
        text = ""
        for place, arg in enumerate(first):
            both = self._is_bare_fraction(arg) and self._is_bare_fraction(args[place + 1])
            text += self.operand(arg, Level.SCRIPTED) + (self.marks.derivative_space if both else self.marks.space)
        return text + self._last_factor(last)

    def _is_bare_fraction(self, node: Node) -> bool:
        """Whether a factor is printed as a derivative ∂z/∂y that needs no brackets."""
        if self.fraction_level < Level.SCRIPTED:
            return False
        if isinstance(node, Transpose) and isinstance(node.arg, Jacobian):
            return self._is_written_as_fraction(node.arg, transposed=True)
        return isinstance(node, Jacobian) and self._is_written_as_fraction(node, transposed=False)

    def _last_factor(self, node: Node) -> str:
        """Nothing follows it that ∇ could seem to reach."""
        return self.operand(node, Level.PRODUCT if isinstance(node, Cotangent) else Level.SCRIPTED)

    def _scaled(self, node: Scale | Hadamard) -> Printed:
        if isinstance(node, Hadamard) and not _split(node)[0]:
            return self._entrywise(node.args)
        negative, text = self._signed(node)
        # as loose as the loosest thing a factor may be: whoever needs it tighter puts it in brackets
        return (self.marks.minus + text, Level.SIGNED) if negative else (text, Level.ENTRYWISE)

    def _signed(self, node: Node) -> tuple[bool, str]:
        """A term of a sum: whether it is negative, and its text without the sign."""
        if isinstance(node, Number):
            return node.value < 0, self.number(abs(node.value))
        coefficient, arg = (node.coefficient, node.arg) if isinstance(node, Scale) else (Fraction(1), node)
        below, rest = _split(with_ones(arg))
        size = abs(coefficient)
        if not rest:
            return coefficient < 0, self.divided(size, below, alone=True)
        if below:
            body = self.operand(rest[0], Level.ENTRYWISE) if len(rest) == 1 else self._entrywise(rest)[0]
            return coefficient < 0, self.beside(self.divided(size, below, alone=False), body)
        body = self.operand(
            arg, Level.PRODUCT if isinstance(node, Scale) and isinstance(arg, Scale) else Level.ENTRYWISE
        )
        is_plain = not isinstance(node, Scale) or coefficient == -1
        return coefficient < 0, body if is_plain else self.beside(self.coefficient(size), body)

    def _entrywise(self, args: tuple[Node, ...]) -> Printed:
        *above, last = args
        if above and last.shape.is_scalar and isinstance(last, Power) and last.exponent == -1:
            whole = self._entrywise(tuple(above)) if len(above) > 1 else self.printed(above[0])
            return self.over(whole, self.printed(last.arg))
        pieces: list[str] = []
        arrays = 0
        for place, arg in enumerate(args):
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

    def transposed(self, arg: Node) -> str:
        """An array with the sign of a transpose, which a name takes among its own superscripts."""
        if isinstance(arg, (Symbol, Cotangent)) and self.has_glyph(arg):
            glyph, barred = self.glyph(arg)
            return self.name(glyph, barred=barred, bold=not arg.shape.is_scalar, transposed=True)
        if isinstance(arg, Inverse):
            return self.operand(arg.arg, Level.SUBSCRIPTED) + self.marks.inverse_transpose
        return self.operand(arg, Level.SUBSCRIPTED) + self.marks.transpose

    def _differential(self, arg: Node) -> Printed:
        """dx, d(x y); d(x) where dx could be a name."""
        text, level = self.printed(arg)
        if self.glyphs.is_function(DIFFERENTIAL):
            return self.operator(DIFFERENTIAL.upper()) + self.brackets(text), Level.ATOM
        if not isinstance(arg, Symbol) or self._looks_like_a_differential(arg):
            return self.differential + self.brackets(text), Level.ATOM
        return self.differential + text, min(level, Level.SUBSCRIPTED)

    def _looks_like_a_differential(self, symbol: Symbol) -> bool:
        base = self.glyphs.symbol(symbol.name).base
        return len(base) > 1 or self.glyphs.is_taken(f"d{base}")

    def _jacobian(self, node: Jacobian, *, transposed: bool) -> Printed:
        """∂z/∂a is the Jacobian, or its transpose, whichever of the two the layout writes so."""
        of, level = self._as_column(node.of)
        text = self.derivative(of, self._as_column(node.by)[0], simple=level >= Level.SCRIPTED)
        if self._is_written_as_fraction(node, transposed=transposed):
            return text, self.fraction_level
        return self.brackets(text) + self.marks.transpose, Level.SCRIPTED

    def _is_written_as_fraction(self, node: Jacobian, *, transposed: bool) -> bool:
        return transposed is self.layout.is_variable_first(node.of.shape) or node.shape.is_scalar

    def _as_column(self, array: Node) -> Printed:
        """An array as a Jacobian reads it: a matrix or a row by its vec."""
        if array.shape.cols.is_one:
            return self.printed(array)
        return self.call("vec", self.printed(array)[0]), Level.ATOM

    def _span(self, span: Span, length: Dimension) -> str:
        if span == Span(ZERO, length):
            return ":"
        first, last = (self.dimension(place).replace(" ", "") for place in (span.start + ONE, span.stop))
        return first if first == last else f"{first}:{last}"


def _split(node: Node) -> tuple[list[Divisor], tuple[Node, ...]]:
    """The lengths that a product is divided by, each with its power, and the other factors.

    A function of a length that stands last stays there: S / √d.
    """
    factors = node.args if isinstance(node, Hadamard) else (node,)
    below: list[Divisor] = []
    rest: list[Node] = []
    for factor in factors:
        divisor = _divisor(factor.arg, factor.exponent) if isinstance(factor, Power) else None
        if divisor is None or (isinstance(divisor[0], Apply) and len(factors) > 1 and factor is factors[-1]):
            rest.append(factor)
        else:
            below.append(divisor)
    return below, tuple(rest)


def _divisor(base: Node, exponent: Fraction) -> Divisor | None:
    """What n⁻¹, n⁻², (n²)⁻¹ or √n⁻¹ divides by; None where base**exponent is no such thing."""
    match base:
        case Power(arg=Size() as length, exponent=inner) if exponent < 0 < inner:
            return length, -exponent * inner
        case _ if exponent < 0 and is_of_length(base):
            return base, -exponent
    return None


def is_of_length(array: Node) -> bool:
    """Whether it is the length of an axis, or a function of it."""
    return isinstance(array, Size) or (isinstance(array, Apply) and is_of_length(array.arg))
