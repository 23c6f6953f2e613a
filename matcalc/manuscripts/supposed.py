"""What a document may mean without saying so: that σ is the sigmoid, or that the entries of y sum to 1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from matcalc.forms.facts import Facts
from matcalc.forms.functions import KNOWN
from matcalc.forms.program import Program
from matcalc.manuscripts.conditions import positive_names
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Vocabulary
from matcalc.notation.statements_in import words_of
from matcalc.problems.assumptions import facts_of, read_assumptions

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

_SOFTMAX = re.compile(r"softmax|exp\(")
"""A softmax, by name or as it is written entry by entry."""

_ALONG = re.compile(r"softmax\([^()]*(?:\([^()]*\)[^()]*)*axis=([01])")


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
    """functions: known functions of letters; sums: vectors whose entries sum to 1; lines: sums of rows or columns of
    matrices, as facts; positive: an array whose entries are positive; vector: what only its letter makes a number;
    given: a name whose equation defines nothing. words: the same, as a clause; none where a claim says it itself, in
    its condition.
    """

    functions: Mapping[Key, str] = field(default_factory=dict)
    sums: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    words: str = ""
    positive: Key | None = None
    vector: Key | None = None
    given: str = ""


NOTHING = Supposed()


def suppositions(understood: Understood, text: str, names: Collection[str]) -> Iterator[Supposed]:
    """What may be meant, the likeliest first. names: the arrays that take part in what does not hold as it stands."""
    named = [known for known, words in _NAMED.items() if words.search(text)]
    found: list[Supposed] = []
    for key, name in understood.vocabulary.names.items():
        if name.kind is not Kind.FUNCTION or name.name in KNOWN or name.decided is Decision.FORMULA:
            continue
        likely = dict.fromkeys((*named, *(("sigmoid",) if key.letter == "sigma" else ())))
        found += [Supposed({key: known}, words=f"{name.name} is the function {known}") for known in likely]
    found += _sums(understood)
    yield from found[:MOST]
    for key in list(positive_names(understood.conditions))[:MOST]:
        yield Supposed(positive=key)
    yield from [*_vectors(understood.vocabulary, names), *_given(understood)][:MOST]


def _vectors(vocabulary: Vocabulary, names: Collection[str]) -> Iterator[Supposed]:
    """What is taken for a number by its letter alone: nothing says that it is one."""
    for key, name in vocabulary.names.items():
        is_by_letter = name.kind is Kind.SCALAR and name.decided is Decision.LETTER
        if is_by_letter and key.letter.islower() and name.name in names:
            yield Supposed(vector=key, words=f"{name.name} is a vector")


def _given(understood: Understood) -> Iterator[Supposed]:
    """What a model says of data, y of y = X w + e: nothing else speaks of e, and what reads y reads X and w as well."""
    spoken: Counter[str] = Counter(name for chain in understood.chains for name in chain.names)
    equations = understood.equations
    arrays = {name.name for name in understood.vocabulary.names.values()}
    for name, equation in equations.items():
        explained = {one for one in equation.uses & arrays if spoken[one] > 1}
        is_model = bool(explained) and len(explained) < len(equation.uses & arrays)
        readers = [other for other, one in equations.items() if other != name and {name, *explained} <= one.uses]
        if is_model and readers and equation.chain is not None:
            yield Supposed(given=name, words=f"{name} is given, whatever line {equation.chain.line} makes of it")


def with_positive(facts: Facts, key: Key, vocabulary: Vocabulary, program: Program | None) -> Facts:
    """The facts, and that the entries of an array are positive."""
    name = vocabulary.names.get(key)
    if program is None or name is None or name.name not in {symbol.name for symbol in program.inputs}:
        return facts
    return facts.joined(facts_of(read_assumptions((f"{name.name} {POSITIVE}",)), program))


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
