"""Derivatives with three and four free indices as one matrix: as a textbook prints it, and with the value by einsum."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from plain_values import PlainValues
from random_networks import einsum, random_network_with

from matcalc.chain import Chain
from matcalc.engine.order import CONTRACT
from matcalc.engine.strategies import sweep
from matcalc.engine.vectorize import vectorized
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index, IndexSupply, Paired
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import Shape, vector
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.notation.text_out import input_text
from matcalc.rules.registry import Scope

SIZES = {"m": 2, "n": 3, "p": 4, "q": 5, "r": 6}
RANGES = {"i": "m", "j": "n", "k": "p", "l": "q", "h": "r"}
SHAPES = {
    "P": "m×p", "Q": "n×q", "R": "m×q", "S": "n×p", "F": "m×n", "G": "p×q", "Pt": "p×m", "Ft": "n×m",
    "L": "m×r", "M": "r×p", "x": "m", "y": "n", "z": "p", "w": "q", "t": "r", "s": "",
}  # fmt: skip
SUPPLY = IndexSupply(frozenset(SHAPES))

TABLE = [  # output's and variable's indices, entry of the derivative, the matrix
    ("ij|kl", "P[i,k] Q[j,l]", "kron(Q, P)"),
    ("ij|kl", "Q[j,l] P[i,k]", "kron(Q, P)"),
    ("ij|kl", "Pt[k,i] Q[j,l]", "kron(Q, Pt.T)"),
    ("ij|kl", "sum h: L[i,h] M[h,k] Q[j,l]", "kron(Q, L @ M)"),
    ("ij|kl", "sum h: L[i,h] t[h] M[h,k] Q[j,l]", "kron(Q, L @ diag(t) @ M)"),
    ("ij|kl", "R[i,l] S[j,k]", "kron(S, R) @ commutation(p, q)"),
    ("ij|kl", "F[i,j] G[k,l]", "vec(F) @ vec(G).T"),
    ("ij|kl", "Ft[j,i] G[k,l]", "vec(Ft.T) @ vec(G).T"),
    ("ij|kl", "3 s F[i,j] G[k,l]", "3 * s * (vec(F) @ vec(G).T)"),
    ("ij|kl", "x[i] y[j] G[k,l]", "kron(y, x) @ vec(G).T"),
    ("ij|kl", "x[i] G[k,l]", "kron(ones(n), x) @ vec(G).T"),
    ("ij|kl", "F[i,j]", "vec(F) @ ones(p*q).T"),
    ("ij|kl", "P[i,k]", "kron(ones(n, q), P)"),
    ("ij|kl", "P[i,k] y[j] w[l]", "kron(y @ w.T, P)"),
    ("ij|kl", "P[i,k] y[j]", "kron(y @ ones(q).T, P)"),
    ("ij|kl", "P[i,k] Q[j,l] F[i,j]", "diag(vec(F)) @ kron(Q, P)"),
    ("ij|kl", "P[i,k] Q[j,l] G[k,l]", "kron(Q, P) @ diag(vec(G))"),
    ("ij|kl", "x[i] P[i,k] Q[j,l]", "kron(Q, diag(x) @ P)"),
    ("ij|kl", "P[i,k] Q[j,l] x[i] y[j]", "kron(diag(y) @ Q, diag(x) @ P)"),
    ("ij|kl", "P[i,k] F[i,j] y[j]", "diag(vec(F)) @ kron(y @ ones(q).T, P)"),
    ("ij|kl", "x[i] F[i,j] G[k,l]", "vec(diag(x) @ F) @ vec(G).T"),
    ("ij|kl", "P[i,k] Q[j,l] - 2 F[i,j] G[k,l]", "kron(Q, P) - 2 * vec(F) @ vec(G).T"),
    ("i|kl", "P[i,k] w[l]", "kron(w.T, P)"),
    ("i|kl", "R[i,l] z[k]", "kron(R, z.T)"),
    ("i|kl", "x[i] G[k,l]", "x @ vec(G).T"),
    ("i|kl", "G[k,l]", "ones(m) @ vec(G).T"),
    ("i|kl", "P[i,k]", "kron(ones(q).T, P)"),
    ("i|kl", "P[i,k] G[k,l]", "kron(ones(q).T, P) @ diag(vec(G))"),
    ("ij|k", "P[i,k] y[j]", "kron(y, P)"),
    ("ij|k", "S[j,k] x[i]", "kron(S, x)"),
    ("ij|k", "S[j,k] F[i,j]", "diag(vec(F)) @ kron(S, ones(m))"),
    ("ij|k", "F[i,j] z[k]", "vec(F) @ z.T"),
]

SAME_LENGTHS = [  # here k runs as i does, and l as j
    ("ij|kl", "delta[i,k] delta[j,l] F[i,j]", "diag(vec(F))"),
    ("ij|kl", "delta[i,k] delta[j,l] F[k,l]", "diag(vec(F))"),
    ("ij|kl", "delta[i,k] delta[j,l] F[i,j] x[i]", "diag(vec(diag(x) @ F))"),
    ("ij|kl", "delta[i,k] delta[j,l] s F[i,j]", "s * diag(vec(F))"),
    ("ij|kl", "delta[i,k] delta[j,l] x[k]", "diag(kron(ones(n), x))"),
    ("ij|kl", "delta[i,k] B[j,l]", "kron(B, eye(m))"),
    ("ij|kl", "delta[j,l] A[i,k]", "kron(eye(n), A)"),
    ("ij|kl", "delta[i,k] y[j] v[l]", "kron(y @ v.T, eye(m))"),
    ("ij|kl", "delta[i,k] x[i] B[j,l]", "kron(B, diag(x))"),
    ("ij|kl", "F[i,j] F[k,l]", "vec(F) @ vec(F).T"),
    ("i|kl", "delta[i,k] y[l]", "kron(y.T, eye(m))"),
    ("i|kl", "delta[i,k] F[i,l]", "kron(ones(n).T, eye(m)) @ diag(vec(F))"),
    ("ij|k", "delta[i,k] y[j]", "kron(y, eye(m))"),
]  # fmt: skip

SAME = {"F": "m×n", "A": "m×m", "B": "n×n", "x": "m", "y": "n", "v": "n", "s": ""}
TURNED = [  # here k runs as j does, and l as i
    ("ij|kl", "delta[i,l] delta[j,k]", "commutation(n, m)"),
    ("ij|kl", "delta[i,l] delta[j,k] F[i,j]", "diag(vec(F)) @ commutation(n, m)"),
    ("ij|kl", "delta[i,l] B[j,k]", "kron(B, eye(m)) @ commutation(n, m)"),
    ("ij|kl", "delta[i,l] y[j] v[k]", "kron(y @ v.T, eye(m)) @ commutation(n, m)"),
]


def read(sides: str, text: str, ranges: dict[str, str], shapes: dict[str, str]) -> tuple[IndexSum, Scope]:
    rows, columns = ([Index(c, Dimension.named(ranges[c])) for c in side] for side in sides.split("|"))
    symbols = {name: Symbol(name, parse_shape(shape)) for name, shape in shapes.items()}
    output = Shape(rows[0].range, rows[1].range) if len(rows) == 2 else vector(rows[0].range)
    free = (*rows, *columns)
    return parse_index(text, symbols, free), Scope(SUPPLY, free, output=Symbol("Y", output))


def matrix_of(expression: IndexSum, scope: Scope) -> Node | None:
    chain = vectorized(sweep(Chain(scope.free, expression, ()), CONTRACT, scope), scope)
    if chain is None:
        return None
    assert isinstance(chain.end, IndexSum)
    found = chain.end.single
    assert isinstance(found, Entry)
    rows, columns = split(scope)
    assert found.places == tuple(Paired(*side) if len(side) == 2 else side[0] for side in (rows, columns))
    return found.array


def split(scope: Scope) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    assert scope.output is not None
    axes = len(scope.output.shape.axes)
    return scope.free[:axes], scope.free[axes:]


def at_pairs(value: np.ndarray, rows: int) -> np.ndarray:
    """An array with the output's axes first as a matrix: the first index of each side runs fastest."""
    length = int(np.prod(value.shape[:rows]))
    turned = value.transpose(*reversed(range(rows)), *reversed(range(rows, value.ndim)))
    return turned.reshape(length, -1)


