"""What steps would break around them: a table, a heading, braces that belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.manuscripts.edits import Edit
from matcalc.manuscripts.manuscript import Form, Manuscript
from matcalc.manuscripts.pieces import Piece
from matcalc.manuscripts.said import Chain

_HEADING = re.compile(r"[ \t]*(?:>[ \t]?)*#{1,6}[ \t]")
_CELL = re.compile(r"[ \t]*(?:>[ \t]?)*\|")
_UNDERLINE = re.compile(r"[ \t]*(?:=+|-+)[ \t]*(?:\r?\n|\Z)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)

CELL = "it stands in a table, which can not hold several rows: write the formula below the table"
HEADING = "it stands in a heading, which can not hold several rows: write the formula below the heading"
BESIDE = "another equation stands before it in its row: write it in a row of its own"
BRACES = "it stands inside of braces or of a command: write ??? alone between two equals signs"


def harm_of(manuscript: Manuscript, piece: Piece, edits: Sequence[Edit]) -> str:
    """Why edits in a piece of mathematics can not be made; empty where they do no harm."""
    text = manuscript.text
    has_rows = any("\n" in edit.text for edit in edits)
    if manuscript.form is Form.MARKDOWN and has_rows:
        begin = text.rfind("\n", 0, piece.whole.start) + 1
        end = text.find("\n", piece.whole.end)
        line = text[begin : end if end >= 0 else len(text)]
        if _CELL.match(line):
            return CELL
        if _HEADING.match(line) or (end >= 0 and line.strip() and _UNDERLINE.match(text, end + 1)):
            return HEADING
    return "" if _is_balanced(piece, text, edits) else BRACES


def _is_balanced(piece: Piece, text: str, edits: Sequence[Edit]) -> bool:
    """Whether each brace still has its other one, at its place."""
    start, end = piece.inside.start, piece.inside.end
    made, at = "", start
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if edit.span.start > end or edit.span.end < start:
            continue
        made += text[at : max(at, edit.span.start)] + edit.text
        at = max(at, edit.span.end)
    depth = 0
    for found in _BRACE.finditer(made + text[at:end]):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth < 0:
            return False
    return depth == 0


def harm_beside(chain: Chain, chains: Sequence[Chain], text: str) -> str:
    """Why a chain can not have rows that stands in a row of an alignment behind another, in columns of its own; empty
    where it does not. chains: of the document.
    """
    start = chain.statement.span.start
    ends = [one.statement.span.end for one in chains if one.statement.span.start < start]
    between = text[max(ends) : start] if ends else ""
    return BESIDE if "&" in between and "\\\\" not in between and "$" not in between else ""
