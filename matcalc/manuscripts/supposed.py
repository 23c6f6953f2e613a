"""What a document may mean without saying so: that σ is the sigmoid, or that the entries of y sum to 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matcalc.forms.functions import KNOWN
from matcalc.manuscripts.conditions import positive_names
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind
from matcalc.notation.statements_in import words_of

MOST = 6
"""So many readings are tried at most."""

POSITIVE = "positive"
"""A fact of an array, in the words of --assume."""

_NAMED = {
    "sigmoid": re.compile(r"\b(?:sigmoid|logistic)", re.IGNORECASE),
    "tanh": re.compile(r"\b(?:tanh|hyperbolic tangent)", re.IGNORECASE),
    "relu": re.compile(r"\b(?:relu|rectifie[rd])", re.IGNORECASE),
}
"""The words with which a text speaks of a function."""


_LOGISTIC = re.compile(
    r"\blogistic\s+(?:regression|model|classifi|unit|neuron)|\bsigmoid(?:al)?\s+(?:neuron|unit|output|activation)",
    re.IGNORECASE,
)
"""What a text is about that has σ for the sigmoid, where it speaks of no other function."""


def functions_of_subject(text: str) -> Mapping[Key, str]:
    """The known functions that letters are by what a text is about: σ in logistic regression."""
    others = (words for known, words in _NAMED.items() if known != "sigmoid")
    is_logistic = _LOGISTIC.search(text) and not any(words.search(text) for words in others)
    return {Key("sigma"): "sigmoid"} if is_logistic else {}


@dataclass(frozen=True, slots=True)
class Supposed:
    """functions: known functions of letters; sums: vectors whose entries sum to 1; positive: an array whose entries are
    positive. words: the same, as a clause; none where a claim says it itself, in its condition.
    """

    functions: Mapping[Key, str] = field(default_factory=dict)
    sums: tuple[str, ...] = ()
    words: str = ""
    positive: Key | None = None


NOTHING = Supposed()


def suppositions(understood: Understood, text: str) -> Iterator[Supposed]:
    """What may be meant, the likeliest first."""
    named = [known for known, words in _NAMED.items() if words.search(text)]
    found: list[Supposed] = []
    for key, name in understood.vocabulary.names.items():
        if name.kind is not Kind.FUNCTION or name.name in KNOWN or name.decided is Decision.FORMULA:
            continue
        likely = dict.fromkeys((*named, *(("sigmoid",) if key.letter == "sigma" else ())))
        found += [Supposed({key: known}, (), f"{name.name} is the function {known}") for known in likely]
    program = understood.program
    if program is not None:
        said = " ".join(equation.text for equation in understood.equations.values())
        told = {symbol for symbol, _ in understood.facts.sums}
        for symbol in program.inputs if "softmax" in said else ():
            is_vector = not symbol.shape.is_scalar and not symbol.shape.is_matrix
            if is_vector and symbol not in told and symbol.name in words_of(said):
                found.append(Supposed({}, (symbol.name,), f"the entries of {symbol.name} sum to 1"))
    yield from found[:MOST]
    for key in list(positive_names(understood.conditions))[:MOST]:
        yield Supposed(positive=key)
