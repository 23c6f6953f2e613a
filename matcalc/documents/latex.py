"""A page as a LaTeX document, through templates/derivation.tex.jinja."""

from __future__ import annotations

import re

from matcalc.documents.page import Box, Code, Equation, Mathematics, Page, Sentence, with_equations
from matcalc.documents.pieces import LONGEST_ROW, pieces, rows
from matcalc.documents.templates import Typeset, fill
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.printer import Printer

FACTOR = LatexPrinter.marks.space
"""What stands between the factors of a product."""
BREAK = r"\penalty800 "
"""A place to break a line at, worse than after a sign, which has 700."""


def latex(page: Page, printer: Printer) -> str:
    """A document for pdflatex with amsmath, mathtools and booktabs."""

    def escape(words: str) -> str:
        return printer.text(printable(words))

    def sentence(parts: Sentence) -> Typeset:
        return Typeset("".join(_part(part, printer) for part in with_equations(parts)))

    def formula(part: Mathematics) -> Typeset:
        return Typeset(printer.part(part))

    def terms(part: Mathematics, sign: str = "") -> Typeset:
        first, *rest = pieces(part, printer)
        return Typeset("%\n  ".join(map(_term, (sign + first, *rest))))

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
            return rf"\code{{{_breakable(printer.text(printable(part.text)))}}}"
        case Equation():
            first, *rest = rows(part.right, printer)
            return _formulas([f"{printer.part(part.left)} = {first}", *rest])
        case _:
            return _formulas(rows(part, printer))


def _term(piece: str) -> str:
    """A term of a sum, which is made smaller where it is too wide for a line."""
    return _fitted("term", piece)


def _formulas(in_rows: list[str]) -> str:
    """A formula in prose, which may go on in the next line after each row."""
    first, *rest = in_rows
    return " ".join([_formula(first), *(_formula(f"{{}}{row}") for row in rest)])


def _formula(row: str) -> str:
    """A formula in prose, which is made smaller where it is too wide."""
    return _fitted("formula", row)


def _fitted(macro: str, formula: str) -> str:
    r"""A long formula without \left and \right goes on in the next line instead, rather after a sign than a factor."""
    if len(formula) <= LONGEST_ROW or r"\left" in formula:
        return rf"\{macro}{{{formula}}}"
    return rf"\long{macro}{{{formula.replace(FACTOR, FACTOR + BREAK)}}}"


def _breakable(code: str) -> str:
    """Code that may go on in the next line after a comma or an opening bracket, too."""
    return re.sub(r"[,(]", r"\g<0>\\allowbreak{}", code)
