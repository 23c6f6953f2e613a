"""Reading a document is under a limit of time: where it is passed, how far the reading got is told.

A clock, as no count of formulas tells how long their shapes take, and a document is read as a whole or not at all: what
comes of it is the same on every machine, or an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matcalc.engine.limits import look_at_clock
from matcalc.errors import LimitError
from matcalc.manuscripts.manuscript import Manuscript

_STAGE = "reading"


class Clock:
    """Remembers what is being done with a document, and at which offset."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self._doing = "its formulas were read"
        self._offset: int | None = None

    def at(self, doing: str, offset: int | None = None) -> None:
        """Raises LimitError where the time is up. doing: what, in the past; offset: where, if it is done in order."""
        self._doing, self._offset = doing, offset
        look_at_clock(_STAGE)

    @contextmanager
    def running(self) -> Iterator[None]:
        """What is raised inside because the time is up says how far the document was read."""
        try:
            yield
        except LimitError:
            raise LimitError(self._told()) from None

    def _told(self) -> str:
        place = ""
        if self._offset is not None:
            line, _ = self._manuscript.line_and_column(self._offset)
            last, _ = self._manuscript.line_and_column(len(self._manuscript.text))
            place = f", at line {line:,} of {last:,}"
        return (
            f"{self._manuscript.name}: the time was up while {self._doing}{place}; put the part with the derivation "
            "into a file of its own, or raise the limit with --max-seconds"
        )
