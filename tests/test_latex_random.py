"""Random expressions printed as LaTeX and read back, and lines with random faults in them."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from matcalc.errors import InputError
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Hadamard,
    Node,
    Number,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Symbol,
    Trace,
    Transpose,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import Norm
from matcalc.forms.traversal import replaced, symbols_in, walk
from matcalc.forms.vectorized import Commutation, Unvec
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.names import vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Declared, Key
from matcalc.notation.text_in import parse_matrix
from tests.latex_corpus import CORPUS
from tests.latex_meanings import LAYERS
from tests.plain_values import PlainValues, agree
from tests.strategies import nodes

MATRICES, VECTORS, SCALARS = "ABCFGHJKMPQRSUVWXYZ", "abhkruvwxyzg", "cst"
SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
NOT_IN_TEXTS = (Cotangent, ScalarFunction, Slice, Unvec, Commutation, Size)
"""What people do not write, or write in ways of their own."""
PLAIN = (
    Symbol,
    Number,
    Add,
    Product,
    Hadamard,
    Transpose,
    Scale,
    Apply,
    Inverse,
    Determinant,
    LogDeterminant,
    Trace,
    Norm,
)
"""What is always read."""


def renamed(node: Node) -> Node:
    """With one letter for the name of each array, by its rank."""
    images: dict[Node, Node] = {}
    pools = {0: iter(SCALARS), 1: iter(VECTORS), 2: iter(MATRICES)}
    for symbol in symbols_in(node):
        rank = 0 if symbol.shape.is_scalar else 1 if symbol.shape.cols.is_one else 2
        letter = next(pools[rank], None)
        assume(letter is not None)
        images[symbol] = Symbol(str(letter), symbol.shape)
    return replaced(node, images)


def declared(node: Node) -> Declared:
    shapes = {}
    for symbol in symbols_in(node):
        sides = (str(symbol.shape.rows), str(symbol.shape.cols))
        shapes[Key(symbol.name)] = () if symbol.shape.is_scalar else sides[:1] if sides[1] == "1" else sides
    return Declared(shapes)


def read_back(latex: str, node: Node) -> Node:
    """What the LaTeX of an expression says."""
    (statement,) = read_statements(latex, 0, len(latex), macros_in(latex))
    vocabulary = vocabulary_of([statement], declared(node), latex)
    (meaning,) = meanings_of(statement, vocabulary, latex)
    assert meaning is not None
    symbols = {symbol.name: symbol for symbol in symbols_in(node)}
    return parse_matrix(meaning.expression.text, symbols, lengths=frozenset(SIZES))


def value(node: Node, values: PlainValues) -> np.ndarray:
    """The value of an expression, where it has one."""
    with np.errstate(all="ignore"):
        try:
            found = values.node(node)
        except np.linalg.LinAlgError:
            reject()
    assume(bool(np.isfinite(found).all()))
    return found


@given(nodes(3))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
def test_printed_expressions_are_read_back_with_their_values(node: Node) -> None:
    parts = list(walk(node))
    assume(all(isinstance(part, PLAIN) and not part.shape.is_row for part in parts))
    node = renamed(node)
    latex = LatexPrinter(Glyphs({}, [symbol.name for symbol in symbols_in(node)])).expression(node)
    assume(r"\_" not in latex)
    back = read_back(latex, node)
    values = PlainValues(SIZES)
    left = value(node, values)
    assert agree(left, value(back, values))


@given(nodes(3))
@settings(deadline=None, max_examples=100)
def test_no_expression_is_read_back_with_another_value(node: Node) -> None:
    parts = list(walk(node))
    assume(not any(isinstance(part, (*NOT_IN_TEXTS, Zeros)) for part in parts))
    node = renamed(node)
    latex = LatexPrinter(Glyphs({}, [symbol.name for symbol in symbols_in(node)])).expression(node)
    try:
        back = read_back(latex, node)
    except InputError:
        return
    values = PlainValues(SIZES)
    left = value(node, values)
    assert agree(left, value(back, values))


def test_a_transpose_that_is_dropped_is_seen() -> None:
    node = parse_matrix("A.T", {"A": Symbol("A", parse_matrix("ones(n, n)", {}).shape)})
    values = PlainValues(SIZES)
    assert not agree(values.node(node), values.node(read_back(r"\boldsymbol{A}", node)))


LATEX = [line.latex for line in (*LAYERS, *CORPUS)]


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A line with a few pieces dropped, doubled, moved or taken from another line."""
    text = draw(st.sampled_from(LATEX))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        other = draw(st.sampled_from(LATEX))
        place = draw(st.integers(0, len(other)))
        piece = draw(
            st.sampled_from(["", text[start:end] * 2, other[place : place + 8], "^", "_{", "}", r"\frac", "∇"])
        )
        text = text[:start] + piece + text[end:]
    return text


@given(spoiled())
@settings(deadline=None, max_examples=300)
def test_spoiled_lines_give_errors_of_our_own_kind_only(text: str) -> None:
    try:
        statements = read_statements(text, 0, len(text), macros_in(text))
        vocabulary = vocabulary_of(statements, Declared(), text)
        for statement in statements:
            meanings_of(statement, vocabulary, text)
    except InputError:
        return
