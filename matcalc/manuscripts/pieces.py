"""A piece of mathematics in a text, and what all forms of text have in common about its delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from matcalc.manuscripts.source import LINE_END, Source
from matcalc.notation.latex_in.formula import Span

MOST_PIECES = 200_000

ENVIRONMENTS = frozenset(
    name + star
    for name in ("equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math")
    for star in ("", "*")
)
"""The environments that hold mathematics; one inside of mathematics, as aligned, belongs to the piece it stands in."""

CLOSING = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
DISPLAY = ("$$", "\\[")

BLANK_LINE = rf"{LINE_END}[ \t]*{LINE_END}"
BEGIN = r"\\begin[ \t]*\{[ \t]*(?P<environment>[A-Za-z]+\*?)[ \t]*\}"

_BRACES_IN_BRACES = r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*+\})*+\}"
WORDS = rf"\\(?:text[a-z]*|mbox|hbox|fbox|intertext|shortintertext)[ \t]*{_BRACES_IN_BRACES}"
"""Words inside of mathematics, in which $ begins mathematics of its own."""

_COLUMNS = re.compile(r"[ \t]*\{[ \t]*[0-9]+[ \t]*\}")
_NOTHING = re.compile(r"\s*(?:\\(?:begingroup|endgroup)\s*)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of mathematics. inside: what stands between its delimiters; whole: with them.

    opening, closing: the delimiters as typed. environment: align* of \\begin{align*}, "" for other delimiters.
    """

    inside: Span
    whole: Span
    opening: str
    closing: str
    is_display: bool
    environment: str


def piece_between(text: str, start: int, inside: int, end: int, whole_end: int, environment: str = "") -> Piece | None:
    """The piece with these four borders; None where nothing stands between its delimiters."""
    if environment.startswith("alignat") and (columns := _COLUMNS.match(text, inside, end)):
        inside = columns.end()
    if _NOTHING.fullmatch(text, inside, end):
        return None
    opening = text[start:inside]
    is_display = opening in DISPLAY or (environment != "" and environment.rstrip("*") != "math")
    return Piece(Span(inside, end), Span(start, whole_end), opening, text[end:whole_end], is_display, environment)


@lru_cache(maxsize=256)
def search_for(closing: str, *, comments: bool, blank: bool) -> re.Pattern[str]:
    """A pattern that finds what ends a piece of mathematics, and steps over what only looks so.

    closing: a delimiter, or the name of an environment. Its groups: close, and blank for an empty line, where `blank`.
    comments: whether % begins one.
    """
    close = re.escape(closing) if closing in CLOSING.values() else rf"\\end[ \t]*\{{[ \t]*{re.escape(closing)}[ \t]*\}}"
    parts = [rf"(?P<close>{close})", WORDS, r"\\end[ \t]*\{(?P<stop>document)\}", r"\\."]
    if comments:
        parts.append(r"%[^\r\n]*")
    parts.append(rf"(?P<blank>{BLANK_LINE})" if blank else r"(?P<blank>(?!))")
    return re.compile("|".join(parts), re.DOTALL)


def end_of(text: str, start: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What ends the mathematics that begins at `start`: a match with one of the groups close, blank, stop."""
    return next((found for found in pattern.finditer(text, start) if found.lastgroup), None)


def kept(pieces: Iterable[Piece | None], source: Source) -> tuple[Piece, ...]:
    """The pieces that hold something. Raises InputError where there are too many."""
    found: list[Piece] = []
    for piece in pieces:
        if piece is None:
            continue
        if len(found) == MOST_PIECES:
            raise source.error(
                f"the file has more than {MOST_PIECES:,} pieces of mathematics, the most that are read; "
                "put the part with the derivation into a file of its own",
                piece.whole.start,
            )
        found.append(piece)
    return tuple(found)
