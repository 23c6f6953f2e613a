"""Files that are replaced only when the new ones are complete."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from matcalc.errors import InputError, printable
from matcalc.signals import ended_in_order


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
    except ValueError:
        raise InputError(
            f"{printable(output)} can not be written: no file name has such characters; choose another name"
        ) from None


def _writable(path: Path, output: str) -> Path:
    if path.is_symlink():
        raise InputError(f"{output} is a link that leads to itself: choose another name, or take it away")
    if path.is_dir() or output.endswith("/"):
        raise InputError(f"{output} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise InputError(
            f"the folder {path.parent} does not exist: make it first, or choose another place for {path.name}"
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{output} is read-only: choose another file, or make it writable")
    return path


def require_not_read(outputs: Iterable[str], read: Iterable[str | os.PathLike[str]]) -> None:
    """Raises InputError where a file to write is one of those that are read, whatever it is called."""
    files = {os.path.realpath(one) for one in read if os.path.isfile(one)}
    for output in outputs:
        if os.path.realpath(output) in files:
            raise InputError(f"{output} is read here, so it is not written: choose another name")


def write_file(output: str, data: bytes) -> None:
    """Write a file whole. One that is there keeps its mode, and what it holds until the new one is complete.

    Raises InputError where that is not possible; then the file is as it was.
    """
    write_files({output: data})


def write_files(files: Mapping[str, bytes]) -> None:
    """Write files that belong together, by name: none is replaced before all of them are complete and on the disk.

    Where one can not be replaced, those that were are put back.
    Raises InputError where one of them can not be written, or two are the same file; then they are as they were.
    """
    targets = {output: target_of(output) for output in files}
    _require_different(targets)
    drafts: dict[str, Path] = {}
    kept: dict[Path, Path | None] = {}
    with ended_in_order():
        try:
            for output, target in targets.items():
                if not _is_device(target):
                    drafts[output] = _beside(target)
                    with _named(output):
                        _draft(drafts[output], target, files[output])
            for output, target in targets.items():
                with _named(output):
                    if output in drafts:
                        if len(targets) > 1:
                            kept[target] = _kept(target)
                        drafts[output].replace(target)
                    else:
                        target.write_bytes(files[output])  # there is nothing to replace
        except BaseException:
            for target, old in kept.items():
                with _named(str(target)):
                    _put_back(target, old)
            raise
        finally:
            for draft in (*drafts.values(), *kept.values()):
                if draft is not None:
                    with suppress(OSError):  # why it can not be written is said already
                        draft.unlink()


def _beside(target: Path) -> Path:
    """The name of a file that is there for a moment, in the folder of another."""
    return target.with_name(f".matcalc-{secrets.token_hex(8)}.tmp")


def _kept(target: Path) -> Path | None:
    """A second name for what is in a file, or a copy where a file has one name; None where there is no file yet."""
    if not target.exists():
        return None
    kept = _beside(target)
    try:
        os.link(target, kept)
    except OSError:
        shutil.copy2(target, kept)
    return kept


def _put_back(target: Path, old: Path | None) -> None:
    if old is None:
        target.unlink(missing_ok=True)
    else:
        old.replace(target)


def _require_different(targets: Mapping[str, Path]) -> None:
    first: dict[Path, str] = {}
    for output, target in targets.items():
        if target in first and not _is_device(target):
            raise InputError(f"{first[target]} and {output} are one file: give each its own name")
        first[target] = output


def _is_device(target: Path) -> bool:
    """Whether it is a device or a pipe, which takes bytes and keeps none."""
    return target.exists() and not target.is_file()


@contextmanager
def _named(output: str) -> Iterator[None]:
    """Say of which file it was that it can not be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"{output} can not be written: {error.strerror}; mend that, or choose another folder"
        ) from None


def _draft(draft: Path, target: Path, data: bytes) -> None:
    """All the bytes in a new file, on the disk, with the mode of the file that it is to replace."""
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
