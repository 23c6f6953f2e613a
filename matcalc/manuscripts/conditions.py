"""What a claim is restricted to: "∇_x E = x for x > 0", "−p_i p_j if i ≠ j", a remark (x > 0) beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.sentences import OfPieces, Sentence, sentences_of
from matcalc.notation.latex_in.formula import Letter, Relation, Statement
from matcalc.notation.latex_in.scripts import parts_of
from matcalc.notation.latex_in.vocabulary import Key

_CUES = frozenset(("for", "if", "when", "whenever", "where", "provided", "assuming", "as", "only", "unless"))
_BETWEEN = frozenset(("all", "any", "every", "that", "each", "some", "long", "if"))
_OTHERWISE = frozenset(("otherwise", "else", "elsewhere"))
_COMPARISONS = (
    Relation.GREATER,
    Relation.LESS,
    Relation.UNEQUAL,
    Relation.DEFINITE,
    Relation.SEMIDEFINITE,
    Relation.OTHER,
)

_REMARK = re.compile(r"[<>≤≥≠]|\\(?:n?eq?|ge|le|gt|lt|geq|leq|geqslant|leqslant|neq?|not)(?![A-Za-z])")
_WORDS = re.compile(
    r"\\(?:text|mbox|textrm|mathrm)\{\s*(?:for|if|when|whenever|where)(?: all)?\s*\}|^\((?=.*\)$)|(?<=.)\)$"
)
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_POSITIVE = re.compile(r"(?P<letter>\\?[A-Za-z]+)\s*(?:>|\\gt(?![A-Za-z]))\s*0")


@dataclass(frozen=True, slots=True)
class Condition:
    """text: as it is typed, in one line."""

    text: str

    @property
    def positive(self) -> Key | None:
        """The array that it says is positive in all entries; None where it says something else."""
        found = _POSITIVE.search(self.text)
        return None if found is None else Key(found["letter"].removeprefix("\\"))

    def is_about(self, letters: Collection[str]) -> bool:
        """Whether it speaks of these alone."""
        named = _LETTER.findall(self.text)
        return bool(named) and all(letter in letters for letter in named)


def conditions_in(manuscript: Manuscript, formulas: OfPieces) -> dict[int, Condition]:
    """The conditions of the equations of a text, by the places where these begin."""
    found: dict[int, Condition] = {}
    for statement in (one for each in formulas for one in each):
        for member in statement.members:
            if member.remark is not None and _REMARK.search(member.remark.text):
                found[statement.span.start] = Condition(_WORDS.sub("", member.remark.text).strip())
    for sentence in sentences_of(manuscript):
        for piece, about in _conditions_of(sentence, formulas):
            inside = manuscript.pieces[piece].inside
            typed = " ".join(manuscript.text[inside.start : inside.end].split())
            found.setdefault(about.span.start, Condition(typed))
        if (other := _otherwise(sentence, formulas)) is not None:
            found.setdefault(other.span.start, Condition("the other cases"))
    return found


def _otherwise(sentence: Sentence, formulas: OfPieces) -> Statement | None:
    """The equation that holds in the other cases: the first one behind such a word, else the last one before it."""
    at = next((at for at, token in enumerate(sentence) if token.word in _OTHERWISE), None)
    if at is None:
        return None
    behind, before = ([one for one in side if one.piece is not None] for side in (sentence[at:], sentence[at::-1]))
    equations = (one for token in (*behind, *before) for one in formulas[token.piece or 0] if len(one.members) > 1)
    return next(equations, None)


def _conditions_of(sentence: Sentence, formulas: OfPieces) -> Iterator[tuple[int, Statement]]:
    """The pieces that are conditions, after "for" or "if" with a comparison, or i = j; each with what it is about.

    That is the last equation before it in its sentence; the next one where it stands first.
    """
    waiting: list[int] = []
    about: Statement | None = None
    for at, token in enumerate(sentence):
        if token.piece is None:
            continue
        if not _is_condition(formulas[token.piece]):
            equations = [one for one in formulas[token.piece] if len(one.members) > 1]
            if equations:
                about = equations[-1]
                yield from ((piece, about) for piece in waiting)
                waiting = []
            continue
        before = at - 1
        while before >= 0 and sentence[before].word in _BETWEEN:
            before -= 1
        words = [one.word for one in sentence[max(0, before) : at]]
        if not _CUES.intersection(words):
            continue
        if about is None:
            waiting.append(token.piece)
        else:
            yield token.piece, about


def _is_condition(statements: Sequence[Statement]) -> bool:
    if len(statements) != 1 or len(statements[0].members) < 2:
        return False
    members = statements[0].members
    if any(member.relation in _COMPARISONS for member in members):
        return not any(member.relation in (Relation.EQUAL, Relation.DEFINED) for member in members)
    sides = [parts_of(member.formula) for member in members]
    is_letter = [len(side) == 1 and isinstance(side[0], Letter) for side in sides]
    return len(sides) == 2 and members[1].relation is Relation.EQUAL and all(is_letter)


def positive_names(conditions: Mapping[int, Condition]) -> dict[Key, None]:
    """The arrays that some claims are made for where they are positive."""
    return dict.fromkeys(one.positive for one in conditions.values() if one.positive is not None)
