"""Signs and names of operators that not every reader knows, and lemmas that are derived elsewhere: a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count

from matcalc.documents.page import Code, Equation, Part, Sentence
from matcalc.documents.vocabulary import nodes, rules
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.matrix_form import Node, Product, Symbol, Transpose
from matcalc.forms.reductions import LogSumExp, Mean, Softmax, Variance
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.rules.lemmas import DERIVED_IN

WORDS: dict[type[Node], str] = {
    Softmax: "softmax",
    LogSumExp: "logsumexp",
    Mean: "mean",
    Variance: "variance",
}
"""Functions that are printed with the axis they go along."""


def signs_and_lemmas(page: Sequence[Differentiation]) -> Iterator[Sentence]:
    """What a reader may want to look up, of all that stands on a page."""
    found: dict[object, Node] = {}
    for differentiation in page:
        for part in nodes(differentiation):
            if (sign := _sign(part)) is not None and (sign not in found or _size(part) < _size(found[sign])):
                found[sign] = part
    names = {symbol.name for differentiation in page for symbol in differentiation.program.symbols}
    for part in found.values():
        yield _explained(part, names)
    used = {name for differentiation in page for name in rules(differentiation)}
    for rule, (what, problem) in DERIVED_IN.items():
        if rule in used:
            yield (f"The derivative of {what} is a lemma; ", Code(f"matcalc derive {problem}"), " derives it.")


def _sign(part: Node) -> object | None:
    """What is explained once, however often it occurs; None where a sign needs no words."""
    match part:
        case Kron() | Vec() | Unvec():
            return type(part)
        case Commutation():
            return part
        case (
            Softmax(arg=arg, axis=int())
            | LogSumExp(arg=arg, axis=int())
            | Mean(arg=arg, axis=int())
            | Variance(arg=arg, axis=int())
        ) if arg.shape.is_matrix:
            return type(part), part.axis
        case _:
            return None


def _explained(part: Node, names: set[str]) -> Sentence:
    match part:
        case Kron():
            return (part, " is a Kronecker product: it holds each entry of the left factor times all of the right one.")
        case Vec():
            return (part, " stacks the columns of ", *_called(part.arg), " into one vector.")
        case Unvec():
            return (part, " makes a matrix of the shape ", part.shape, " of a vector, column after column.")
        case Commutation():
            free = chain("ABCMQ", (f"A{number}" for number in count(1)))
            array = Symbol(next(name for name in free if name not in names), Shape(part.rows, part.cols))
            swapped = Equation(Product((part, Vec(array))), Vec(Transpose(array)))
            return (
                "Of every ",
                array,
                " of the shape ",
                array.shape,
                ", ",
                part,
                " makes the transpose: ",
                swapped,
                ".",
            )
        case Softmax() | LogSumExp() | Mean() | Variance():
            lines = "column" if part.axis == 0 else "row"
            return (part, f" takes the {WORDS[type(part)]} of each {lines} by itself.")
    raise AssertionError(f"{part} needs no words")


def _called(part: Node) -> tuple[Part, ...]:
    return (part,) if isinstance(part, Symbol) else ("the matrix",)


def _size(part: Node) -> int:
    return sum(1 for _ in walk(part))
