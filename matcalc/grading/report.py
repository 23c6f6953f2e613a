"""The folder that marking writes: tables for the one who teaches, and a file of feedback for each one who learns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from matcalc.errors import InputError
from matcalc.files import write_files
from matcalc.grading.feedback import feedback
from matcalc.grading.key import Key
from matcalc.grading.marks import Marked
from matcalc.grading.names import feedback_names
from matcalc.grading.tables import grades, totals

GRADES, TOTALS, FEEDBACK = "grades.csv", "totals.csv", "feedback"


def report(all_marked: Sequence[Marked], key: Key, *, with_answers: bool) -> Mapping[str, bytes]:
    """The files by their names within the folder."""
    names = feedback_names([marked.file for marked in all_marked])
    texts = {GRADES: grades(all_marked), TOTALS: totals(all_marked)}
    for name, marked in zip(names, all_marked, strict=True):
        texts[f"{FEEDBACK}/{name}.md"] = feedback(marked, key.title, with_answers=with_answers)
    return {name: text.encode("utf-8", "replace") for name, text in texts.items()}


@contextmanager
def written_to(folder: str, *, over: bool) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """What writes files to a folder, which is made here, so that one learns early that it can not be.

    over: whether it may be there already; then the files of the same names are replaced, and no others are touched.
    Where something goes wrong inside, a folder that was made is taken away. Raises InputError.
    """
    inner = os.path.join(folder, FEEDBACK)
    made: list[str] = []
    try:
        made.extend(one for one in (folder, inner) if _make(one, over=over))
        yield lambda files: write_files({os.path.join(folder, *name.split("/")): data for name, data in files.items()})
    except BaseException:
        for one in reversed(made):
            with suppress(OSError):  # what failed is told, and this is not empty
                os.rmdir(one)
        raise


def _make(folder: str, *, over: bool) -> bool:
    """Whether a folder was made. Raises InputError where it is there and may not be, or can not be made."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if os.path.isdir(folder) and over:
            return False
        if os.path.isdir(folder):
            raise InputError(
                f"{folder} is there already: name another folder with -o, or write over its files with --force"
            ) from None
        raise InputError(f"{folder} is a file: name a folder with -o") from None
    except OSError as error:
        raise InputError(f"{folder} can not be made: {error.strerror}; name another folder with -o") from None
    except ValueError:
        raise InputError(f"{folder!r} can not be made: no folder has such a name") from None
    return True
