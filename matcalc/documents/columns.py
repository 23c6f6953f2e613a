"""Text in columns: display widths, wrapping that keeps a formula in one piece, padding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

JOIN = "\N{NO-BREAK SPACE}"
"""Stands for a space inside a formula while a sentence is wrapped."""

BEFORE_A_SIGN = re.compile(f"{JOIN}(?=[-+−=·⊙⊘⊗]{JOIN})")
"""Where a formula is broken first that is too long for a line."""


def width(text: str) -> int:
    """Columns that a terminal gives to `text`: combining marks take none, wide East Asian characters two."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of, text))


def padded(text: str, columns: int, right: bool = False) -> str:
    """`text` filled up with spaces to `columns`, at its end or, for `right`, at its beginning."""
    blank = " " * (columns - width(text))
    return blank + text if right else text + blank


def kept_whole(formula: str) -> str:
    """`formula` with spaces at which wrapping does not break."""
    return formula.replace(" ", JOIN)


def wrapped(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, broken between words; a formula or word is broken only where it must be."""
    lines: list[str] = []
    current = ""
    for word in _words(text, columns):
        if current and width(current) + 1 + width(word) > columns:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    if current:
        lines.append(current)
    return [line.replace(JOIN, " ") for line in lines]


def side_by_side(cells: Sequence[Sequence[str]], widths: Sequence[int], gap: int) -> list[str]:
    """Columns of lines next to each other, as lines."""
    height = max(map(len, cells))
    rows = []
    for number in range(height):
        parts = [
            padded(cell[number] if number < len(cell) else "", columns)
            for cell, columns in zip(cells, widths, strict=True)
        ]
        rows.append((" " * gap).join(parts).rstrip())
    return rows


@lru_cache(maxsize=4096)
def _width_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _words(text: str, columns: int) -> list[str]:
    words: list[str] = []
    for word in re.split(r"[ \n\t]+", text.strip()):
        if width(word) <= columns:
            words.append(word)
        else:
            for part in BEFORE_A_SIGN.split(word):
                pieces = [part] if width(part) <= columns else part.split(JOIN)
                words += [line for piece in pieces for line in _chopped(piece, columns)]
    return words


def _chopped(word: str, columns: int) -> list[str]:
    pieces = [""]
    for character in word:
        if width(pieces[-1] + character) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces
