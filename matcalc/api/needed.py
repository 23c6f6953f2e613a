"""Which names a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"[^\W\d]\w*")


def needed(texts: Iterable[str], definitions: Mapping[str, str]) -> set[str]:
    """The names that the texts, and the definitions of such names, speak of."""
    found: set[str] = set()
    waiting = list(texts)
    while waiting:
        new = {name for name in _NAME.findall(waiting.pop()) if name in definitions} - found
        found |= new
        waiting += (definitions[name] for name in new)
    return found
