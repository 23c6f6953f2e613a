"""What an unknown scalar is said to be a function of: "$E$ is any differentiable function of $a$ and $b$"."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.sentences import OfPieces, Sentence, Token, sentences_of
from matcalc.manuscripts.subjects import subjects_of
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary

_BETWEEN = frozenset((",", "and"))


def arguments_said(manuscript: Manuscript, formulas: OfPieces, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The arrays that each scalar without an equation is said to be a function of, by names; the first time counts."""
    outputs = {name.key for name in vocabulary.outputs}
    found: dict[str, tuple[str, ...]] = {}
    for sentence in sentences_of(manuscript) if outputs else ():
        for at, token in enumerate(sentence):
            if token.word != "of" or not at or sentence[at - 1].word != "function":
                continue
            before = [key for one in sentence[:at] for key in _keys(one, formulas) if key in outputs]
            arguments = tuple(_listed(sentence[at + 1 :], formulas))
            if before and arguments and all(key in vocabulary.names for key in arguments):
                names = tuple(vocabulary.names[key].name for key in arguments)
                found.setdefault(vocabulary.names[before[-1]].name, names)
    return found


def _listed(rest: Sentence, formulas: OfPieces) -> Iterator[Key]:
    for token in rest:
        keys = tuple(_keys(token, formulas))
        if not keys and token.word not in _BETWEEN:
            return
        yield from keys


def _keys(token: Token, formulas: OfPieces) -> Iterator[Key]:
    """The names that a formula is; none where it is more than names."""
    if token.piece is None or any(len(one.members) > 1 for one in formulas[token.piece]):
        return
    for subject in subjects_of(formulas[token.piece]):
        yield subject.key
