"""The printer for Typst 0.15, with the look of the one for LaTeX: vectors and matrices bold, entries not.

A letter is written with a backslash, which makes it a letter whatever stands next to it: in Typst `ij` is the name of a
variable. So are signs that would mean something: `\\(` is a bracket that neither grows nor groups, `\\,` a comma that
separates no arguments. What has no backslash is a number, a sign that means itself, or one of our own names below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from matcalc.chain import Blank
from matcalc.notation.glyphs import Glyph
from matcalc.notation.levels import Level, Printed
from matcalc.notation.settings import ArrayType
from matcalc.notation.target import Marks
from matcalc.notation.typeset_printer import TypesetPrinter
from matcalc.notation.typst_words import typst_string, typst_words

ACCENTS = {"hat": "hat", "tilde": "tilde", "dot": "dot", "ddot": "dot.double"}

OWN_WIDTH = "size: #0%"
"""Of an accent: as wide as the accent is, not as what it stands on."""

WRITTEN = 2.4
"""The width of a character that is written by hand, in mm."""
LINE = 8.0
"""The height of a line that is written by hand, in mm."""
ROOM_OF_LABEL = 2.0
"""What a label takes of a blank, in mm."""

TALL = re.compile(r"(?<!inline\()frac\(|∑|mat\(|lr\(")

ROW, ABOVE_AND_BELOW, AXIS = 1.05, 0.5, 0.25
"""In em: the height of a row of a matrix, the room around the whole, and how high its middle is above the line."""


class TypstPrinter(TypesetPrinter):
    """Mathematics without delimiters."""

    widest_blank = 110.0
    """In mm; a wider one has more lines."""

    marks = Marks(
        minus="−",
        space=" thin ",
        dot=" dot.op ",
        derivative_space=" dot.op ",
        entrywise=" ⊙ ",
        entrywise_over=" ⊘ ",
        transpose="^(⊤)",
        inverse_transpose="^(−⊤)",
        times=" × ",
        kron=" ⊗ ",
        ones="bold(1)",
        zeros="bold(0)",
        delta=r"\δ",
        comma=r"\, ",
    )
    differential = r"upright(\d)"
    opening, closing = r"\(", r"\)"
    fraction_level = Level.SCRIPTED

    def text(self, words: str) -> str:
        return typst_words(words)

    def inline(self, mathematics: str) -> str:
        return f"${mathematics}$"

    def plain(self, word: str) -> str:
        return typst_string(word)

    def word(self, word: str) -> str:
        return typst_string(word)

    def is_letter(self, text: str) -> bool:
        return len(text) == 2 and text[0] == "\\" and text[1].isalpha()

    def blank(self, blank: Blank) -> str:
        if blank.marks:
            return f"{typst_string('???')}^({typst_string(blank.label)})"
        width = WRITTEN * blank.columns + ROOM_OF_LABEL
        lines = blank.lines
        if width > self.widest_blank:
            lines = ceil(WRITTEN * blank.columns * lines / self.widest_blank)
        height = LINE * lines
        label = f"place(top + left, text(size: 0.7em, {typst_string(blank.label)}))"
        return (
            f"#box(width: {min(width, self.widest_blank):.1f}mm, height: {height:.1f}mm, "
            f"baseline: {height / 2 - 1:.1f}mm, stroke: 0.5pt, inset: 1.5pt, {label});"
        )

    def matrix(self, rows: list[list[str]]) -> str:
        height = ROW * len(rows) + ABOVE_AND_BELOW
        strut = f"#box(height: {height:.2f}em, baseline: {height / 2 - AXIS:.2f}em);"
        return f'{strut}mat(delim: "[", {"; ".join(", ".join(row) for row in rows)})'

    def hole(self, *, raised: bool) -> str:
        if raised:
            return " #h(0.1em); #box(width: 0.6em, height: 0.6em, baseline: -0.5em, stroke: 0.5pt); "
        return " #h(0.5em); #box(width: 1em, height: 1em, baseline: 0.2em, stroke: 0.5pt); #h(0.5em); "

    def labelled(self, mathematics: str, label: str) -> str:
        return f"{mathematics} quad #text(size: 0.7em, {typst_string(label)});"

    def name(self, glyph: Glyph, *, barred: bool, bold: bool, places: str = "", transposed: bool = False) -> str:
        text = _word(glyph.base)
        if bold and self.glyphs.notation.arrays is ArrayType.BOLD:
            text = f"bold({text})"
        if glyph.accent:
            text = f"{ACCENTS[glyph.accent]}({text})" if glyph.is_word else _accented(ACCENTS[glyph.accent], text)
        if barred:
            text = f"overline({text})" if glyph.is_word else _accented("macron", text)
        low = r"\,".join(_subscript(piece) for piece in glyph.subscript.split(",")) if glyph.subscript else places
        if glyph.of is not None:
            low = self.name(glyph.of, barred=False, bold=bold)
        high = (_layer(self.in_brackets(glyph.layer.strip())) if glyph.layer else "") + ("⊤" if transposed else "")
        return text + (f"_({_small(low)})" if low else "") + (f"^({high})" if high else "")

    def root(self, argument: str) -> str:
        return f"sqrt({argument})"

    def small_fraction(self, above: int, below: str) -> str:
        return f"inline(frac({above}, {below}))"

    def operator(self, name: str) -> str:
        return f"op({typst_string(name)})"

    def brackets(self, text: str) -> str:
        whole = rf"\({text}\)"
        return f"lr({whole})" if TALL.search(text) else whole

    def norm(self, text: str, low: str, exponent: Fraction) -> str:
        bars = f"lr(‖ {text} ‖)" + (f"_({_word(low) if low.isdigit() else self.word(low)})" if low else "")
        return bars if exponent == 1 else self.raised(bars, exponent)

    def absolute(self, text: str) -> str:
        return f"lr(| {text} |)"

    def inner(self, left: str, right: str) -> str:
        return f"lr(⟨ {left}{self.marks.comma}{right} ⟩)"

    def blocks(self, parts: list[Printed], *, beside: bool) -> str:
        body = (", " if beside else "; ").join(f"inline({text})" for text, _ in parts)
        return f'mat(delim: "[", {body})'

    def over(self, above: Printed, below: Printed) -> Printed:
        return f"frac({above[0]}, {below[0]})", Level.SCRIPTED

    def raised(self, base: str, exponent: Fraction, *, entrywise: bool = False) -> str:
        circle = "∘" if entrywise else ""
        number = str(exponent).replace("-", "−").replace("/", r"\/")
        return f"{base}^({circle}{number})"

    def subscripted(self, base: str, subscript: str) -> str:
        return f"{base}_({_small(subscript)})"

    def condition(self, left: str, right: str) -> str:
        return rf"\[{left} = {right}\]"

    def between(self, low: str, middle: str, high: str) -> str:
        return f"{low} ≤ {middle} ≤ {high}"

    def truth(self, condition: str) -> str:
        return rf"\[{condition}\]"

    def where(self, text: str, conditions: Sequence[str]) -> str:
        return f'{text} quad "where "{self.marks.comma.join(conditions)}'

    def summation(self, index: str) -> str:
        return f"∑_({index})"

    def nabla(self, of: str, output: str) -> str:
        return f"∇_({_small(of)}) {output}"

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        if simple:
            return f"frac(∂ {of}, ∂ {by})"
        return rf"frac(∂, ∂ {by}) lr(\({of}\))"


class TypstProsePrinter(TypstPrinter):
    """Mathematics in the middle of words: ∂E/∂z stands in one line, and a blank fits into a column of reasons."""

    widest_blank = 58.0

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        return rf"∂ {of}\/∂ {by}" if simple else rf"∂\/∂ {by} lr(\({of}\))"


class TypstCellPrinter(TypstProsePrinter):
    """A formula that is alone in its cell: its fractions are as large as on a line of their own."""

    def over(self, above: Printed, below: Printed) -> Printed:
        fraction, level = super().over(above, below)
        return f"display({fraction})", level


def _word(text: str) -> str:
    """A letter in italics, a word upright; numbers as they are."""
    if _is_letter(text):
        return f"\\{text}"
    return text if text.isascii() and text.isdigit() else typst_string(text)


def _is_letter(text: str) -> bool:
    """Whether it is one letter, of which there is a glyph."""
    return len(text) == 1 and text.isalpha() and typst_words(text) == text


def _accented(accent: str, text: str) -> str:
    return f"{accent}({OWN_WIDTH}, {text})"


def _subscript(text: str) -> str:
    """A letter, a word or a number; a layer that has signs, as mathematics."""
    return _word(text) if text.isalnum() else _layer(text)


def _layer(text: str) -> str:
    """A layer as mathematics where it is letters, digits and signs; other characters as words."""
    return "".join(_layer_piece(character) for character in text.strip())


def _layer_piece(character: str) -> str:
    if character.isascii() and (character.isdigit() or character in "+= "):
        return character
    if character in "-−":
        return "−"
    if _is_letter(character) or character in "*/(),.[]":
        return f"\\{character}"
    return typst_string(character)


def _small(text: str) -> str:
    """Blocks in a subscript, as small as that."""
    return text.replace("inline(", "script(")
