"""Marks as tables of CSV: a row for each blank, and a row for each file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from matcalc.errors import printable
from matcalc.grading.marks import Marked

UNREADABLE = "unreadable"

OF_BLANKS = ("submission", "name", "blank", "asks", "answer", "verdict", "points", "of", "diagnosis")
OF_FILES = ("submission", "name", "sheet", "verdict", "points", "open", "of", "diagnosis")

BEGIN_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What begins a formula in a program for tables. A cell that does gets an apostrophe in front, as one types it."""

Cell = str | int | None


def grades(all_marked: Iterable[Marked]) -> str:
    """A row for each blank; points are empty where a reader has to say. One row for a file that can not be read."""
    return _table(OF_BLANKS, (row for marked in all_marked for row in _blanks(marked)))


def totals(all_marked: Iterable[Marked]) -> str:
    """A row for each file. points: those that are certain. open: those that a reader may add."""
    return _table(OF_FILES, map(_total, all_marked))


def _blanks(marked: Marked) -> Iterator[Sequence[Cell]]:
    if marked.reason:
        yield printable(marked.file), "", "", "", "", UNREADABLE, None, None, marked.reason
    for mark in marked.marks:
        found = mark.judged
        beginning = printable(marked.file), printable(marked.name), mark.label, mark.asks, mark.answer
        yield *beginning, found.ruling.value, mark.points, mark.of, found.text


def _total(marked: Marked) -> Sequence[Cell]:
    file = printable(marked.file)
    if marked.reason:
        return file, "", None, UNREADABLE, None, None, None, marked.reason
    verdict = "stopped" if marked.stopped else "open" if marked.open else "marked"
    return file, printable(marked.name), marked.sheet, verdict, marked.points, marked.open, marked.of, marked.stopped


def _table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: str) -> str:
    """A cell that no program for tables computes, of letters that can be shown; lines stay lines."""
    lines = "\n".join(map(printable, cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    return f"'{lines}" if lines.lstrip().startswith(BEGIN_FORMULAS) else lines
