"""Where a statement stands: what it has to be put into, so that a chain of several rows can stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcalc.manuscripts.pieces import Piece
from matcalc.notation.latex_in.formula import Statement

ONE_SIGN = ("split",)
"""Environments with rows, whose rows have one & each."""

THREE_COLUMNS = ("eqnarray", "eqnarray*")

FIXED = ("alignat", "alignat*", "alignedat")
"""Environments that say how many columns they have."""

MANY = ("align", "align*", "aligned", "flalign", "flalign*")

WITH_ROWS = (*ONE_SIGN, *THREE_COLUMNS, *FIXED, *MANY)

NUMBERED = ("align", "alignat", "flalign", "eqnarray")
"""Environments that number each row."""

ONE_NUMBER = ("equation", "gather", "multline")

_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([a-zA-Z]+\*?)\s*\}")
_LIST_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*")
_MARKER = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_ITEM = re.compile(r"\\item\s*(?:\[[^\[\]\n]*\])?\s*\Z")


@dataclass(frozen=True, slots=True)
class Setting:
    """environment: that whose rows the statement is, "" where it is put into rows of its own.

    indent: how a line begins there. follows_item: whether it stands right behind \\item. is_in_list:
    whether it stands in the first line of an item of a list. has_number: whether equations are numbered there.
    """

    environment: str
    indent: str
    follows_item: bool
    is_in_list: bool
    has_number: bool

    @property
    def has_rows(self) -> bool:
        return self.environment != ""

    @property
    def equals(self) -> str:
        """The equals sign with the signs that align it."""
        return "&=&" if self.environment in THREE_COLUMNS else "&="

    @property
    def has_side(self) -> bool:
        """Whether a further column may stand at the right of a row."""
        return self.environment in ("", *MANY)

    @property
    def unnumbered(self) -> str:
        """What keeps a row from having a number, so that those of the document stay."""
        if self.environment not in NUMBERED:
            return ""
        return r" \nonumber" if self.environment in THREE_COLUMNS else r" \notag"


def setting_of(text: str, piece: Piece, statement: Statement) -> Setting:
    """Where a statement of a piece stands."""
    begin, first = text.rfind("\n", 0, piece.whole.start) + 1, statement.span.start
    row = text.rfind("\n", 0, first) + 1
    environment = _innermost(text[piece.inside.start : first], piece.environment)
    if environment in WITH_ROWS:
        indent = _blanks(text[row:first])
    else:
        environment, indent = "", _behind(text[begin : piece.whole.start])
    before = text[begin : piece.whole.start]
    is_item = r"\item" in before or _MARKER.match(before) is not None
    has_number = piece.environment in (*NUMBERED, *ONE_NUMBER)
    return Setting(environment, indent, _ITEM.search(before) is not None, is_item, has_number)


def _innermost(before: str, outermost: str) -> str:
    """The environment in which something stands that has this before it."""
    opened = [outermost]
    for found in _ENVIRONMENT.finditer(before):
        if found[1] == "begin":
            opened.append(found[2])
        elif len(opened) > 1:
            opened.pop()
    return opened[-1]


def _blanks(before: str) -> str:
    return before[: len(before) - len(before.lstrip(" \t"))]


def _behind(before: str) -> str:
    """The indentation of lines that belong to the item or the quotation that a line begins; else that of the line."""
    match = _LIST_ITEM.match(before)
    start = match[0] if match else ""
    return re.sub(r"[^>\s]", " ", start)