CASES = [
    *((RANGES, SHAPES, *row) for row in TABLE),
    *(({"i": "m", "j": "n", "k": "m", "l": "n"}, SAME, *row) for row in SAME_LENGTHS),
    *(({"i": "m", "j": "n", "k": "n", "l": "m"}, SAME, *row) for row in TURNED),
]


@pytest.mark.parametrize(("ranges", "shapes", "sides", "given", "expected"), CASES, ids=[row[3] for row in CASES])
def test_a_term_is_the_matrix_of_a_textbook(ranges, shapes, sides, given, expected):
    expression, scope = read(sides, given, ranges, shapes)
    matrix = matrix_of(expression, scope)
    assert matrix is not None
    assert input_text(matrix) == expected
    values = PlainValues(SIZES)
    value = at_pairs(values.entries(expression, scope.free), len(split(scope)[0]))
    assert np.allclose(values.node(matrix), value, rtol=1e-12, atol=0)


@pytest.mark.parametrize(
    ("sides", "given"),
    [
        ("ij|kl", "P[i,k] Q[j,l] R[i,l]"),  # three factors in a row: no product of two
        ("ij|kl", "sum h: L[i,h] t[h] M[h,k] y[j] w[l] + P[i,k] R[i,l]"),
        ("i|kl", "P[i,k] R[i,l]"),  # a product row by row, with no name in matrix notation
        ("i|k", "P[i,k]"),  # a matrix already
    ],
)
def test_what_does_not_factor_is_left_alone(sides, given):
    assert matrix_of(*read(sides, given, RANGES, SHAPES)) is None


