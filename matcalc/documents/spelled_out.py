"""What a document says that the fonts of its target have no glyphs for: it is printed by its numbers in Unicode.

Whoever asked for the document is told, since a number can not be read; a web page has the fonts of its reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from matcalc.documents.document import Document
from matcalc.notation.glyphs import Glyphs

NUMBER = re.compile(r"U\+([0-9A-F]{4,6})")

MOST_NAMED = 12
"""The characters that a note shows; of more it says how many there are."""


class NotedText(str):
    """Text, and what whoever asked for it is told beside it."""

    notes: tuple[str, ...]

    def __new__(cls, text: str, notes: tuple[str, ...]) -> NotedText:
        made = super().__new__(cls, text)
        made.notes = notes
        return made


class NotedBytes(bytes):
    """Bytes, and what whoever asked for them is told beside them."""

    notes: tuple[str, ...]

    def __new__(cls, data: bytes, notes: tuple[str, ...]) -> NotedBytes:
        made = super().__new__(cls, data)
        made.notes = notes
        return made


def notes(source: str, document: Document) -> tuple[str, ...]:
    """The sentence about what stands as a number in the source of a document, where something does."""
    printed = {chr(int(number, 16)) for number in NUMBER.findall(source) if int(number, 16) <= 0x10FFFF}
    if not printed:
        return ()
    letters = sorted({letter for text in _texts(document) for letter in text if not letter.isascii()})
    lost = [letter for letter in letters if printed.intersection((letter, *unicodedata.normalize("NFD", letter)))]
    shown = [letter for letter in lost if letter.isprintable()][:MOST_NAMED]
    if not shown:
        return ()
    named = " ".join(shown) + (f" and {len(lost) - len(shown)} others" if len(lost) > len(shown) else "")
    kind = "them" if len(lost) > 1 else "it"
    number = f"U+{ord(shown[0]):04X}"
    return (
        f"the fonts of this format have no {named}: printed by {'number' if kind == 'it' else 'their numbers'} in "
        f"Unicode, as {number}; a web page shows {kind} as typed: --format html, or -o NAME.html",
    )


def _texts(document: Document) -> Iterator[str]:
    """Every text in a document and in the names that it is printed with."""
    waiting: list[object] = [document]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif id(one) not in seen:
            seen.add(id(one))
            waiting += _parts(one)


def _parts(one: object) -> Iterator[object]:
    if isinstance(one, tuple | list | frozenset):
        yield from one
    elif isinstance(one, Mapping):
        yield from (*one.keys(), *one.values())
    elif isinstance(one, Glyphs):
        yield one.styles
    elif is_dataclass(one) and not isinstance(one, type):
        yield from (getattr(one, part.name) for part in fields(one))
