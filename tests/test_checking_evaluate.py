"""Values of forms against NumPy: every node, index sums against einsum, places of blocks, deltas."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from checking_layer import A, B, E, F, I, J, K, L, M, N, P, Q, W, at, sum_of
from hypothesis import given
from hypothesis import strategies as st
from plain_values import PlainValues, slope

from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.exact import PRIME, ExactArithmetic
from matcalc.checking.sizes import Sizes
from matcalc.errors import InvariantError
from matcalc.forms import matrix_form, matrix_functions, reductions, vectorized
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, of_factor
from matcalc.forms.indices import Index, Paired, fixed, moving, shifted
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Slice,
    Span,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.traversal import symbols_in
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

SIZES = Sizes((("m", 3), ("n", 5)))
S = Symbol("S", Shape(M, M))
C = Symbol("c", SCALAR)
R = Symbol("r", Shape(ONE, N))
GENERATOR = np.random.default_rng(5)
SYMBOLS = (W, A, B, S, C, R)
VALUES = {symbol: GENERATOR.uniform(0.5, 1.5, [SIZES.of(x) for x in symbol.shape.axes]) for symbol in SYMBOLS}
w, a, b, s, c, r = VALUES.values()


def evaluation() -> Evaluation[np.ndarray]:
    """At one point, along one direction, with these values."""
    return Evaluation(FloatArithmetic(0), SIZES, held().get)


def held() -> dict[Node, np.ndarray]:
    """The values with the axes (points, directions, rows, columns)."""
    return {
        symbol: value.reshape(1, 1, SIZES.of(symbol.shape.rows), SIZES.of(symbol.shape.cols))
        for symbol, value in VALUES.items()
    }


NODES: dict[str, tuple[Node, Callable[[], np.ndarray]]] = {
    "product": (Product((Transpose(B), W, A)), lambda: b @ w @ a),
    "matrix product": (Product((S, W)), lambda: s @ w),
    "outer product": (Product((A, Transpose(B))), lambda: np.outer(a, b)),
    "a row stretches": (Add((W, R)), lambda: w + r),
    "a column stretches": (Hadamard((W, B)), lambda: w * b[:, None]),
    "row and column": (Add((R, B)), lambda: b[:, None] + r),
    "a scalar stretches": (Add((W, C, Number(Fraction(1, 4)))), lambda: w + c + 0.25),
    "scale": (Scale(Fraction(-2, 3), W), lambda: -2 / 3 * w),
    "power": (Power(W, Fraction(-3, 2)), lambda: w**-1.5),
    "function": (Apply(Function("tanh"), W), lambda: np.tanh(w)),
    "transpose": (Transpose(W), lambda: w.T),
    "sum": (EntrySum(W, None), lambda: w.sum()),
    "column sums": (EntrySum(W, 0), lambda: w.sum(axis=0)),
    "row sums": (EntrySum(W, 1), lambda: w.sum(axis=1)),
    "trace": (Trace(S), lambda: np.trace(s)),
    "diag": (Diag(A), lambda: np.diag(a)),
    "diag_of": (DiagOf(S), lambda: np.diag(s)),
    "eye": (Product((Eye(M), W)), lambda: w),
    "ones": (Product((W, Ones(vector(N)))), lambda: w.sum(axis=1)),
    "zeros": (Zeros(Shape(M, N)), lambda: np.zeros((3, 5))),
    "hstack": (HStack((W, B)), lambda: np.column_stack([w, b])),
    "vstack": (VStack((A, Number(Fraction(1)))), lambda: np.append(a, 1)),
    "slice": (
        Slice(HStack((S, W)), Span(ZERO, M), Span(M, M + N)),
        lambda: w,
    ),
    "inverse": (Inverse(S), lambda: np.linalg.inv(s)),
    "determinant": (Determinant(S), lambda: np.linalg.det(s)),
    "log-determinant": (LogDeterminant(S), lambda: np.linalg.slogdet(s)[1]),
    "of a negative determinant": (LogDeterminant(Scale(Fraction(-1), S)), lambda: np.linalg.slogdet(s)[1]),
    "softmax": (Softmax(A, None), lambda: np.exp(a) / np.exp(a).sum()),
    "softmax of a row": (Softmax(R, None), lambda: np.exp(r) / np.exp(r).sum()),
    "softmax of each row": (Softmax(W, 1), lambda: np.exp(w) / np.exp(w).sum(axis=1, keepdims=True)),
    "softmax of each column": (Softmax(W, 0), lambda: np.exp(w) / np.exp(w).sum(axis=0)),
    "logsumexp": (LogSumExp(W, None), lambda: np.log(np.exp(w).sum())),
    "logsumexp of each row": (LogSumExp(W, 1), lambda: np.log(np.exp(w).sum(axis=1))),
    "logsumexp of each column": (LogSumExp(W, 0), lambda: np.log(np.exp(w).sum(axis=0))),
    "norm": (Norm(W), lambda: np.linalg.norm(w)),
    "mean": (Mean(W, None), w.mean),
    "mean of each row": (Mean(W, 1), lambda: w.mean(axis=1)),
    "mean of each column": (Mean(W, 0), lambda: w.mean(axis=0)),
    "variance": (Variance(W, None), w.var),
    "variance of each row": (Variance(W, 1), lambda: w.var(axis=1)),
    "variance of each column": (Variance(W, 0), lambda: w.var(axis=0)),
    "kron": (Kron((W, S)), lambda: np.kron(w, s)),
    "kron of three": (Kron((A, W, R)), lambda: np.kron(np.kron(a[:, None], w), r)),
    "vec": (Vec(W), lambda: w.ravel(order="F")),
    "unvec": (Unvec(Vec(W), M, N), lambda: w),
    "unvec of another shape": (Unvec(Vec(W), N, M), lambda: w.reshape(5, 3, order="F")),
    "commutation": (Product((Commutation(M, N), Vec(W))), lambda: w.ravel()),
    "size": (Scale(Fraction(1, 2), Size(M + N)), lambda: np.array(4)),
    "pi": (Hadamard((Constant("pi"), A)), lambda: np.pi * a),
}


@pytest.mark.parametrize("name", NODES)
def test_the_plain_evaluator_of_the_tests_agrees(name: str) -> None:
    """Two evaluators written apart, so that either can stand witness for the other."""
    node, expected = NODES[name]
    plain = PlainValues(dict(SIZES.chosen))
    for symbol, value in VALUES.items():
        plain.set[symbol] = value.reshape(plain.shape(symbol.shape))
    found = plain.node(node)
    assert found.shape == plain.shape(node.shape)
    np.testing.assert_allclose(found.reshape(expected().shape), expected(), rtol=1e-13)


SMOOTH = [name for name, (node, _) in NODES.items() if S in symbols_in(node) or W in symbols_in(node)]


@pytest.mark.parametrize("name", SMOOTH)
def test_the_derivative_carried_along_is_the_difference_quotient(name: str) -> None:
    """Of S and W moved together."""
    node, _ = NODES[name]
    directions = {symbol: np.random.default_rng(1).integers(-3, 4, VALUES[symbol].shape) for symbol in (S, W)}
    plain = PlainValues(dict(SIZES.chosen))

    def moved(by: float) -> np.ndarray:
        for symbol, value in VALUES.items():
            shifted = value + by * directions.get(symbol, 0)
            plain.set[symbol] = shifted.reshape(plain.shape(symbol.shape))
        return plain.node(node)

    arithmetic = FloatArithmetic(0)
    known = dict(held())
    for symbol, direction in directions.items():
        known[symbol] = arithmetic.perturbed(known[symbol], direction[None, None])
    found = arithmetic.derivative(Evaluation(arithmetic, SIZES, known.get).node(node))[0, 0]
    expected = slope(moved, 1e-4)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7 * np.abs(expected).max())


def test_a_pair_of_places_is_one_place_of_vec_and_of_kron() -> None:
    plain = PlainValues(dict(SIZES.chosen))
    plain.set.update({symbol: VALUES[symbol] for symbol in (W, S)})
    first, second = Index("x", M), Index("y", N)
    for entry, free, expected in (
        (Entry(Vec(W), (Paired(first, second),)), (first, second), w),
        (Entry(Kron((W, S)), (Paired(K, I), Paired(L, J))), (I, J, K, L), np.einsum("ij,kl->ijkl", w, s)),
    ):
        found = evaluation().index_sum(of_factor(entry), free)[0, 0]
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_array_equal(plain.entries(of_factor(entry), free), expected)


@pytest.mark.parametrize("name", NODES)
def test_every_node_has_numpys_value(name: str) -> None:
    node, expected = NODES[name]
    found = evaluation().entries(node)[0, 0]
    assert found.shape == expected().shape
    np.testing.assert_allclose(found, expected(), rtol=1e-14)


MODULES = (matrix_form, matrix_functions, reductions, vectorized)


def test_every_kind_of_node_has_a_value() -> None:
    tested = {type(part).__name__ for node, _ in NODES.values() for part in (node, *node.children)}
    everything = [kind for module in MODULES for kind in vars(module).values()]
    kinds = {kind.__name__ for kind in everything if isinstance(kind, type) and issubclass(kind, Node)}
    written_out = {"LabelSum"}  # a sum of as many terms as there are members, before anything is evaluated
    assert kinds - tested == {"Node", "Leaf", "Unary", "Nary", "Cotangent", "ScalarFunction"} | written_out


def test_a_node_without_a_value_is_an_error() -> None:
    with pytest.raises(InvariantError, match="the value of a Cotangent is not known here"):
        evaluation().node(Cotangent(E))
    with pytest.raises(InvariantError, match="a derivative stands where only values"):
        evaluation().index_sum(of_factor(Partial(of_factor(at(E)), at(A, J))), (J,))


arrays = st.sampled_from([(W, (M, N)), (S, (M, M)), (A, (N,)), (B, (M,)), (Transpose(W), (N, M)), (C, ())])
rows, cols = st.sampled_from([I, K, L, P]), st.sampled_from([J, Q])


@st.composite
def terms(draw: st.DrawFn) -> Term:
    factors: list[Entry | Delta] = []
    for array, axes in draw(st.lists(arrays, min_size=1, max_size=5)):
        places = tuple(draw(rows if axis == M else cols) for axis in axes)
        factors.append(Entry(array, places, draw(st.sampled_from([Fraction(1), Fraction(2), Fraction(-1)]))))
    if draw(st.booleans()):
        factors.append(Delta(draw(rows), draw(rows)))
    dummies = draw(st.lists(st.sampled_from([K, L, P, Q]), unique=True))
    return Term(draw(st.fractions(-3, 3, max_denominator=4)), tuple(factors), tuple(dummies))


def by_einsum(term: Term, free: tuple[Index, ...]) -> np.ndarray:
    operands: list[object] = []
    number = {index: position for position, index in enumerate((I, K, L, P, J, Q))}
    for factor in term.factors:
        if isinstance(factor, Entry):
            array = w.T if isinstance(factor.array, Transpose) else VALUES[factor.array]
            operands += [array ** float(factor.exponent), [number[place] for place in factor.places]]
        else:
            operands += [np.eye(3), [number[factor.left], number[factor.right]]]
    for index in (*term.dummies, *free):  # an index that no factor carries still runs
        operands += [np.ones(SIZES.of(index.range)), [number[index]]]
    return float(term.coefficient) * np.einsum(*operands, [number[index] for index in free])


@given(st.lists(terms(), min_size=1, max_size=3), st.permutations([I, K, L, P, J, Q]))
def test_index_sums_are_those_of_einsum(parts: list[Term], order: list[Index]) -> None:
    summed = set.intersection(*({*part.dummies} for part in parts))
    free = tuple(index for index in order if index not in summed)
    parts = [Term(part.coefficient, part.factors, tuple(d for d in part.dummies if d in summed)) for part in parts]
    found = evaluation().index_sum(IndexSum(tuple(parts)), free)[0, 0]
    expected = sum(by_einsum(part, free) for part in parts)
    np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=1e-12, atol=1e-12)


def test_no_terms_are_zero_and_a_sum_over_nothing_counts() -> None:
    assert evaluation().index_sum(IndexSum(()), (I,)).tolist() == [[[0.0]]]
    assert evaluation().index_sum(sum_of(over=(I, J), times=2), ()).item() == 2 * 3 * 5


def test_an_index_that_is_neither_summed_nor_free_is_an_error() -> None:
    with pytest.raises(InvariantError, match="the index j is neither summed nor free"):
        evaluation().index_sum(sum_of(at(W, I, J)), (I,))


def test_places_in_blocks() -> None:
    block, both = HStack((S, W)), M + N
    stacked = np.column_stack([s, w])
    moved = Entry(block, (I, shifted(J, M, both)))
    second = Entry(block, (I, fixed(Dimension.number(2), both)))
    diagonal = Entry(block, (I, shifted(I, ZERO, both)))
    np.testing.assert_array_equal(evaluation().index_sum(of_factor(moved), (I, J))[0, 0], w)
    np.testing.assert_array_equal(evaluation().index_sum(of_factor(second), (I,))[0, 0], stacked[:, 1])
    np.testing.assert_array_equal(evaluation().index_sum(of_factor(diagonal), (I,))[0, 0], np.diag(s))
    none_left = Entry(Transpose(A), (fixed(N, N),))
    assert evaluation().index_sum(of_factor(none_left), ()).item() == a[-1]


def test_an_entry_beyond_its_array_is_zero() -> None:
    """W at j − i in its rows, of which there are m."""
    one = Dimension.number(1)
    kernel = moving({J: one, I: ZERO - one}, ZERO, M)
    read = evaluation().index_sum(of_factor(Entry(W, (kernel, J))), (I, J))[0, 0]
    expected = [[w[at - i - 1, at] if 0 <= at - i - 1 < len(w) else 0 for at in range(5)] for i in range(3)]
    np.testing.assert_array_equal(read, expected)
    assert 0 < np.count_nonzero(read) < read.size


def test_deltas_between_places_of_an_axis_with_blocks() -> None:
    both = M + N
    whole = Index("x", both)
    upper, lower = Delta(whole, shifted(I, ZERO, both)), Delta(shifted(J, M, both), whole)
    np.testing.assert_array_equal(evaluation().index_sum(of_factor(upper), (whole, I))[0, 0], np.eye(8)[:, :3])
    np.testing.assert_array_equal(evaluation().index_sum(of_factor(lower), (whole, J))[0, 0], np.eye(8)[:, 3:])
    at_two = of_factor(Delta(whole, fixed(Dimension.number(2), both)))
    assert evaluation().index_sum(at_two, (whole,))[0, 0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    never = of_factor(Delta(shifted(I, ZERO, both), shifted(I, M, both)))
    assert evaluation().index_sum(never, (I,))[0, 0].tolist() == [0, 0, 0]
    same = of_factor(Delta(I, I))
    assert evaluation().index_sum(same, (I,))[0, 0].tolist() == [1, 1, 1]


def test_many_dummies_are_summed_one_at_a_time() -> None:
    """A chain of 24 products: as one array of 25 axes it could not be held."""
    indices = [Index(f"i{number}", M) for number in range(25)]
    links = tuple(at(S, left, right) for left, right in pairwise(indices))
    chain = IndexSum((Term(Fraction(1), links, tuple(indices[1:-1])),))
    found = evaluation().index_sum(chain, (indices[0], indices[-1]))[0, 0]
    np.testing.assert_allclose(found, np.linalg.matrix_power(s, 24), rtol=1e-12)


def test_the_exact_arithmetic_works_on_the_same_forms() -> None:
    """Integers small enough to be read back: W a + b, f apart."""
    exact = ExactArithmetic(0)
    known = {W: np.arange(15).reshape(3, 5), A: np.arange(5).reshape(5, 1), B: np.arange(3).reshape(3, 1)}
    held = {symbol: exact.pattern(value[None, None]) for symbol, value in known.items()}
    values = Evaluation(exact, SIZES, held.get)
    product = Add((Product((W, A)), B, Scale(Fraction(-1), Product((W, A)))))
    assert exact.plain(values.entries(product)).tolist() == [[[0, 1, 2]]]
    third = exact.plain(values.entries(Scale(Fraction(1, 3), B)))[0, 0]
    assert (third * 3 % PRIME).tolist() == [0, 1, 2]
    assert exact.plain(values.entries(Apply(F, B))).max() > 2