@pytest.mark.parametrize("equal", [False, True], ids=["lengths differ", "lengths repeat"])
def test_what_factors_has_the_value_of_the_term(equal):
    rng = np.random.default_rng(equal)
    made = 0
    for _ in range(400):
        free = 3 + int(rng.integers(2))
        network = random_network_with(lambda below: int(rng.integers(below)), free=free, summed=3, equal=equal)
        rows = 2 if free == 4 else 1 + int(rng.integers(2))
        output = Shape(*(index.range for index in network.free[:2])) if rows == 2 else vector(network.free[0].range)
        scope = Scope(SUPPLY, network.free, output=Symbol("Y", output))
        matrix = matrix_of(IndexSum((network.term,)), scope)
        if matrix is not None:
            made += 1
            assert np.allclose(PlainValues().node(matrix), at_pairs(einsum(network), rows), rtol=1e-9), str(network)
    assert made > 100


def test_a_number_is_the_same_everywhere():
    m, n, p = (Index(name, Dimension.named(length)) for name, length in zip("ijk", "mnp", strict=True))
    scope = Scope(SUPPLY, (m, n, p), output=Symbol("Y", vector(m.range)))
    matrix = matrix_of(IndexSum((Term(Fraction(2), ()),)), scope)
    assert matrix is not None
    assert (PlainValues(SIZES).node(matrix) == np.full((2, 12), 2.0)).all()


def test_no_term_is_a_matrix_of_zeros():
    _, scope = read("ij|kl", "P[i,k] Q[j,l]", RANGES, SHAPES)
    matrix = matrix_of(IndexSum(()), scope)
    assert matrix is not None
    assert input_text(matrix) == "zeros(m*n, p*q)"
