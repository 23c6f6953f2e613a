"""The words of the grammar of formulas, and the spaces between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matcalc.notation.latex_in.formula import Span

UP, DOWN = "UP", "DOWN"
ARGUMENTS = {UP: 1, DOWN: 1, "FRAC": 2, "ROOT": 1, "ROOT_OF": 2, "ACCENT": 1, "FACE": 1}
"""How many arguments stand after a lexeme."""

QUAD = 18
"""The width of a quad, in the unit of spaces."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of the grammar. type: its terminal, or one that the levels make a terminal of; value: what it says."""

    type: str
    span: Span
    value: Any = None


def spaces_apart(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """The lexemes without spaces; several that make up half a quad or more, side by side, become one WIDE."""
    width, first, last = 0, None, None
    for lexeme in lexemes:
        if lexeme.type == "SPACE":
            width += lexeme.value
            first, last = first or lexeme.span, lexeme.span
            continue
        if first is not None and last is not None and width >= QUAD // 2:
            yield Lexeme("WIDE", Span(first.start, max(first.end, last.end)))
        width, first, last = 0, None, None
        yield lexeme
