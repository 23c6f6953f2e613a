"""A derivation, or any document, in one of the formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcalc.documents.chains import Detail
from matcalc.documents.compose import compose
from matcalc.documents.derived import Derived
from matcalc.documents.document import Document, single
from matcalc.documents.formats import Format
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import USUAL, Printing
from matcalc.errors import InputError, InvariantError

WITHOUT_TEMPLATES = (Format.TEXT, Format.JSON)


def document_of(derived: Derived, presentation: Presentation) -> Document:
    """The derivation as a document of one chapter."""
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    return single(compose(derived, presentation), glyphs, presentation.layout)


def render(derived: Derived, form: Format, presentation: Presentation, printing: Printing = USUAL) -> str | bytes:
    """The whole derivation. The same derivation gives the same characters, or bytes, every time."""
    _require_templates_are_used(form, printing)
    if form is Format.JSON:
        from matcalc.documents.json import to_json

        return to_json(derived, presentation)
    if form is Format.HTML:
        from matcalc.documents.html import html_at_details

        at_details = {detail.value: document_of(derived, replace(presentation, detail=detail)) for detail in Detail}
        return html_at_details(at_details, presentation.detail.value, printing)
    if form is Format.NOTEBOOK:
        from matcalc.documents.notebook import live_notebook

        return live_notebook(document_of(derived, presentation), derived, presentation, printing)
    return write(document_of(derived, presentation), form, printing)


def write(document: Document, form: Format, printing: Printing = USUAL) -> str | bytes:
    """A document in a format: text, or the bytes of a file. JSON is of derivations alone."""
    _require_templates_are_used(form, printing)
    return _printer(form)(document, printing)


def _require_templates_are_used(form: Format, printing: Printing) -> None:
    if form in WITHOUT_TEMPLATES:
        refuse_templates(form.value, printing)


def refuse_templates(form: str, printing: Printing) -> None:
    """Raises InputError where templates are given for a format that is made without them."""
    if printing.templates is not None:
        raise InputError(f"{form} is made without templates: leave --templates out, or choose another format")


def _printer(form: Format) -> Callable[[Document, Printing], str | bytes]:
    """What writes a format; only the one that is needed is imported."""
    match form:
        case Format.LATEX:
            from matcalc.documents.latex import latex

            return latex
        case Format.MARKDOWN:
            from matcalc.documents.markdown import markdown

            return markdown
        case Format.HTML:
            from matcalc.documents.html import html

            return html
        case Format.TEXT:
            from matcalc.documents.text import text

            return text
        case Format.PDF:
            from matcalc.documents.pdf import pdf

            return pdf
        case Format.NOTEBOOK:
            from matcalc.documents.notebook import notebook

            return notebook
        case Format.JSON:
            raise InvariantError("JSON is of derivations, not of documents")


def formulas(derived: Derived, presentation: Presentation) -> str:
    """The steps and the results as blocks of LaTeX, one a step, for a notebook."""
    from matcalc.documents.steps_alone import steps_latex

    (chapter,) = document_of(derived, presentation).chapters
    return steps_latex(chapter)
