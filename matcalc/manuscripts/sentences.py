"""The prose around mathematics, cut into sentences of words and formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.manuscript import Form, Manuscript
from matcalc.manuscripts.source import LINE_END
from matcalc.notation.latex_in.formula import Span, Statement

_ITEM = (
    rf"{LINE_END}[ \t]*(?:{LINE_END}|[-*+#>]|[0-9]{{1,9}}[.)]|\|)|\\(?:item|par|section|subsection|paragraph)\b|\\\\"
)
_END = rf"(?P<end>{_ITEM}|[.!?;:](?=[\s\"'”)\]}}]|\Z))"
_WORD = (
    r"(?P<word>[A-Za-z0-9]+[ ]?×[ ]?[A-Za-z0-9]+|[A-Za-z0-9]+-by-[A-Za-z0-9]+"
    r"|-?[A-Za-zÀ-ÿ]+(?:[-'’‑][A-Za-zÀ-ÿ]+)*|[0-9]+x[0-9]+|[0-9]+|[,()—–])"
)
_TOKEN = re.compile(rf"\\begin\{{\w*\*?\}}|\\end\{{\w*\*?\}}|{_END}|\\[A-Za-z]+\*?|{_WORD}")
_TEX_TOKEN = re.compile(rf"(?<!\\)%[^\r\n]*|{_TOKEN.pattern}")


_REACH = 1_000
"""How many characters before and after a formula are read: a sentence that is longer is cut."""

_NEXT_LINE = re.compile(LINE_END)


@dataclass(frozen=True, slots=True)
class Token:
    """A word in small letters, a comma or a bracket; or a formula: `piece` is its place among the pieces."""

    word: str
    span: Span
    piece: int | None = None

    @property
    def is_formula(self) -> bool:
        return self.piece is not None


Sentence = Sequence[Token]

OfPieces = Sequence[Sequence[Statement]]
"""The statements of each piece of mathematics, of which the tokens have the numbers."""


def sentences_of(manuscript: Manuscript) -> Iterator[Sentence]:
    """The sentences that have a formula in them, in order."""
    return (sentence for sentence in prose_of(manuscript) if any(one.is_formula for one in sentence))


def prose_of(manuscript: Manuscript) -> Iterator[Sentence]:
    """All sentences, in order; of long prose between two formulas those near to either.

    One ends at . ! ? ; or :, also as the last sign of a formula, at an empty line and before an item of a list.
    """
    sentence: list[Token] = []
    for token in _tokens(manuscript):
        if token is not None:
            sentence.append(token)
            continue
        yield sentence
        sentence = []
    yield sentence


def _tokens(manuscript: Manuscript) -> Iterator[Token | None]:
    """Words and formulas; None where a sentence ends."""
    pattern = _TEX_TOKEN if manuscript.form is Form.TEX else _TOKEN
    at = 0
    for number, piece in enumerate(manuscript.pieces):
        yield from _near(manuscript.text, at, piece.whole.start, pattern)
        yield Token("", piece.whole, number)
        last = manuscript.text[piece.inside.start : piece.inside.end].rstrip()[-1:]
        if last in (".", ";"):
            yield None
        elif last == ",":
            yield Token(",", piece.whole)
        at = piece.whole.end
    yield from _near(manuscript.text, at, len(manuscript.text), pattern)


def _near(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[Token | None]:
    """The words between two formulas; of many only those near to either, from the start of a line on."""
    if end - start <= 2 * _REACH:
        yield from _words(text, start, end, pattern)
        return
    yield from _words(text, start, start + _REACH, pattern)
    yield None
    line = _NEXT_LINE.search(text, end - _REACH, end)
    yield from _words(text, line.end() if line else end - _REACH, end, pattern)


def _words(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[Token | None]:
    for found in pattern.finditer(text, start, end):
        if found["end"]:
            yield None
        elif found["word"]:
            yield Token(found["word"].lower() if "×" not in found["word"] else found["word"], Span(*found.span()))


def runs(words: Sequence[str], is_name: Callable[[int], bool]) -> Iterator[list[int]]:
    """The places of formulas that stand in one list, $x$, $y$ and $z$; list after list. words: of each token."""
    at = 0
    while at < len(words):
        if is_name(at):
            run = _listed(words, at, is_name)
            yield run
            at = run[-1]
        at += 1


def _listed(words: Sequence[str], start: int, is_name: Callable[[int], bool]) -> list[int]:
    """A list from its first formula on."""
    run = [start]
    while True:
        at = run[-1] + 1
        while words[at : at + 1] and words[at] in (",", "and", "or"):
            at += 1
        if at == run[-1] + 1 or at >= len(words) or not is_name(at):
            return run
        run.append(at)
