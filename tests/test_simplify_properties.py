"""Random expressions simplified: every step keeps value and shape, and what is simplified stays as it is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain_values import PlainValues
from strategies import nodes

from matcalc.chain import Chain
from matcalc.engine.simplification import simplify, tidy
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse
from matcalc.forms.reductions import Mean, Norm, Softmax
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Vec
from matcalc.rules.registry import Scope

SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
N = Dimension.named("n")
SQUARE, COLUMN, ROW = Shape(N, N), Shape(N, ONE), Shape(ONE, N)
LEAVES: dict[Shape, list[Node]] = {
    SQUARE: [Symbol("A", SQUARE), Symbol("B", SQUARE), Eye(N)],
    COLUMN: [Symbol("u", COLUMN), Symbol("v", COLUMN), Ones(COLUMN)],
    ROW: [Transpose(Symbol("u", COLUMN)), Transpose(Ones(COLUMN))],
    SCALAR: [Symbol("s", SCALAR), Number(Fraction(2))],
}
FUNCTIONS = [Function(name) for name in ("exp", "log", "sqrt", "sigmoid", "abs", "f")]


@st.composite
def close_nodes(draw: st.DrawFn, shape: Shape, depth: int) -> Node:
    """Expressions over so few names that much of them is alike."""
    if depth == 0:
        return draw(st.sampled_from(LEAVES[shape]))

    def part(of: Shape) -> Node:
        return draw(close_nodes(of, draw(st.integers(0, depth - 1))))

    inner = draw(st.sampled_from([COLUMN, SQUARE]))
    makers = {
        "add": lambda: Add((part(shape), part(shape), *([part(shape)] if draw(st.booleans()) else []))),
        "subtract": lambda: Add((part(shape), Scale(Fraction(-1), part(shape)))),
        "hadamard": lambda: Hadamard((part(shape), part(draw(st.sampled_from([shape, SCALAR]))))),
        "product": lambda: Product((part(Shape(shape.rows, inner.cols)), part(Shape(inner.cols, shape.cols)))),
        "transpose": lambda: Transpose(part(shape.transposed())),
        "scale": lambda: Scale(draw(st.sampled_from([Fraction(-1), Fraction(2), Fraction(1, 2)])), part(shape)),
        "power": lambda: Power(part(shape), draw(st.sampled_from([Fraction(2), Fraction(-1), Fraction(1, 2)]))),
        "apply": lambda: Apply(draw(st.sampled_from(FUNCTIONS)), part(shape)),
    }
    if shape == SQUARE:
        makers |= {"inverse": lambda: Inverse(part(shape)), "diag": lambda: Diag(part(COLUMN))}
        makers |= {"softmax": lambda: Softmax(part(shape), 1)}
    if shape == COLUMN:
        makers |= {"diag_of": lambda: DiagOf(part(SQUARE)), "softmax": lambda: Softmax(part(shape), None)}
    if shape == SCALAR:
        makers |= {"sum": lambda: EntrySum(part(inner), None), "trace": lambda: Trace(part(SQUARE))}
        makers |= {"det": lambda: Determinant(part(SQUARE)), "norm": lambda: Norm(part(inner))}
        makers |= {"mean": lambda: Mean(part(inner), None)}
        makers |= {"vec": lambda: Product((Transpose(Vec(part(SQUARE))), Vec(part(SQUARE))))}
        makers |= {"kron": lambda: Trace(Product((Kron((part(SQUARE), part(SQUARE))), Kron((part(SQUARE),) * 2))))}
    return makers[draw(st.sampled_from(sorted(makers)))]()


SCOPE = Scope(IndexSupply(frozenset()))

CLOSE = st.sampled_from([SQUARE, COLUMN, ROW, SCALAR]).flatmap(lambda shape: close_nodes(shape, 4))


def simplified(root: Node) -> Chain:
    return tidy(simplify(Chain((), root, ()), SCOPE), SCOPE)


@np.errstate(all="ignore")
def assert_steps_hold(chain: Chain) -> None:
    """Both sides of every step have one value, compared where all their parts are of moderate size."""
    values = PlainValues(SIZES)
    for step in chain.steps:
        before, after = step.before, step.after
        assert isinstance(before, Node)
        assert isinstance(after, Node)
        assert before.shape == after.shape
        try:
            parts = [values.node(part) for side in (before, after) for part in walk(side)]
        except (np.linalg.LinAlgError, AssertionError):  # singular, or an unknown function
            continue
        largest = np.max([np.max(np.abs(part)) for part in parts])  # not a number where one is none
        if not largest < 1e4:
            continue
        left, right = values.node(before), values.node(after)
        assert np.allclose(left, right, rtol=1e-6, atol=1e-6 * largest), step.rule


@given(CLOSE)
@settings(max_examples=300, deadline=None)
def test_a_simplification_keeps_the_value(root: Node) -> None:
    chain = simplified(root)
    assume(chain.steps)
    assert_steps_hold(chain)


@given(nodes(3))
@settings(max_examples=100, deadline=None)
def test_a_simplification_of_any_expression_keeps_the_value(root: Node) -> None:
    assert_steps_hold(simplified(root))


@given(CLOSE)
@settings(max_examples=150, deadline=None)
def test_what_is_simplified_stays_as_it_is(root: Node) -> None:
    once = simplify(Chain((), root, ()), SCOPE).end
    again = simplify(Chain((), once, ()), SCOPE)
    assert again.steps == ()


@given(CLOSE)
@settings(max_examples=50, deadline=None)
def test_a_simplification_is_the_same_every_time(root: Node) -> None:
    assert simplified(root) == simplified(root)
