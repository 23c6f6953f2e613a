"""A line on stderr for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from matcalc.cli.terminal import is_dumb

PATIENCE = 1.0
"""Seconds before anything is said."""


@contextmanager
def announcing(words: str) -> Iterator[None]:
    """Say `words` on stderr if what is inside takes over a second, and write spaces over them at the end.

    Says nothing where stderr is not a terminal; one that is dumb keeps the line.
    """
    if not sys.stderr.isatty():
        yield
        return
    said: list[str] = []

    def say() -> None:
        said.append(words)
        print(words, end="\n" if is_dumb() else "", file=sys.stderr, flush=True)

    timer = Timer(PATIENCE, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said and not is_dumb():
            print(f"\r{' ' * len(words)}\r", end="", file=sys.stderr, flush=True)
