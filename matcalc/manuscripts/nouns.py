"""The words that say what a name stands for, and how a phrase of them is read: by its last word, the head."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.notation.latex_in.vocabulary import Kind


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


KINDS = {
    **dict.fromkeys(("matrix", "matrices"), Kind.MATRIX),
    **dict.fromkeys(("vector", "vectors", "eigenvector", "eigenvectors", "subvector"), Kind.VECTOR),
    **dict.fromkeys(("scalar", "scalars", "number", "numbers", "eigenvalue", "eigenvalues"), Kind.SCALAR),
    **dict.fromkeys(("loss", "cost", "objective", "error", "log-likelihood"), Kind.OUTPUT),
    **dict.fromkeys(("nonlinearity", "non-linearity", "nonlinearities", "non-linearities"), Kind.FUNCTION),
}

PLURALS = word_set("matrices vectors eigenvectors scalars numbers eigenvalues functions nonlinearities non-linearities")

ELEMENTWISE = word_set(
    "elementwise element-wise entrywise entry-wise componentwise component-wise pointwise point-wise coordinatewise "
    "coordinate-wise"
)

_FUNCTIONS = frozenset(("function", "functions"))
_OF_FUNCTIONS = ELEMENTWISE | {"activation", "transfer", "non-linear", "nonlinear"}
_OF_OUTPUTS = word_set("error loss cost objective energy likelihood log-likelihood scalar scalar-valued")

KNOWN_FUNCTIONS = {
    **dict.fromkeys(("sigmoid", "logistic sigmoid", "logistic", "standard logistic"), "sigmoid"),
    **dict.fromkeys(("hyperbolic tangent", "tanh"), "tanh"),
    **dict.fromkeys(("relu", "rectifier", "rectified linear unit"), "relu"),
    **dict.fromkeys(("silu", "swish"), "silu"),
    **dict.fromkeys(("heaviside", "heaviside step", "step", "unit step", "indicator"), "step"),
    **dict.fromkeys(("sign", "signum"), "sign"),
    **{name: name for name in ("softmax", "softplus", "gelu")},
}

_ARTICLES = frozenset(("a", "an", "the", "some", "our", "its", "their", "this", "that", "usual", "called", "by"))

NEGATIONS = frozenset(("not", "no", "neither", "nor", "never", "isn't", "aren't", "non"))

PREPOSITIONS = word_set(
    "of in on to with by for from as at into onto over per between under without via through along within against "
    "than upon after before like w r t"
)
"""Words before a formula that make it a part of something else: the columns of $X$ are vectors."""

STOPS = PREPOSITIONS | word_set("that which where and or when if is are be we so then whose such using plus , ( ) — –")
"""Words at which a phrase ends."""


def phrase_before(words: Sequence[str]) -> Sequence[str]:
    """The last words of these that belong together, such as the weight matrix."""
    start = len(words)
    while start > 0 and words[start - 1] not in STOPS and words[start - 1]:
        start -= 1
    return words[start:]


def phrase_after(words: Sequence[str]) -> Sequence[str]:
    """The first words of these that belong together."""
    end = 0
    while end < len(words) and words[end] not in STOPS and words[end]:
        end += 1
    return words[:end]


def kind_of(phrase: Sequence[str]) -> Kind | None:
    """What a phrase says that something is; None where it says nothing of that.

    A vector is a column where nothing says that it is a row. The error alone is often a vector of differences, so that
    is left to the name (see `words`). Nothing is said by a phrase with a negation in it.
    """
    if not phrase or NEGATIONS.intersection(phrase):
        return None
    head, modifiers = phrase[-1], phrase[:-1]
    if head in _FUNCTIONS:
        if _OF_FUNCTIONS.intersection(modifiers):
            return Kind.FUNCTION
        return Kind.OUTPUT if modifiers and modifiers[-1] in _OF_OUTPUTS else None
    kind = KINDS.get(head)
    if kind is Kind.VECTOR and "row" in modifiers:
        return Kind.ROW
    if head == "objective" and modifiers[-1:] == ["non"]:
        return None
    return kind


def function_of(phrase: Sequence[str]) -> str | None:
    """The known function that a phrase names: sigmoid of the logistic sigmoid function."""
    if NEGATIONS.intersection(phrase):
        return None
    words = [word for word in phrase if word not in _ARTICLES | ELEMENTWISE | {"applied"}]
    while words and words[-1] in ("function", "activation", "nonlinearity", "non-linearity"):
        words.pop()
    return KNOWN_FUNCTIONS.get(" ".join(words))
