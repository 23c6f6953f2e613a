"""Steps in blocks of their own, each with its reason, for places that typeset formulas but no page: notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcalc.documents.columns import width
from matcalc.documents.document import Chapter
from matcalc.documents.latex import latex_block
from matcalc.documents.markdown import typeset
from matcalc.documents.page import ChainBlock, Code, Equation, Line, Mathematics, Part, Sentence, with_equations
from matcalc.documents.pieces import rows, without_repeats
from matcalc.documents.text import plain
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_words import SIGNS
from matcalc.notation.printer import Printer
from matcalc.notation.unicode_text import UnicodePrinter

WIDEST_WORDS = 90
"""How many characters of a reason stand in one row below its formula: mathematics does not wrap."""

AS_MATHEMATICS = {
    **SIGNS,
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    "\\": r"\backslash",
    "^": r"\wedge",
    "~": r"\sim",
}
r"""Characters that are no letters to \text everywhere, as mathematics; MathJax would show a backslash before them."""


def steps_latex(chapter: Chapter) -> str:
    r"""Every line of the chapter as a block $$\begin{aligned} … \end{aligned}$$, then its results in one."""
    printer = LatexPrinter(chapter.glyphs, chapter.layout)
    blocks = without_repeats(chapter.blocks, printer)
    lines = [line for block in blocks if isinstance(block, ChainBlock) for line in block.lines]
    return "\n\n".join((*(line_latex(line, chapter) for line in lines), latex_block(blocks, printer)))


def line_latex(line: Line, chapter: Chapter) -> str:
    r"""A line as one block $$\begin{aligned} … \end{aligned}$$, what is done and why below it."""
    printer = LatexPrinter(chapter.glyphs, chapter.layout)
    return _block([*_sides(line, printer), *_words(_said(line), chapter)])


def line_markdown(line: Line, chapter: Chapter) -> str:
    """A line as one block of mathematics, what is done and why in a paragraph below it."""
    printer = LatexPrinter(chapter.glyphs, chapter.layout)
    words = [f"**{typeset((line.rule,), printer)}**"] if line.rule else []
    words += [typeset(line.reason, printer)] if line.reason else []
    block = _block(list(_sides(line, printer))).replace("$$", "\n$$\n").strip()
    return f"{block}\n\n{': '.join(words)}".rstrip()


def line_text(line: Line, chapter: Chapter) -> str:
    """A line as it stands in text, what is done and why below it."""
    printer = UnicodePrinter(chapter.glyphs, chapter.layout)
    left = "" if line.left is None else f"{printer.part(line.left)} "
    middle = "" if line.through is None else f"= {printer.part(line.through)} "
    said = plain(_said(line), printer)
    return f"{left}{middle}= {printer.part(line.right)}" + (f"\n{said}" if said else "")


def _block(in_rows: list[str]) -> str:
    return "$$\\begin{aligned}\n" + " \\\\\n".join(in_rows) + "\n\\end{aligned}$$"


def _sides(line: Line, printer: Printer) -> Iterator[str]:
    left = "" if line.left is None else " ".join(rows(line.left, printer))
    middle = "" if line.through is None else f"{' '.join(rows(line.through, printer))} = "
    first, *rest = rows(line.right, printer)
    yield f"{left} &= {middle}{first}"
    yield from (f"&\\quad {row}" for row in rest)


def _said(line: Line) -> Sentence:
    between = (": ",) if line.rule and line.reason else ()
    return (*((line.rule,) if line.rule else ()), *between, *line.reason)


def _words(sentence: Sentence, chapter: Chapter) -> Iterator[str]:
    """The sentence in rows below the right sides, words inside of mathematics."""
    in_plain = UnicodePrinter(chapter.glyphs, chapter.layout)
    printer = LatexPrinter(chapter.glyphs, chapter.layout)
    row: list[Part] = []
    columns = 0
    for unit in unbroken(sentence):
        wide = width(plain(unit, in_plain))
        if row and columns + wide > WIDEST_WORDS:
            yield _row(row, printer)
            row, columns = [], 0
        row += unit
        columns += wide
    if row:
        yield _row(row, printer)


def _row(parts: Sequence[Part], printer: Printer) -> str:
    """Words that stand next to each other are one text."""
    joined: list[str] = []
    words = ""
    for part in parts:
        if isinstance(part, str):
            words += part
            continue
        joined += [text_in_formula(words), _formula(part, printer)] if words else [_formula(part, printer)]
        words = ""
    return "&\\quad " + "".join([*joined, text_in_formula(words.rstrip())] if words.strip() else joined)


def unbroken(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence in pieces that end with a space."""
    unit: list[Part] = []
    for part in with_equations(sentence):
        if not isinstance(part, str):
            unit.append(part)
            continue
        for word in re.findall(r"\s+|\S+\s*", printable(part)):
            unit.append(word)
            if word[-1].isspace():
                yield tuple(unit)
                unit = []
    if unit:
        yield tuple(unit)


def _formula(part: Mathematics | Equation | Code, printer: Printer) -> str:
    match part:
        case Code():
            return text_in_formula(printable(part.text))
        case Equation():
            return f"{printer.part(part.left)} = {printer.part(part.right)}"
        case _:
            return printer.part(part)


def text_in_formula(words: str) -> str:
    """Words inside of mathematics; letters other than those of ASCII as they are, since notebooks have them."""
    letters = "".join(f"}}{AS_MATHEMATICS[each]}\\text{{" if each in AS_MATHEMATICS else each for each in words)
    return f"\\text{{{letters}}}".replace(r"\text{}", "")
