"""Which words of a problem still hold of a variant: those that name no array, no shape and no function."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from matcalc.notation.glyphs import GREEK
from matcalc.problems.problem import Problem
from matcalc.worksheets.letters import array_names, functions_in, length_names, written_as

FUNCTION_WORDS = {
    "sigmoid": ("sigmoid", "sigmoids", "logistic"),
    "tanh": ("tanh", "tangent", "hyperbolic"),
    "softplus": ("softplus",),
    "relu": ("relu", "rectified", "rectifier"),
    "leaky_relu": ("leaky", "leaky_relu"),
}
"""What texts call functions that a variant may exchange."""

SIDES = frozenset(
    ("row", "rows", "column", "columns", "transpose", "transposes", "transposed", "left", "right", "sides", "first")
)
"""Words that say on which side of a matrix something stands."""

_WORD = re.compile(r"[^\W\d_]\w*")
_MATHEMATICS = re.compile(r"[`=²³ᵀ⁻∇Σ∂⊙×√+*/^<>|]|(?<!\w)[−-]\d?(?!\w)")
_STEPS = re.compile(r"(?P<of>\b[^\W\d_]+)\s*[+−-]\s*[0-9]+\b")
_NO_NOUN = frozenset(("is", "are", "of", "with", "to", "at", "by", "in", "for", "or", "and", "where", "as", "times"))


def names_nothing(text: str, names: Collection[str], kept: Collection[str]) -> bool:
    """Whether a text holds no mathematics and none of these names, and no letter that might be one.

    "a" and "A" are articles before a word; any other letter alone is a name, unless it is one of those that are kept.
    """
    text = _STEPS.sub(lambda step: step["of"] if step["of"] in kept else step[0], text)
    if _MATHEMATICS.search(text):
        return False
    for word, following in pairwise([*_WORD.findall(text), ""]):
        is_article = word in ("a", "A") and len(following) > 1 and following.lower() not in _NO_NOUN
        if not is_article and (word in names or (len(word) == 1 and word not in kept)):
            return False
    return True


def vocabulary(problem: Problem) -> frozenset[str]:
    """The names in a problem as words may have them: as typed, as printed, and without their numbers.

    Labels and layers are not among them: they keep their names, which `running_words` gives.
    """
    found = {*length_names(problem.program)}
    for name in array_names(problem):
        parts = written_as(problem, name)
        found.update((name, parts.base, *parts.rest))
    found.update(function.name for function in functions_in(problem.program) if not function.is_known)
    found.update(style.symbol for style in problem.styles.values() if style.symbol is not None)
    found.update([GREEK[name] for name in found if name in GREEK])
    return frozenset(found)


def speaks_of_function(text: str, name: str) -> bool:
    """Whether a text calls a known function by one of its words."""
    return not {word.lower() for word in _WORD.findall(text)}.isdisjoint(FUNCTION_WORDS.get(name, (name,)))


def speaks_of_sides(text: str) -> bool:
    """Whether a text says on which side of a matrix something stands."""
    return not {word.lower() for word in _WORD.findall(text)}.isdisjoint(SIDES)
