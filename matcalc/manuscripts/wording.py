"""Reasons as LaTeX: beside a row, in several lines where one is too wide, or in a list below the formula."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from matcalc.documents.lists import letter
from matcalc.documents.markdown import escaped
from matcalc.documents.page import Code, Equation, Part, Sentence, with_equations
from matcalc.documents.steps_alone import text_in_formula, unbroken
from matcalc.errors import printable
from matcalc.manuscripts.widths import CHARACTER, width_of
from matcalc.notation.latex_words import latex_words
from matcalc.notation.printer import Printer


class ReasonPlace(Enum):
    """Where the reasons of filled-in steps stand."""

    INLINE = "inline"
    FOOTNOTE = "footnote"
    NONE = "none"


def beside(sentence: Sentence, printer: Printer, room: float) -> str:
    """A reason in a cell of an aligned formula, at most `room` em wide, if each of its formulas is. Its lines are about
    as long as each other.
    """
    broken = _broken(sentence, printer, room)
    narrower = broken
    while len(narrower) == len(broken) and room > 1:
        broken, room = narrower, 0.95 * room
        narrower = _broken(sentence, printer, room)
    lines = [_line(line, printer) for line in broken]
    if len(lines) < 2:
        return "".join(lines)
    return r"\begin{aligned} " + r" \\ ".join(f"&{line}" for line in lines) + r" \end{aligned}"


def widest(sentence: Sentence, printer: Printer) -> float:
    """The width of what a reason can not be broken in."""
    return max((_width(unit, printer) for unit in unbroken(sentence)), default=0.0)


def mark(number: int, series: int = 0) -> str:
    """What stands at a row and in the list below: a letter, as equations and footnotes have numbers. With one for the
    series, where a formula has several.
    """
    before = number // 26
    return (letter(before - 1) if before else "") + letter(number % 26) + (str(series + 1) if series else "")


def listed_below(
    reasons: Sequence[Sentence], printer: Printer, *, is_tex: bool, opening: str, series: int = 0
) -> list[str]:
    """The lines of a list of reasons. opening: of the formulas of the document. series: as that of the marks."""
    brackets = (r"\(", r"\)") if opening in (r"\(", r"\[") else ("$", "$")
    said = ["".join(_in_prose(part, printer, is_tex, brackets) for part in with_equations(one)) for one in reasons]
    if is_tex:
        items = [rf"\item[({mark(number, series)})] {words}." for number, words in enumerate(said)]
        return [r"\begin{itemize}", *items, r"\end{itemize}"]
    return [f"({mark(number, series)}) {words}.  " for number, words in enumerate(said)]


def _broken(sentence: Sentence, printer: Printer, room: float) -> list[list[Part]]:
    lines: list[list[Part]] = [[]]
    taken = 0.0
    for unit in unbroken(sentence):
        wide = _width(unit, printer)
        if lines[-1] and taken + wide > room:
            lines.append([])
            taken = 0.0
        lines[-1] += unit
        taken += wide
    return [line for line in lines if line]


def _line(parts: Sequence[Part], printer: Printer) -> str:
    """Words that stand next to each other are one text."""
    made, words = "", ""
    for part in parts:
        if isinstance(part, str):
            words += part
        else:
            made += (text_in_formula(words) if words else "") + _formula(part, printer)
            words = ""
    return made + (text_in_formula(words.rstrip()) if words.strip() else "")


def _width(parts: Sequence[Part], printer: Printer) -> float:
    texts = sum(CHARACTER * len(part) for part in parts if isinstance(part, str))
    # fractions are small there
    formulas = (_plain(part, printer).replace(r"\frac", r"\tfrac") for part in parts if not isinstance(part, str))
    return texts + sum(map(width_of, formulas))


def _formula(part: Part, printer: Printer) -> str:
    plain = _plain(part, printer)
    is_tall = r"\frac" in plain or r"\sum" in plain
    return rf"{{\textstyle {plain}}}" if is_tall else plain


def _plain(part: Part, printer: Printer) -> str:
    match part:
        case str():
            return text_in_formula(part)
        case Code():
            return text_in_formula(printable(part.text))
        case Equation():
            return f"{printer.part(part.left)} = {printer.part(part.right)}"
        case _:
            return printer.part(part)


def _in_prose(part: Part, printer: Printer, is_tex: bool, brackets: tuple[str, str]) -> str:
    if isinstance(part, str):
        return latex_words(printable(part)) if is_tex else escaped(part)
    opening, closing = brackets
    return f"{opening}{_plain(part, printer)}{closing}"
