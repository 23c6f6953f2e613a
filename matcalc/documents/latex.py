"""A page as a LaTeX document, through templates/derivation.tex.jinja."""

from __future__ import annotations

from matcalc.documents.page import Box, Code, Equation, Mathematics, Page, Sentence, with_equations
from matcalc.documents.pieces import pieces, rows
from matcalc.documents.templates import Typeset, fill
from matcalc.errors import printable
from matcalc.notation.printer import Printer


def latex(page: Page, printer: Printer) -> str:
    """A document for pdflatex with amsmath, mathtools and booktabs."""

    def escape(words: str) -> str:
        return printer.text(printable(words))

    def sentence(parts: Sentence) -> Typeset:
        return Typeset("".join(_part(part, printer) for part in with_equations(parts)))

    def formula(part: Mathematics) -> Typeset:
        return Typeset(printer.part(part))

    def terms(part: Mathematics) -> list[Typeset]:
        return [Typeset(piece) for piece in pieces(part, printer)]

    return fill("derivation.tex.jinja", page, escape, {"sentence": sentence, "formula": formula, "terms": terms})


def latex_block(page: Page, printer: Printer) -> str:
    r"""The results of a page as $$\begin{aligned} … \end{aligned}$$, for a notebook."""
    boxes = [block.equation for block in page.blocks if isinstance(block, Box)]
    lines = [
        f"{printer.part(equation.left)} &= " + " \\\\\n&\\quad ".join(rows(equation.right, printer))
        for equation in boxes
    ]
    return "$$\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}$$"


def _part(part: str | Mathematics | Equation | Code, printer: Printer) -> str:
    match part:
        case str():
            return printer.text(printable(part))
        case Code():
            return rf"\texttt{{{printer.text(printable(part.text))}}}"
        case Equation():
            return rf"\formula{{{printer.part(part.left)} = {printer.part(part.right)}}}"
        case _:
            return rf"\formula{{{printer.part(part)}}}"
