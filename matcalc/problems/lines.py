"""In which line of a TOML file a key stands: tomllib does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TABLE = re.compile(r"\[\s*(?P<name>[^\[\]]+?)\s*\](?:\s*#.*)?")
_ONE_OF_SEVERAL = re.compile(r"\[\[\s*(?P<name>[^\[\]]+?)\s*\]\](?:\s*#.*)?")

Header = tuple[str, int]
"""The name of a table and its number among those of that name; ("", 1) is the top of the file."""

TOP: Header = ("", 1)


def line_of(text: str, header: Header, key: str) -> int | None:
    """The line in which a table has the key, None where there is no such line, or more than one that looks so."""
    assigned = re.compile(rf"([\"']?){re.escape(key)}\1\s*[=.]")
    found = []
    for number, line, current, is_header in _lines(text):
        if is_header:
            if header == TOP and current == (key, 1):
                found.append(number)
        elif current == header and assigned.match(line):
            found.append(number)
    return found[0] if len(found) == 1 else None


def line_of_table(text: str, header: Header) -> int | None:
    """The line in which a table begins, None where no line is its header."""
    return next((number for number, _, current, is_header in _lines(text) if is_header and current == header), None)


def _lines(text: str) -> Iterator[tuple[int, str, Header, bool]]:
    """Each line with its number, the table that it is in, and whether it is the header of that."""
    current, counts = TOP, dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        match = _ONE_OF_SEVERAL.fullmatch(stripped) or _TABLE.fullmatch(stripped)
        if match is not None:
            name = match["name"]
            counts[name] = counts.get(name, 0) + 1
            current = (name, counts[name])
        yield number, stripped, current, match is not None
