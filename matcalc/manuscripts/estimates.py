"""The names of what is found for a variable: ŵ and w^* for w."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.manuscripts.nouns import word_set
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary

_LABELS = word_set("star ast opt ml mle map ls ols min max")
"""Labels of what is found for a variable: w^*, w_{opt}."""


def estimates_of(by: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The names ŵ and w^* of what is found for w."""
    key = next((key for key, name in vocabulary.names.items() if name.name == by), None)
    for other, name in vocabulary.names.items():
        if key is not None and _is_estimate(other, key):
            yield name.name


def _is_estimate(key: Key, of: Key) -> bool:
    is_marked = key.accents == (*of.accents, "hat") or (key.accents == of.accents and key.label != of.label)
    is_alike = (key.letter, key.script, key.layer) == (of.letter, of.script, of.layer)
    return is_alike and is_marked and (key.label == of.label or key.label.lower() in _LABELS)
