"""A line on stderr for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE = 1.0
"""Seconds before anything is said."""


@contextmanager
def announcing(words: str) -> Iterator[None]:
    """Say `words` on stderr if what is inside takes over a second, and take them back at the end.

    Says nothing where stderr is not a terminal.
    """
    if not sys.stderr.isatty():
        yield
        return
    said: list[str] = []

    def say() -> None:
        said.append(words)
        print(words, end="", file=sys.stderr, flush=True)

    timer = Timer(PATIENCE, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
