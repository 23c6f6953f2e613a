"""Strict reading of a TOML table: unknown keys, missing keys and wrong types are errors that say where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from unicodedata import category

from matcalc.errors import InputError, did_you_mean
from matcalc.problems.lines import TOP, Header, line_of, line_of_table

MOST_TEXT = 20_000
MOST_SHOWN = 10**20


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file. `place` begins every error: the file, then the way to this table.

    file: the text of the file, where that is known, so that errors can name a line. header: of this table in it.
    """

    place: str
    values: Mapping[str, object]
    file: str = field(default="", repr=False)
    header: Header = TOP

    def error(self, message: str) -> InputError:
        """An error at this table."""
        return InputError(f"{self.place}: {message}")

    def error_at(self, key: str, message: str) -> InputError:
        """An error at a key of this table."""
        return InputError(f"{self.at(key)}: {message}")

    def at(self, key: str = "") -> str:
        """The place with the line of a key, or where there is none with that of this table, as far as it is known."""
        line = line_of(self.file, self.header, key) if key in self.values else line_of_table(self.file, self.header)
        return self.place if line is None else f"{self.place}, line {line}"

    def require(self, known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        """Raises InputError for a key that is not in `known`, or for one in `needed` that is not there."""
        for key in self.values:
            if key not in known:
                line = line_of(self.file, self.header, key)
                where = f" in line {line}" if line is not None else ""
                raise self.error(f"unknown key {shown(key)}{where}{nearest(key, known)}")
        for key in needed:
            if key not in self.values:
                raise self.error(f"the key {key!r} is missing")

    def text(self, key: str, default: str = "") -> str:
        """The text at `key`. One that is too long and control characters are refused."""
        return self._text(key, self.values[key]) if key in self.values else default

    def optional_text(self, key: str) -> str | None:
        """The text at `key`, None where the key is missing."""
        return self._text(key, self.values[key]) if key in self.values else None

    def whole_number(self, key: str, default: int) -> int:
        """The whole number at `key`."""
        found = self.values.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int):
            raise self._wrong(key, found, f"a whole number, as in {key} = {default}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at `key`; none where the key is missing."""
        found = self.values.get(key, [])
        if not isinstance(found, list):
            raise self._wrong(key, found, 'a list of texts, as in ["…"]')
        return tuple(self._text(f"{key}[{number}]", one) for number, one in enumerate(found))

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """The text or the list of texts at `key`, as a tuple."""
        return self.texts(key) if isinstance(self.values.get(key), list) else (self.text(key),)

    def table(self, key: str) -> Table:
        """The table at `key`; an empty one where the key is missing."""
        place = f"{self.place}: [{key}]"
        return self._table(place, key, self.values.get(key, {}), f"a table [{key}]", (key, 1))

    def inner(self, key: str) -> Table:
        """The inline table at `key`."""
        place = f"{self.place} {key}"
        header = (f"{self.header[0]}.{key}", 1)
        return self._table(place, key, self.values[key], 'a table such as { layer = "k" }', header)

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables at `key`, numbered from 1."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._wrong(key, found, f"tables, each under a line [[{key}]]")
        return tuple(
            Table(f"{self.place}: [[{key}]] {number}", one, self.file, (key, number))
            for number, one in enumerate(found, 1)
        )

    def _table(self, place: str, key: str, found: object, expected: str, header: Header) -> Table:
        if not isinstance(found, dict):
            raise self._wrong(key, found, expected)
        return Table(place, found, self.file, header)

    def _text(self, key: str, found: object) -> str:
        if not isinstance(found, str):
            raise self._wrong(key, found, 'a text, as in "…"')
        if len(found) > MOST_TEXT:
            raise self.error_at(key, f"{key} has {len(found):,} characters; at most {MOST_TEXT:,} are read")
        for character in found:
            if category(character) == "Cc" and character not in "\n\t":
                said = f"{key} contains the control character U+{ord(character):04X}: take it out"
                raise self.error_at(key, said)
        return found

    def _wrong(self, key: str, found: object, expected: str) -> InputError:
        return self.error_at(key, f"{key} is {_kind(found)}; it must be {expected}")


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The end of a sentence about an unknown word: the nearest known ones, and all of them."""
    clause = did_you_mean(word, known)
    every = f" (known: {', '.join(known)})" if clause.startswith("did") else ""
    return f": {clause}{every}"


def shown(word: str) -> str:
    """A word of the user in quotes, cut short, with nothing in it that a terminal obeys."""
    return repr(word if len(word) <= 60 else word[:59] + "…")


def _kind(found: object) -> str:
    match found:
        case bool():
            return f"{str(found).lower()}, a truth value"
        case int() | float():
            return f"the number {found}" if abs(found) < MOST_SHOWN else "a number"
        case str():
            return f"the text {shown(found)}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case date() | time():
            return f"the time {found}"
    return "something else"
