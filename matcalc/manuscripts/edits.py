"""A text written back with some places of it changed, and every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from matcalc.errors import InvariantError
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.source import BYTE_ORDER_MARK, LINE_END
from matcalc.notation.latex_in.formula import Span

_LINE_END = re.compile(LINE_END)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is put in a place of a text. An empty span inserts, an empty text takes away."""

    span: Span
    text: str


def edited(manuscript: Manuscript, edits: Iterable[Edit]) -> bytes:
    """The bytes of the file with the edits made. New lines in them end as the line does in which they are put.

    Two that insert at one place are put there in the order in which they are given.
    Raises InvariantError for edits that overlap, or stand outside of the text.
    """
    text = manuscript.text
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    parts: list[str] = []
    at = 0
    for edit in ordered:
        if not at <= edit.span.start <= edit.span.end <= len(text):
            raise InvariantError(f"an edit of {edit.span} overlaps another one, or is outside of the text")
        parts.append(text[at : edit.span.start])
        parts.append(_LINE_END.sub(_line_end_at(text, edit.span.start), edit.text))
        at = edit.span.end
    parts.append(text[at:])
    mark = BYTE_ORDER_MARK if manuscript.data.startswith(BYTE_ORDER_MARK) else b""
    return mark + "".join(parts).encode("utf-8")


def _line_end_at(text: str, offset: int) -> str:
    """How the line that holds an offset ends; the last line, as the one before it; LF in a text of one line."""
    if (found := _LINE_END.search(text, offset)) is not None:
        start = found.start()
        # an offset between CR and LF is inside of one line end
        return "\r\n" if text[start - 1 : start + 1] == "\r\n" else found[0]
    last = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    if last < 0:
        return "\n"
    return "\r\n" if text[last - 1 : last + 1] == "\r\n" else text[last]
