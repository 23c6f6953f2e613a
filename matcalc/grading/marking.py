"""Marking of one file, piece by piece, so that nothing that is found is lost where the process comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from matcalc.errors import InputError, MatcalcError
from matcalc.grading.filled_notebook import from_notebook
from matcalc.grading.formulas import of_words
from matcalc.grading.handed_in import Answered, HandedIn
from matcalc.grading.judging import beside, cut, judged, mark_of
from matcalc.grading.key import Blank, Key
from matcalc.grading.marks import Judged, Mark, Ruling
from matcalc.grading.reading import require_file, shown, text_of
from matcalc.grading.sheet_json import from_json

READERS = {".json": from_json, ".ipynb": from_notebook}
"""What reads a file, by its extension."""

MOST_OF_NAME = 100

NOT_JUDGED = of_words(Ruling.READER, "Marking ended before this was judged.")


@dataclass(frozen=True, slots=True)
class Job:
    """A file to mark, the key, and the seconds that it may take."""

    path: str
    key: Key
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that can not be read, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: its name, the number of its sheet, and its marks before any of it is judged."""

    name: str
    sheet: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """All of a file is marked."""


Message = Refused | Opened | Mark | Ended


def messages(job: Job) -> Iterator[Message]:
    """What is found of a file: that it is refused, or what was read, then each mark as it is known, then the end."""
    try:
        handed_in = _read(job)
    except InputError as error:
        yield Refused(" ".join(str(error).split()))
        return
    except (MemoryError, RecursionError):
        yield Refused("it takes more memory than it may")
        return
    blanks = handed_in.sheet.blanks
    given = [(blank, handed_in.answers.get(blank.label, Answered(""))) for blank in blanks]
    known = {blank.label for blank in blanks}
    rest = [(label, one) for label, one in handed_in.answers.items() if label not in known and not one.is_empty]
    waiting = (*(mark_of(one, blank, NOT_JUDGED) for blank, one in given), *(beside(*each) for each in rest))
    yield Opened(cut(handed_in.name, MOST_OF_NAME), handed_in.sheet.number, waiting)
    for blank, answered in given:
        yield mark_of(answered, blank, _judged(answered, blank, job.seconds))
    yield Ended()


def _read(job: Job) -> HandedIn:
    require_file(job.path)
    ending = PurePath(job.path).suffix.lower()
    if ending not in READERS:
        said = f"its name ends in {shown(ending)}" if ending else "its name has no ending"
        raise InputError(f"{said}, and what is handed in is a FILE.json or a FILE.ipynb")
    return READERS[ending](text_of(job.path), job.key)


def _judged(answered: Answered, blank: Blank, seconds: float) -> Judged:
    """What is found of an answer; for a reader where the program itself is at fault, so that the others are judged."""
    try:
        return judged(answered, blank, seconds)
    except (MemoryError, RecursionError):
        return of_words(Ruling.READER, "It takes more memory than it may.")
    except (MatcalcError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        return of_words(Ruling.READER, f"matcalc failed at this, and that is a fault of it: {type(error).__name__}.")
