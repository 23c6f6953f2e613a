"""What a term collapses to is what a textbook prints: few operators, no needless transposes or ones."""

from __future__ import annotations

import numpy as np
import pytest
from plain_values import PlainValues

from matcalc.chain import Chain
from matcalc.engine.collapse import collapse
from matcalc.engine.order import CONTRACT
from matcalc.engine.strategies import sweep
from matcalc.forms.dimensions import Dimension
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.notation.text_out import input_text
from matcalc.rules.registry import Scope

SIZES = {"m": 2, "n": 3, "p": 4}
RANGES = {"i": "m", "j": "n", "k": "n", "l": "p", "a": "m"}
SHAPES = {
    "A": "m×n", "B": "n×p", "C": "p×m", "D": "m×n", "F": "n×m", "G": "p×n", "S": "n×n", "R": "m×m",
    "x": "m", "u": "m", "y": "n", "z": "n", "v": "n", "w": "p", "s": "", "t": "", "r": "1×n",
}  # fmt: skip
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in SHAPES.items()}

TABLE = [  # free indices, term, form
    ("", "sum i j: x[i] A[i,j] y[j]", "x.T @ A @ y"),
    ("", "sum i j: y[j] A[i,j] x[i]", "x.T @ A @ y"),
    ("", "sum i j: y[j] F[j,i] x[i]", "y.T @ F @ x"),
    ("", "sum i j: A[i,j] x[i] y[j]", "x.T @ A @ y"),
    ("", "sum j: y[j] z[j]", "y.T @ z"),
    ("", "sum j: y[j] y[j]", "y.T @ y"),
    ("", "sum j: y[j]**2", "y.T @ y"),
    ("", "sum i j: A[i,j]**2", "tr(A.T @ A)"),
    ("", "sum i j: A[i,j] A[i,j]", "tr(A.T @ A)"),
    ("i", "sum j: A[i,j]**2", "A**2 @ ones(n)"),
    ("", "sum j: y[j]", "sum(y)"),
    ("", "sum i j: A[i,j]", "sum(A)"),
    ("", "sum i j: x[i] A[i,j]", "sum(x.T @ A)"),
    ("", "sum i j: A[i,j] y[j]", "sum(A @ y)"),
    ("i", "sum j: A[i,j]", "A @ ones(n)"),
    ("j", "sum i: A[i,j]", "A.T @ ones(m)"),
    ("", "sum i j: A[i,j] F[j,i]", "tr(A @ F)"),
    ("", "sum i j: A[i,j] D[i,j]", "tr(A.T @ D)"),
    ("", "sum i j: F[j,i] A.T[j,i]", "tr(A @ F)"),
    ("", "sum i j l: A[i,j] B[j,l] C[l,i]", "tr(A @ B @ C)"),
    ("", "sum i j l: B[j,l] A[i,j] C[l,i]", "tr(B @ C @ A)"),
    ("", "sum i j l: A[i,j] G[l,j] C[l,i]", "tr(A @ G.T @ C)"),
    ("", "sum i j l: F[j,i] G[l,j] C[l,i]", "tr(C.T @ G @ F)"),
    ("", "sum j: S[j,j]", "tr(S)"),
    ("j", "S[j,j]", "diag_of(S)"),
    ("", "sum j: S[j,j] y[j]", "diag_of(S).T @ y"),
    ("ij", "x[i] y[j]", "x @ y.T"),
    ("ij", "y[j] x[i]", "x @ y.T"),
    ("ij", "s x[i] y[j]", "s * (x @ y.T)"),
    ("ij", "sum l: x[i] w[l] w[l] y[j]", "w.T @ w * (x @ y.T)"),
    ("ij", "x[i] A[i,j] y[j]", "diag(x) @ A @ diag(y)"),
    ("ij", "x[i] A[i,j]", "diag(x) @ A"),
    ("ij", "A[i,j] y[j]", "A @ diag(y)"),
    ("ij", "A[i,j] D[i,j]", "A * D"),
    ("ij", "A[i,j] F[j,i]", "A * F.T"),
    ("ij", "A[i,j] x[i] u[i]", "diag(x * u) @ A"),
    ("i", "sum j: A[i,j] D[i,j]", "(A * D) @ ones(n)"),
    ("i", "sum j: A[i,j] F[j,i]", "diag_of(A @ F)"),
    ("j", "sum i: A[i,j] F[j,i]", "diag_of(F @ A)"),
    ("j", "sum i: A[i,j] D[i,j]", "diag_of(A.T @ D)"),
    ("i", "sum j: A[i,j] D[i,j] y[j]", "(A * D) @ y"),
    ("i", "sum j: x[i] A[i,j] y[j]", "x * (A @ y)"),
    ("i", "sum j: A[i,j] y[j] z[j]", "A @ (y * z)"),
    ("jl", "sum i: A[i,j] x[i] C[l,i]", "A.T @ diag(x) @ C.T"),
    ("ij", "sum l: A[i,j] C[l,i] w[l]", "diag(C.T @ w) @ A"),
    ("il", "sum j: A[i,j] y[j] B[j,l]", "A @ diag(y) @ B"),
    ("il", "sum j: A[i,j] B[j,l]", "A @ B"),
    ("li", "sum j: A[i,j] B[j,l]", "B.T @ A.T"),
    ("il", "sum j: F[j,i] G[l,j]", "F.T @ G.T"),
    ("il", "sum j: F[j,i] B[j,l]", "F.T @ B"),
    ("i", "sum j l: A[i,j] B[j,l] w[l]", "A @ B @ w"),
    ("i", "sum j l: w[l] B[j,l] A[i,j]", "A @ B @ w"),
    ("i", "sum j l: A[i,j] B[j,l]", "A @ B @ ones(p)"),
    ("i", "x[i] u[i]", "x * u"),
    ("i", "x[i]**2 u[i]", "x**2 * u"),
    ("i", "s x[i]", "s * x"),
    ("i", "s t x[i]", "s * t * x"),
    ("i", "sum j: x[i] y[j] z[j]", "y.T @ z * x"),
    ("i", "s", "s * ones(m)"),
    ("ij", "x[i]", "x @ ones(n).T"),
    ("ij", "y[j]", "ones(m) @ y.T"),
    ("ij", "s", "s * ones(m, n)"),
    ("jk", "delta[j,k]", "eye(n)"),
    ("jk", "delta[j,k] y[j]", "diag(y)"),
    ("jk", "delta[j,k] s", "s * eye(n)"),
    ("jk", "delta[j,k] y[j] z[k]", "diag(y * z)"),
    ("jk", "delta[j,k] S[j,k]", "S * eye(n)"),
    ("jk", "sum i: delta[j,k] A[i,j] x[i]", "diag(A.T @ x)"),
    ("jk", "sum i: delta[j,k] A[i,j] D[i,k]", "diag(diag_of(A.T @ D))"),
    ("jk", "y[j] S[j,k] y[k]", "diag(y) @ S @ diag(y)"),
    ("kj", "S[j,k]", "S.T"),
    ("jk", "sum i: A[i,j] A[i,k]", "A.T @ A"),
    ("jk", "sum i: x[i] A[i,j] A[i,k]", "A.T @ diag(x) @ A"),
    ("", "sum i j: x[i] A[i,j] F[j,i]", "x.T @ diag_of(A @ F)"),
    ("", "sum i j: x[i] A[i,j] D[i,j]", "sum(x.T @ (A * D))"),
    ("", "sum i j: x[i] A[i,j] D[i,j] y[j]", "x.T @ (A * D) @ y"),
    ("", "sum j: y[j] z[j] v[j]", "y.T @ (z * v)"),
    ("ij", "sum l: B[j,l] w[l] x[i]", "x @ w.T @ B.T"),
    ("ij", "sum l: s C[l,i] w[l] y[j]", "s * (C.T @ w @ y.T)"),
    ("ij", "sum l: r[j] w[l] w[l] x[i]", "w.T @ w * (x @ r)"),
    ("ij", "sum a k: R[i,a] A[a,k] S[k,j]", "R @ A @ S"),
    ("i", "sum j k: A[i,j] S[j,k] D[i,k]", "(A @ S * D) @ ones(n)"),
    ("", "sum i j l: A[i,j] B[j,l] C[l,i] y[j]", "diag_of(B @ C @ A).T @ y"),
    ("ij", "sum l: A[i,j] C[l,i] B[j,l]", "A * (C.T @ B.T)"),
    ("i", "sum j: s**(-1) A[i,j] y[j]", "A @ y / s"),
    ("i", "x[i] u[i]**(-1)", "x / u"),
    ("ij", "A[i,j] y[j]**(-1)", "A @ diag(1 / y)"),
    ("kj", "sum i: A[i,k] x[i] D[i,j]", "A.T @ diag(x) @ D"),
    ("ik", "sum j: A[i,j] S[j,k] y[k]", "A @ S @ diag(y)"),
    ("ij", "sum k: A[i,k] S[j,k] x[i]", "diag(x) @ A @ S.T"),
    ("i", "sum j k: A[i,j] S[j,k] y[k] x[i]", "A @ S @ y * x"),
    ("ij", "sum l: s**2 A[i,j] w[l]", "s**2 * sum(w) * A"),
]


def collapsed(free: str, text: str) -> tuple[Chain, tuple[Index, ...]]:
    indices = tuple(Index(name, Dimension.named(RANGES[name])) for name in free)
    scope = Scope(IndexSupply.over([], SYMBOLS), indices)
    chain = sweep(Chain(indices, parse_index(text, SYMBOLS, indices), ()), CONTRACT, scope)
    lengths = [index.range for index in indices]
    shape = Shape(*lengths) if len(free) == 2 else vector(*lengths) if free else SCALAR
    return collapse(chain, shape, scope), indices


@pytest.mark.parametrize(("free", "given", "expected"), TABLE, ids=[f"{free}: {given}" for free, given, _ in TABLE])
def test_a_term_collapses_to_the_form_of_a_textbook(free, given, expected):
    chain, indices = collapsed(free, given)
    assert isinstance(chain.end, Node)
    assert input_text(chain.end) == expected
    values = PlainValues(SIZES)
    value = values.entries(parse_index(given, SYMBOLS, indices), indices)
    assert np.allclose(values.node(chain.end).reshape(value.shape), value, rtol=1e-12, atol=0)


def test_the_form_is_the_same_on_every_run():
    for free, given, _ in TABLE:
        assert collapsed(free, given) == collapsed(free, given)
