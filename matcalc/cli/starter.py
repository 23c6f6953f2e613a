"""A problem to start from, written to a file of its own."""

from __future__ import annotations

import os
import shlex
from pathlib import PurePath

from matcalc.errors import InputError, printable
from matcalc.files import target_of
from matcalc.resources import data_folder

EXTENSION = ".toml"


def write_starter(file: str) -> None:
    """Write the starter. Raises InputError where the name has no .toml, is taken, or can not be written or shown."""
    path = PurePath(file)
    if path.suffix != EXTENSION:
        is_named = path.name not in ("", EXTENSION)
        name = path.with_suffix(EXTENSION).as_posix() if is_named else f"my-layer{EXTENSION}"
        raise InputError(f"a problem is a file whose name ends in {EXTENSION}: call it {name}, not {file!r}")
    if printable(file) != file:
        raise InputError(f"the name {file!r} has control characters in it: choose one without them")
    target = target_of(file)
    if os.path.islink(file):
        raise _taken(file)
    text = (data_folder("templates") / "problem.toml").read_text(encoding="utf-8")
    try:
        with target.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise _taken(file) from None
    except OSError as error:
        raise InputError(f"{file} can not be written: {error.strerror}; choose another name or folder") from None


def _taken(file: str) -> InputError:
    return InputError(f"{file} is there already and stays as it is: choose another name, or move it away")


def next_steps(file: str) -> str:
    """What to run on the file that was written."""
    word = shlex.quote(file if not file.startswith("-") else f"./{file}")
    steps = {
        f"matcalc derive {word}": "the page: every step, with its reason",
        f"matcalc derive {word} --result": "the results alone",
        f"matcalc derive {word} --code numpy": "code that computes them",
        f"matcalc lint {word}": "whether what it expects and states comes out",
    }
    width = max(map(len, steps))
    lines = "".join(f"  {command:<{width}}  {what}\n" for command, what in steps.items())
    return f"{file} is written. It derives as it stands; change it, and run\n\n{lines}"
