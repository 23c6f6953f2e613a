"""The folder that marking writes: tables for the one who teaches, and a file of feedback for each one who learns."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress

from matcalc.errors import InputError, printable
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


def require_room(folder: str, *, over: bool) -> None:
    """Raises InputError where a folder of this name can not be made, or is there already.

    over: whether it may be there.
    """
    if "\0" in folder:
        raise InputError(f"{printable(folder)} can not be made: no folder has such a name")
    if os.path.isdir(folder):
        if not over:
            raise InputError(
                f"{folder} is there already: name another folder with -o, or write over its files with --force"
            )
        return
    if os.path.lexists(folder):
        raise InputError(f"{folder} is a file: name a folder with -o")
    above = os.path.dirname(os.path.abspath(folder))
    if not os.path.isdir(above):
        raise InputError(f"the folder {above} does not exist: make it first, or name another one with -o")
    if not os.access(above, os.W_OK):
        raise InputError(f"{folder} can not be made: {above} is read-only; name another folder with -o")


def write_report(folder: str, files: Mapping[str, bytes]) -> None:
    """Write the files of a report. Of a folder that is there, those of the same names are replaced, and no others.

    Raises InputError where that is not possible; then a folder that was made here is taken away.
    """
    made: list[str] = []
    try:
        for one in (folder, os.path.join(folder, FEEDBACK)):
            if not os.path.isdir(one):
                os.mkdir(one)
                made.append(one)
        write_files({os.path.join(folder, *name.split("/")): data for name, data in files.items()})
    except (OSError, InputError) as error:
        for one in reversed(made):
            with suppress(OSError):  # what failed is told
                os.rmdir(one)
        if isinstance(error, InputError):
            raise
        raise InputError(f"{folder} can not be made: {error.strerror}; name another folder with -o") from None
