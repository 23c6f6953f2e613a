"""What an array is for, by what a problem says of it and by where it stands, and the letters that people use for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from matcalc.forms.matrix_form import Add, Product, Symbol
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import walk


class Role(Enum):
    """What an array is for; the first whose words are said of it."""

    BIAS = "bias"
    TARGET = "target"
    SCORE = "score"
    PROBABILITY = "probability"
    WEIGHT = "weight"
    INPUT = "input"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Convention:
    """The words that say a role, and the letters for it."""

    words: re.Pattern[str]
    vectors: tuple[str, ...]
    matrices: tuple[str, ...]


def _convention(words: str, vectors: str, matrices: str) -> Convention:
    return Convention(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), tuple(vectors), tuple(matrices))


CONVENTIONS = {
    Role.BIAS: _convention("bias|biases|offset|intercept", "bc", "BC"),
    Role.TARGET: _convention("targets?|labels?|wanted", "ytg", "YG"),
    Role.SCORE: _convention("pre-activations?|scores?|logits?", "zqrs", "SZQR"),
    Role.PROBABILITY: _convention("probability|probabilities|attention weights", "pqr", "APQ"),
    Role.WEIGHT: _convention("weights?|kernel|filter|coefficients|parameters", "wvup", "WVUMP"),
    Role.INPUT: _convention("inputs?|activations?|signal|features|data", "axuhsv", "XAHU"),
    Role.OUTPUT: _convention("outputs?|predictions?|predicted", "yzuh", "YZHU"),
}


def role_of(symbol: Symbol, meaning: str, program: Program) -> Role | None:
    """What an array is for: what its words say first, or a bias where it is added to a product as it is."""
    said = [(found.start(), role) for role, one in CONVENTIONS.items() if (found := one.words.search(meaning))]
    if said:
        return min(said, key=lambda one: one[0])[1]
    return Role.BIAS if _is_added(symbol, program) else None


def _is_added(symbol: Symbol, program: Program) -> bool:
    """Whether an input stands as it is in a sum with a matrix product."""
    return symbol in program.inputs and any(
        isinstance(part, Add) and symbol in part.children and any(isinstance(one, Product) for one in part.children)
        for definition in program.definitions
        for root in arrays_of(definition.body)
        for part in walk(root)
    )
