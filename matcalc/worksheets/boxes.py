"""How large a blank is: by what belongs into it."""

from __future__ import annotations

from math import ceil

from matcalc.chain import Blank
from matcalc.documents.page import Sentence
from matcalc.documents.text import plain
from matcalc.notation.unicode_text import UnicodePrinter

NARROWEST, WIDEST = 5, 36
"""The columns of a blank; what needs more has several lines."""

MOST_LINES = 4

REASON, LONG_REASON = 24, 150
"""The columns of a line for a reason, and from how many characters of print on it has two: by hand people say less."""


def blank_for(label: str, right: Sentence, printer: UnicodePrinter, *, marks: bool, is_reason: bool = False) -> Blank:
    """A blank of a fitting size. marks: whether it is printed as question marks."""
    printed = plain(right, printer)
    if is_reason:
        return Blank(label, REASON, 2 if len(printed) > LONG_REASON else 1, marks)
    columns = min(max(len(printed) + 1, NARROWEST), WIDEST)
    return Blank(label, columns, min(ceil(len(printed) / WIDEST), MOST_LINES), marks)
