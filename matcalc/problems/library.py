"""The problems that come with matcalc, found by name."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from matcalc.errors import InputError, did_you_mean
from matcalc.resources import data_folder

MOST_NAMES = 15
"""How many names a message lists."""

SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "attention": "scaled-dot-product-attention",
        "batch-norm": "batch-normalization",
        "gru": "gru-cell",
        "layer-norm": "layer-normalization",
        "lora": "lora-layer",
        "lstm": "lstm-cell",
        "rms-norm": "rms-normalization",
    }
)
"""What problems are called for short. A short name is that of no other problem."""

if TYPE_CHECKING:
    from matcalc.problems.problem import Problem


def list_problems() -> tuple[str, ...]:
    """The names of the problems that come with matcalc, in alphabetical order."""
    return tuple(sorted(path.stem for path in data_folder("derivations").glob("*.toml")))


def known_names() -> tuple[str, ...]:
    """All that problems which come with matcalc are found by: their names, and the shorter ones."""
    return (*list_problems(), *SHORT_NAMES)


def full_name(name: str) -> str:
    """The name of the problem that is known by a name, long or short, in capitals or not."""
    return SHORT_NAMES.get(name.lower(), name.lower())


def file_of(name: str) -> Path | None:
    """The file of the problem of that name that comes with matcalc; None where there is none."""
    known = full_name(name) in list_problems()
    return data_folder("derivations") / f"{full_name(name)}.toml" if known else None


def load_problem(name_or_path: str | os.PathLike[str]) -> Problem:
    """The problem of that name, long or short, in capitals or not, or the one in the file at that path.

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
    name = full_name(name_or_path)
    if name not in known:
        file = " (to read the file of that name, write ./ before it)" if os.path.isfile(name_or_path) else ""
        typed = "; to differentiate an expression, say by what, with --wrt (wrt=)" if _is_typed(name_or_path) else ""
        raise InputError(f"there is no problem called {name_or_path!r}: {_meant(name, known)}{file}{typed}")
    return read_problem(data_folder("derivations") / f"{name}.toml", f"derivations/{name}.toml")


def _meant(name: str, known: Sequence[str]) -> str:
    """A clause that names the problems with that text, or with each word of it, in their names; else the nearest."""
    words = [] if _is_typed(name) else re.findall(r"[a-z0-9]+", name)
    whole = [other for other in known if words and name in other]
    found = whole or [other for other in known if words and all(word in other for word in words)]
    if 0 < len(found) <= MOST_NAMES:
        return f"did you mean {', '.join((*found[:-2], ' or '.join(found[-2:])))}?"
    nearest = did_you_mean(name, (*known, *SHORT_NAMES))
    return "`matcalc list` names them all" if len(known) > MOST_NAMES and "known: " in nearest else nearest


def _is_path(text: str) -> bool:
    return text.endswith(".toml") or "/" in text or os.sep in text


def _is_typed(text: str) -> bool:
    """Whether it looks like an expression: no problem has such a character in its name."""
    return any(character in "()@*+= " for character in text)
