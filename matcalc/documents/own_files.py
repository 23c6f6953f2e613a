"""The files of a user's folder of templates. Nothing outside the folder is read."""

from __future__ import annotations

from pathlib import Path

from matcalc.errors import InputError, printable

ENDING = ".jinja"

LARGEST_FILE = 1_000_000
"""In bytes."""


def own_file(folder: Path, *names: str) -> Path | None:
    """The file at that place in the folder; None where there is none.

    Raises InputError for what is no file or too large, and for a link that leads out of the folder, wherever it leads.
    """
    path = folder.joinpath(*names)
    shown = printable(str(path))
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{shown} is a link that leads out of its folder: copy the file into the folder")
        if not path.exists():
            return None
        if not path.is_file():
            raise InputError(f"{shown} is no file: a template is a text file")
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{shown} has more than {LARGEST_FILE:,} bytes, the most that a template may have")
    except (OSError, RuntimeError) as error:  # links in a circle are a RuntimeError before Python 3.13
        raise unreadable(path, error) from None
    return path


def is_template(file: str, folder: str) -> bool:
    """Whether a file that is there is a template of the folder."""
    path = Path(file).resolve()
    return ENDING in path.name and path.is_file() and path.is_relative_to(Path(folder).resolve())


def own_text(path: Path) -> str:
    """What stands in it. Raises InputError where that is no text, or can not be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise not_text(path, error) from None
    except OSError as error:
        raise unreadable(path, error) from None


def not_text(path: Path, error: UnicodeDecodeError) -> InputError:
    """What to say of bytes that are no text."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return InputError(f"{printable(str(path))}: line {line} is not UTF-8 text: save it as UTF-8")


def unreadable(path: Path, error: OSError | RuntimeError) -> InputError:
    """What to say of a file that the system does not give."""
    why = error.strerror if isinstance(error, OSError) else "its links go in a circle"
    return InputError(f"{printable(str(path))} can not be read: {why}; make it readable")
