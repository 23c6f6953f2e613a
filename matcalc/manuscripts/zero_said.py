"""Lines of which the words before them say that they follow from a gradient that is 0, and say nothing else.

Only words that are known here may stand there: "without regularization", "for small λ" make another claim.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.equations import is_array, is_between_expressions, is_set_to_zero, varied_by
from matcalc.manuscripts.estimates import estimates_of
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.sentences import Sentence, prose_of
from matcalc.manuscripts.understood import Led, Understood
from matcalc.manuscripts.zero_words import (
    Passage,
    concludes,
    is_hedge,
    restricts,
    says_nothing,
    sets_to_zero,
    speaks_otherwise,
    tells,
)
from matcalc.notation.latex_in.vocabulary import Vocabulary

_NEAR = 80
"""So many characters before a formula may set it to 0."""

_SENTENCES = 8
"""So many before a line are looked at for such words."""

_BESIDE_SIGN = re.compile(r"\\(?:overset|underset|stackrel)(?![a-zA-Z])")


def led_in(understood: Understood, manuscript: Manuscript) -> dict[int, Led]:
    """The lines that the words of a document lead to by a gradient that is 0, by the numbers of their chains."""
    program = understood.program
    if program is None or speaks_otherwise(manuscript.text):
        return {}
    varied = {name for chain in understood.chains for name in varied_by(chain)}
    inputs = sorted((one for one in program.inputs if one.name in varied), key=lambda one: one.name)
    inputs = inputs or [one for one in program.inputs if _is_estimated(one.name, understood)]
    text = _text(understood, manuscript) if inputs else None
    if text is None or not _tells(text, understood):  # what follows is done for each input
        return {}
    found: dict[int, Led] = {}
    for by in inputs:
        names = {by.name, *estimates_of(by.name, understood.vocabulary)}
        made_of = {one.name for one in program.reached_from(by)}
        reader = _Reader(understood, manuscript, text, by.name, is_only=len(inputs) == 1)
        for chain in understood.chains:
            if _is_of(by.name, chain, names, made_of) and (through := reader.through(chain)) is not None:
                found[chain.number] = Led(by.name, through)
    return found


def _is_estimated(name: str, understood: Understood) -> bool:
    """Whether an equation says what is found for a variable."""
    return not understood.equations.keys().isdisjoint(estimates_of(name, understood.vocabulary))


def _is_of(by: str, chain: Chain, names: Collection[str], made_of: Collection[str]) -> bool:
    """Whether a chain may say where the gradient at `by` is 0: w = …, an equation with w, or p = y where p is made of
    w. names: those of the variable. made_of: the names of what is made of it.
    """
    first = chain.said[0].meaning
    if first is None or len(chain.said) < 2 or any(one.is_derived for one in chain.said):
        return False
    if first.subject in names:
        return by not in chain.said[-1].words
    if is_between_expressions(chain):
        return by in chain.names
    return first.subject in made_of


def concluded_in(chains: Sequence[Chain], vocabulary: Vocabulary, text: str) -> frozenset[int]:
    """The numbers of the chains that the words right before them call a conclusion. None of them brings new arrays on
    its right side, as an equation does by which these begin to count.
    """
    arrays = {name.name for name in vocabulary.names.values()}
    spoken: set[str] = set()
    found = set()
    for chain in chains:
        start = chain.statement.span.start
        first = chain.said[0].meaning
        new = (chain.names & arrays) - spoken - ({first.subject} if first is not None else set())
        if not new and concludes(text[max(0, start - _NEAR) : start]):
            found.add(chain.number)
        spoken |= chain.names
    return frozenset(found)


def zeros_in(understood: Understood, manuscript: Manuscript) -> frozenset[int]:
    """The chains that set a gradient to 0, and do not claim that it is: something is solved for behind them, or the
    words before them say so.
    """
    solved = {*understood.solutions, *(led.by for led in understood.led.values())}
    return frozenset(
        chain.number
        for chain in understood.chains
        if is_gradient_zero(chain) and (not solved.isdisjoint(varied_by(chain)) or _is_set(chain, manuscript))
    )


def is_gradient_zero(chain: Chain) -> bool:
    """Whether a chain says of a gradient that it is 0."""
    return any(one.is_derived for one in chain.said) and chain.said[-1].expression == "0" and not any(chain.holes)


def _is_set(chain: Chain, manuscript: Manuscript) -> bool:
    start = chain.statement.span.start
    return sets_to_zero(manuscript.text[max(0, start - _NEAR) : start])


@dataclass(frozen=True, slots=True)
class _Text:
    """Where everything stands in a document. starts: of its pieces. at: the sentence of a piece that is a formula, and
    its place in that. in_piece: the chains of a piece, in order.
    """

    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]
    at: Mapping[int, tuple[int, int]]
    in_piece: Mapping[int, Sequence[Chain]]

    def piece(self, chain: Chain) -> int:
        """The piece in which a chain stands."""
        return bisect_right(self.starts, chain.statement.span.start) - 1


def _text(understood: Understood, manuscript: Manuscript) -> _Text:
    sentences = tuple(prose_of(manuscript))
    at = {
        token.piece: (number, place)
        for number, sentence in enumerate(sentences)
        for place, token in enumerate(sentence)
        if token.piece is not None and token.word == ""
    }
    in_piece: dict[int, list[Chain]] = {}
    text = _Text(sentences, tuple(piece.inside.start for piece in manuscript.pieces), at, in_piece)
    for chain in understood.chains:
        in_piece.setdefault(text.piece(chain), []).append(chain)
    return text


def _tells(text: _Text, understood: Understood) -> bool:
    """Whether anything says at all that something is 0, or at an optimum."""
    if any(said.expression == "0" for chain in understood.chains for said in chain.said):
        return True
    return any(tells(token.word) for sentence in text.sentences for token in sentence)


class _Reader:
    """Reads the words around the lines of a document. by: the variable of a gradient. is_only: whether it is that of
    all; else words have to name the gradient, as the others may be at their optimum as well.
    """

    def __init__(self, understood: Understood, manuscript: Manuscript, text: _Text, by: str, *, is_only: bool) -> None:
        self._is_only = is_only
        self._understood = understood
        self._manuscript = manuscript
        self._by = by
        self._output = "" if understood.program is None else understood.program.output.name
        self._text = text
        self._sentences, self._at, self._in_piece = text.sentences, text.at, text.in_piece

    def through(self, chain: Chain) -> frozenset[int] | None:
        """The lines on the way to one that is led to by a gradient that is 0; None where it is not known to be."""
        piece = self._text.piece(chain)
        if piece not in self._at or not self._is_plain_behind(chain, piece):
            return None
        passage = Passage()
        number, place = self._at[piece]
        for one in reversed([one for one in self._in_piece[piece] if one.number < chain.number]):
            if (goes_on := self._passes(one, passage)) is not True:
                return self._concluded(passage, number, place + 1) if goes_on is False else None
        return self._before(number, place, passage)

    def _before(self, number: int, place: int, passage: Passage) -> frozenset[int] | None:
        """The same, from a place of a sentence backwards; one sentence before it is read where that says it."""
        for sentence in (number, number - 1):
            if sentence < 0:
                return None
            tokens = self._sentences[sentence]
            for at in range((place if sentence == number else len(tokens)) - 1, -1, -1):
                token = tokens[at]
                if token.piece is None or token.word:
                    if not passage.takes_in(token.word):
                        return None
                    continue
                for one in reversed(self._in_piece.get(token.piece, ())):
                    if (goes_on := self._passes(one, passage)) is not True:
                        return self._concluded(passage, sentence, at + 1) if goes_on is False else None
                if token.piece not in self._in_piece:
                    return None
            if passage.is_told and not self._is_joined(sentence):
                return self._concluded(passage, sentence, 0)
        return None

    def _passes(self, chain: Chain, passage: Passage) -> bool | None:
        """True where what stands before a formula is looked at too; False where the passage begins behind it; None
        where the formula may say something else. What it says is kept in the passage.
        """
        first = chain.said[0].meaning
        is_derived = any(said.is_derived for said in chain.said)
        has_zero = any(said.expression == "0" for said in chain.said)
        if first is None or any(said.meaning is None for said in chain.said):
            return None
        if is_derived and (has_zero or len(chain.said) == 1):
            passage.has_gradient = passage.is_named = True
            passage.is_zero |= has_zero
            return True if self._by in varied_by(chain) else None
        if is_derived:
            return False
        if len(chain.said) == 1:
            passage.is_zero |= has_zero
            passage.has_thing |= first.subject == self._output
            return True if has_zero or first.subject in (self._by, self._output) else None
        if self._by in chain.names and (is_set_to_zero(chain) or is_between_expressions(chain)):
            passage.is_zero |= has_zero
            passage.has_gradient |= has_zero
            passage.through.add(chain.number)
            return True
        equation = self._understood.equations.get(first.subject)
        return False if equation is not None and equation.chain is chain and equation.uses else None

    def _concluded(self, passage: Passage, sentence: int, place: int) -> frozenset[int] | None:
        """What a passage comes to. sentence, place: where it begins."""
        if not passage.is_told or passage.is_ambiguous or not (self._is_only or passage.is_named):
            return None
        for number in range(sentence, max(-1, sentence - _SENTENCES), -1):
            tokens = self._sentences[number][:place] if number == sentence else self._sentences[number]
            for token in reversed(tokens):
                if token.piece is None or token.word:
                    if is_hedge(token.word):
                        return None
                    continue
                chains = self._in_piece.get(token.piece, ())
                if any(self._by in varied_by(chain) for chain in chains):
                    return frozenset(passage.through)
                if not passage.is_of_gradient:  # "this" is of the formula before it
                    return None
        return frozenset(passage.through) if passage.is_of_gradient else None

    def _is_joined(self, sentence: int) -> bool:
        """Whether no full stop stands before a sentence, and what is before it belongs to it."""
        tokens = self._sentences[sentence]
        before = self._sentences[sentence - 1] if sentence else ()
        if not tokens or not before:
            return False
        between = self._manuscript.text[before[-1].span.end : tokens[0].span.start]
        return re.search(r"[:;]\s", between) is not None

    def _is_plain_behind(self, chain: Chain, piece: int) -> bool:
        """Whether what stands behind a line in its sentence, or in its formula, restricts it in no way."""
        number, place = self._at[piece]
        if not self._has_equations_alone(piece):
            return False
        behind = self._sentences[number][place + 1 :]
        if any(restricts(token.word) for token in behind):
            return False
        pieces = [token.piece for token in behind if token.piece is not None and token.word == ""]
        formulas = [one for one in self._in_piece[piece] if one.number > chain.number]
        formulas += [one for other in pieces for one in self._in_piece.get(other, ())]
        return self._in_piece.keys() >= set(pieces) and all(map(self._restricts_nothing, formulas))

    def _has_equations_alone(self, piece: int) -> bool:
        """Whether nothing but words that are known stands beside the equations of a formula."""
        text, span = self._manuscript.text, self._manuscript.pieces[piece].inside
        beside, at = "", span.start
        for one in self._in_piece[piece]:
            beside += " " + text[at : one.statement.span.start]
            at = max(at, one.statement.span.end)
        beside += " " + text[at : span.end]
        return says_nothing(beside) and _BESIDE_SIGN.search(text, span.start, span.end) is None

    def _restricts_nothing(self, chain: Chain) -> bool:
        first = chain.said[0].meaning
        if first is None or len(chain.said) == 1:
            return first is not None
        if any(said.is_derived for said in chain.said) or self._by in chain.names:
            return True
        equation = self._understood.equations.get(first.subject)
        return is_array(first.subject) and equation is not None and equation.chain is chain and bool(equation.uses)
