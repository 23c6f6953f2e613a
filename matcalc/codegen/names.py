"""Names in generated code: Python identifiers of our own making, each given once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from keyword import iskeyword, issoftkeyword
from unicodedata import normalize


class Names:
    """A supply of identifiers; none is given twice, none is a keyword or one of `taken`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def take(self, wanted: str) -> str:
        """`wanted` where it can be had, else the nearest identifier: lambda_, X_2."""
        base = identifier(wanted)
        name = next(name for name in _variants(base) if name not in self._taken)
        self._taken.add(name)
        return name

    def temporary(self) -> str:
        """t1, t2, …"""
        name = next(name for number in count(1) if (name := f"t{number}") not in self._taken)
        self._taken.add(name)
        return name


def identifier(text: str) -> str:
    """The Python identifier nearest to a name; Python reads identifiers in the form NFKC."""
    word = re.sub(r"\W", "_", normalize("NFKC", text)).lstrip("_") or "x"
    word = word if word.isidentifier() else f"x{word}"
    word = word if word.isidentifier() else "x"
    return f"{word}_" if iskeyword(word) or issoftkeyword(word) else word


def _variants(base: str) -> Iterable[str]:
    yield base
    yield from (f"{base}_{number}" for number in count(2))
