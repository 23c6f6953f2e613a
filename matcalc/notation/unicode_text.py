"""The printer for terminals and plain text: z⁽ᵏ⁺¹⁾ = W⁽ᵏ⁾ a⁽ᵏ⁾ + b⁽ᵏ⁾."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.chain import Blank
from matcalc.errors import printable
from matcalc.forms.functions import Function
from matcalc.notation.glyphs import GREEK, SUM, Glyph, dotted
from matcalc.notation.levels import Level, Printed
from matcalc.notation.printer import Printer
from matcalc.notation.settings import DerivativeMark
from matcalc.notation.target import Marks

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("0123456789+-−aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))

FRACTIONS = {(1, 2): "½", (1, 3): "⅓", (2, 3): "⅔", (1, 4): "¼", (3, 4): "¾"}

PRIMES = {2: "″", 3: "‴"}

COMBINING = {"hat": "\u0302", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
N_ARY_SUM = "∑"
"""The sign of a sum where an array is printed as the letter."""

MACRON = "\u0304"
OVERLINE = "\u0305"


class UnicodePrinter(Printer):
    """Unicode text, one line an expression; control characters in words become spaces."""

    marks = Marks(
        minus="−",
        space=" ",
        dot=" · ",
        derivative_space=" · ",
        entrywise=" ⊙ ",
        entrywise_over=" ⊘ ",
        transpose="ᵀ",
        inverse_transpose="⁻ᵀ",
        times=" × ",
        kron=" ⊗ ",
        ones="1",
        zeros="0",
        delta="δ",
    )
    differential = "d"
    fraction_level = Level.ENTRYWISE

    def text(self, words: str) -> str:
        return "".join(letter if letter.isprintable() else " " for letter in words)

    def inline(self, mathematics: str) -> str:
        return mathematics

    def plain(self, word: str) -> str:
        return word

    def word(self, word: str) -> str:
        return word

    def blank(self, blank: Blank) -> str:
        if not blank.label:
            return "_" * blank.columns
        if blank.marks:
            return f"??? [{blank.label}]"
        return f"[{printable(blank.label)}: {'_' * blank.columns}]"

    def matrix(self, rows: list[list[str]]) -> str:
        return f"[{'; '.join(' '.join(row) for row in rows)}]"

    def hole(self, *, raised: bool) -> str:
        return "^[_]" if raised else " [_] "

    def labelled(self, mathematics: str, label: str) -> str:
        return f"{mathematics}   [{label}]"

    def name(self, glyph: Glyph, *, barred: bool, bold: bool, places: str = "", transposed: bool = False) -> str:
        text = glyph.base
        if glyph.accent:
            text = text[:1] + COMBINING[glyph.accent] + text[1:]
        if barred:
            text = text + MACRON if len(glyph.base) == 1 else "".join(letter + OVERLINE for letter in text)
        text += self._low(glyph.subscript)
        if glyph.of is not None:
            text = self.subscripted(text, self.name(glyph.of, barred=False, bold=bold))
        if glyph.layer:
            text += _high(self.in_brackets(glyph.layer.strip().replace(" ", "")))
        if transposed:
            text += self.marks.transpose
        return self.subscripted(text, places) if places else text

    def letter(self, glyph: Glyph) -> str:
        return self.name(glyph, barred=False, bold=False)

    def function(self, function: Function) -> str:
        if self.glyphs.notation.derivative is DerivativeMark.DOT and (glyph := dotted(function)) is not None:
            return self.letter(glyph)
        return GREEK.get(function.name, function.name) + PRIMES.get(function.order, "′" * function.order)

    def applied(self, function: Function, argument: str, *, is_scalar: bool) -> str:
        if function == Function("sqrt"):
            return "√" + (argument if argument.isalnum() else self.brackets(argument))
        return super().applied(function, argument, is_scalar=is_scalar)

    def operator(self, name: str) -> str:
        return name

    def brackets(self, text: str) -> str:
        return f"({text})"

    def norm(self, text: str, low: str, exponent: Fraction) -> str:
        base = f"‖{text}‖" + (self._low(low) if low in SUBSCRIPTS else "")
        whole = base if exponent == 1 else self.raised(base, exponent)
        return whole + ("" if low in SUBSCRIPTS else self._low(low))

    def absolute(self, text: str) -> str:
        return f"abs({text})" if "|" in text else f"|{text}|"

    def inner(self, left: str, right: str) -> str:
        return f"⟨{left}, {right}⟩"

    def blocks(self, parts: list[Printed], *, beside: bool) -> str:
        if not beside:
            return f"[{'; '.join(text for text, _ in parts)}]"
        whole = [text if level >= Level.SCRIPTED else self.brackets(text) for text, level in parts]
        return f"[{' '.join(whole)}]"

    def number(self, value: Fraction, below: Sequence[str] = ()) -> str:
        if not below:
            return str(value).replace("-", "−")
        factors = [str(value.denominator)] * (value.denominator != 1) + list(below)
        product = " ".join(factors)
        is_one = len(factors) == 1 and (" " not in product or (product[0] == "(" and product[-1] == ")"))
        return f"{self.number(Fraction(value.numerator))}/{product if is_one else self.brackets(product)}"

    def coefficient(self, value: Fraction, below: Sequence[str] = ()) -> str:
        if below:
            return f"({self.number(value, below)})"
        if value.denominator == 1:
            return str(value)
        return FRACTIONS.get((value.numerator, value.denominator), f"({value})")

    def over(self, above: Printed, below: Printed) -> Printed:
        (first, loose), (second, tight) = above, below
        whole = first if loose >= Level.ENTRYWISE else self.brackets(first)
        return f"{whole} / {second if tight >= Level.SCRIPTED else self.brackets(second)}", Level.ENTRYWISE

    def raised(self, base: str, exponent: Fraction, *, entrywise: bool = False) -> str:
        whole = exponent.denominator == 1
        if entrywise:
            return f"{base}^∘{self.number(exponent) if whole else f'({self.number(exponent)})'}"
        return base + (_high(str(exponent)) if whole else f"^({self.number(exponent)})")

    def subscripted(self, base: str, subscript: str) -> str:
        return f"{base}_{subscript}" if "," not in subscript and _is_simple(subscript) else f"{base}_{{{subscript}}}"

    def condition(self, left: str, right: str) -> str:
        return f"[{left}={right}]"

    def between(self, low: str, middle: str, high: str) -> str:
        return f"{low} ≤ {middle} ≤ {high}"

    def truth(self, condition: str) -> str:
        return f"[{condition}]"

    def where(self, text: str, conditions: Sequence[str]) -> str:
        return f"{text}   where {', '.join(conditions)}"

    def summation(self, index: str) -> str:
        return self.subscripted(N_ARY_SUM if self.glyphs.is_taken(SUM) else SUM, index)

    def nabla(self, of: str, output: str) -> str:
        return f"{self.subscripted('∇', of)} {output}"

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        return f"∂{of}/∂{by}" if simple else f"∂({of})/∂{by}"

    def _low(self, subscript: str) -> str:
        if all(letter in SUBSCRIPTS for letter in subscript):
            return "".join(SUBSCRIPTS[letter] for letter in subscript)
        return f"_{subscript}" if subscript.isalnum() else f"_{{{subscript}}}"


def _high(text: str) -> str:
    if all(letter in SUPERSCRIPTS for letter in text):
        return "".join(SUPERSCRIPTS[letter] for letter in text)
    return f"^{text}"


def _is_simple(subscript: str) -> bool:
    """Letters in a row, so that it is plain where the subscript ends."""
    return (subscript.isalpha() and subscript.isascii()) or len(subscript) == 1
