"""Words for Typst: every character escaped or spelled out, so that no text can break out of markup or of a string."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

COVERED = (
    range(0x20, 0x500),
    range(0x590, 0x600),
    range(0x1D00, 0x2070),
    range(0x20A0, 0x20C1),
    range(0x2100, 0x2150),
    range(0x2190, 0x2400),
    range(0x2500, 0x2600),
    range(0x27C0, 0x2C00),
    range(0x1D400, 0x1D800),
)
"""What New Computer Modern has glyphs for: Latin, Greek, Cyrillic, Hebrew, punctuation, the signs of mathematics."""

SCRIPTS = {"<super>": "super", "<sub>": "sub"}
"""Unicode's small raised and lowered letters, and the functions that set a letter so."""

QUOTED = ('"', "\\")
"""What would end a string, or begin an escape in it."""


def typst_words(words: str) -> str:
    """`words` as Typst markup. Control characters become spaces."""
    return "".join(map(_piece, words))


def typst_string(words: str) -> str:
    """`words` as a string of Typst, with its quotes, for mathematics and code. Control characters become spaces."""
    return _quoted(map(_shown, words))


def typst_data(words: str) -> str:
    """`words` as a string that is not set in type: every character is itself, but control characters are spaces."""
    return _quoted(letter if letter.isprintable() else " " for letter in words)


def _piece(character: str) -> str:
    kind, *plain = unicodedata.decomposition(character).split()[:2] or [""]
    if kind in SCRIPTS and not _is_covered(character):
        return f"#{SCRIPTS[kind]}[{_piece(chr(int(plain[0], 16)))}];"
    shown = _shown(character)
    return f"\\{shown}" if shown.isascii() and len(shown) == 1 and not (shown.isalnum() or shown == " ") else shown


def _quoted(letters: Iterable[str]) -> str:
    return '"' + "".join(f"\\{letter}" if letter in QUOTED else letter for letter in letters) + '"'


def _shown(character: str) -> str:
    """The character itself, where it can be printed; a space for what moves the pen; its number for any other."""
    if character.isspace() or (character.isascii() and not character.isprintable()):
        return " "
    return character if character.isprintable() and _is_covered(character) else f"U+{ord(character):04X}"


def _is_covered(character: str) -> bool:
    return any(ord(character) in block for block in COVERED)
