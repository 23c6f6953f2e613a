"""A derivation in one of the formats. What writes a format is imported where that is asked for."""

from __future__ import annotations

from enum import Enum

from matcalc.documents.compose import compose
from matcalc.documents.derived import Derived
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.pieces import without_repeats
from matcalc.documents.presentation import Presentation
from matcalc.documents.text import text
from matcalc.notation.unicode_text import UnicodePrinter


class Format(Enum):
    """What a derivation can be written as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    JSON = "json"


def render(derived: Derived, form: Format, presentation: Presentation) -> str:
    """The whole document. The same derivation gives the same characters every time."""
    if form is Format.JSON:
        from matcalc.documents.json import to_json

        return to_json(derived, presentation)
    page = compose(derived, presentation)
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    if form is Format.TEXT:
        unicode = UnicodePrinter(glyphs, presentation.layout)
        return text(without_repeats(page, unicode), unicode, presentation.columns)
    from matcalc.documents.latex import latex
    from matcalc.documents.markdown import markdown
    from matcalc.notation.latex import LatexPrinter

    printer = LatexPrinter(glyphs, presentation.layout)
    write = {Format.LATEX: latex, Format.MARKDOWN: markdown}[form]
    return write(without_repeats(page, printer), printer)


def results_block(derived: Derived, presentation: Presentation) -> str:
    """The results alone, as one block of LaTeX for a notebook."""
    from matcalc.documents.latex import latex_block
    from matcalc.notation.latex import LatexPrinter

    page = compose(derived, presentation)
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    return latex_block(page, LatexPrinter(glyphs, presentation.layout))
