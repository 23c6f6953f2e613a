"""Several things in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import listed as all_listed
from matcalc.documents.page import Part, Sentence

MOST_NAMES = 12
"""How many names a sentence lists before it says 'and so on'."""


def listed(parts: Sequence[Part]) -> Sentence:
    """a, b and c; a long list is cut."""
    if len(parts) > MOST_NAMES:
        return (*separated(parts[: MOST_NAMES - 1]), ", … and ", parts[-1])
    return all_listed(parts)


def and_list(words: Sequence[str]) -> str:
    """a, b and c, of words alone."""
    return "".join(str(part) for part in listed(words))


def separated(parts: Sequence[Part]) -> Sentence:
    """a, b, c."""
    words: list[Part] = []
    for part in parts:
        words += [", ", part] if words else [part]
    return tuple(words)


def letter(number: int) -> str:
    """The letter of the one of that number, a for 0."""
    return chr(ord("a") + number)
