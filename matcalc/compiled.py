"""What is compiled of our grammars and templates, kept between runs where Python keeps the bytecode of our modules."""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from matcalc.errors import InputError

_DIGEST = sha256().digest_size


def kept(name: str, source: str) -> bytes | None:
    """What an earlier run kept under that name, if it was made of this source and is whole."""
    try:
        data = _place(name).read_bytes()
    except OSError:
        return None
    head, made = data[:_DIGEST], data[_DIGEST:]
    return made if head == _digest(source, made) else None


def keep(name: str, source: str, made: bytes) -> None:
    """Keep what was made of a source for later runs, unless Python is to write no bytecode, or can not."""
    if sys.dont_write_bytecode:
        return
    from matcalc.files import write_file

    with suppress(InputError):  # as Python does where the folder is not there or may not be written
        write_file(str(_place(name)), _digest(source, made) + made)


def _place(name: str) -> Path:
    module = Path(__file__).with_name(f"{name}.py")
    return Path(cache_from_source(module)).with_suffix(".compiled")


def _digest(source: str, made: bytes) -> bytes:
    """It differs where either of them does: a source that changed and a file that is cut short are both noticed."""
    return sha256(source.encode("utf-8") + b"\0" + made).digest()
