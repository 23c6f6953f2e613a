"""Files that are replaced only when all that belongs together is complete."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

from matcalc.errors import InputError


def target_of(output: str) -> Path:
    """The file to write, links followed. Raises InputError where it can not be written to."""
    if not output:
        raise InputError("the name of the output file is empty: name a file, such as x.txt")
    try:
        return _writable(Path(os.path.realpath(output)), output)
    except FileNotFoundError:
        raise InputError(
            f"{output} can not be written: the current folder does not exist any more; change to another one"
        ) from None
    except OSError as error:
        raise InputError(
            f"{output} can not be written: {error.strerror}; choose another name or another folder"
        ) from None


def _writable(path: Path, output: str) -> Path:
    if path.is_dir():
        raise InputError(f"{output} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise InputError(
            f"the folder {path.parent} does not exist: make it first, or choose another place for {path.name}"
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{output} is read-only: choose another file, or make it writable")
    return path


def write_file(output: str, data: bytes) -> None:
    """Write a file whole. One that is there keeps its mode, and what it holds until the new one is complete.

    Raises InputError where that is not possible; then the file is as it was.
    """
    write_files([(output, data)])


def write_files(files: Sequence[tuple[str, bytes]]) -> None:
    """Write several files whole: none is touched before the new ones are all complete.

    Raises InputError where that is not possible; then each file is as it was.
    """
    targets = [target_of(output) for output, _ in files]
    drafts: list[tuple[Path, Path]] = []
    output = ""
    try:
        for (output, data), target in zip(files, targets, strict=True):
            if target.exists() and not target.is_file():
                target.write_bytes(data)  # a device or a pipe: there is nothing to replace
            else:
                drafts.append((_reserved(target), target))
                _fill(drafts[-1][0], target, data)
        for draft, target in drafts:
            draft.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{output} can not be written: {error.strerror}") from None
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)


def _reserved(target: Path) -> Path:
    """A new empty file beside the one to write."""
    draft = target.with_name(f".matcalc-{secrets.token_hex(8)}.tmp")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    return draft


def _fill(draft: Path, target: Path, data: bytes) -> None:
    with draft.open("wb") as file:
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
