"""Random well-shaped expressions over every node that the reader makes: those of strategies, and functions of them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.functions import KNOWN, Function
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term
from matcalc.forms.indices import Index, Paired
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    Hadamard,
    Node,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from tests.strategies import DIMENSIONS, SYMBOLS, M, N, nodes_of

SQUARE = [Shape(length, length) for length in DIMENSIONS]
SIDES = (ONE, *DIMENSIONS)
SHAPES = st.builds(Shape, st.sampled_from(SIDES), st.sampled_from(SIDES))
OUTPUT = vector(DIMENSIONS[3])
"""The shape of what jac_ is the derivative of."""

REDUCTIONS = (Mean, Variance, LogSumExp)


def expressions(depth: int = 3) -> st.SearchStrategy[Node]:
    """Nodes of any shape, `depth` layers of functions over arrays, some of them of a length m n."""
    return st.integers(0, depth).flatmap(_layers)


@st.composite
def _layers(draw: st.DrawFn, depth: int) -> Node:
    if depth == 0:
        return draw(_core())
    return draw(_around(draw(_layers(depth - 1))))


def _core() -> st.SearchStrategy[Node]:
    column = st.sampled_from([name for name in SYMBOLS.values() if name.shape.axes and name.shape.cols.is_one])
    return st.one_of(
        SHAPES.flatmap(lambda shape: nodes_of(shape, 1, numbers=False)),
        st.sampled_from(SQUARE).flatmap(lambda shape: nodes_of(shape, 1)),
        st.builds(Size, st.sampled_from([*DIMENSIONS, M * N, M + ONE, Dimension.number(2) * M])),
        st.just(Constant("pi")),
        st.sampled_from([Unvec(Vec(SYMBOLS["A_m_n"]), M, N), Unvec(Vec(SYMBOLS["A_m_n"]), N, M)]),
        column.map(lambda of: Cotangent(of, OUTPUT)),
        st.builds(Commutation, st.sampled_from(SIDES), st.sampled_from(SIDES)),
    )


@st.composite
def _around(draw: st.DrawFn, arg: Node) -> Node:
    """One operation more, whatever the shape."""
    shape = arg.shape
    options: list[st.SearchStrategy[Node]] = [
        st.builds(Apply, st.builds(Function, st.sampled_from(KNOWN), st.integers(0, 2)), st.just(arg)),
        st.sampled_from([Transpose(arg), Norm(arg), Vec(arg)]),
        st.builds(lambda axis, make: make(arg, axis), st.sampled_from([None, 0, 1]), st.sampled_from(REDUCTIONS)),
        st.builds(lambda other, first: Kron((other, arg) if first else (arg, other)), _factor(), st.booleans()),
        st.sampled_from([0, 1] if shape.is_matrix else [None, 0, 1]).map(lambda axis: Softmax(arg, axis)),
        st.builds(lambda other: Hadamard((other, arg)), nodes_of(SCALAR, 1, numbers=False)),
        st.just(Hadamard((arg, Power(Size(M), Fraction(-1))))),
        st.just(Add((arg, Scale(Fraction(-2), LogSumExp(arg, 1))))),
    ]
    if shape.rows == shape.cols:
        options += [st.sampled_from([Inverse(arg), Determinant(arg), LogDeterminant(arg), Transpose(Inverse(arg))])]
        options.append(st.just(Product((Inverse(arg), arg))))
    return draw(st.one_of(options))


def _factor() -> st.SearchStrategy[Node]:
    return SHAPES.flatmap(lambda shape: nodes_of(shape, 0, numbers=False))


LONG = Symbol("long", vector(M * N))
WITH_LONG = {**SYMBOLS, "long": LONG}

ROW, COL, ROW2, COL2 = (Index(name, length) for name, length in zip("ijkl", (M, N, M, N), strict=True))
PAIR, OTHER = Paired(ROW, COL), Paired(ROW2, COL2)


@st.composite
def pair_sums(draw: st.DrawFn) -> IndexSum:
    """Terms with pairs of places, each of whose indices also stands on an array alone."""
    matrix = SYMBOLS["A_m_n"]
    known: list[Factor] = [Entry(matrix, (ROW, COL)), Entry(matrix, (ROW2, COL2))]
    one = draw(st.sampled_from([PAIR, OTHER]))
    kron = Kron((SYMBOLS["B_n_n"], SYMBOLS["A_m_m"]))
    extra: list[Factor] = [
        Entry(LONG, (one,)),
        Entry(Vec(matrix), (one,)),
        Delta(PAIR, OTHER),
        Entry(kron, (PAIR, OTHER)),
        Entry(Commutation(N, M), (one, Paired(COL, ROW))),
        Entry(Size(M * N), (), Fraction(-1)),
        Entry(Inverse(kron), (OTHER, PAIR)),
    ]
    factors = draw(st.lists(st.sampled_from(extra), min_size=1, max_size=3))
    at = draw(st.integers(0, len(factors)))
    dummies = tuple(draw(st.lists(st.sampled_from([ROW, COL, ROW2, COL2]), unique=True)))
    term = Term(Fraction(1), (*factors[:at], *known, *factors[at:]), dummies)
    return IndexSum((term, Term(Fraction(-1, 2), tuple(known))))
