"""All that was handed in, marked with one key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from matcalc.errors import InputError
from matcalc.grading.isolated import End, Isolated, Outcome
from matcalc.grading.key import Key
from matcalc.grading.marking import READERS, Ended, Job, Opened, Refused, messages
from matcalc.grading.marks import Mark, Marked

MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: for each file, reading included. processes: at a time."""

    seconds: float = 60.0
    processes: int = 1


def files_in(folder: str, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """What was handed in, by name, in the order of names, without `besides` and without what systems put into folders.

    That is what begins with a dot and is no worksheet by its name. Folders, links and whatever else lies there are
    among them: each is to be told of. Raises InputError where the folder can not be read.
    """
    left_out = {os.path.realpath(one) for one in besides}
    try:
        names = sorted(os.listdir(folder))
    except NotADirectoryError:
        raise InputError(f"{folder} is no folder: name the one that holds what was handed in") from None
    except OSError as error:
        raise InputError(f"{folder} can not be read: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{folder!r} can not be read: no folder has such a name") from None
    found = tuple(
        name
        for name in names
        if not (name.startswith(".") and PurePath(name).suffix.lower() not in READERS)
        and (os.path.islink(path := os.path.join(folder, name)) or os.path.realpath(path) not in left_out)
    )
    if not found:
        raise InputError(f"{folder} is empty: put the files that were handed in there")
    if len(found) > MOST_FILES:
        raise InputError(f"{folder} has {len(found):,} files, and {MOST_FILES:,} at most are marked: make several")
    return found


def grade(
    key: Key, folder: str, files: Sequence[str], limits: Limits, on_file: Callable[[], None] = lambda: None
) -> tuple[Marked, ...]:
    """Each file marked, in their order. on_file is called whenever one is done."""
    jobs = [Job(os.path.join(folder, name), key, limits.seconds) for name in files]
    found: dict[int, Marked] = {}
    for number, outcome in Isolated(messages, limits.seconds, limits.processes).outcomes(jobs):
        found[number] = marked(files[number], outcome, limits.seconds)
        on_file()
    return tuple(found[number] for number in range(len(files)))


def marked(file: str, outcome: Outcome, seconds: float) -> Marked:
    """What became of a file, by what its process said."""
    stopped = {
        End.LATE: f"it takes more than {seconds:g} seconds",
        End.BROKEN: "its process ended before it was done",
        End.DONE: "",
    }[outcome.end]
    match outcome.messages:
        case [Refused(reason)]:
            return Marked(file, reason=reason)
        case [Opened(name, sheet, waiting), *rest]:
            known = {mark.label: mark for mark in rest if isinstance(mark, Mark)}
            marks = tuple(known.get(mark.label, mark) for mark in waiting)
            is_done = isinstance(outcome.messages[-1], Ended)
            return Marked(file, name, sheet, marks, stopped="" if is_done else stopped or "its process ended early")
    return Marked(file, reason=stopped or "its process ended early")
