"""What is open at a place, and what is said where it is closed by something else or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcalc.notation.latex_in.failures import LatexError, shortened
from matcalc.notation.latex_in.formula import Face, Span
from matcalc.notation.latex_in.lexemes import Lexeme


@dataclass(slots=True)
class Level:
    """What is open. how: top, brace, bracket, left (of \\left), table or aligned. face: that of the letters in it.

    bars: the places among the lexemes made of bars that have not closed. depth: how deep the tree is there.
    """

    how: str
    opened: Lexeme
    face: Face = Face.PLAIN
    bars: list[int] = field(default_factory=list)
    depth: int = 0


def typed(text: str, lexeme: Lexeme) -> str:
    """A lexeme as it is typed."""
    return shortened(text[lexeme.span.start : lexeme.span.end])


def unclosed(level: Level, text: str) -> LatexError:
    """What is open is never closed."""
    opened = typed(text, level.opened)
    if level.how == "left":
        return _error(f"{opened} has no \\right after it", text, level.opened.span)
    if level.how in ("table", "aligned"):
        return _error(f"{opened} has no \\end{{{level.opened.value}}} after it", text, level.opened.span)
    return _error(f"{opened} is opened here and never closed", text, level.opened.span)


def crossed(levels: list[Level], closing: Lexeme, text: str) -> LatexError:
    """What closes is not what was opened last: never, if something farther out fits, else wrongly."""
    last = levels[-1]
    if any(_fits(level, closing) for level in levels[:-1]):
        return unclosed(last, text)
    opened, closed = typed(text, last.opened), typed(text, closing)
    if last.how in ("table", "aligned") and closing.type == "END":
        return _error(f"{closed} stands where \\end{{{last.opened.value}}} has to", text, closing.span)
    if last.how == "left" and closing.type != "RIGHT":
        return _error(f"{opened} needs \\right before {closed}", text, closing.span)
    return _error(f"{opened} is closed by {closed}, which does not fit", text, closing.span)


def _fits(level: Level, closing: Lexeme) -> bool:
    match closing.type:
        case "RBRACE":
            return level.how == "brace"
        case "END":
            return level.how in ("table", "aligned") and level.opened.value == closing.value
        case "RIGHT":
            return level.how == "left"
        case _:
            return level.how == "bracket" and level.opened.value is closing.value


def _error(message: str, text: str, span: Span) -> LatexError:
    return LatexError(message, text, span)
