"""The printer for LaTeX (pdflatex with amsmath and mathtools) and KaTeX. Vectors and matrices bold, entries not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.chain import Blank
from matcalc.errors import printable
from matcalc.notation.glyphs import Glyph
from matcalc.notation.latex_words import LETTERS, latex_words
from matcalc.notation.levels import Level, Printed
from matcalc.notation.settings import ArrayType
from matcalc.notation.target import Marks
from matcalc.notation.typeset_printer import TypesetPrinter

NAMED_FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")
"""Functions with a command of their own."""

WRITTEN = 0.8
"""The width of a character that is written by hand, in em."""
LINE = 1.6
"""The height of a line that is written by hand, in em."""
WIDEST_BLANK = 40
"""How many characters stand in a line of a blank; one for more has more lines."""

TALL = (r"\frac", r"\sum", r"\begin", r"\left")


class LatexPrinter(TypesetPrinter):
    """Mathematics without delimiters; ASCII only."""

    marks = Marks(
        minus="-",
        space=r"\, ",
        dot=r" \cdot ",
        derivative_space=r" \cdot ",
        entrywise=r" \odot ",
        entrywise_over=r" \oslash ",
        transpose=r"^{\top}",
        inverse_transpose=r"^{-\top}",
        times=r" \times ",
        kron=r" \otimes ",
        ones=r"\boldsymbol{1}",
        zeros=r"\boldsymbol{0}",
        delta=r"\delta",
    )
    differential = r"\mathrm{d}"
    opening, closing = "(", ")"
    fraction_level = Level.SCRIPTED

    def text(self, words: str) -> str:
        return latex_words(words)

    def inline(self, mathematics: str) -> str:
        return f"${mathematics}$"

    def plain(self, word: str) -> str:
        return rf"\text{{{latex_words(word)}}}"

    def word(self, word: str) -> str:
        return rf"\mathrm{{{latex_words(word)}}}"

    def blank(self, blank: Blank) -> str:
        label = rf"{{}}^{{\text{{{latex_words(printable(blank.label))}}}}}"
        if blank.marks:
            return rf"\text{{???}}{label}"
        columns, lines = blank.columns, blank.lines
        if columns > WIDEST_BLANK:
            columns, lines = WIDEST_BLANK, -(-columns * lines // WIDEST_BLANK)
        height = LINE * lines
        strut = rf"\rule[{0.4 - height / 2:.1f}em]{{0em}}{{{height:.1f}em}}"
        return rf"\boxed{{{strut}{label}\hspace{{{WRITTEN * columns:.1f}em}}}}"

    def matrix(self, rows: list[list[str]]) -> str:
        return r"{\begin{bmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{bmatrix}}"

    def hole(self, *, raised: bool) -> str:
        if raised:
            return r"{}^{\boxed{\rule{0em}{0.6em}\hspace{0.6em}}}"
        return r"\;\boxed{\rule{0em}{0.9em}\hspace{0.9em}}\;"

    def labelled(self, mathematics: str, label: str) -> str:
        return rf"{mathematics}\quad{{}}^{{\text{{{latex_words(label)}}}}}"

    def name(self, glyph: Glyph, *, barred: bool, bold: bool, places: str = "", transposed: bool = False) -> str:
        text = _word(glyph.base)
        if bold and self.glyphs.notation.arrays is ArrayType.BOLD:
            text = self.in_bold(text)
        wide = glyph.is_word
        if glyph.accent:
            text = rf"\{'wide' if wide else ''}{glyph.accent}{{{text}}}"
        if barred:
            text = rf"\{'overline' if wide else 'bar'}{{{text}}}"
        low = ",".join(_subscript(piece) for piece in glyph.subscript.split(",")) if glyph.subscript else places
        if glyph.of is not None:
            low = self.name(glyph.of, barred=False, bold=bold)
        high = (self.in_brackets(_layer(glyph.layer)) if glyph.layer else "") + (r"\top" if transposed else "")
        return text + (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")

    def in_bold(self, text: str) -> str:
        """A letter or a word of a vector or a matrix."""
        return rf"\boldsymbol{{{text}}}"

    def root(self, argument: str) -> str:
        return rf"\sqrt{{{argument}}}"

    def small_fraction(self, above: int, below: str) -> str:
        return rf"\tfrac{{{above}}}{{{below}}}"

    def known_function(self, name: str) -> str:
        return rf"\{name}" if name in NAMED_FUNCTIONS else super().known_function(name)

    def operator(self, name: str) -> str:
        return rf"\operatorname{{{latex_words(name)}}}"

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)" if any(mark in text for mark in TALL) else f"({text})"

    def norm(self, text: str, low: str, exponent: Fraction) -> str:
        bars = rf"\left\lVert {text} \right\rVert" + (
            f"_{{{_word(low) if low.isdigit() else self.word(low)}}}" if low else ""
        )
        return bars if exponent == 1 else self.raised(bars, exponent)

    def absolute(self, text: str) -> str:
        return rf"\left\lvert {text} \right\rvert"

    def inner(self, left: str, right: str) -> str:
        return rf"\left\langle {left},\, {right} \right\rangle"

    def blocks(self, parts: list[Printed], *, beside: bool) -> str:
        body = (" & " if beside else r" \\ ").join(text for text, _ in parts)
        return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"

    def over(self, above: Printed, below: Printed) -> Printed:
        return rf"\frac{{{above[0]}}}{{{below[0]}}}", Level.SCRIPTED

    def raised(self, base: str, exponent: Fraction, *, entrywise: bool = False) -> str:
        circle = r"\circ " if entrywise else ""
        return f"{base}^{{{circle}{exponent}}}"

    def subscripted(self, base: str, subscript: str) -> str:
        return f"{base}_{{{subscript}}}"

    def condition(self, left: str, right: str) -> str:
        return rf"\lbrack {left}={right}\rbrack"

    def between(self, low: str, middle: str, high: str) -> str:
        return rf"{low} \le {middle} \le {high}"

    def truth(self, condition: str) -> str:
        return rf"\lbrack {condition}\rbrack"

    def where(self, text: str, conditions: Sequence[str]) -> str:
        return rf"{text} \quad \text{{where }} " + r",\ ".join(conditions)

    def summation(self, index: str) -> str:
        return rf"\sum_{{{index}}}"

    def nabla(self, of: str, output: str) -> str:
        low = of.replace(r"\begin{bmatrix}", r"[\begin{smallmatrix}").replace(r"\end{bmatrix}", r"\end{smallmatrix}]")
        return rf"\nabla_{{{low}}} {output}"

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        if simple:
            return rf"\frac{{\partial {of}}}{{\partial {by}}}"
        return rf"\frac{{\partial}}{{\partial {by}}}\left({of}\right)"


def _word(text: str) -> str:
    """A letter in italics, a Greek letter as its command, a word upright; numbers as they are."""
    if text in LETTERS:
        return LETTERS[text]
    if text.isascii() and (len(text) == 1 or text.isdigit()):
        return latex_words(text)
    letters = [f"{{{LETTERS[letter]}}}" if letter in LETTERS else latex_words(letter) for letter in text]
    return rf"\mathrm{{{''.join(letters)}}}"


def _subscript(text: str) -> str:
    """A letter, a word or a number; a layer that has signs, as mathematics."""
    return _word(text) if text.isalnum() else _layer(text)


def _layer(text: str) -> str:
    """A layer as mathematics where it is letters, digits and signs; other characters as words."""
    return "".join(_layer_piece(character) for character in text.strip())


def _layer_piece(character: str) -> str:
    if character in LETTERS:
        return f"{{{LETTERS[character]}}}"
    if character.isascii() and (character.isalnum() or character in "+-=*/(),. "):
        return character
    return "-" if character == "−" else rf"\text{{{latex_words(character)}}}"
