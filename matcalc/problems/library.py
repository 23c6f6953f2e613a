"""The problems that come with matcalc, found by name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from matcalc.errors import InputError, did_you_mean
from matcalc.resources import data_folder

if TYPE_CHECKING:
    from matcalc.problems.problem import Problem


def list_problems() -> tuple[str, ...]:
    """The names of the problems that come with matcalc, in alphabetical order."""
    return tuple(sorted(path.stem for path in data_folder("derivations").glob("*.toml")))


def load_problem(name_or_path: str | os.PathLike[str]) -> Problem:
    """The problem of that name, or the one in the file at that path.

    A path object is a path; a text is one if it ends in .toml or contains a folder. Only that one file is read. Raises
    InputError where there is no such problem or file, where the file is wrong, or for anything but a text or a path.
    """
    from matcalc.problems.toml import read_problem

    if not isinstance(name_or_path, (str, os.PathLike)):
        raise InputError(
            "a problem is named by the name of one that comes with matcalc or by the path of a TOML file, "
            f"a text or a path object, not by an object of type {type(name_or_path).__name__}"
        )
    if isinstance(name_or_path, os.PathLike) or _is_path(name_or_path):
        return read_problem(Path(name_or_path))
    known = list_problems()
    if name_or_path not in known:
        file = " (to read the file of that name, write ./ before it)" if os.path.isfile(name_or_path) else ""
        typed = "; to differentiate an expression, say by what, with --wrt (wrt=)" if _is_typed(name_or_path) else ""
        raise InputError(
            f"there is no problem called {name_or_path!r}: {did_you_mean(name_or_path, known)}{file}{typed}"
        )
    return read_problem(data_folder("derivations") / f"{name_or_path}.toml", f"derivations/{name_or_path}.toml")


def _is_path(text: str) -> bool:
    return text.endswith(".toml") or "/" in text or os.sep in text


def _is_typed(text: str) -> bool:
    """Whether it looks like an expression: no problem has such a character in its name."""
    return any(character in "()@*+= " for character in text)
