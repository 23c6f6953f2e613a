"""Reading a TOML file: every way in which that can fail is an error that names the file."""

import os
import re
import tomllib
from pathlib import Path

from matcalc.errors import InputError
from matcalc.problems.tables import Table

MOST_BYTES = 1_000_000
MOST_DOTS = 20
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + "'[^']*'")


def read_toml(path: Path, place: str) -> Table:
    """The top table of the file. Errors begin with `place`; they are InputErrors."""
    text = _text_of(path, place)
    if not text.strip():
        raise InputError(f"{place}: the file is empty: it needs at least title, [shapes], [[define]] and [[derive]]")
    _refuse_long_keys(text, place)
    try:
        return Table(place, tomllib.loads(text), text)
    except RecursionError:
        raise InputError(f"{place}: lists or tables are nested too deeply to be read") from None
    except ValueError as error:
        raise InputError(f"{place}: this is not valid TOML: {error}") from None


def _text_of(path: Path, place: str) -> str:
    try:
        if path.is_dir():
            raise InputError(f"{place}: this is a folder, not a file: name a file that ends in .toml")
        if path.exists() and not path.is_file():
            raise InputError(f"{place}: this is not a regular file, so it is not read")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{place}: there is no such file{_nearby(path)}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{place}: the file can not be read: {reason}") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"{place}: the file is longer than {MOST_BYTES:,} bytes, the most that is read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{place}: line {line} is not UTF-8 text (byte {data[error.start]:#04x}): save the file as UTF-8"
        ) from None


def _refuse_long_keys(text: str, place: str) -> None:
    # tomllib takes time quadratic in the parts of a dotted key: one line of a few 100 kB would take hours.
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MOST_DOTS and not line.lstrip().startswith("#"):
            dots = _QUOTED.sub("", line).count(".")
            if dots > MOST_DOTS:
                raise InputError(f"{place}: line {number} has {dots} dots outside quotes; at most {MOST_DOTS} are read")


def _nearby(path: Path) -> str:
    if not path.parent.is_dir():
        return f": the folder {os.fspath(path.parent)} does not exist"
    from difflib import get_close_matches

    others = sorted(other.name for other in path.parent.glob("*.toml"))
    close = get_close_matches(path.name, others, n=1)
    return f": did you mean {path.with_name(close[0])}?" if close else ""
