"""A row or a column times a vector, as V[:, i].T @ x, written out as the sum that it is: sum k: V[k, i] x[k]."""

from __future__ import annotations

import re
from string import ascii_lowercase

from matcalc.errors import LanguageError
from matcalc.notation.names import NAME

_A = rf"(?P<array>{NAME.pattern})"
_COLUMN = rf"{_A}\[\s*:\s*,\s*(?P<column>{NAME.pattern})\s*\]"
_ROW = rf"{_A}\[\s*(?P<row>{NAME.pattern})\s*,\s*:\s*\]"
_X = rf"(?P<vector>{NAME.pattern})(?![\w\[(.'′])"
_PRODUCTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.]){_COLUMN}\.T\s*@\s*{_X}",
        rf"\(\s*{_COLUMN}\s*(?:\)\.T|\.T\s*\))\s*@\s*{_X}",
        rf"\bdot\(\s*{_COLUMN}\s*,\s*{_X}\s*\)",
        rf"(?<![\w.]){_ROW}\s*@\s*{_X}",
        rf"\(\s*{_ROW}\s*\)\s*@\s*{_X}",
        rf"\bdot\(\s*{_ROW}\s*,\s*{_X}\s*\)",
    )
)
_LINE = re.compile(rf"{_A}\[\s*(?::\s*,\s*{NAME.pattern}|{NAME.pattern}\s*,\s*:)\s*\]")


def lines_written_out(text: str) -> str:
    """An index expression in which every product of a row or a column with a named vector is a sum of entries.

    Raises LanguageError where a row or a column stands in any other place.
    """
    letters = (letter for letter in "kpqrs" + ascii_lowercase if re.search(rf"\b{letter}\b", text) is None)
    made = text
    for product in _PRODUCTS:
        made = product.sub(lambda found: _as_sum(found, next(letters)), made)
    if (line := _LINE.search(made)) is not None:
        array = line["array"]
        message = (
            f"a row or a column is read where it stands before a vector, as in {array}[:,i].T @ x or "
            f"dot({array}[:,i], x); write anything else as a sum of entries, sum k: {array}[k,i] x[k]"
        )
        raise LanguageError(message, made, line.start())
    return made


def _as_sum(found: re.Match[str], letter: str) -> str:
    groups = found.groupdict()
    places = f"{letter},{groups['column']}" if groups.get("column") else f"{groups['row']},{letter}"
    return f"sum {letter}: {groups['array']}[{places}] {groups['vector']}[{letter}]"
