"""Reasons beside the rows of an alignment: what stands behind && and a wide space and holds words is one remark."""

from __future__ import annotations

from itertools import pairwise

from matcalc.notation.latex_in import commands
from matcalc.notation.latex_in.building import hull
from matcalc.notation.latex_in.chains import BETWEEN, CONDITION
from matcalc.notation.latex_in.formula import Face, Words
from matcalc.notation.latex_in.lexemes import Lexeme


def with_asides(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """The lexemes with each such reason as one, whatever formulas and rows of its own it has."""
    if not any(one.type == other.type == "AMP" for one, other in pairwise(lexemes)):
        return lexemes
    made: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        made.append(lexemes[place])
        place += 1
        if [one.type for one in made[-3:]] != ["AMP", "AMP", "WIDE"]:
            continue
        end = _end_of_cell(lexemes, place)
        cell = lexemes[place:end]
        if _is_aside(cell):
            span = hull(*(one.span for one in cell))
            typed = " ".join(text[span.start : span.end].split())
            made.append(Lexeme("WORDS", span, Words(typed, span)))
            place = end
    return made


def _end_of_cell(lexemes: list[Lexeme], place: int) -> int:
    """Where the cell that begins at a place ends: at the next sign of a row or a column that is no deeper."""
    depth = 0
    for at in range(place, len(lexemes)):
        lexeme = lexemes[at]
        if depth == 0 and lexeme.type in ("AMP", "ROW", "END", "RBRACE"):
            return at
        depth += (lexeme.type in ("BEGIN", "LBRACE")) - (lexeme.type in ("END", "RBRACE"))
    return len(lexemes)


def _is_aside(cell: list[Lexeme]) -> bool:
    """Whether a cell holds words that belong to no equation: in rows of their own, or between formulas."""
    words = [one for one in cell if one.type == "WORDS"]
    if not words:
        return len(cell) == 1 and cell[0].type == "LETTER" and cell[0].value.face is Face.ROMAN
    first = cell[0]
    if first.type == "BEGIN" and first.value in commands.ALIGNED:
        return True
    said = [one.value.text.strip() for one in words]
    return any(not BETWEEN.match(one) and not CONDITION.match(one) for one in said)
