"""A page as text for a terminal: Unicode mathematics, equations aligned, reasons at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.documents.columns import JOIN, kept_whole, padded, side_by_side, width, wrapped
from matcalc.documents.document import Document
from matcalc.documents.lists import letter
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
    said,
    with_equations,
)
from matcalc.documents.pieces import pieces, without_repeats
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.styled import Style, StyledText, joined, styled
from matcalc.documents.table_text import table_lines
from matcalc.errors import printable
from matcalc.notation.printer import Printer
from matcalc.notation.unicode_text import UnicodePrinter

MARGIN = 2
GAP = 3
NESTING = 4
LABEL = 8
"""The columns that the label of a blank takes, with the room behind it."""
SIDE_BY_SIDE = 60
"""The columns that equations and reasons next to each other need; on a narrower page reasons stand below."""
EQUALS = "= "
FRAME = 4
"""The columns that a frame takes, with a space at each side."""


def text(document: Document, printing: Printing = USUAL) -> StyledText:
    """The document as lines of at most so many columns; ends with a newline."""
    lines = [*headline(printable(document.title), "═", printing.columns)]
    for chapter in document.chapters:
        printer = UnicodePrinter(chapter.glyphs, chapter.layout)
        sheet = _Sheet(printer, printing.columns)
        for block in without_repeats(chapter.blocks, printer):
            lines += ["", *sheet.block(block)]
    return joined([*lines, ""], "\n")


def headline(typed: str, rule: str, columns: int) -> Iterator[str]:
    """Words in lines of their own, underlined."""
    lines = wrapped(typed, columns) or [""]
    yield from (styled(line, Style.HEADING) for line in lines)
    yield styled(rule * max(map(width, lines)), Style.LINE)


def words(sentence: Sentence, printer: Printer) -> str:
    """A sentence in one line, in which formulas are kept whole."""
    return "".join(_part(part, printer) for part in with_equations(sentence))


def plain(sentence: Sentence, printer: Printer) -> str:
    """A sentence as one line of text."""
    return words(sentence, printer).replace(JOIN, " ")


def _part(part: str | Mathematics | Equation | Code, printer: Printer) -> str:
    match part:
        case str():
            return printable(part)
        case Code():
            return f"`{printable(part.text)}`"
        case Equation():
            return kept_whole(f"{printer.part(part.left)} = {printer.part(part.right)}")
        case _:
            return kept_whole(printer.part(part))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Makes lines of at most `columns` columns of blocks."""

    printer: Printer
    columns: int

    @property
    def latest_reason(self) -> int:
        """The last column at which reasons may begin; where an equation is longer, its reason stands below it."""
        return self.columns * 3 // 5 if self.columns >= SIDE_BY_SIDE else MARGIN + 2 * NESTING

    @property
    def longest_left(self) -> int:
        """A left side that is longer stands in a line of its own."""
        return self.columns // (4 if self.columns >= SIDE_BY_SIDE else 6)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield from headline(self._words(block.words), "─" if block.level == 1 else "┄", self.columns)
            case Paragraph():
                yield from wrapped(self._words(block.words), self.columns)
            case Bullets():
                for item in block.items:
                    lines = wrapped(self._words(item), self.columns - MARGIN)
                    yield from side_by_side([["•"], lines], [1, 0], 1)
            case Table():
                yield from self._table(block)
            case ChainBlock():
                yield from self._chain(block)
            case Box():
                yield from self._box(block)
            case Notice():
                yield from self._notice(block)
            case Listing():
                for line in block.code.splitlines():
                    yield (" " * MARGIN + printable(line.expandtabs())).rstrip()
            case FormLine():
                yield from self._form(block)
            case AnswerSpace():
                yield styled(f"[{printable(block.label)}]", Style.LABEL)
                yield from [""] * block.lines
            case Options():
                for number, item in enumerate(block.items):
                    label = "" if number else f"[{printable(block.label)}]"
                    lines = wrapped(self._words(item), self.columns - LABEL - NESTING)
                    rows = side_by_side([[label], [f"{letter(number)})"], lines], [LABEL - 1, NESTING - 2, 0], 1)
                    yield from _first_styled(rows, Style.LABEL, len(label))
            case Hints():
                for label, sentence in block.items:
                    lines = wrapped(self._words(sentence), self.columns - LABEL)
                    rows = side_by_side([[printable(label)], lines], [LABEL - 1, 0], 1)
                    yield from _first_styled(rows, Style.LABEL, len(printable(label)))
            case Figure():
                yield from wrapped(self._words((*block.words, " ", *block.drawing.words)), self.columns)
            case PageBreak():
                yield "─" * self.columns

    def _form(self, form: FormLine) -> Iterator[str]:
        """Each field as wide as its share, or a line for each where they would be too short to write in."""
        whole = sum(share for _, share in form.fields)
        texts = [(printable(words), self.columns * share // whole - GAP) for words, share in form.fields]
        if all(room - width(words) > NESTING for words, room in texts):
            yield (" " * GAP).join(_to_write_in(words, room) for words, room in texts)
        else:
            yield from (_to_write_in(words, self.columns) for words, _ in texts)

    def _words(self, sentence: Sentence) -> str:
        return words(sentence, self.printer)

    def _table(self, table: Table) -> Iterator[str]:
        rows = [[*map(printable, table.columns)], *[[self._words(cell) for cell in row] for row in table.rows]]
        for line in table_lines(rows, self.columns - MARGIN, table.wide):
            yield " " * MARGIN + line

    def _chain(self, chain: ChainBlock) -> Iterator[str]:
        written = [row for run in chain.runs for row in self._equations(run)]
        ends = [width(equation[-1]) + GAP for _, equation in written]
        reasons_at = max((end for end in ends if end <= self.latest_reason), default=self.latest_reason)
        for line, equation in written:
            yield from self._with_reason(equation, line, reasons_at)

    def _equations(self, run: Sequence[Line]) -> Iterator[tuple[Line, list[str]]]:
        """Lines of one depth, each with its equation, aligned at the equals signs."""
        indent = " " * (MARGIN + NESTING * run[0].depth)
        lefts = ["" if line.left is None else self.printer.part(line.left) for line in run]
        aligned = max((columns for columns in map(width, lefts) if columns <= self.longest_left), default=0)
        for line, left in zip(run, lefts, strict=True):
            is_long = width(left) > self.longest_left
            start = indent + padded("" if is_long else left, aligned, right=True)
            first, *others = pieces(line.right, self.printer)
            right = [first] if line.through is None else [*pieces(line.through, self.printer), EQUALS + first]
            equation = self._equation(start, [*right, *others])
            yield line, [*self._filled(indent, left, self.columns), *equation] if is_long else equation

    def _filled(self, indent: str, left: str, columns: int) -> list[str]:
        """A left side in lines of its own, which go on deeper than the first begins."""
        first, *rest = wrapped(left, columns - width(indent) - NESTING)
        return [indent + first, *(indent + " " * NESTING + line for line in rest)]

    def _with_reason(self, equation: list[str], line: Line, reasons_at: int) -> Iterator[str]:
        reason = wrapped(self._why(line), self.columns - reasons_at)
        if reason and width(equation[-1]) + GAP <= reasons_at:
            yield from equation[:-1]
            rows = side_by_side([equation[-1:], reason], [reasons_at, 0], 0)
        else:
            yield from equation
            rows = [" " * reasons_at + part for part in reason]
        left = len(line.rule.split())
        for row, part in zip(rows, reason, strict=True):
            named = part.split(" ")[:left]
            left -= len(named)
            start = len(row) - len(part)
            yield styled(row, Style.RULE, start, start + len(" ".join(named)))

    def _why(self, line: Line) -> str:
        reason = self._words(said(line))
        return f"{line.rule}: {reason}" if line.rule and reason else line.rule or reason

    def _equation(self, left: str, right: Sequence[str]) -> list[str]:
        """left = right in as many lines as it takes, broken between the terms of a sum."""
        start = f"{left} {EQUALS}"
        whole = start + " ".join(right)
        if width(whole) <= self.columns:
            return [whole]
        broken = wrapped(" ".join(kept_whole(piece) for piece in right), self.columns - width(start))
        return [start + broken[0], *(self._below(start, part) for part in broken[1:])]

    def _below(self, start: str, part: str) -> str:
        """A part of an equation in a line of its own, its equals sign below the one above."""
        return " " * (width(start) - len(EQUALS) * part.startswith(EQUALS)) + part

    def _box(self, box: Box) -> Iterator[str]:
        left = self.printer.part(box.equation.left)
        is_long = width(left) > self.longest_left
        start = "  = " if is_long else f"{left} = "
        room = self.columns - 4 * MARGIN
        result = " ".join(kept_whole(piece) for piece in pieces(box.equation.right, self.printer))
        shape = kept_whole(f"({self.printer.part(box.shape)})")
        one_line = f"{left} = {result}{kept_whole('    ')}{shape}"
        if width(one_line) <= room:
            inner = [one_line.replace(JOIN, " ")]
        else:
            lines = wrapped(f"{result}{kept_whole('    ')}{shape}", room - width(start))
            if len(lines) > 1:
                lines = wrapped(f"{result} {shape}", room - width(start))
            above = self._filled("", left, room) if is_long else []
            inner = [*above, start + lines[0], *(" " * width(start) + line for line in lines[1:])]
        yield from self._framed([styled(line, Style.RESULT) for line in inner], MARGIN, Style.FRAME)

    def _notice(self, notice: Notice) -> Iterator[str]:
        inside = _Sheet(self.printer, self.columns - FRAME)
        blocks: list[Block] = [Paragraph(words) for words in (notice.title, *notice.sentences)]
        blocks.append(Bullets(notice.ways))
        title, *others = blocks
        lines: list[str] = [styled(line, Style.NOTICE) for line in inside.block(title)]
        lines += [line for block in others for line in ("", *inside.block(block))]
        yield from self._framed(lines, 0, Style.NOTICE)

    def _framed(self, inner: Sequence[str], margin: int, style: Style) -> Iterator[str]:
        across = max(map(width, inner))
        space = " " * margin
        yield joined([space, styled("┌" + "─" * (across + 2) + "┐", style)])
        for line in inner:
            fill = " " * (across - width(line))
            yield joined([space, styled("│", style), " ", line, fill, " ", styled("│", style)])
        yield joined([space, styled("└" + "─" * (across + 2) + "┘", style)])


def _to_write_in(words: str, room: int) -> str:
    return f"{words} {'_' * max(room - width(words) - 1, NESTING)}"


def _first_styled(rows: Sequence[str], style: Style, end: int) -> Iterator[str]:
    """Rows of which the first begins with so many characters of a style."""
    first, *others = rows
    yield styled(first, style, 0, end)
    yield from others


def shown_by_ipython(text: str, printer: Any) -> None:
    """Gives the printer of IPython a text of several lines."""
    first, *others = text.split("\n")
    printer.text(first)
    for line in others:
        printer.break_()
        printer.text(line)
