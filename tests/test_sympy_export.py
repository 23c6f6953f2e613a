"""Every node as a SymPy object, evaluated by SymPy, against plain numpy: as a matrix, and entry by entry in sums."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import erf

import numpy as np
import pytest
import sympy
from sympy.matrices.expressions import MatrixExpr
from sympy_numbers import SIZES, numbers, value

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import KNOWN, Function
from matcalc.forms.index_form import Entry, IndexSum, Term, of_factor
from matcalc.forms.indices import Index, Paired
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
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.sympy_export import to_sympy
from matcalc.forms.sympy_indexed import to_sympy_indexed
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

m, n = Dimension.named("m"), Dimension.named("n")
A, B, S = Symbol("A", Shape(m, n)), Symbol("B", Shape(n, m)), Symbol("S", Shape(n, n))
x, y, b, c = Symbol("x", vector(n)), Symbol("y", vector(n)), Symbol("b", vector(m)), Symbol("c", SCALAR)
v = Symbol("v", vector(m * n))
a_, b_, s_, x_, y_, c_ = (
    numbers(name, shape) for name, shape in zip("ABSxyc", [(2, 3), (3, 2), (3, 3), (3, 1), (3, 1), (1, 1)], strict=True)
)
bb_, v_ = numbers("b", (2, 1)), numbers("v", (6, 1))


def softmax(array, axis):
    powers = np.exp(array)
    return powers / powers.sum(axis=axis, keepdims=True)


def vec(array):
    return array.reshape(-1, 1, order="F")


COMMUTATION = np.array([[float(vec(a_.T)[r, 0] == vec(a_)[k, 0]) for k in range(6)] for r in range(6)])

CASES = {
    "pi": (Constant("pi"), np.pi),
    "size": (Size(m * n + ONE), 7),
    "inverse": (Inverse(S), np.linalg.inv(s_)),
    "inverse of a number": (Inverse(c), 1 / c_),
    "determinant": (Determinant(S), np.linalg.det(s_)),
    "log-determinant, negative": (LogDeterminant(Scale(Fraction(-1), S)), np.log(np.linalg.det(s_))),
    "softmax of a vector": (Softmax(x, None), softmax(x_, None)),
    "softmax of columns": (Softmax(A, 0), softmax(a_, 0)),
    "softmax of rows": (Softmax(A, 1), softmax(a_, 1)),
    "softmax of a row": (Softmax(Transpose(x), None), softmax(x_.T, None)),
    "softmax of one entry each": (Softmax(x, 1), np.ones((3, 1))),
    "softmax of a number": (Softmax(c, None), 1),
    "logsumexp": (LogSumExp(A, None), np.log(np.exp(a_).sum())),
    "logsumexp of columns": (LogSumExp(A, 0), np.log(np.exp(a_).sum(axis=0, keepdims=True))),
    "logsumexp of rows": (LogSumExp(A, 1), np.log(np.exp(a_).sum(axis=1, keepdims=True))),
    "logsumexp of a number": (LogSumExp(c, None), c_),
    "norm": (Norm(Add((x, Scale(Fraction(-2), y)))), np.linalg.norm(x_ - 2 * y_)),
    "norm of a matrix": (Norm(A), np.linalg.norm(a_)),
    "norm of a row": (Norm(Transpose(x)), np.linalg.norm(x_)),
    "norm of a number": (Norm(Scale(Fraction(-1), c)), c_),
    "mean": (Mean(A, None), a_.mean()),
    "mean of columns": (Mean(A, 0), a_.mean(axis=0, keepdims=True)),
    "mean of rows": (Mean(A, 1), a_.mean(axis=1, keepdims=True)),
    "mean of a number": (Mean(c, None), c_),
    "variance": (Variance(A, None), a_.var()),
    "variance of columns": (Variance(A, 0), a_.var(axis=0, keepdims=True)),
    "variance of rows": (Variance(A, 1), a_.var(axis=1, keepdims=True)),
    "variance of a vector": (Variance(x, None), x_.var()),
    "kron": (Kron((A, B)), np.kron(a_, b_)),
    "kron of three": (Kron((x, A, Transpose(b))), np.kron(np.kron(x_, a_), bb_.T)),
    "kron with a number": (Kron((c, A)), c_ * a_),
    "vec": (Vec(A), vec(a_)),
    "vec of a product": (Vec(Product((A, S))), vec(a_ @ s_)),
    "vec of a row": (Vec(Transpose(x)), x_),
    "vec of a vector": (Vec(x), x_),
    "vec of a number": (Vec(c), c_),
    "unvec": (Unvec(v, m, n), v_.reshape(2, 3, order="F")),
    "unvec to a row": (Unvec(x, ONE, n), x_.T),
    "unvec to a vector": (Unvec(x, n, ONE), x_),
    "vec of unvec": (Vec(Unvec(v, m, n)), v_),
    "commutation": (Commutation(m, n), COMMUTATION),
    "commutation with vec": (Product((Commutation(m, n), Vec(A))), vec(a_.T)),
    "quadratic form": (Product((Transpose(x), S, x)), x_.T @ s_ @ x_),
    "sum of all": (EntrySum(A, None), a_.sum()),
    "sum of a row of sums": (EntrySum(EntrySum(A, 0), 1), a_.sum()),
    "stretched": (Hadamard((A, b, Transpose(x), c)), a_ * bb_ * x_.T * c_),
    "diag": (Product((Diag(x), B)), x_ * b_),
    "diag_of": (DiagOf(S), np.diag(s_)[:, None]),
    "trace": (Trace(Product((A, B))), np.trace(a_ @ b_)),
    "blocks": (VStack((HStack((A, b)), Transpose(VStack((x, c))))), np.block([[a_, bb_], [x_.T, c_]])),
    "one entry": (Slice(A, Span(ZERO, ONE), Span(ZERO, ONE)), a_[0, 0]),
    "a block": (Slice(A, Span(m - ONE, m), Span(ZERO, n)), a_[1:]),
    "power of a sum": (Power(Add((Eye(n), S)), Fraction(-1, 2)), (np.eye(3) + s_ + 1e-300) ** -0.5),
    "ones": (Product((Ones(Shape(m, n)), x)), x_.sum() * np.ones((2, 1))),
}


@pytest.mark.parametrize("name", CASES)
def test_a_node_is_worth_in_sympy_what_it_is_worth_in_numpy(name):
    node, expected = CASES[name]
    made = to_sympy(node)
    assert isinstance(made, sympy.Expr)
    assert isinstance(made, MatrixExpr) is not node.shape.is_scalar
    if isinstance(made, MatrixExpr):
        assert [str(side) for side in made.shape] == [str(_sympy(side)) for side in (node.shape.rows, node.shape.cols)]
    np.testing.assert_allclose(value(made), np.broadcast_to(expected, value(made).shape), rtol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_every_entry_of_a_node_as_sums_of_indexed(name):
    node, expected = CASES[name]
    free = [Index(letter, length) for letter, length in zip("kl", node.shape.axes, strict=False)]
    made = to_sympy_indexed(node, free)
    assert not isinstance(made, MatrixExpr)
    if not any(word in name for word in ("inverse", "determinant")):
        assert not made.atoms(sympy.MatrixSymbol)
    lengths = [_size(index.range) for index in free]
    whole = np.broadcast_to(expected, [_size(side) for side in (node.shape.rows, node.shape.cols)])
    found = [
        value(made, dict(zip("kl", places, strict=False)))[0, 0] for places in product(*(range(k) for k in lengths))
    ]
    np.testing.assert_allclose(found, whole.reshape(-1), rtol=1e-12)


def _size(length):
    return length.evaluate(SIZES)


def _sympy(length):
    return to_sympy(Size(length))


def test_a_pair_of_places_is_the_first_plus_its_length_times_the_second():
    i, j = Index("i", m), Index("j", n)
    place = Paired(i, j)
    single = to_sympy(of_factor(Entry(v, (place,))))
    assert str(single) == "v[i + j*m]"
    assert str(to_sympy(of_factor(Entry(Vec(A), (place,))))) == "A[i, j]"
    total = to_sympy(IndexSum((Term(Fraction(1), (Entry(Vec(A), (place,)), Entry(v, (place,))), (i, j)),)))
    np.testing.assert_allclose(value(total), vec(a_).T @ v_)


def test_entries_of_pairs_of_kron():
    i, j, k, l = Index("i", m), Index("j", n), Index("k", n), Index("l", m)  # noqa: E741 - the letters of the formula
    entry = Entry(Kron((A, B)), (Paired(k, i), Paired(l, j)))
    assert str(to_sympy(of_factor(entry))) == "A[i, j]*B[k, l]"


PLAIN = {
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "softplus": lambda u: np.log1p(np.exp(u)),
    "silu": lambda u: u / (1 + np.exp(-u)),
    "gelu": lambda u: u / 2 * (1 + np.vectorize(erf)(u / np.sqrt(2))),
    "erf": np.vectorize(erf),
    "relu": lambda u: np.maximum(u, 0),
    "leaky_relu": lambda u: np.where(u > 0, u, u / 100),
    "step": lambda u: (u > 0).astype(float),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_function_on_both_sides_of_0(name):
    expected = PLAIN.get(name) or getattr(np, name)
    entries = np.array([[0.3], [0.7], [0.9]] if name in ("log", "sqrt") else [[0.3], [-0.7], [0.9]])
    made = to_sympy(Apply(Function(name), x))
    np.testing.assert_allclose(value(made, table={"x": entries}), expected(entries), rtol=1e-12)


@pytest.mark.parametrize(("name", "slope"), [("relu", [1, 0, 0]), ("sign", [0, 0, 0]), ("abs", [1, -1, 0])])
def test_the_derivative_at_a_kink_is_the_convention(name, slope):
    made = to_sympy(Apply(Function(name, 1), x))
    found = value(made, table={"x": np.array([[0.3], [-0.7], [0.0]])})
    np.testing.assert_allclose(found[:, 0], slope)


def test_each_summed_index_has_a_letter_of_its_own():
    tanh = Apply(Function("tanh"), Product((A, x)))
    inner = to_sympy_indexed(Product((Transpose(A), Hadamard((b, tanh)))), [Index("j", n)])
    assert str(inner) == "Sum(tanh(Sum(A[_i, _k]*x[_k], (_k, 0, n - 1)))*A[_i, j]*b[_i], (_i, 0, m - 1))"
    beside = IndexSum((Term(Fraction(1), (Entry(EntrySum(A, None), ()), Entry(x, (Index("i", n),)))),))
    assert str(to_sympy(beside)) == "x[i]*Sum(A[_j, _k], (_j, 0, m - 1), (_k, 0, n - 1))"


def test_a_jacobian_has_a_name_of_its_own():
    made = to_sympy(Product((Cotangent(x, vector(m)), x)))
    assert str(made) == "jac_x*x"
    assert str(to_sympy(Cotangent(x))) == "grad_x"


def test_indices_that_do_not_fit_are_named():
    with pytest.raises(InputError, match=r"needs an index over m and an index over n; given: k over n"):
        to_sympy_indexed(A, [Index("k", n)])
    with pytest.raises(InputError, match="free indices k, which are not among"):
        to_sympy_indexed(of_factor(Entry(x, (Index("k", n),))), [])
