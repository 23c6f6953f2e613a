"""Derivatives as one matrix, where one side is a vector whose places are pairs: vec(Y), or x in unvec(x, m, n)."""

import pytest

from matcalc.api import derive

STACKED = [
    ("vec(A @ X @ B)", "X", "A: p×m, X: m×n, B: n×q", "kron(B.T, A)"),
    ("vec(X)", "X", "X: m×n", "eye(m*n)"),
    ("vec(X.T)", "X", "X: m×n", "commutation(m, n)"),
    ("vec(inv(X))", "X", "X: n×n", "-kron(inv(X).T, inv(X))"),
    ("vec(X @ X.T)", "X", "X: m×n", "kron(X, eye(m)) + kron(eye(m), X) @ commutation(m, n)"),
    ("vec(X @ A) + vec(B @ X)", "X", "X: m×m, A: m×m, B: m×m", "kron(A.T, eye(m)) + kron(eye(m), B)"),
    ("tanh(vec(A @ X))", "X", "A: p×m, X: m×n", "diag(1 - tanh(vec(A @ X))**2) @ kron(eye(n), A)"),
    ("vec(A @ X) * y", "X", "A: p×m, X: m×n, y: (p*n)", "diag(y) @ kron(eye(n), A)"),
    ("A @ unvec(x, m, n)", "x", "A: p×m, x: (m*n)", "kron(eye(n), A)"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "stacked"), STACKED)
def test_a_vector_of_pairs(expression: str, wrt: str, shapes: str, stacked: str) -> None:
    result = derive(expression, wrt=wrt, shapes=shapes).result
    assert result.stacked == stacked


def test_the_matrix_is_derived_at_the_pair() -> None:
    text = derive("vec(A @ X @ B)", wrt="X", shapes="A: p×m, X: m×n, B: n×q").text()
    assert "A_jk B_lr = (Bᵀ ⊗ A)_{(j,r),(k,l)}" in text
    assert "take a pair for one place: i is the place of the pair" in text


def test_a_column_without_a_pair_in_every_term_has_no_matrix() -> None:
    assert derive("kron(X, A)", wrt="X", shapes="X: m×n, A: p×q").result.stacked is None
