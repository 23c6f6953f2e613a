"""The letters of a page, which no index may have."""

from __future__ import annotations

from matcalc.documents.glyphs import functions_of, glyphs_of
from matcalc.problems.problem import Problem


def letters_of(problem: Problem) -> frozenset[str]:
    """What the page prints as a letter, so that no index looks like it: symbols, cotangents, layers, functions."""
    glyphs = glyphs_of(problem, problem.program)
    names = [symbol.name for symbol in problem.program.symbols]
    shown = [glyph for name in names for glyph in (glyphs.symbol(name), glyphs.cotangent(name)) if glyph is not None]
    letters = {glyph.base for glyph in shown}
    letters.update(letter for glyph in shown for letter in glyph.layer)
    return frozenset(letters | functions_of(problem.program))
