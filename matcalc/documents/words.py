"""Words from a user, before any printer sees them."""

import unicodedata


def cleaned(words: str) -> str:
    """Words in one line, without the control characters that could move a terminal's cursor or stop a compiler."""
    return "".join(map(_cleaned, words))


def _cleaned(character: str) -> str:
    if character in "\n\t\r":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character
