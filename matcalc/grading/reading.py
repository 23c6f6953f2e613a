"""Files and JSON of unknown origin: read within limits, or refused with a reason."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from typing import Any

from matcalc.errors import InputError, printable

MOST_BYTES = 20_000_000
"""Of a file: notebooks keep pictures. More is never read."""

MOST_SHOWN = 40


def text_of(path: str, most: int = MOST_BYTES) -> str:
    """The text of a regular file. Raises InputError, which names no file, where it is none or too large or no text.

    A pipe or a device is not waited for.
    """
    try:
        data = _bytes_of(path, most)
    except ValueError:
        raise InputError("no file has such a name") from None
    except OSError as error:
        raise InputError(f"it can not be opened: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"it is no text in UTF-8: byte {error.start + 1:,} is of no letter") from None


def require_file(path: str) -> None:
    """Raises InputError for a link and a folder."""
    if os.path.islink(path):
        raise InputError("it is a link: hand in the file itself")
    if os.path.isdir(path):
        raise InputError("it is a folder: put the files side by side into the one that is named")


def _bytes_of(path: str, most: int) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise InputError("it is a pipe or a device, and no file")
        if about.st_size > most:
            raise InputError(f"it has {about.st_size:,} bytes, and {most:,} at most are read")
        data = file.read(most + 1)
    if len(data) > most:
        raise InputError(f"it has more than {most:,} bytes, which is the most that is read")
    return data


def object_of(text: str) -> Mapping[str, Any]:
    """An object of JSON in which no key stands twice. Raises InputError, which says the line, where it is none."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputError(f"it is no JSON: {error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise InputError("it is no worksheet: its brackets are nested too deeply") from None
    except ValueError:
        raise InputError("it is no worksheet: a number in it is too long") from None
    return an_object(found, "the whole")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"{shown(twice)} stands twice in one object: take one of them out")
    return found


def an_object(value: object, what: str) -> Mapping[str, Any]:
    """The value, an object. Raises InputError for anything else."""
    if isinstance(value, dict):
        return value
    raise InputError(f"{what} has to be an object, not {kind_of(value)}")


def a_list(within: Mapping[str, Any], key: str, what: str) -> list[Any]:
    """A list at a key. Raises InputError where there is none."""
    return _at(within, key, what, list, "a list")  # type: ignore[no-any-return]


def a_text(within: Mapping[str, Any], key: str, what: str) -> str:
    """A text at a key. Raises InputError where there is none."""
    return _at(within, key, what, str, "a text")  # type: ignore[no-any-return]


def a_number(within: Mapping[str, Any], key: str, what: str) -> int:
    """A whole number of at least 0 at a key. Raises InputError where there is none."""
    found = _at(within, key, what, int, "a whole number")
    if isinstance(found, bool) or found < 0:
        raise InputError(f"{shown(key)} in {what} has to be a whole number of at least 0")
    assert isinstance(found, int)
    return found


def _at(within: Mapping[str, Any], key: str, what: str, wanted: type, words: str) -> Any:
    if key not in within:
        raise InputError(f"{what} has no {shown(key)}")
    if not isinstance(within[key], wanted):
        raise InputError(f"{shown(key)} in {what} has to be {words}, not {kind_of(within[key])}")
    return within[key]


def kind_of(value: object) -> str:
    """What a value of JSON is, in words."""
    known = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return known.get(type(value), "a number")


def shown(text: str) -> str:
    """A text of unknown origin within a sentence: one short line between quotation marks."""
    line = printable(text)
    return f'"{line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"}"'
