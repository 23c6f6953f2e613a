"""A document as Markdown with `$$` mathematics, for GitHub and notebooks, through templates/document.md.jinja."""

from __future__ import annotations

import re

from matcalc.chain import Blank
from matcalc.documents.document import Chapter, Document
from matcalc.documents.page import Code, Equation, Line, Listing, Mathematics, Sentence, said, with_equations
from matcalc.documents.pieces import rows, without_repeats
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.templates import Typeset, fill
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.printer import Printer

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "\\": "&#92;"}
"""Characters for which a backslash is not enough everywhere: HTML, and the searches for mathematics of GitHub and of
notebooks, to which a backslash and a bracket begin a formula, however many backslashes there are."""

MARKS = "@@"
"""Notebooks put formulas back where @@0@@ stands."""

SPECIAL = frozenset("`*_{}[]#|~!")


WIDEST_LEFT = 60
"""The characters of LaTeX that stand to the left of an equals sign; what has more stands in a line above."""


def markdown(document: Document, printing: Printing = USUAL) -> str:
    """A Markdown document."""
    bodies = [Typeset(blocks_in_markdown(chapter, printing)) for chapter in document.chapters]
    values = {"title": document.title, "bodies": bodies}
    return fill("document.md.jinja", values, escaped, folder=printing.templates)


def blocks_in_markdown(chapter: Chapter, printing: Printing) -> str:
    """The blocks of a chapter, below a title or below others."""
    printer = LatexPrinter(chapter.glyphs, chapter.layout)

    def sentence(parts: Sentence) -> Typeset:
        return Typeset(typeset(parts, printer))

    def formula(part: Mathematics) -> Typeset:
        return Typeset(printer.part(part))

    def cell(parts: Sentence) -> Typeset:
        return Typeset("".join(_in_cell(part, printer) for part in with_equations(parts)))

    def reason(line: Line) -> Typeset:
        return sentence(said(line))

    def broken(part: Mathematics) -> list[Typeset]:
        return [Typeset(row) for row in rows(part, printer)]

    def is_wide(part: Mathematics) -> bool:
        return not isinstance(part, Blank) and len(printer.part(part)) > WIDEST_LEFT

    def fenced(listing: Listing) -> Typeset:
        return Typeset(_fenced(listing))

    return fill(
        "blocks.md.jinja",
        {"blocks": without_repeats(chapter.blocks, printer)},
        escaped,
        {"sentence": sentence, "formula": formula, "cell": cell, "rows": broken, "fenced": fenced, "said": reason},
        {"wide": is_wide},
        printing.templates,
    )


def typeset(sentence: Sentence, printer: Printer) -> str:
    """A sentence in Markdown, its mathematics between dollar signs."""
    return "".join(_part(part, printer) for part in with_equations(sentence))


def escaped(words: str) -> str:
    """Words that Markdown and HTML show as they are."""
    one_line = re.sub(r"\s+", " ", printable(words))
    characters = "".join(_escaped(character) for character in one_line).replace(MARKS, "@&#64;")
    return re.sub(r"^(?=[-+=])|^(\d+)(?=[.)])", r"\1\\", characters)


def _escaped(character: str) -> str:
    return ENTITIES.get(character, f"\\{character}" if character in SPECIAL else character)


def _part(part: str | Mathematics | Equation | Code, printer: Printer) -> str:
    match part:
        case str():
            return escaped(part)
        case Code():
            return f"<code>{escaped(part.text)}</code>"
        case Equation():
            return f"${printer.part(part.left)} = {printer.part(part.right)}$"
        case _:
            return f"${printer.part(part)}$"


def _fenced(listing: Listing) -> str:
    """Code between two rows of more backticks than it has."""
    lines = [printable(line.expandtabs()).rstrip() for line in listing.code.splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence + re.sub(r"[^a-z0-9]", "", listing.language), *lines, fence])


def _in_cell(part: str | Mathematics | Equation | Code, printer: Printer) -> str:
    """A bar would end a cell: a formula says \\vert."""
    made = _part(part, printer)
    return made if isinstance(part, str | Code) else made.replace("|", r"\vert ")
