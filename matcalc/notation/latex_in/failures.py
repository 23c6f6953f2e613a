"""What is said of LaTeX that can not be read: the place in the whole document, and its line with a caret."""

from __future__ import annotations

from matcalc.errors import LanguageError
from matcalc.notation.latex_in.formula import Span

LONGEST_SHOWN = 40
LONGEST_LINE = 200
"""How much of a line is looked at on either side of a fault: a document may be one line."""


class LatexError(LanguageError):
    """LaTeX that can not be read. span: where, in the whole document; offset: its start."""

    def __init__(self, message: str, text: str, span: Span) -> None:
        first = max(0, span.start - LONGEST_LINE)
        super().__init__(message, text[first : span.start + LONGEST_LINE], span.start - first)
        self.text, self.column = text, span.start
        self.message = message
        self.span = span

    @property
    def offset(self) -> int:
        """Where in the whole document the fault is: the offset of its first character."""
        return self.span.start


def shortened(text: str) -> str:
    """A piece of LaTeX for a message: in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"
