"""A document as LaTeX, through templates/document.tex.jinja or fragment.tex.jinja, with macros and blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from matcalc.chain import Blank
from matcalc.documents.document import Chapter, Document
from matcalc.documents.drawing import AT_A_STEP, Drawing
from matcalc.documents.page import (
    Block,
    Box,
    ChainBlock,
    Code,
    Equation,
    Figure,
    Mathematics,
    Sentence,
    box_for_words,
    is_formula,
    with_equations,
)
from matcalc.documents.pieces import LONGEST_ROW, pieces, rows, without_repeats
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.spelled_out import NotedText, notes
from matcalc.documents.templates import Typeset, fill
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_words import latex_code, latex_words
from matcalc.notation.printer import Printer

FACTOR = LatexPrinter.marks.space
"""What stands between the factors of a product."""
BREAK = r"\penalty800 "
"""A place to break a line at, worse than after a sign, which has 700."""

ROW, ABOVE_AND_BELOW, AXIS = 1.2, 0.5, 0.25
"""In em: the height of a row of a matrix, the room around the whole, and how high its middle is above the line."""


class TexPrinter(LatexPrinter):
    """Mathematics for a document that has our macros, where LatexPrinter needs none."""

    def blank(self, blank: Blank) -> str:
        if blank.marks:
            return super().blank(blank)
        return rf"\mcblank{{{latex_words(printable(blank.label))}}}{{{blank.columns}}}{{{blank.lines}}}"

    def matrix(self, rows: list[list[str]]) -> str:
        height = ROW * len(rows) + ABOVE_AND_BELOW
        strut = rf"\rule[{AXIS - height / 2:.2f}em]{{0em}}{{{height:.2f}em}}"
        return strut + super().matrix(rows)


def latex(document: Document, printing: Printing = USUAL) -> NotedText:
    """A document for pdflatex with amsmath, mathtools and booktabs; of a fragment, what stands in its body alone."""

    def escape(words: str) -> str:
        return latex_words(printable(words))

    bodies = [Typeset(_body(chapter, escape, printing)) for chapter in document.chapters]
    template = "fragment.tex.jinja" if printing.fragment else "document.tex.jinja"
    values = {"title": document.title, "bodies": bodies, "figures": has_figures(document)}
    source = fill(template, values, escape, folder=printing.templates)
    return NotedText(source, notes(source, document))


def _body(chapter: Chapter, escape: Callable[[str], str], printing: Printing) -> str:
    printer = TexPrinter(chapter.glyphs, chapter.layout)

    def sentence(parts: Sentence) -> Typeset:
        return Typeset("".join(_part(part, printer) for part in with_equations(parts)))

    def cell(parts: Sentence) -> Typeset:
        text = sentence(parts)
        return Typeset(rf"\mctall{{{text}}}") if is_formula(parts) and r"\frac" in text else text

    def reason(parts: Sentence) -> Typeset:
        """A sentence; of one that is asked for, a box as wide as there is room for words."""
        if (blank := box_for_words(parts)) is None:
            return sentence(parts)
        return Typeset(rf"\mcwideblank{{{escape(blank.label)}}}{{{blank.columns * blank.lines}}}")

    def formula(part: Mathematics) -> Typeset:
        return Typeset(printer.part(part))

    def picture(drawing: Drawing, most: float = 1.0) -> Typeset:
        from matcalc.documents.drawing_tikz import tikz

        return Typeset(tikz(drawing, printer, most))

    def small(drawing: Drawing) -> Typeset:
        return picture(drawing, AT_A_STEP)

    def terms(part: Mathematics, sign: str = "") -> Typeset:
        first, *rest = pieces(part, printer)
        return Typeset("%\n  ".join(map(_term, (sign + first, *rest))))

    def codelines(code: str) -> list[Typeset]:
        return [Typeset(latex_code(printable(line))) for line in code.expandtabs().splitlines()]

    return fill(
        "blocks.tex.jinja",
        {"blocks": without_repeats(chapter.blocks, printer)},
        escape,
        {
            "sentence": sentence,
            "cell": cell,
            "reason": reason,
            "formula": formula,
            "terms": terms,
            "codelines": codelines,
            "picture": picture,
            "small": small,
        },
        folder=printing.templates,
    )


def has_figures(document: Document) -> bool:
    """Whether a drawing stands in it."""
    blocks = [block for chapter in document.chapters for block in chapter.blocks]
    lines = [line for block in blocks if isinstance(block, ChainBlock) for line in block.lines]
    return any(isinstance(block, Figure) for block in blocks) or any(line.figures for line in lines)


def latex_block(blocks: Sequence[Block], printer: Printer) -> str:
    r"""The results among blocks as $$\begin{aligned} … \end{aligned}$$, for a notebook."""
    boxes = [block.equation for block in blocks if isinstance(block, Box)]
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
            return rf"\mccode{{{_breakable(latex_code(printable(part.text)))}}}"
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
        return rf"\mc{macro}{{{formula}}}"
    return rf"\mclong{macro}{{{formula.replace(FACTOR, FACTOR + BREAK)}}}"


def _breakable(code: str) -> str:
    """Code that may go on in the next line after a comma or an opening bracket, too."""
    return re.sub(r"[,(]", r"\g<0>\\allowbreak{}", code)
