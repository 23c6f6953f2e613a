"""Facts about arrays in words: those that --assume knows, a sum of 1, square; and others, which can not be used."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from matcalc.forms.facts import OneOf
from matcalc.manuscripts.nouns import NEGATIONS, word_set

GENERAL = frozenset(("any", "every", "each", "all", "some"))
"""Words that make what is said one case of many: for every symmetric A."""

_OTHER_SENSES = frozenset(("skew", "anti", "block", "upper", "lower", "almost", "nearly", "approximately", "column"))
"""Words before an adjective that make it another one."""

_OF_TWO = frozenset(("to", "with", "in", "about", "around"))
"""Words after an adjective that make it a relation: orthogonal to y, symmetric in its arguments."""

SQUARE = "square"
"""A fact about a shape alone."""

SUMS_TO_ONE = "sums to 1"
"""The fact that --assume writes sum(y) = 1."""

OF_A_SET = "in {"
"""How a fact begins that says of which numbers each entry is one, as --assume has it: in {-1, 1}."""

ONE_HOT = OneOf((Fraction(0), Fraction(1))).value
"""A fact about the entries of a one-hot vector."""

USED = frozenset(("symmetric", "spd", "orthogonal", "diagonal", "positive", SQUARE, SUMS_TO_ONE))
"""The facts that are used; any other is a hypothesis that is only known to be there."""


def is_used(fact: str) -> bool:
    """Whether a fact counts where values are compared."""
    return fact in USED or fact.startswith(OF_A_SET)


SQUARE_WORDS = frozenset(("square", "invertible", "nonsingular", "non-singular"))

_DEFINITE = frozenset(("definite", "positive-definite", "semidefinite", "semi-definite", "psd"))

NOT_USED = _DEFINITE | word_set(
    "skew-symmetric skew skewsymmetric antisymmetric anti-symmetric hermitian unitary idempotent nilpotent involutory "
    "projection projections projector reflection stochastic row-stochastic column-stochastic doubly-stochastic "
    "circulant toeplitz centering centred centered normalized normalised unit unit-norm orthonormal singular "
    "triangular tridiagonal block-diagonal low-rank rank-one full-rank commuting commute eigenvector eigenvectors "
    "eigenvalue eigenvalues perpendicular parallel zero-mean traceless trace-free unimodular"
)
"""Words of facts that hold for some arrays only and that can not be used here."""

_WHOLE = {"definite": "positive definite", "unit": "a unit vector", "eigenvector": "an eigenvector"}
"""How a word is told where it says little by itself."""

_SYMMETRIC_NOUNS = frozenset(("covariance", "precision", "gram", "hessian", "scatter"))
"""Matrices of these are symmetric by what they are."""

_ORTHOGONAL_NOUNS = frozenset(("rotation", "permutation"))

OF_SQUARE = frozenset(
    ("skew-symmetric", "antisymmetric", "anti-symmetric", "hermitian", "unitary", "idempotent", "nilpotent")
) | {"involutory", "commuting", "a projection", "positive definite", "positive-definite", "its own inverse"}
"""Facts that are not used and that only a square matrix has."""

ONE_HOT_WORDS = frozenset(("one-hot", "onehot"))
_VECTORS = frozenset(("vector", "vectors", "label", "labels", "target", "targets", "encoding", "encoded"))
_DISTRIBUTIONS = frozenset(("vector", "vectors", "distribution", "distributions"))
_MATRICES = frozenset(("matrix", "matrices"))
_ARRAYS = _MATRICES | {"vector", "vectors"}
_NOUNS = frozenset(
    ("projection", "projector", "reflection", "eigenvector", "eigenvectors", "eigenvalue", "eigenvalues")
)
"""Words that say a fact and are nouns themselves."""

_PROJECTIONS = frozenset(("projection", "projections", "projector"))
_OF_LAYERS = word_set("query key value output input linear learned random weight up down")
"""Words before projection that make it a layer."""

ADJECTIVES = (
    frozenset(("symmetric", "spd", "orthogonal", "diagonal", "positive", "real", *_OTHER_SENSES))
    | SQUARE_WORDS
    | NOT_USED
    | ONE_HOT_WORDS
)
"""Words that say a fact with no noun behind them: with $A$ symmetric."""


def facts_of_phrase(
    phrase: Sequence[str], *, is_sentence: bool = False, several: bool = False, follows: str = ""
) -> tuple[str, ...]:
    """The facts that a phrase states: symmetric of a symmetric matrix.

    is_sentence: whether it needs no noun, as after is or are: "$A$ is symmetric". several: whether it is about more
    than one name; "$x$ and $y$ are orthogonal" is said of the pair. follows: the next word after it.
    "positive definite" alone does not say symmetric, and is a fact that is not used; "positive" is one only of an array
    by itself.
    """
    words = [word for word in phrase if word not in GENERAL]
    if NEGATIONS.intersection(words):
        return ()
    head = words[-1] if words else ""
    if _PROJECTIONS.intersection(words) and _OF_LAYERS.intersection(words):
        return ()
    has_noun = head in _ARRAYS | _NOUNS or _is_one_hot(words) or _is_distribution(words)
    if not has_noun and not is_sentence:
        return ()
    if not has_noun and follows in _OF_TWO:
        return tuple(f"{word} {follows} another" for word in words if word in ADJECTIVES)
    if others := _OTHER_SENSES.intersection(words):
        return (" ".join(words),) if ADJECTIVES.intersection(set(words) - others) else ()
    return tuple(_facts(words, head, has_noun=has_noun, several=several))


def _facts(words: Sequence[str], head: str, *, has_noun: bool, several: bool) -> list[str]:
    facts: list[str] = []
    if _PROJECTIONS.intersection(words):
        return ["symmetric", "a projection"] if "orthogonal" in words else ["a projection"]
    is_symmetric = "symmetric" in words and (has_noun or head in ADJECTIVES)
    if "spd" in words or (is_symmetric and _is_definite(words)):
        facts.append("spd")
    elif is_symmetric or (head in _MATRICES and _SYMMETRIC_NOUNS.intersection(words)):
        facts.append("symmetric")
    is_matrix = head in _MATRICES and bool((_ORTHOGONAL_NOUNS | {"orthogonal"}).intersection(words))
    if is_matrix or ("orthogonal" in words and head in ADJECTIVES and not several):
        facts.append("orthogonal")
    elif "orthogonal" in words:
        facts.append("orthogonal to another")
    if "diagonal" in words and (head in _MATRICES or head in ADJECTIVES):
        facts.append("diagonal")
    if "positive" in words and head == "positive":
        facts.append("positive")
    if SQUARE_WORDS.intersection(words) and (head in _MATRICES or head in ADJECTIVES):
        facts.append(SQUARE)
    if head in ONE_HOT_WORDS or _is_one_hot(words) or _is_distribution(words):
        facts.append(SUMS_TO_ONE)
        facts += [ONE_HOT] if ONE_HOT_WORDS.intersection(words) else []
    is_used = bool(_DEFINITE.intersection(words)) and "symmetric" in words
    if not is_used and (has_noun or head in ADJECTIVES):
        said = (word for word in words if word in NOT_USED and (has_noun or word != "unit"))
        facts += (_WHOLE.get(word, word) for word in said)
    return facts


def _is_one_hot(words: Sequence[str]) -> bool:
    """Whether it is a one-hot vector, or a one-hot matrix: of one-hot rows or columns."""
    return bool(ONE_HOT_WORDS.intersection(words)) and words[-1] in _VECTORS | _MATRICES


def _is_distribution(words: Sequence[str]) -> bool:
    return any(first == "probability" and second in _DISTRIBUTIONS for first, second in pairwise(words))


def _is_definite(words: Sequence[str]) -> bool:
    pairs = list(pairwise(words))
    return ("positive", "definite") in pairs or "positive-definite" in words
