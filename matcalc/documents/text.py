"""A page as text for a terminal: Unicode mathematics, equations aligned, reasons at the right, 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.columns import JOIN, kept_whole, padded, side_by_side, width, wrapped
from matcalc.documents.page import (
    Block,
    Box,
    Bullets,
    ChainBlock,
    Code,
    Equation,
    Heading,
    Line,
    Mathematics,
    Page,
    Paragraph,
    Sentence,
    Table,
    with_equations,
)
from matcalc.documents.pieces import pieces
from matcalc.errors import printable
from matcalc.notation.printer import Printer

COLUMNS = 100
LATEST_REASON = 60
"""The last column at which reasons may begin; where an equation is longer, its reason stands below it."""
MARGIN = 2
GAP = 3
NESTING = 4


def text(page: Page, printer: Printer) -> str:
    """The page as lines of at most COLUMNS columns; ends with a newline."""
    lines = [*_headline(printable(page.title), "═")]
    for block in page.blocks:
        lines += ["", *_block(block, printer)]
    return "\n".join(lines) + "\n"


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


def _block(block: Block, printer: Printer) -> Iterator[str]:
    match block:
        case Heading():
            yield from _headline(words(block.words, printer), "─")
        case Paragraph():
            yield from wrapped(words(block.words, printer), COLUMNS)
        case Bullets():
            for item in block.items:
                yield from side_by_side([["•"], wrapped(words(item, printer), COLUMNS - MARGIN)], [1, 0], 1)
        case Table():
            yield from _table(block, printer)
        case ChainBlock():
            yield from _chain(block, printer)
        case Box():
            yield from _box(block, printer)


def _headline(typed: str, rule: str) -> Iterator[str]:
    lines = wrapped(typed, COLUMNS) or [""]
    yield from lines
    yield rule * max(map(width, lines))


def _table(table: Table, printer: Printer) -> Iterator[str]:
    rows = [[*table.columns], *[[words(cell, printer) for cell in row] for row in table.rows]]
    widths = [max(width(row[number]) for row in rows) for number in range(len(table.columns))]
    widths[table.wide] = 0
    most = (COLUMNS - MARGIN - GAP * (len(widths) - 1)) // len(widths)
    widths = [min(columns, most) for columns in widths]
    room = COLUMNS - MARGIN - sum(widths) - GAP * (len(widths) - 1)
    widths[table.wide] = min(room, max(width(row[table.wide]) for row in rows))
    for number, row in enumerate(rows):
        cells = [wrapped(cell, columns) for cell, columns in zip(row, widths, strict=True)]
        for line in side_by_side(cells, widths, GAP):
            yield " " * MARGIN + line
        if number == 0:
            yield " " * MARGIN + (" " * GAP).join("─" * columns for columns in widths)


def _chain(chain: ChainBlock, printer: Printer) -> Iterator[str]:
    written = [row for run in chain.runs for row in _equations(run, printer)]
    ends = [width(equation[-1]) + GAP for _, equation in written]
    reasons_at = max((end for end in ends if end <= LATEST_REASON), default=LATEST_REASON)
    for line, equation in written:
        yield from _with_reason(equation, _why(line, printer), reasons_at)


def _equations(run: Sequence[Line], printer: Printer) -> Iterator[tuple[Line, list[str]]]:
    """Lines of one depth, each with its equation, aligned at the equals signs."""
    indent = " " * (MARGIN + NESTING * run[0].depth)
    lefts = ["" if line.left is None else printer.part(line.left) for line in run]
    aligned = max(map(width, lefts))
    for line, left in zip(run, lefts, strict=True):
        yield line, _equation(indent + padded(left, aligned, right=True), pieces(line.right, printer))


def _with_reason(equation: list[str], why: str, reasons_at: int) -> Iterator[str]:
    reason = wrapped(why, COLUMNS - reasons_at)
    if reason and width(equation[-1]) + GAP <= reasons_at:
        yield from equation[:-1]
        yield from side_by_side([equation[-1:], reason], [reasons_at, 0], 0)
    else:
        yield from equation
        yield from (" " * reasons_at + part for part in reason)


def _why(line: Line, printer: Printer) -> str:
    reason = words(line.reason, printer)
    return f"{line.rule}: {reason}" if line.rule and reason else line.rule or reason


def _equation(left: str, right: Sequence[str]) -> list[str]:
    """left = right in as many lines as it takes, broken between the terms of a sum."""
    start = f"{left} = "
    whole = start + " ".join(right)
    if width(whole) <= COLUMNS:
        return [whole]
    indent = min(width(start), COLUMNS // 3)
    lines = [] if width(start) == indent else [left]
    room = COLUMNS - indent
    broken = wrapped(" ".join(kept_whole(piece) for piece in right), room)
    first = start if width(start) == indent else padded("  = ", indent)
    return [*lines, first + broken[0], *(" " * indent + part for part in broken[1:])]


def _box(box: Box, printer: Printer) -> Iterator[str]:
    start = f"{printer.part(box.equation.left)} = "
    room = COLUMNS - 4 * MARGIN - width(start)
    result = " ".join(kept_whole(piece) for piece in pieces(box.equation.right, printer))
    shape = kept_whole(f"({printer.shape(box.shape)})")
    lines = wrapped(f"{result}{kept_whole('    ')}{shape}", room)
    if len(lines) > 1:
        lines = wrapped(f"{result} {shape}", room)
    inner = [start + lines[0], *(" " * width(start) + line for line in lines[1:])]
    across = max(map(width, inner))
    yield " " * MARGIN + "┌" + "─" * (across + 2) + "┐"
    for line in inner:
        yield " " * MARGIN + f"│ {padded(line, across)} │"
    yield " " * MARGIN + "└" + "─" * (across + 2) + "┘"
