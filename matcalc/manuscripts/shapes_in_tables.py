"""Shapes that stand in tables: a column of names, and one that is headed shape or size."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.manuscripts.declarations import Declaration
from matcalc.manuscripts.manuscript import Form, Manuscript
from matcalc.manuscripts.sentences import OfPieces
from matcalc.manuscripts.shapes_said import Lengths, length_of, size_in, typed_size
from matcalc.manuscripts.subjects import subjects_of
from matcalc.notation.latex_in.formula import Formula, Span, Words
from matcalc.notation.latex_in.scripts import bare

HEADINGS = frozenset(("shape", "shapes", "size", "sizes", "dimension", "dimensions"))
SCALAR = "scalar"

_MARKDOWN_ROW = re.compile(r"^[ \t]*\|(?P<cells>[^\r\n]*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]+")
_TEX_BORDER = re.compile(r"\\(?P<which>begin|end)\{(?:tabular[*x]?|tabulary|longtable)\}")
_TEX_ROW_END = re.compile(r"\\\\|\\tabularnewline")
_MARKDOWN_CELL_END = re.compile(r"(?<!\\)\|")
_TEX_CELL_END = re.compile(r"(?<!\\)&")
_TEX_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORD = re.compile(r"[A-Za-z]+")

Row = list[Span]
"""The cells of a row."""


@dataclass(frozen=True, slots=True)
class TableShapes:
    """declarations: of names. sizes: the places of the pieces that are sizes, and so neither names nor equations."""

    declarations: tuple[Declaration, ...]
    sizes: frozenset[int]


def shapes_in_tables(manuscript: Manuscript, formulas: OfPieces) -> TableShapes:
    """What the tables of a text say of the shapes of names; a row that can not be read says nothing."""
    return _Reader(manuscript, formulas).read()


class _Reader:
    def __init__(self, manuscript: Manuscript, formulas: OfPieces) -> None:
        self.manuscript = manuscript
        self.text = manuscript.text
        self.formulas = formulas
        self.starts = [piece.whole.start for piece in manuscript.pieces]

    def read(self) -> TableShapes:
        found: list[Declaration] = []
        sizes: set[int] = set()
        for table in self._tables():
            column: int | None = None
            for row in table:
                headed = [at for at, cell in enumerate(row) if at and self._is_heading(cell)]
                if headed:
                    column = headed[0]
                elif column is not None and column < len(row):
                    found += self._declared(row[0], row[column])
                    sizes.update(self._pieces(row[column]))
        return TableShapes(tuple(found), frozenset(sizes))

    def _is_heading(self, cell: Span) -> bool:
        words = _WORD.findall(_TEX_COMMAND.sub(" ", self.text[cell.start : cell.end]))
        return len(words) == 1 and words[0].lower() in HEADINGS and not self._pieces(cell)

    def _declared(self, name: Span, size: Span) -> Iterator[Declaration]:
        named, lengths = self._pieces(name), self._lengths(size)
        if len(named) != 1 or lengths is None:
            return
        for subject in subjects_of(self.formulas[named[0]]):
            if not (subject.is_applied or subject.named.places or subject.named.high or subject.named.primes):
                yield Declaration(subject.key, name, lengths=lengths)

    def _lengths(self, cell: Span) -> Lengths | None:
        pieces = self._pieces(cell)
        if not pieces:
            text = self.text[cell.start : cell.end].strip()
            return () if text.lower() == SCALAR else typed_size(text)
        if len(pieces) != 1 or len(self.formulas[pieces[0]]) != 1:
            return None
        (statement,) = self.formulas[pieces[0]]
        if len(statement.members) != 1 or (formula := statement.members[0].formula) is None:
            return None
        if (lengths := size_in(statement)) is not None:
            return lengths
        if (length := length_of(formula)) is None:
            return () if isinstance(bare(formula), Words) and _said(bare(formula)) == SCALAR else None
        return () if length in ("1", SCALAR) else (length,)

    def _pieces(self, cell: Span) -> range:
        """The places of the pieces of mathematics that begin in a cell."""
        return range(bisect_left(self.starts, cell.start), bisect_left(self.starts, cell.end))

    def _tables(self) -> Iterator[list[Row]]:
        if self.manuscript.form is not Form.TEX:
            yield from self._markdown_tables()
            return
        begun: int | None = None
        for border in _TEX_BORDER.finditer(self.text):
            if border["which"] == "begin":
                begun = border.end()
            elif begun is not None:
                rows = self._cells(begun, border.start(), _TEX_ROW_END)
                yield [list(self._cells(row.start, row.end, _TEX_CELL_END)) for row in rows]
                begun = None

    def _markdown_tables(self) -> Iterator[list[Row]]:
        rows: list[Row] = []
        end = -1
        for found in _MARKDOWN_ROW.finditer(self.text):
            if rows and self.text[end : found.start()].strip(" \t") not in ("\n", "\r\n", "\r"):
                yield rows
                rows = []
            end = found.end()
            if not _RULE.fullmatch(found["cells"]):
                rows.append(list(self._cells(*found.span("cells"), _MARKDOWN_CELL_END)))
        yield rows

    def _cells(self, start: int, end: int, between: re.Pattern[str]) -> Iterator[Span]:
        """What stands between signs that are in no mathematics."""
        first = start
        for found in between.finditer(self.text, start, end):
            before = bisect_right(self.starts, found.start()) - 1
            if before < 0 or self.manuscript.pieces[before].whole.end <= found.start():
                yield Span(first, found.start())
                first = found.end()
        yield Span(first, end)


def _said(words: Formula) -> str:
    return words.text.strip().lower() if isinstance(words, Words) else ""
