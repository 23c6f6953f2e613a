"""Writing the result to stdout."""

from __future__ import annotations

import sys

from matcalc.errors import InputError


def write_stdout(text: str) -> None:
    """Write all of `text` and flush. Raises InputError where stdout is closed, full, or lacks a character."""
    if sys.stdout is None:
        raise InputError("the result can not be written: standard output is closed; leave it open")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except UnicodeEncodeError as error:
        raise InputError(
            f"the output's encoding, {error.encoding}, has no {error.object[error.start]!a}: "
            "set PYTHONIOENCODING=utf-8, or write to a file with -o"
        ) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"the result can not be written: {error.strerror}") from None


def write_bytes(data: bytes) -> None:
    """Write a file's bytes to stdout and flush. Raises InputError where stdout is a terminal, closed or full."""
    if sys.stdout is None:
        raise InputError("the result can not be written: standard output is closed; leave it open")
    refuse_terminal()
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"the result can not be written: {error.strerror}") from None


def refuse_terminal() -> None:
    """Raises InputError where a terminal would get the bytes of a file."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise InputError("a terminal can not show this format: write it to a file with -o, or into a pipe")
