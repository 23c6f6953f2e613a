"""Words in mathematics: names of one word, words between formulas, places left blank."""

from __future__ import annotations

import re

from matcalc.notation.latex_in.commands import WIDTHS
from matcalc.notation.latex_in.tokens import Kind, Token


def _names(words: str) -> list[str]:
    return words.split()


CONNECTIVES = frozenset(
    _names(
        "a all also and any as at be because both but by constant each else everywhere for from given has hence i if "
        "in is it let namely of on or otherwise since so subject such that the then therefore thus to under using we "
        "when where which while with iff respectively"
    )
)
"""Words that are no names, also where they stand alone."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*\Z")
_BLANK = re.compile(r"[\s.…]*\?+\s*\Z")


def is_one_word(text: str) -> bool:
    """Whether words are one name: softmax, log-softmax."""
    return bool(_WORD.match(text.strip()))


def is_name(text: str) -> bool:
    """Whether words are one name wherever they stand."""
    return is_one_word(text) and text.strip().lower() not in CONNECTIVES


def is_question(text: str) -> bool:
    """Whether words are a question mark or several, perhaps after dots."""
    return bool(_BLANK.match(text))


def word_of(tokens: list[Token]) -> str | None:
    """The letters and digits of tokens that are nothing else but spaces, hyphens and \\_; None for other ones."""
    letters = ""
    for token in tokens:
        if token.kind is Kind.CHARACTER and token.text.isascii() and token.text.isalnum():
            letters += token.text
        elif token.kind is not Kind.SPACE and token.source not in ("-", r"\_", r"\,", r"\!", r"\ ", r"\;", r"\:"):
            return None
    return letters or None


def spoken(tokens: list[Token]) -> str:
    """Words as they are read: without braces, and with spaces for the commands of spaces."""
    plain = [token for token in tokens if token.kind not in (Kind.OPEN, Kind.CLOSE)]
    return "".join(" " if token.kind is Kind.COMMAND and token.text in WIDTHS else token.source for token in plain)


def only_mathematics(tokens: list[Token]) -> list[Token] | None:
    """What stands between the $ of \\text{$x$}, where nothing else does."""
    plain = [token for token in tokens if token.kind is not Kind.SPACE]
    is_dollar = [token.source == "$" for token in plain]
    if len(plain) > 2 and is_dollar[0] and is_dollar[-1] and sum(is_dollar) == 2:
        return plain[1:-1]
    return None
