"""Texts of the input language in the making: pieces, each with the place in the document it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.translated import Translation

Pieces = tuple[tuple[str, Span], ...]


class Hold(IntEnum):
    """How tightly a text holds together, from the loosest."""

    SUM = 0
    RUN = 1
    POWER = 2
    POSTFIX = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text. span: what it was made of."""

    pieces: Pieces
    hold: Hold
    span: Span

    def held(self, least: Hold) -> Pieces:
        """The pieces, in brackets where they do not hold together as tightly as that."""
        if self.hold >= least:
            return self.pieces
        return (("(", self.span), *self.pieces, (")", self.span))


def translation(pieces: Iterable[tuple[str, Span]]) -> Translation:
    """The text, and the places of what it is made of."""
    text, places = "", []
    for piece, span in pieces:
        places.append((len(text), span))
        text += piece
    return Translation(text, tuple(places))


def joined(parts: Iterable[Pieces], between: str, span: Span) -> Pieces:
    """Pieces with a sign between them."""
    made: list[tuple[str, Span]] = []
    for number, pieces in enumerate(parts):
        made += [(between, span)] if number else []
        made += pieces
    return tuple(made)
