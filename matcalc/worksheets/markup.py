"""Blocks as plain XHTML for learning systems: their mathematics as LaTeX between \\( and \\), as MathJax typesets it.

Only elements that HTML and QTI both have, and no styles: a learning system brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from matcalc.documents.page import (
    AnswerSpace,
    Block,
    Box,
    Bullets,
    ChainBlock,
    Code,
    Equation,
    Figure,
    FormLine,
    Heading,
    Hints,
    Line,
    Listing,
    Mathematics,
    Notice,
    Options,
    PageBreak,
    Paragraph,
    Sentence,
    Table,
    with_equations,
)
from matcalc.documents.pieces import rows, without_repeats
from matcalc.errors import printable
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter

WORD_JOINER = "\u2060"
"""Takes no room. It keeps a backslash or a dollar sign in words from beginning mathematics."""

_OPENS = re.compile(r"\\(?=[(\[])|\$(?=\$)|\{(?=\d*:)")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(text: str) -> str:
    """Words of a user or of ours: text in XML, whatever they hold. What XML has no place for is left out."""
    kept = _FORBIDDEN.sub("", printable(text))
    return escape(_OPENS.sub(lambda found: found[0] + WORD_JOINER, kept), {'"': "&quot;"})


class Markup:
    """Writes blocks with the names of one exercise."""

    def __init__(self, glyphs: Glyphs, layout: Layout) -> None:
        self._printer = LatexPrinter(glyphs, layout)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """The blocks, one below the other."""
        return "".join(self._block(block) for block in without_repeats(tuple(blocks), self._printer))

    def sentence(self, sentence: Sentence) -> str:
        """Words and mathematics in a line."""
        return "".join(self._part(part) for part in with_equations(sentence))

    def answer(self, parts: Sentence) -> str:
        """A sentence in which formulas stand as large as on a line of their own."""
        return "".join(self._part(part, r"\displaystyle ") for part in with_equations(parts))

    def _block(self, block: Block) -> str:
        match block:
            case Heading(words=said, level=level):
                return _element(f"h{level + 2}", self.sentence(said))
            case Paragraph(words=said):
                return _element("p", self.sentence(said))
            case Bullets(items=items):
                return _element("ul", "".join(_element("li", self.sentence(item)) for item in items))
            case Table():
                return self._table(block)
            case ChainBlock(lines=lines):
                return _element("table", _element("tbody", "".join(map(self._line, lines))))
            case Box():
                equation = self._formula(block.equation, r"\displaystyle ")
                return _element("p", f"<strong>{equation}</strong> ({self._formula(block.shape)})")
            case Notice():
                return self._notice(block)
            case Listing(code=code):
                return _element("pre", words_in_lines(code))
            case Hints(items=items):
                each = (_element("li", f"{words(label)}: {self.sentence(hint)}") for label, hint in items)
                return _element("ul", "".join(each))
            case Figure(words=said):
                return _element("p", f"<em>{self.sentence(said)}</em>")
            case Options() | AnswerSpace() | FormLine() | PageBreak():
                return ""

    def _notice(self, notice: Notice) -> str:
        title = _element("p", _element("strong", self.sentence(notice.title)))
        sentences = "".join(_element("p", self.sentence(each)) for each in notice.sentences)
        ways = "".join(_element("li", self.sentence(each)) for each in notice.ways)
        return title + sentences + (_element("ul", ways) if ways else "")

    def _table(self, table: Table) -> str:
        head = "".join(_element("th", words(name)) for name in table.columns)
        body = "".join(
            _element("tr", "".join(_element("td", self.sentence(cell)) for cell in row)) for row in table.rows
        )
        return _element("table", _element("thead", _element("tr", head)) + _element("tbody", body))

    def _line(self, line: Line) -> str:
        """The equation in one cell, what is done and why in the next."""
        middle = "" if line.through is None else f"= {' '.join(rows(line.through, self._printer))} "
        left = "" if line.left is None else f"{' '.join(rows(line.left, self._printer))} "
        first, *rest = rows(line.right, self._printer)
        if rest:
            below = "".join(rf" \\ &\quad {row}" for row in rest)
            formula = rf"\begin{{aligned}} {left}{middle}&= {first}{below} \end{{aligned}}"
        else:
            formula = f"{left}{middle}= {first}"
        why = self.sentence(line.reason)
        said = f"<strong>{words(line.rule)}</strong>" if line.rule else ""
        said += f": {why}" if said and why else why
        return _element("tr", _element("td", _mathematics(rf"\displaystyle {formula}")) + _element("td", said))

    def _part(self, part: str | Mathematics | Equation | Code, style: str = "") -> str:
        match part:
            case str():
                return words(part)
            case Code(text=text):
                return _element("code", words(text))
            case _:
                return self._formula(part, style)

    def _formula(self, part: Mathematics | Equation, style: str = "") -> str:
        if isinstance(part, Equation):
            return _mathematics(f"{style}{self._printer.part(part.left)} = {self._printer.part(part.right)}")
        return _mathematics(style + self._printer.part(part))


def table(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A table of cells that are marked up already, its columns named in words."""
    head = _element("tr", "".join(_element("th", words(name)) for name in columns))
    body = "".join(_element("tr", "".join(_element("td", cell) for cell in row)) for row in cells)
    return _element("table", _element("thead", head) + _element("tbody", body))


def words_in_lines(code: str) -> str:
    """Code, its lines kept."""
    return "\n".join(map(words, code.splitlines()))


def _mathematics(latex: str) -> str:
    return escape(rf"\({latex}\)")


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"
