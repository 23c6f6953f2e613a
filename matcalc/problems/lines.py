"""In which line of a TOML file a key stands: tomllib does not say."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\[\s*(?P<name>[^\[\]]+?)\s*\](?:\s*#.*)?")
_ONE_OF_SEVERAL = re.compile(r"\[\[\s*(?P<name>[^\[\]]+?)\s*\]\](?:\s*#.*)?")

Header = tuple[str, int]
"""The name of a table and its number among those of that name; ("", 1) is the top of the file."""

TOP: Header = ("", 1)


def line_of(text: str, header: Header, key: str) -> int | None:
    """The line in which a table has the key, None where there is no such line, or more than one that looks so."""
    assigned = re.compile(rf"([\"']?){re.escape(key)}\1\s*[=.]")
    current, counts = TOP, dict[str, int]()
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if match := _ONE_OF_SEVERAL.fullmatch(stripped) or _TABLE.fullmatch(stripped):
            name = match["name"]
            counts[name] = counts.get(name, 0) + 1
            current = (name, counts[name])
            if header == TOP and name == key and counts[name] == 1:
                found.append(number)
        elif current == header and assigned.match(stripped):
            found.append(number)
    return found[0] if len(found) == 1 else None
