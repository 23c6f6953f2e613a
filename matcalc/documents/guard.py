"""Limits for what a user's template does: time, memory, and the length of what it makes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from matcalc.errors import MatcalcError

MOST_SECONDS = 20.0
MOST_CHARACTERS = 50_000_000
MOST_MEMORY = 2**30
"""In bytes, on top of what is taken already."""
STATM = Path("/proc/self/statm")
"""Where Linux says how many pages a process has."""


class TooMuchError(MatcalcError):
    """A template passed a limit."""


@contextmanager
def guarded(environment: object) -> Iterator[None]:
    """What takes too long inside, in a template of that environment, raises TooMuchError; too much memory, MemoryError.

    The clock is looked at before each line of a template, since a loop that prints nothing never hands anything out,
    and before each function that one calls, since a filter may go through a long list.
    Memory is limited where the system is Linux.
    """
    end = time.monotonic() + MOST_SECONDS

    def look(frame: FrameType, _event: str, _arg: object) -> Any:
        if time.monotonic() > end:
            raise TooMuchError(f"it takes more than {MOST_SECONDS:g} seconds: does it loop for ever?")
        return look if frame.f_globals.get("environment") is environment else None

    before = sys.gettrace()
    with _memory():
        sys.settrace(look)
        try:
            yield
        finally:
            sys.settrace(before)


def joined(pieces: Iterable[str]) -> str:
    """The pieces as one text. Raises TooMuchError where there are too many."""
    kept: list[str] = []
    characters = 0
    for piece in pieces:
        characters += len(piece)
        if characters > MOST_CHARACTERS:
            raise TooMuchError(f"more than {MOST_CHARACTERS:,} characters are made")
        kept.append(piece)
    return "".join(kept)


@contextmanager
def _memory() -> Iterator[None]:
    if not STATM.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    limits = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([taken + MOST_MEMORY, *limits]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
