"""Mathematics set in runs of one kind of type, each at its place: what a drawing needs to know to print it itself.

Widths are those of Computer Modern; of another typeface they are near enough, since each run stands about its centre.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from matcalc.documents.page import Mathematics
from matcalc.forms.functions import Function
from matcalc.notation.glyphs import GREEK, Glyph
from matcalc.notation.settings import ArrayType
from matcalc.notation.unicode_text import UnicodePrinter

LOW, HIGH, BOLD, UPRIGHT, ACCENTED, END = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"
"""What opens a group of characters, and what closes it. No name has such characters in it."""

ACCENTS = {"bar": "b", "hat": "h", "tilde": "t", "dot": "d", "ddot": "e"}
"""The letter that says which accent is on the group that follows."""

SMALLER, RAISED, LOWERED = 0.7, 0.4, 0.2
"""A script against what it stands at: its size; how far it is moved, in the type of that."""

SPACE = 0.3

ALONE = "∘′"
"""Signs that are runs by themselves: one that text fonts lack, and one that keeps away from the letter before it."""

BEFORE_A_PRIME = 0.12


class Face(Enum):
    """A kind of type."""

    UPRIGHT = "upright"
    ITALIC = "italic"
    BOLD = "bold"
    BOLD_ITALIC = "bold italic"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one type. x: of its centre; rise: of its baseline; scale: of its type; all against a label's.

    accents: the letters of those on it, the highest first.
    """

    text: str
    face: Face
    x: float
    width: float
    rise: float
    scale: float
    accents: str = ""


@dataclass(frozen=True, slots=True)
class Typeset:
    """Runs from x = 0 to `width`, in units of the size of the type."""

    runs: tuple[Run, ...]
    width: float


class RunPrinter(UnicodePrinter):
    """Unicode text with marks for what is a script, bold or accented. Only `typeset` reads them."""

    marks = replace(UnicodePrinter.marks, ones=f"{BOLD}1{END}")

    def name(self, glyph: Glyph, *, barred: bool, bold: bool, places: str = "", transposed: bool = False) -> str:
        base = self.text(glyph.base)
        text = f"{BOLD}{base}{END}" if bold and self.glyphs.notation.arrays is ArrayType.BOLD else base
        for accent in (glyph.accent, "bar" if barred else ""):
            if accent:
                text = f"{ACCENTED}{ACCENTS[accent]}{text}{END}"
        low = ",".join(_word(self.text(piece)) for piece in glyph.subscript.split(",")) if glyph.subscript else places
        low = low.replace("-", self.marks.minus)
        if glyph.of is not None:
            low = self.name(glyph.of, barred=False, bold=bold)
        high = self.in_brackets(self.text(glyph.layer).strip()) if glyph.layer else ""
        high = high.replace("-", self.marks.minus)
        text += (f"{LOW}{low}{END}" if low else "") + (f"{HIGH}{high}{END}" if high else "")
        text += self.marks.transpose if transposed else ""
        return self.subscripted(text, places) if places and glyph.subscript else text

    def function(self, function: Function) -> str:
        name = self.text(GREEK.get(function.name, function.name))
        return name + "′" * function.order

    def operator(self, name: str) -> str:
        return _word(name)

    def plain(self, word: str) -> str:
        return _word(self.text(word))

    def word(self, word: str) -> str:
        return _word(self.text(word))

    def norm(self, text: str, low: str, exponent: Fraction) -> str:
        base = f"‖{text}‖" + (f"{LOW}{low}{END}" if low else "")
        return base if exponent == 1 else self.raised(base, exponent)

    def raised(self, base: str, exponent: Fraction, *, entrywise: bool = False) -> str:
        return f"{base}{HIGH}{'∘' if entrywise else ''}{self.number(exponent)}{END}"

    def subscripted(self, base: str, subscript: str) -> str:
        return f"{base}{LOW}{subscript}{END}"


