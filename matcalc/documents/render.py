"""A derivation in one of the formats."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from matcalc.checking.verification import Verification
from matcalc.documents.chains import Detail
from matcalc.documents.compose import compose
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.json import to_json
from matcalc.documents.latex import latex, latex_block
from matcalc.documents.markdown import markdown
from matcalc.documents.pieces import without_repeats
from matcalc.documents.second import Second
from matcalc.documents.text import COLUMNS, text
from matcalc.engine.differentiation import Differentiation
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.problem import Problem


class Format(Enum):
    """What a derivation can be written as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    JSON = "json"


def render(
    problem: Problem,
    differentiation: Differentiation,
    verification: Verification,
    form: Format,
    detail: Detail,
    seconds: Sequence[Second] = (),
    columns: int = COLUMNS,
) -> str:
    """The whole document. The same derivation gives the same characters every time. columns: the width of text."""
    if form is Format.JSON:
        return to_json(problem, differentiation, verification, detail, seconds)
    page = compose(problem, differentiation, verification, detail, seconds)
    glyphs = _glyphs(problem, differentiation, seconds)
    if form is Format.TEXT:
        unicode = UnicodePrinter(glyphs)
        return text(without_repeats(page, unicode), unicode, columns)
    printer = LatexPrinter(glyphs)
    write = {Format.LATEX: latex, Format.MARKDOWN: markdown}[form]
    return write(without_repeats(page, printer), printer)


def results_block(
    problem: Problem, differentiation: Differentiation, verification: Verification, seconds: Sequence[Second] = ()
) -> str:
    """The results alone, as one block of LaTeX for a notebook."""
    page = compose(problem, differentiation, verification, Detail.BRIEF, seconds)
    return latex_block(page, LatexPrinter(_glyphs(problem, differentiation, seconds)))


def _glyphs(problem: Problem, differentiation: Differentiation, seconds: Sequence[Second]) -> Glyphs:
    return glyphs_of(problem, differentiation.program, *(each.derivative.differentiation.program for each in seconds))
