"""Facts about arrays in words, as --assume knows them: symmetric, spd, orthogonal, positive, a sum of 1; and square."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matcalc.manuscripts.nouns import NEGATIONS

_GENERAL = frozenset(("any", "every", "each", "all", "some"))
_OTHER_SENSES = frozenset(
    ("skew", "anti", "block", "upper", "lower", "almost", "nearly", "approximately", "column", "semi")
)
"""Words before an adjective that make it another one."""

_OF_TWO = frozenset(("to", "with", "in", "about", "around"))
"""Words after an adjective that make it a relation: orthogonal to y, symmetric in its arguments."""

SQUARE = "square"
"""A fact about a shape alone."""

SUMS_TO_ONE = "sums to 1"
"""The fact that --assume writes sum(y) = 1."""

SQUARE_WORDS = frozenset(("square", "invertible", "nonsingular", "non-singular"))
_ONE_HOT = frozenset(("one-hot", "onehot"))
_VECTORS = frozenset(("vector", "vectors", "label", "labels", "target", "targets", "encoding", "encoded"))
_DISTRIBUTIONS = frozenset(("vector", "vectors", "distribution", "distributions"))
_MATRICES = frozenset(("matrix", "matrices"))
_ARRAYS = _MATRICES | {"vector", "vectors"}


def facts_of_phrase(
    phrase: Sequence[str], *, is_sentence: bool = False, several: bool = False, follows: str = ""
) -> tuple[str, ...]:
    """The facts that a phrase states: symmetric of a symmetric matrix.

    is_sentence: whether it stands after is or are, where it needs no noun: "$A$ is symmetric". several: whether it is
    about more than one name; "$x$ and $y$ are orthogonal" is said of the pair. follows: the next word after it.
    "positive definite" alone does not say symmetric, and is no fact; "positive" is one only of an array by itself.
    """
    words = list(phrase)
    if NEGATIONS.intersection(words) or _GENERAL.intersection(words) or _OTHER_SENSES.intersection(words):
        return ()
    head = words[-1] if words else ""
    has_noun = head in _ARRAYS or (bool(_ONE_HOT.intersection(words)) and head in _VECTORS) or _is_distribution(words)
    if not has_noun and (not is_sentence or follows in _OF_TWO):
        return ()
    facts: list[str] = []
    if "spd" in words or ("symmetric" in words and _is_definite(words)):
        facts.append("spd")
    elif "symmetric" in words and (has_noun or head in ("symmetric", "semidefinite", "semi-definite", "invertible")):
        facts.append("symmetric")
    if "orthogonal" in words and (head in _MATRICES or (head == "orthogonal" and not several)):
        facts.append("orthogonal")
    if "diagonal" in words and (head in _MATRICES or head == "diagonal"):
        facts.append("diagonal")
    if "positive" in words and head == "positive":
        facts.append("positive")
    if SQUARE_WORDS.intersection(words) and (head in _MATRICES or head in SQUARE_WORDS):
        facts.append(SQUARE)
    if head in _ONE_HOT or (_ONE_HOT.intersection(words) and head in _VECTORS) or _is_distribution(words):
        facts.append(SUMS_TO_ONE)
    return tuple(facts)


def _is_distribution(words: Sequence[str]) -> bool:
    return any(first == "probability" and second in _DISTRIBUTIONS for first, second in pairwise(words))


def _is_definite(words: Sequence[str]) -> bool:
    pairs = list(pairwise(words))
    return ("positive", "definite") in pairs or "positive-definite" in words
