"""How large a blank is: by what belongs into it."""

from __future__ import annotations

from math import ceil

from matcalc.chain import Blank
from matcalc.documents.page import Sentence
from matcalc.documents.text import plain
from matcalc.notation.unicode_text import UnicodePrinter

NARROWEST, WIDEST = 5, 36
"""The columns of a blank; what needs more has several lines."""

WIDEST_REASON, MOST_LINES = 28, 3


def blank_for(label: str, right: Sentence, printer: UnicodePrinter, *, marks: bool, is_reason: bool = False) -> Blank:
    """A blank of a fitting size. marks: whether it is printed as question marks."""
    printed = plain(right, printer)
    widest = WIDEST_REASON if is_reason else WIDEST
    most = MOST_LINES if is_reason else MOST_LINES + 1
    columns = min(max(len(printed) + 1, NARROWEST), widest)
    return Blank(label, columns, min(ceil(len(printed) / widest), most), marks)
