"""A line on stderr for what takes long: words, or a bar where there is something to count."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

import click

from matcalc.cli.terminal import is_dumb

PATIENCE = 1.0
"""Seconds before anything is said."""

USUAL_COLUMNS = 80
"""How wide a terminal is that does not say."""

ROOM_FOR_TIME = 60
"""The columns from which on a bar says how long it will take."""

LONGEST_BAR = 36

AROUND, TIME = len("  []  100%"), len("  00:00:00")
"""What stands around a bar, and the time behind it."""


@contextmanager
def announcing(words: str) -> Iterator[None]:
    """Say `words` on stderr if what is inside takes over a second, and write spaces over them at the end.

    Says nothing where stderr is not a terminal; one that is dumb keeps the line.
    """
    if not sys.stderr.isatty():
        yield
        return
    said: list[str] = []
    line = words if is_dumb() else words[: _columns()]  # what goes on in a second line could not be taken back

    def say() -> None:
        said.append(line)
        print(line, end="\n" if is_dumb() else "", file=sys.stderr, flush=True)

    timer = Timer(PATIENCE, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said and not is_dumb():
            print(f"\r{' ' * len(line)}\r", end="", file=sys.stderr, flush=True)


@contextmanager
def counting(words: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr that grows with each call of what it gives, in one line of a terminal however narrow.

    Where stderr is no terminal that can draw one, as `announcing`.
    """
    columns = _columns()
    shows_time = columns >= ROOM_FOR_TIME
    label = words if shows_time else words.split()[0]
    room = columns - len(label) - AROUND - TIME * shows_time
    if not sys.stderr.isatty() or is_dumb() or room < 1:
        with announcing(f"{words} …"):
            yield lambda: None
        return
    with click.progressbar(
        length=count, label=label, show_eta=shows_time, width=min(room, LONGEST_BAR), file=sys.stderr
    ) as bar:
        yield lambda: bar.update(1)


def _columns() -> int:
    """The columns that a line may take on stderr, one less than there are: some terminals go on after the last."""
    try:
        return (os.get_terminal_size(sys.stderr.fileno()).columns or USUAL_COLUMNS) - 1
    except (OSError, ValueError):
        return USUAL_COLUMNS - 1
