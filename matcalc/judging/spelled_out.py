"""The left side of a claim as it is written on paper, in the input language: xᵀAx as x.T @ A @ x."""

from __future__ import annotations

import re
from collections.abc import Collection

from matcalc.judging.normalised import normalised, with_inverses_called
from matcalc.judging.on_paper import with_products_first
from matcalc.notation.names import FUNCTION_NAMES

_WORD = re.compile(r"(?<![A-Za-z_])(?<![A-Za-z_][0-9])[A-Za-z]{2,}(?![A-Za-z0-9_(])")
_LETTER = re.compile(r"(?<![A-Za-z_])(?<![A-Za-z_][0-9])[A-Za-z](?![A-Za-z0-9_(])")


def letters_in(*texts: str) -> frozenset[str]:
    """The letters that stand by themselves somewhere: names of arrays."""
    return frozenset(letter for text in texts for letter in _LETTER.findall(text))


def with_letters_apart(text: str, letters: Collection[str], known: Collection[str]) -> str:
    """A text with A x for Ax, where both letters are names, and Ax is none."""

    def apart(word: re.Match[str]) -> str:
        is_name = word[0] in known or word[0] in FUNCTION_NAMES
        return word[0] if is_name or not all(letter in letters for letter in word[0]) else " ".join(word[0])

    return _WORD.sub(apart, text)


def from_paper(text: str) -> str:
    """A text as on paper in the input language, factors side by side being a matrix product."""
    return with_inverses_called(with_products_first(normalised(text)))