def typeset(of: Mathematics | str, printer: RunPrinter) -> Typeset:
    """Mathematics, or words, in runs."""
    if isinstance(of, str):
        words = " ".join(printer.text(of).split())
        width = _width(words)
        return Typeset((Run(words, Face.UPRIGHT, width / 2, width, 0.0, 1.0),), width)
    text = printer.part(of).replace("ᵀ", f"{HIGH}{UPRIGHT}T{END}{END}").replace("⁻", f"{HIGH}−{END}")
    reader = _Reader(text)
    reader.read()
    return Typeset(tuple(reader.runs), reader.x)


class _Reader:
    """Goes through marked text and sets it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.x = 0.0
        self.runs: list[Run] = []

    def read(self, rise: float = 0.0, scale: float = 1.0, accents: str = "", *, is_bold: bool = False) -> None:
        """Everything up to the end of the group that is open. A superscript stands above a subscript before it."""
        low_from: float | None = None
        while self.at < len(self.text):
            mark, start = self.text[self.at], self.x
            self.at += 1
            match mark:
                case "\x01":
                    self.read(rise - LOWERED * scale, scale * SMALLER)
                case "\x02":
                    self.x = start if low_from is None else low_from
                    self.read(rise + RAISED * scale, scale * SMALLER)
                    self.x = max(self.x, start)
                case "\x03":
                    self.read(rise, scale, accents, is_bold=True)
                case "\x04":
                    self._set(self._up_to(END), rise, scale, accents, Face.UPRIGHT)
                    self.at += 1
                case "\x05":
                    self.at += 1
                    self.read(rise, scale, accents + self.text[self.at - 1], is_bold=is_bold)
                case "\x06":
                    return
                case " ":
                    self.x += SPACE * scale
                case "′":
                    self.x += BEFORE_A_PRIME * scale
                    self._set(mark, rise, scale, accents, Face.UPRIGHT)
                case "∘":
                    self._set(mark, rise, scale, accents, Face.SIGN)
                case _:
                    self.at -= 1
                    self._letters(rise, scale, accents, is_bold=is_bold)
            low_from = start if mark == LOW else None

    def _letters(self, rise: float, scale: float, accents: str, *, is_bold: bool) -> None:
        """Letters, or other signs, in a row. A letter by itself is in italics, and so are two in a script: A_ij."""
        start, is_word = self.at, self.text[self.at].isalpha()
        while self.at < len(self.text) and self.text[self.at].isalpha() == is_word:
            if self.text[self.at] <= " " or self.text[self.at] in ALONE:
                break
            self.at += 1
        text = self.text[start : self.at]
        is_italic = is_word and len(text) <= (1 if scale == 1 else 2)
        upright, italic = (Face.BOLD, Face.BOLD_ITALIC) if is_bold else (Face.UPRIGHT, Face.ITALIC)
        self._set(text, rise, scale, accents, italic if is_italic else upright)

    def _up_to(self, end: str) -> str:
        start, self.at = self.at, self.text.index(end, self.at)
        return self.text[start : self.at]

    def _set(self, text: str, rise: float, scale: float, accents: str, face: Face) -> None:
        width = scale * _width(text) * (1.14 if face in (Face.BOLD, Face.BOLD_ITALIC) else 1.0)
        self.runs.append(Run(text, face, self.x + width / 2, width, rise, scale, accents))
        self.x += width


WIDTHS = {
    0.29: "il,.:;'|[]!′",
    0.33: "jfI(){}- ",
    0.4: "tr",
    0.44: "sczekg",
    0.52: "aopqvxyJ0123456789/δγβεζηθκλνρστυχι∂",
    0.57: "bdhnuSμξπφψ",
    0.66: "PLTFEVZΓωα",
    0.73: "wBCRYΔΛΠ",
    0.77: "ADGHKNOQUXΘΞΣΥΦΨΩ+=−×⊙⊗⊘≤∇√‖⟨⟩",
    0.86: "mM",
    1.02: "W",
}
"""How wide letters are, in units of the size of the type."""

WIDTH = {letter: width for width, letters in WIDTHS.items() for letter in letters}


def _width(text: str) -> float:
    return sum(WIDTH.get(letter, _width_of_other(letter)) for letter in text)


def _width_of_other(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6


def _word(text: str) -> str:
    """A word is upright, also where it is short; a letter, a number or a formula is as it would be anywhere."""
    return f"{UPRIGHT}{text}{END}" if text.isalpha() and len(text) > 1 else text
