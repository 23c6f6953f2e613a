"""What the printers for typesetting systems have in common: names of functions, numbers and fractions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction

from matcalc.forms.functions import KNOWN, Function
from matcalc.notation.glyphs import Glyph, dotted, glyph_of
from matcalc.notation.printer import Printer
from matcalc.notation.settings import DerivativeMark


class TypesetPrinter(Printer):
    """Prints for a system that sets roots and fractions; how they are written is left to each."""

    opening: str
    closing: str
    """Brackets that keep their size."""

    @abstractmethod
    def root(self, argument: str) -> str:
        """The square root of what it stands over."""

    @abstractmethod
    def small_fraction(self, above: int, below: str) -> str:
        """A fraction in front of something."""

    def known_function(self, name: str) -> str:
        """The name of a function that everybody knows."""
        return self.operator(name)

    def letter(self, glyph: Glyph) -> str:
        return self.name(glyph, barred=False, bold=False)

    def function(self, function: Function) -> str:
        if function.name in KNOWN:
            name = self.known_function(function.name)
        elif self.glyphs.notation.derivative is DerivativeMark.DOT and (glyph := dotted(function)) is not None:
            return self.letter(glyph)
        else:
            name = self.letter(glyph_of(function.name))
        return name + "'" * function.order

    def applied(self, function: Function, argument: str, *, is_scalar: bool) -> str:
        if function == Function("sqrt"):
            return self.root(argument)
        return super().applied(function, argument, is_scalar=is_scalar)

    def number(self, value: Fraction, below: Sequence[str] = ()) -> str:
        sign = self.marks.minus if value < 0 else ""
        return sign + self.coefficient(abs(value), below)

    def coefficient(self, value: Fraction, below: Sequence[str] = ()) -> str:
        factors = [str(value.denominator)] * (value.denominator != 1) + list(below)
        if not factors:
            return str(value)
        product = self.marks.space.join(factors)
        if len(factors) == 1 and product.startswith(self.opening) and product.endswith(self.closing):
            # the bar of the fraction holds a sum together
            product = product.removeprefix(self.opening).removesuffix(self.closing)
        return self.small_fraction(value.numerator, product)
