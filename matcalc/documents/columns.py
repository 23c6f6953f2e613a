"""Text in columns: display widths, wrapping that keeps a formula in one piece, padding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

JOIN = "\N{NO-BREAK SPACE}"
"""Stands for a space inside a formula while a sentence is wrapped."""

SIGNS = frozenset("+-−=·⊙⊘⊗↦/")
"""Signs before which a formula is broken where it is too long for a line."""

SUMS = ("Σ_", "∑_", "∏_")

OPENING, CLOSING = "([{⟨", ")]}⟩"

DEEPEST = 8
"""Brackets in brackets that are told apart."""

Rank = tuple[bool, int, bool]
"""How good a place for a break is: the least is the best."""

WITHIN_A_WORD = re.compile("(?<=[-–/,;])(?=.)")
"""Where a word is broken that is too long for a line."""


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
    for glue, piece in _pieces(text, columns):
        longer = f"{current}{glue}{piece}"
        if current and width(longer) > columns:
            lines.append(current)
            current = piece
        else:
            current = longer if current else piece
    if current:
        lines.append(current)
    return [line.replace(JOIN, " ") for line in lines]


def longest_piece(text: str) -> int:
    """The columns that a text takes at least if no name in it is broken."""
    return max(width(piece) for word in re.split(f"[ {JOIN}]", text) for piece in WITHIN_A_WORD.split(word))


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


def _pieces(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """What is put into lines, each with what stands between it and the one before if both are in one line."""
    for word in re.split(r"[ \n\t]+", text.strip()):
        tokens = word.split(JOIN)
        for piece in _broken(tokens, _ranks(tokens) if width(word) > columns else [], columns):
            if width(piece) <= columns:
                yield " ", piece
                continue
            first, *others = _chopped(piece, columns)
            yield " ", first
            yield from (("", other) for other in others)


def _ranks(tokens: Sequence[str]) -> list[Rank]:
    """How good a place for a break each space of a formula is, the least the best.

    Last after a sign, a sum or a number, which belong to what follows; first outside brackets, and before a sign.
    """
    ranks = []
    depth = 0
    for before, after in pairwise(tokens):
        depth += sum((letter in OPENING) - (letter in CLOSING) for letter in before)
        belongs = before in SIGNS or before.startswith(SUMS) or before.strip(f"{OPENING}−-").isnumeric()
        ranks.append((belongs, min(depth, DEEPEST), after not in SIGNS))
    return ranks


def _broken(tokens: Sequence[str], ranks: Sequence[Rank], columns: int) -> Iterator[str]:
    """A formula in pieces that are as long as a line, broken at its best places as often as it takes."""
    whole = JOIN.join(tokens)
    if not ranks or width(whole) <= columns:
        yield whole
        return
    best = min(ranks)
    ends = [number + 1 for number, rank in enumerate(ranks) if rank == best]
    for start, end in pairwise([0, *ends, len(tokens)]):
        yield from _broken(tokens[start:end], ranks[start : end - 1], columns)


def _chopped(word: str, columns: int) -> Iterator[str]:
    """A word that is too long in pieces: after a dash or the like, and where there is none, anywhere."""
    for part in WITHIN_A_WORD.split(word):
        piece = ""
        for character in part:
            if piece and width(piece + character) > columns:
                yield piece
                piece = ""
            piece += character
        yield piece
