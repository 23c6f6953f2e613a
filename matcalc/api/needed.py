"""Which names a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from matcalc.forms.labels import split_name

_NAME = re.compile(r"(?P<base>[^\W\d]\w*)(?P<label>\[[^\[\]]*\])?")


def needed(texts: Iterable[str], definitions: Mapping[str, str]) -> set[str]:
    """The names that the texts, and the definitions of such names, speak of; of a family, all its members."""
    families: dict[str, set[str]] = {}
    for name in definitions:
        families.setdefault(split_name(name)[0], set()).add(name)
    found: set[str] = set()
    waiting = list(texts)
    while waiting:
        named = _NAME.finditer(waiting.pop())
        new = {
            name for match in named for name in families.get(match["base"], ()) if match["label"] or name in match[0]
        }
        new -= found
        found |= new
        waiting += (definitions[name] for name in new)
    return found
