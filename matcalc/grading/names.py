"""Names for the files of feedback: plain ones, none twice on any system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

LONGEST = 80

_UNFIT = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""What Windows keeps for devices."""


def feedback_names(files: Sequence[str]) -> tuple[str, ...]:
    """A name without its ending for each file, in their order; where two would be one, the later gets a number."""
    taken: set[str] = set()
    found: list[str] = []
    for file in files:
        plain = _plain(PurePath(file).stem)
        name, count = plain, 1
        while _alike(name) in taken:
            count += 1
            name = f"{plain}-{count}"
        taken.add(_alike(name))
        found.append(name)
    return tuple(found)


def _plain(stem: str) -> str:
    letters = unicodedata.normalize("NFC", stem.encode("utf-8", "replace").decode("utf-8"))
    name = _UNFIT.sub("_", letters)[:LONGEST].strip("_.-") or "file"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _alike(name: str) -> str:
    """Names that some systems take for one."""
    return unicodedata.normalize("NFKC", name.casefold())
