"""Sums that a text gives in words: each row of Y sums to 1, the entries of y sum to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.manuscripts.facts_said import ONE_HOT_WORDS
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.sentences import OfPieces, Sentence, sentences_of
from matcalc.manuscripts.subjects import subjects_of
from matcalc.notation.latex_in.formula import Number, Statement
from matcalc.notation.latex_in.scripts import bare
from matcalc.notation.latex_in.vocabulary import Vocabulary

_LINES = {"row": 1, "rows": 1, "column": 0, "columns": 0}
_ENTRIES = frozenset(("entries", "components", "elements", "coordinates"))
_ONE = frozenset(("1", "one"))


def sums_of_lines(manuscript: Manuscript, formulas: OfPieces, vocabulary: Vocabulary) -> Iterator[str]:
    """What is said of them, as assumptions: sum(Y, axis=1) = 1, and sum(y) = 1 of all entries."""
    for sentence in sentences_of(manuscript):
        for at in range(len(sentence) - 3):
            if (said := _said_of(sentence[at : at + 4], sentence[:at], formulas, vocabulary)) is not None:
                yield said
        for at, token in enumerate(sentence):
            said = _one_hot_lines(sentence[:at], formulas, vocabulary) if token.word in ONE_HOT_WORDS else None
            if said is not None:
                yield said


def _one_hot_lines(before: Sentence, formulas: OfPieces, vocabulary: Vocabulary) -> str | None:
    """Each row of Y is, the rows of Y are one-hot: what stands before the word."""
    match before[-4:]:
        case [line, of, name, verb] if of.word == "of" and verb.word in ("is", "are") and name.piece is not None:
            axis = _LINES.get(line.word)
            subjects = subjects_of(formulas[name.piece])
            if axis is not None and len(subjects) == 1 and subjects[0].key in vocabulary.names:
                return f"sum({vocabulary.names[subjects[0].key].name}, axis={axis}) = 1"
    return None


def _said_of(tokens: Sentence, before: Sentence, formulas: OfPieces, vocabulary: Vocabulary) -> str | None:
    """Y sums to 1, with what stands before it: each row of; the entries of."""
    words, earlier = [token.word for token in tokens], [token.word for token in before[-3:]]
    name, total = tokens[0].piece, tokens[3].piece
    if words[1] not in ("sum", "sums") or words[2] != "to" or name is None or (total is None and words[3] not in _ONE):
        return None
    subjects = subjects_of(formulas[name])
    number = "1" if total is None else _number(formulas[total])
    if len(subjects) != 1 or number is None or subjects[0].key not in vocabulary.names:
        return None
    array = vocabulary.names[subjects[0].key].name
    match earlier, words[1]:
        case ["each" | "every", ("row" | "column") as line, "of"], "sums":
            return f"sum({array}, axis={_LINES[line]}) = {number}"
        case [*_, entries, "of"], "sum" if entries in _ENTRIES:
            return f"sum({array}) = {number}"
        case [*_, "of"], _:
            return None
        case _, "sums":
            return f"sum({array}) = {number}"
    return None


def _number(statements: Sequence[Statement]) -> str | None:
    if len(statements) != 1 or len(statements[0].members) != 1 or statements[0].members[0].formula is None:
        return None
    number = bare(statements[0].members[0].formula)
    return number.text if isinstance(number, Number) and number.text.isdigit() else None
