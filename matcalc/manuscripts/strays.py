"""The ??? of a document that stand in no chain of equations that was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.holes import Hole
from matcalc.manuscripts.manuscript import Form
from matcalc.manuscripts.reading import Read

HOLE = re.compile(r"\?\?\?|\\square(?![a-zA-Z])|\\[lc]?dots\s*\?")
"""A ??? as it is typed, wherever it stands."""

COMMENT = re.compile(r"(?<!\\)%[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Stray:
    """A ??? that can not be filled. message: why its formula was not read; empty where that was no reason."""

    line: int
    column: int
    message: str


def strays_in(known: Read, holes: Sequence[Hole]) -> Iterator[Stray]:
    """Every ??? in the mathematics of a document besides the holes, in order."""
    manuscript = known.manuscript
    text = manuscript.text
    chains = [hole.chain.statement.span for hole in holes]
    for piece in manuscript.pieces:
        start, end = piece.inside.start, piece.inside.end
        comments = list(COMMENT.finditer(text, start, end)) if manuscript.form is Form.TEX else []
        for found in HOLE.finditer(text, start, end):
            at = found.start()
            if any(span.start <= at < span.end for span in chains):
                continue
            if any(one.start() <= at < one.end() for one in comments):
                continue
            unread = (one.reason for one in known.unread if start <= one.span.start <= end)
            line, column = manuscript.line_and_column(at)
            yield Stray(line, column, next(unread, ""))
