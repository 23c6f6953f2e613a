"""A file replaced by what was made of it; what it held is kept beside it."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from matcalc.errors import InputError
from matcalc.files import target_of, write_file


def replace_in_place(path: str | Path, data: bytes) -> Path:
    """Write `data` where the file is, links followed, and give the path of the backup that was made before.

    The backup is called as the file, with .bak, .bak2, .bak3 … after it: one that is there is never written over.
    Both have the mode of the file. Raises InputError where one of them can not be written; then the file is as it was.
    """
    target = target_of(str(path))
    try:
        before = target.read_bytes()
        mode = target.stat().st_mode & 0o7777
    except OSError as error:
        raise InputError(f"{path} can not be read: {error.strerror}; nothing was written") from None
    backup = _new_file(target, mode)
    try:
        write_file(str(backup), before)
        write_file(str(target), data)
    except BaseException:
        if target.read_bytes() == before:
            backup.unlink(missing_ok=True)
        raise
    return backup


def _new_file(target: Path, mode: int) -> Path:
    """An empty file beside the target under the first name that is free, taken at once so that no other can take it."""
    for number in count(1):
        backup = target.with_name(f"{target.name}.bak{number if number > 1 else ''}")
        try:
            descriptor = os.open(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise InputError(
                f"no backup can be written: {backup}: {error.strerror}; {target.name} is as it was"
            ) from None
        try:
            os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)
        return backup
    raise AssertionError
