"""What a document may mean without saying so: that σ is the sigmoid, or that the entries of y sum to 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matcalc.forms.functions import KNOWN
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind
from matcalc.notation.statements_in import words_of

MOST = 6
"""So many readings are tried at most."""

_NAMED = {
    "sigmoid": re.compile(r"\b(?:sigmoid|logistic)", re.IGNORECASE),
    "tanh": re.compile(r"\b(?:tanh|hyperbolic tangent)", re.IGNORECASE),
    "relu": re.compile(r"\b(?:relu|rectifie[rd])", re.IGNORECASE),
}
"""The words with which a text speaks of a function."""

_SOFTMAX = re.compile(r"softmax|exp\(")
"""A softmax, by name or as it is written entry by entry."""

_ALONG = re.compile(r"softmax\([^()]*(?:\([^()]*\)[^()]*)*axis=([01])")


@dataclass(frozen=True, slots=True)
class Supposed:
    """functions: known functions of letters; sums: vectors whose entries sum to 1; lines: sums of rows or columns of
    matrices, as facts. words: the same, as a clause.
    """

    functions: Mapping[Key, str] = field(default_factory=dict)
    sums: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    words: str = ""


NOTHING = Supposed()


def suppositions(understood: Understood, text: str) -> Iterator[Supposed]:
    """What may be meant, the likeliest first."""
    named = [known for known, words in _NAMED.items() if words.search(text)]
    found: list[Supposed] = []
    for key, name in understood.vocabulary.names.items():
        if name.kind is not Kind.FUNCTION or name.name in KNOWN or name.decided is Decision.FORMULA:
            continue
        likely = dict.fromkeys((*named, *(("sigmoid",) if key.letter == "sigma" else ())))
        found += [Supposed({key: known}, words=f"{name.name} is the function {known}") for known in likely]
    found += _sums(understood)
    yield from found[:MOST]


def _sums(understood: Understood) -> Iterator[Supposed]:
    """Of the inputs beside a softmax: the entries of a vector sum to 1, or those of each row or column of a matrix."""
    program = understood.program
    said = " ".join(equation.text for equation in understood.equations.values())
    if program is None or _SOFTMAX.search(said) is None:
        return
    told = {symbol for symbol, _ in understood.facts.sums}
    told_lines = {(symbol, axis) for symbol, axis, _ in understood.facts.line_sums}
    for symbol in program.inputs:
        name = symbol.name
        if symbol.shape.is_scalar or symbol in told or name not in words_of(said):
            continue
        if not symbol.shape.is_matrix:
            yield Supposed(sums=(name,), words=f"the entries of {name} sum to 1")
            continue
        for axis in dict.fromkeys(map(int, _ALONG.findall(said))):
            if (symbol, axis) not in told_lines:
                of = ("column", "row")[axis]
                yield Supposed(lines=(f"sum({name}, axis={axis}) = 1",), words=f"each {of} of {name} sums to 1")
