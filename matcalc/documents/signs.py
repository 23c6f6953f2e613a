"""Signs and names of operators that not every reader knows, and lemmas that are derived elsewhere: a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, count

from matcalc.chain import listed
from matcalc.documents.page import Code, Equation, Part, Sentence
from matcalc.documents.vocabulary import deltas, entries_beyond, is_printed_as_product, nodes, rules
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.index_form import Delta, Entry
from matcalc.forms.indices import beyond
from matcalc.forms.matrix_form import EntrySum, Eye, Hadamard, Node, Ones, Power, Product, Symbol, Transpose
from matcalc.forms.reductions import LogSumExp, Mean, Softmax, Variance
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.notation.glyphs import KRONECKER, Glyphs
from matcalc.notation.stretched import with_ones
from matcalc.rules.lemmas import DERIVED_IN

WORDS: dict[type[Node], str] = {
    Softmax: "softmax",
    LogSumExp: "logsumexp",
    Mean: "mean",
    Variance: "variance",
}
"""Functions that are printed with the axis they go along."""


def signs_and_lemmas(page: Sequence[Differentiation | MatrixRoute]) -> Iterator[Sentence]:
    """What a reader may want to look up, of all that stands on a page."""
    found: dict[object, Node] = {}
    for differentiation in page:
        for part in nodes(differentiation):
            if (sign := _sign(part)) is not None and (sign not in found or _size(part) < _size(found[sign])):
                found[sign] = part
    names = {symbol.name for differentiation in page for symbol in differentiation.program.symbols}
    for part in found.values():
        yield _explained(part, names)
    beside = next((entry for differentiation in page for entry in entries_beyond(differentiation)), None)
    if beside is not None:
        yield _of_range(beside)
    used = {name for differentiation in page for name in rules(differentiation)}
    for rule, (what, problem) in DERIVED_IN.items():
        if rule in used:
            yield (f"The derivative of {what} is a lemma; ", Code(f"matcalc derive {problem}"), " derives it.")


def _of_range(entry: Entry) -> Sentence:
    read = replace(entry, exponent=Fraction(1))
    conditions = listed(beyond(entry.places))
    return (read, " counts as 0 unless ", *conditions, ": elsewhere ", entry.array, " has no entry.")


def basic_signs(page: Sequence[Differentiation | MatrixRoute], glyphs: Glyphs) -> Sentence:
    """What δ, ⊙, ⊘, 1 and I stand for, of those on the page; empty where there is none of them."""
    found: dict[str, Delta | Node] = {}
    for differentiation in page:
        for delta in deltas(differentiation):
            found.setdefault("delta", delta)
        for part in nodes(differentiation):
            for sign in _basic(part):
                if sign not in found or _size(part) < _size(found[sign]):
                    found[sign] = part
    said: Sentence = ()
    for sign in BASIC:
        if (one := found.get(sign)) is not None:
            explained = _of_delta(one, glyphs) if isinstance(one, Delta) else _basic_words(sign, one)
            said += ("; ", *explained) if said else explained
    return (*said, ".") if said else ()


def signs_besides(extra: Sequence[Node], page: Sequence[Differentiation | MatrixRoute]) -> Iterator[Sentence]:
    """What further arrays show that the page does not explain already."""
    shown = [part for differentiation in page for part in nodes(differentiation)]
    known = {sign for part in shown for sign in (*_basic(part), _sign(part))}
    names = {symbol.name for differentiation in page for symbol in differentiation.program.symbols}
    for part in sorted((part for array in extra for part in walk(array)), key=_size):
        for sign in _basic(part):
            if sign not in known:
                known.add(sign)
                yield (*_basic_words(sign, part), ".")
        if (further := _sign(part)) not in (None, *known):
            known.add(further)
            yield _explained(part, names)


def sign_of(part: Delta | Node) -> frozenset[str]:
    """The signs of BASIC that an expression is made of."""
    return frozenset({"delta"}) if isinstance(part, Delta) else frozenset(_basic(part))


ONES = "ones"

BASIC = {
    "delta": "",
    "times": " multiplies entry by entry",
    "over": " divides entry by entry",
    ONES: " is an array of ones",
    "identity": " is an identity matrix",
}
"""Signs that nearly every page has, in the order in which they are explained."""


def _of_delta(one: Delta, glyphs: Glyphs) -> Sentence:
    name = ", the Kronecker delta," if glyphs.is_taken(KRONECKER) else ""
    return (one, f"{name} is 1 where ", Equation(one.left, one.right), " and 0 elsewhere")


def _basic_words(sign: str, one: Node) -> Sentence:
    if sign == ONES:
        one = Ones(vector(one.shape.rows))  # of what is printed with them
    return (one, BASIC[sign])


def _basic(part: Node) -> Iterator[str]:
    if with_ones(part) is not part:
        yield ONES
    match part:
        case Ones():
            yield ONES
        case EntrySum() if not is_printed_as_product(part):
            yield ONES
        case Eye():
            yield "identity"
        case Hadamard(args=args) if not part.shape.is_scalar:
            arrays = [arg for arg in args if not arg.shape.is_scalar]
            divisors = [arg for arg in args[1:] if isinstance(arg, Power) and arg.exponent == -1 and arg in arrays]
            if divisors:
                yield "over"
            elif len(arrays) > 1:
                yield "times"


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
            return (
                part,
                " is a Kronecker product: one block for each entry of the left factor, that entry times all of the "
                "right factor.",
            )
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


def _size(part: Delta | Node) -> int:
    return 0 if isinstance(part, Delta) else sum(1 for _ in walk(part))
