"""Where in a text something that it takes as given holds: from its paragraph on, or for the lines of its condition."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.pieces import BLANK_LINE, Piece
from matcalc.manuscripts.sentences import Sentence
from matcalc.notation.latex_in.formula import Span

_BLANK = re.compile(rf"{BLANK_LINE}(?:[ \t]*(?:\r\n|\r|\n))*")
_REACH = 120
"""So many words and formulas before a condition and behind it belong to its sentence at most."""

_GAP = re.compile(r"[\s:,]*")


class Scopes:
    """The paragraphs of a text, and how far what is said in them reaches."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._text = manuscript.text
        self._displays = [piece for piece in manuscript.pieces if piece.is_display]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _BLANK.finditer(self._text))]

    @cached_property
    def _by_end(self) -> dict[int, Piece]:
        return {piece.whole.end: piece for piece in self._displays}

    @cached_property
    def _by_start(self) -> dict[int, Piece]:
        return {piece.whole.start: piece for piece in self._displays}

    def from_here(self, at: int) -> Span:
        """From the beginning of the paragraph in which something stands to the end of the text."""
        return Span(self._paragraph_start(at), len(self._text))

    def paragraph(self, at: int) -> Span:
        """The paragraph of a place, with the displays that its sentences go on from and lead to."""
        number = bisect_right(self._starts, at)
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        end = at + len(self._text[at:end].rstrip())
        is_complete = self._text[end - 1 : end] in (".", "!", "?")
        return Span(self._paragraph_start(at), end if is_complete else self._behind(end))

    def of_case(self, sentence: Sentence, at: int) -> Span:
        """The sentence of a condition, with the display that it goes on from, and those that it leads to.

        at: of the condition among the tokens. A sentence ends at a display with a capital letter behind it, too.
        """
        first, last = at, at
        while first > max(0, at - _REACH) and not self._begins_anew(sentence, first):
            first -= 1
        while last + 1 < min(len(sentence), at + _REACH) and not self._begins_anew(sentence, last + 1):
            last += 1
        return Span(self._before(sentence[first].span.start), self._behind(sentence[last].span.end))

    def _begins_anew(self, sentence: Sentence, at: int) -> bool:
        before, token = sentence[at - 1].span, sentence[at]
        return before.end in self._by_end and self._text[token.span.start].isupper() and not token.is_formula

    def _paragraph_start(self, at: int) -> int:
        """Where a paragraph begins; one that goes on with the sentence of a display begins with that."""
        number = bisect_right(self._starts, at) - 1
        start = self._starts[number]
        while number > 0 and (before := self._before(start)) != start:
            number = bisect_right(self._starts, before) - 1
            start = min(before, self._starts[number])
        return start

    def _before(self, start: int) -> int:
        """The beginning of the display right before a place, where small letters go on with its sentence."""
        begins = self._text[start : start + 1]
        if begins.islower():
            end = len(self._text[max(0, start - 200) : start].rstrip()) + max(0, start - 200)
            if (piece := self._by_end.get(end)) is not None and not self._ends(piece):
                return piece.whole.start
        return start

    def _behind(self, end: int) -> int:
        """The end of the displays that follow a place with nothing between but a colon or a comma."""
        while True:
            gap = _GAP.match(self._text, end)
            assert gap is not None
            piece = self._by_start.get(gap.end())
            if piece is None:
                return end
            end = piece.whole.end
            if self._ends(piece):
                return end

    def _ends(self, piece: Piece) -> bool:
        """Whether a sentence ends with a display."""
        return self._text[piece.inside.start : piece.inside.end].rstrip().endswith((".", ";"))
