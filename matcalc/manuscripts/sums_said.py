"""Sums of rows and columns that a text gives in words: each row of Y sums to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.sentences import OfPieces, Sentence, sentences_of
from matcalc.manuscripts.subjects import subjects_of
from matcalc.notation.latex_in.formula import Number, Statement
from matcalc.notation.latex_in.scripts import bare
from matcalc.notation.latex_in.vocabulary import Vocabulary

_LINES = {"row": 1, "column": 0}


def sums_of_lines(manuscript: Manuscript, formulas: OfPieces, vocabulary: Vocabulary) -> Iterator[str]:
    """What is said of them, as assumptions: sum(Y, axis=1) = 1."""
    for sentence in sentences_of(manuscript):
        for at in range(len(sentence) - 6):
            if (said := _of_lines(sentence[at : at + 7], formulas, vocabulary)) is not None:
                yield said


def _of_lines(tokens: Sentence, formulas: OfPieces, vocabulary: Vocabulary) -> str | None:
    """each row of Y sums to 1."""
    words = [token.word for token in tokens]
    name, total = tokens[3].piece, tokens[6].piece
    if words[0] not in ("each", "every") or words[1] not in _LINES or words[2] != "of" or words[4:6] != ["sums", "to"]:
        return None
    if name is None or (total is None and words[6] != "1"):
        return None
    subjects = subjects_of(formulas[name])
    number = "1" if total is None else _number(formulas[total])
    if len(subjects) != 1 or number is None or subjects[0].key not in vocabulary.names:
        return None
    return f"sum({vocabulary.names[subjects[0].key].name}, axis={_LINES[words[1]]}) = {number}"


def _number(statements: Sequence[Statement]) -> str | None:
    if len(statements) != 1 or len(statements[0].members) != 1 or statements[0].members[0].formula is None:
        return None
    number = bare(statements[0].members[0].formula)
    return number.text if isinstance(number, Number) and number.text.isdigit() else None
