"""What an array is for, by what a problem says of it and by where it stands, and the letters that people use for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from matcalc.forms.matrix_form import Add, Product, Symbol
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import walk


class Role(Enum):
    """What an array is for."""

    BIAS = "bias"
    GAIN = "gain"
    TARGET = "target"
    SCORE = "score"
    PROBABILITY = "probability"
    WEIGHT = "weight"
    INPUT = "input"
    ACTIVATION = "activation"
    OUTPUT = "output"
    DIRECTION = "direction"
    GRADIENT = "gradient"
    JACOBIAN = "Jacobian"
    HESSIAN = "Hessian"
    DISTRIBUTION_FUNCTION = "distribution function"
    DENSITY = "density"
    MASK = "mask"
    RESIDUAL = "residual"
    MEAN = "mean"
    DEVIATION = "standard deviation"
    VARIANCE = "variance"
    COVARIANCE = "covariance"
    QUERY = "query"
    KEY = "key"
    VALUE = "value"
    INPUT_GATE = "input gate"
    FORGET_GATE = "forget gate"
    OUTPUT_GATE = "output gate"
    UPDATE_GATE = "update gate"
    RESET_GATE = "reset gate"
    GATE = "gate"
    CANDIDATE = "candidate"
    CELL = "cell state"
    STATE = "state"

    @property
    def is_gate(self) -> bool:
        """Whether its entries say how much passes, so that they lie between 0 and 1."""
        return self.value.endswith("gate")


@dataclass(frozen=True, slots=True)
class Convention:
    """The words that say a role, and the letters for it, the most usual first."""

    words: re.Pattern[str]
    vectors: tuple[str, ...]
    matrices: tuple[str, ...]

    @property
    def ranks(self) -> dict[str, int]:
        """How usual each letter is: 0 for the most usual."""
        return {letter: rank for pool in (self.vectors, self.matrices) for rank, letter in enumerate(pool)}


def _convention(words: str, vectors: str, matrices: str = "") -> Convention:
    return Convention(re.compile(rf"\b(?:{words})$", re.IGNORECASE), tuple(vectors.split()), tuple(matrices.split()))


CONVENTIONS = {
    Role.BIAS: _convention("bias|biases|offset|intercept", "b c beta", "B C"),
    Role.GAIN: _convention("gains?", "gamma alpha g a", "K G"),
    Role.TARGET: _convention("targets?|labels?|(?:wanted|observed) values?|counts", "y t", "Y"),
    Role.SCORE: _convention("pre-activations?|scores?|logits?", "z s v u", "Z S R"),
    Role.PROBABILITY: _convention("probability|probabilities|attention weights", "p q r", "A P"),
    Role.WEIGHT: _convention("weights?|kernel|filter|coefficients|parameters", "w v u", "W V U M"),
    Role.DIRECTION: _convention("directions?", "w v u a", "V U W"),
    Role.INPUT: _convention("inputs?|signal|data|batch|tokens|samples|examples", "x u a s v", "X A U"),
    Role.ACTIVATION: _convention("activations?|features", "a h x u", "A H X U"),
    Role.OUTPUT: _convention("outputs?|predictions?", "y z h u", "Y Z H"),
    Role.RESIDUAL: _convention("residuals?", "r", "R"),
    Role.GRADIENT: _convention("gradient", "g", "G"),
    Role.JACOBIAN: _convention("Jacobian", "", "J"),
    Role.HESSIAN: _convention("Hessian", "", "H"),
    Role.DISTRIBUTION_FUNCTION: _convention("distribution function", "Phi"),
    Role.DENSITY: _convention("density", "phi p"),
    Role.MASK: _convention("mask", "m", "M"),
    Role.MEAN: _convention("means?|rates?|centres", "mu m", "M C"),
    Role.DEVIATION: _convention("standard deviations?", "sigma s"),
    Role.VARIANCE: _convention("variances?", "v"),
    Role.COVARIANCE: _convention("covariance|scatter", "", "Sigma S C"),
    Role.QUERY: _convention("query|queries", "q", "Q"),
    Role.KEY: _convention("^keys?", "k", "K"),
    Role.VALUE: _convention("^values", "v", "V"),
    Role.INPUT_GATE: _convention("input gate", "i"),
    Role.FORGET_GATE: _convention("forget gate", "f"),
    Role.OUTPUT_GATE: _convention("output gate", "o"),
    Role.UPDATE_GATE: _convention("update gate", "z u", "Z U"),
    Role.RESET_GATE: _convention("reset gate", "r", "R"),
    Role.GATE: _convention("gate", "g s", "G S"),
    Role.CANDIDATE: _convention("candidate", "g", "G"),
    Role.CELL: _convention("cell state", "c", "C"),
    Role.STATE: _convention("state", "h s", "H S"),
}
"""Of two that fit, the longer one. A thing for which people have one letter keeps it: queries, keys and values."""

OF_BOTH_SCRIPTS = frozenset((Role.MEAN, Role.DEVIATION, Role.COVARIANCE))
"""Roles in which a Greek letter may become a Latin one, and the other way round."""

_HEAD_END = re.compile(
    r"[,;:.(]|\b(?:of|from|to|with|at|by|for|in|on|over|into|out|up|down|back|before|after|as|that|which|less|given|there)\b"
)
"""What ends the words that say what a thing is: weights | of the input gate."""


def role_of(symbol: Symbol, meaning: str, program: Program) -> Role | None:
    """What an array is for: what its words call it, or a bias where it is added to a product as it is."""
    head = _HEAD_END.split(meaning, maxsplit=1)[0].rstrip()
    said = [(found.start(), at) for at, one in enumerate(CONVENTIONS.values()) if (found := one.words.search(head))]
    if said:
        return list(CONVENTIONS)[min(said)[1]]
    return Role.BIAS if _is_added(symbol, program) else None


def _is_added(symbol: Symbol, program: Program) -> bool:
    """Whether an input stands as it is in a sum with a matrix product."""
    return symbol in program.inputs and any(
        isinstance(part, Add) and symbol in part.children and any(isinstance(one, Product) for one in part.children)
        for definition in program.definitions
        for root in arrays_of(definition.body)
        for part in walk(root)
    )
