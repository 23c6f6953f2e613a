"""How the leaves of matrix form are printed, whatever the target: names, numbers, constant arrays, lengths, shapes."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Constant, Cotangent, Eye, Node, Number, Ones, Size, Symbol, Zeros
from matcalc.forms.shapes import SCALAR, Axes, Shape
from matcalc.forms.vectorized import Commutation
from matcalc.notation.glyphs import Glyph, Glyphs, glyph_of
from matcalc.notation.levels import Level, Printed, level_of
from matcalc.notation.settings import GradientSign, LayerPlace
from matcalc.notation.target import Target

IDENTITY = "I"
JACOBIAN = "J"
COMMUTATION = "K"


class LeafPrinter(Target):
    """Prints leaves. A sign that some array is printed as (I, J, K, π) is left to it; ours is then a word."""

    def __init__(self, glyphs: Glyphs, layout: Layout = Layout.GRADIENT) -> None:
        self.glyphs = glyphs
        self.layout = layout

    def leaf(self, node: Node) -> Printed:
        """A node with nothing below it."""
        match node:
            case Symbol() | Cotangent():
                return self.named(node)
            case Number():
                plain = node.value >= 0 and node.value.denominator == 1
                return self.number(node.value), Level.ATOM if plain else Level.SIGNED
            case Constant():
                glyph = glyph_of(node.name)
                taken = self.glyphs.is_taken(glyph.base)
                return (self.plain(node.name) if taken else self.letter(glyph)), Level.ATOM
            case Size():
                return self.length(node.length)
            case Ones():
                return self._constant(self.marks.ones, node.shape)
            case Zeros():
                return self._constant(self.marks.zeros, node.shape)
            case Eye():
                if self.glyphs.is_taken(IDENTITY):
                    return self.call("eye", self.dimension(node.size)), Level.ATOM
                return self.name(Glyph(IDENTITY), barred=False, bold=True), Level.ATOM
            case Commutation():
                sizes = [self.dimension(node.rows), self.dimension(node.cols)]
                if self.glyphs.is_taken(COMMUTATION):
                    return self.call("commutation", self.marks.comma.join(sizes)), Level.ATOM
                name = self.name(Glyph(COMMUTATION), barred=False, bold=True)
                return self.subscripted(name, ",".join(sizes)), Level.SUBSCRIPTED
        raise InvariantError(f"{type(node).__name__} can not be printed")

    def named(self, node: Symbol | Cotangent) -> Printed:
        """An array, or the gradient at one, by its name."""
        if isinstance(node, Cotangent):
            return self._cotangent(node)
        glyph = self.glyphs.symbol(node.name)
        return self.name(glyph, barred=False, bold=not node.shape.is_scalar), level_of(glyph)

    def glyph(self, node: Symbol | Cotangent) -> tuple[Glyph, bool]:
        """The glyph of a name or of a gradient, and whether it has a bar."""
        if isinstance(node, Symbol):
            return self.glyphs.symbol(node.name), False
        own = self.glyphs.cotangent(node.of.name)
        return (own, False) if own else (self.glyphs.symbol(node.of.name), True)

    def has_glyph(self, node: Node) -> bool:
        """Whether a node is printed as a name, which takes the places of an entry and the sign of a transpose."""
        if isinstance(node, Cotangent):
            return node.output.is_scalar and self.glyphs.written_out(node.of.name) is None
        return isinstance(node, Symbol)

    def scalar_gradient(self, of: Printed, output: Printed, shape: Shape) -> Printed:
        """The gradient of a scalar: ∇_of output, or ∂output/∂of, transposed where the layout makes that a row.

        shape: of the variable, and so of the gradient.
        """
        text = output[0] if output[1] >= Level.SCRIPTED else self.brackets(output[0])
        if self.glyphs.notation.gradient is GradientSign.NABLA:
            return self.nabla(of[0], text), Level.PRODUCT
        by = of[0] if of[1] >= Level.SCRIPTED else self.brackets(of[0])
        fraction = self.derivative(text, by, simple=True)
        if self.layout.turns(SCALAR) and not shape.is_scalar:
            return self.brackets(fraction) + self.marks.transpose, Level.SCRIPTED
        return fraction, Level.ENTRYWISE  # pages in LaTeX write it in one line too: ∂E/∂z aᵀ would not be plain

    def transposed_gradient(self, node: Cotangent) -> Printed | None:
        """∂E/∂z, where the layout writes that for the transpose of a gradient; None where it has another sign."""
        output = self.glyphs.written_out(node.of.name) if node.output.is_scalar else None
        is_fraction = self.glyphs.notation.gradient is GradientSign.PARTIAL
        if output is None or not (is_fraction and self.layout.turns(SCALAR)) or node.shape.is_scalar:
            return None
        (of, level), (text, _) = self.leaf(node.of), self.leaf(output)
        by = of if level >= Level.SCRIPTED else self.brackets(of)
        return self.derivative(text, by, simple=True), Level.ENTRYWISE

    def in_brackets(self, layer: str) -> str:
        """A layer in the brackets that it stands in as a superscript."""
        return f"[{layer}]" if self.glyphs.notation.layer is LayerPlace.SQUARE else f"({layer})"

    def signed_sum(self, terms: list[tuple[bool, str]]) -> str:
        """Terms without their signs, put together with them."""
        pieces = []
        for place, (negative, text) in enumerate(terms):
            sign = self.marks.minus if negative else "+"
            pieces.append((self.marks.minus if negative else "") if place == 0 else f" {sign} ")
            pieces.append(text)
        return "".join(pieces)

    def length(self, length: Dimension) -> Printed:
        """The length of an axis, and how tightly its text holds together."""
        terms = []
        for names, count in length.terms:
            factors = [self.letter(glyph_of(name)) for name in names]
            number = [str(abs(count))] if abs(count) != 1 or not names else []
            terms.append((count < 0, self.marks.space.join(number + factors)))
        if len(terms) > 1:
            return self.signed_sum(terms), Level.SUM
        if not terms:
            return "0", Level.ATOM
        names, count = length.terms[0]
        if count == 1 and len(names) == 1:
            return terms[0][1], level_of(glyph_of(names[0]))
        return self.signed_sum(terms), Level.PRODUCT if names else Level.ATOM

    def dimension(self, length: Dimension) -> str:
        """The length of an axis."""
        return self.length(length)[0]

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
        if len(lengths) == 1:
            return self.dimension(lengths[0])
        sides = (self.length(length) for length in lengths)
        return self.marks.times.join(text if level > Level.SUM else self.brackets(text) for text, level in sides)

    def call(self, name: str, argument: str) -> str:
        """A function of ours of something printed."""
        return self.operator(name) + self.brackets(argument)

    def _cotangent(self, node: Cotangent) -> Printed:
        if self.has_glyph(node):
            glyph, barred = self.glyph(node)
            return self.name(glyph, barred=barred, bold=not node.shape.is_scalar), level_of(glyph)
        of = self.leaf(node.of)[0]
        if node.output.is_scalar and (output := self.glyphs.written_out(node.of.name)) is not None:
            return self.scalar_gradient(self.leaf(node.of), self.leaf(output), node.shape)
        if self.glyphs.is_taken(JACOBIAN):
            return self.call("jac", of), Level.ATOM
        return self.subscripted(self.name(Glyph(JACOBIAN), barred=False, bold=True), of), Level.SUBSCRIPTED

    def _constant(self, sign: str, shape: Shape) -> Printed:
        if shape.is_row:
            return sign + self.marks.transpose, Level.SCRIPTED
        if shape.is_matrix and sign == self.marks.ones:
            return f"{sign}{self.marks.space}{sign}{self.marks.transpose}", Level.PRODUCT
        return sign, Level.ATOM
