"""Simplified forms, each as a textbook prints it, and what is left alone because no other form is shorter."""

from __future__ import annotations

from fractions import Fraction

import pytest

from matcalc.chain import Chain
from matcalc.engine.simplification import simplify, tidy
from matcalc.forms.facts import Facts, Property
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.rules.registry import Scope

SHAPES = {"A": "n×n", "B": "n×n", "M": "n×n", "X": "m×n", "Y": "m×n", "w": "n", "x": "n", "u": "n", "v": "n", "y": "m"}
SHAPES |= {"s": "", "t": "", "Q": "n×n", "p": "n"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in SHAPES.items()}

FORMS = [  # given, simplified
    # the known fights
    ("B.T @ M.T @ A.T + A.T @ M.T @ B.T", "(A @ M @ B + B @ M @ A).T"),
    ("s - s**2", "s * (1 - s)"),
    ("s * (1 - s)", "s * (1 - s)"),
    ("(M - s * eye(n)) @ x", "M @ x - s * x"),
    ("M @ x - s * x", "M @ x - s * x"),
    # gradients as they leave the collapse
    ("2 * X.T @ X @ w - 2 * X.T @ y", "2 * X.T @ (X @ w - y)"),
    ("X.T @ (2 * (X @ w - y))", "2 * X.T @ (X @ w - y)"),
    ("-2 * X.T @ (y - X @ w)", "2 * X.T @ (X @ w - y)"),
    ("A @ x + A.T @ x", "(A + A.T) @ x"),
    ("A.T @ x + A @ x", "(A + A.T) @ x"),
    ("X.T @ sigmoid(X @ w) - X.T @ y", "X.T @ (sigmoid(X @ w) - y)"),
    ("-inv(A).T @ u @ v.T @ inv(A).T", "-inv(A).T @ u @ v.T @ inv(A).T"),
    ("-inv(A).T @ inv(A).T", "-(inv(A) @ inv(A)).T"),
    ("A.T @ B.T", "A.T @ B.T"),
    ("A.T @ M.T @ B.T", "(B @ M @ A).T"),
    ("(x.T @ u) * v + (x.T @ v) * u", "(v @ u.T + u @ v.T) @ x"),
    ("u - sum(u) * p", "u - sum(u) * p"),
    ("s * (v / s - v) + s * v", "v"),
    ("(1 - s) * (v / (1 - s) - u)", "v - (1 - s) * u"),
    # numbers and scalars
    ("u * s * 2", "2 * s * u"),
    ("A @ (s * (3 * x))", "3 * s * (A @ x)"),
    ("1 + s + 2", "3 + s"),
    ("(2 * x)**3 / 4", "2 * x**3"),
    ("2 * A + 2 * B", "2 * (A + B)"),
    ("3 * M + 5 * A + 5 * B", "3 * M + 5 * (A + B)"),
    ("-u + v", "v - u"),
    ("-(u - v)", "v - u"),
    ("s**(-1/2) * x", "x / sqrt(s)"),
    ("sqrt(s) * sqrt(s) * x", "s * x"),
    ("x * s**-3", "x / s**3"),
    ("x * u * x**-1", "u"),
    ("log(1) * x + exp(0) * u", "u"),
    ("sum(exp(x - x)) * sqrt(16 / 9) * v", "4 * n * v / 3"),
    ("log(2) * x", "log(2) * x"),
    # powers of products, products of roots
    ("exp(-(x / sqrt(2))**2) + exp(-x**2 / 2)", "2 * exp(-x**2 / 2)"),
    ("x / sqrt(s) / sqrt(2) - x / sqrt(2 * s)", "zeros(n)"),
    ("(x / s)**2", "(x / s)**2"),
    ("sqrt(s) * sqrt(x)", "sqrt(s) * sqrt(x)"),
    # blocks and vecs
    ("exp(hstack(X, y) * 2)[:, 0:n] * X", "exp(2 * X) * X"),
    ("(X * hstack(X, y)[:, 0:n])[0:1, :]", "(X**2)[0:1, :]"),
    ("unvec(exp(vec(X)) + vec(Y), m, n)", "exp(X) + Y"),
    # like terms, however they are written
    ("x.T @ A @ v + v.T @ A.T @ x", "2 * x.T @ A @ v"),
    ("tr(A @ B @ M) - tr(M @ A @ B)", "0"),
    ("tr(A @ B) + tr(B.T @ A.T)", "2 * tr(A @ B)"),
    ("u * v + v * u", "2 * u * v"),
    ("u @ (v.T @ x) + (x.T @ v) * u", "2 * u @ v.T @ x"),
    ("x.T @ A.T @ u", "u.T @ A @ x"),
    # some of the terms
    ("A @ x + B @ x + v", "(A + B) @ x + v"),
    ("A @ B @ x + A @ B @ v - 2 * A @ u", "A @ (B @ (x + v) - 2 * u)"),
    ("u * v + u * x + w", "u * (v + x) + w"),
    ("u / s - v / s", "(u - v) / s"),
    ("tr(A) + s - tr(B)", "tr(A - B) + s"),
    ("diag(u) - diag(v)", "diag(u - v)"),
    ("A.T + B.T", "(A + B).T"),
    # inverses and determinants
    ("inv(A) @ A @ x", "x"),
    ("inv(inv(A))", "A"),
    ("inv(A.T)", "inv(A).T"),
    ("inv(M @ A).T @ A.T", "inv(M).T"),
    ("inv(A @ B)", "inv(A @ B)"),
    ("det(A.T)", "det(A)"),
    ("logdet(A.T @ B.T)", "logdet(B @ A)"),
    ("det(A) * det(inv(A))", "1"),
    ("logdet(inv(A)) + logdet(A)", "0"),
    ("det(inv(A))", "det(inv(A))"),
    # diagonals, traces, sums, ones
    ("diag(u) @ diag(v) @ x", "u * v * x"),
    ("diag_of(u @ v.T)", "u * v"),
    ("diag_of(A.T)", "diag_of(A)"),
    ("tr(u @ v.T)", "v.T @ u"),
    ("tr(A.T)", "tr(A)"),
    ("tr(eye(n))", "n"),
    ("ones(n).T @ ones(n)", "n"),
    ("ones(m).T @ X @ ones(n)", "sum(X)"),
    ("ones(n).T @ x", "sum(x)"),
    ("sum(u * v)", "u.T @ v"),
    ("softmax(x).T @ (u / softmax(x))", "sum(u)"),
    ("X @ ones(n)", "X @ ones(n)"),
    ("(X * Y) @ ones(n)", "(X * Y) @ ones(n)"),
    ("(A * B.T) @ ones(n)", "diag_of(A @ B)"),
    ("diag(X @ ones(n)) @ Y", "sum(X, axis=1) * Y"),
    ("log(x) + ones(n)", "log(x) + 1"),
    ("eye(n) - ones(n) @ ones(n).T / n", "eye(n) - ones(n, n) / n"),
    ("sum(x) / n", "mean(x)"),
    # softmax, norms, sigmoid
    ("ones(n).T @ softmax(x)", "1"),
    ("exp(x) / sum(exp(x))", "softmax(x)"),
    ("log(sum(exp(x)))", "logsumexp(x)"),
    ("exp(-x) / (1 + exp(-x))", "sigmoid(-x)"),
    ("1 - sigmoid(-x)", "sigmoid(x)"),
    ("1 - sigmoid(x)", "1 - sigmoid(x)"),
    ("x / sqrt(x.T @ x)", "x / norm(x)"),
    # vec and Kronecker products
    ("vec(A).T @ vec(B)", "tr(A.T @ B)"),
    ("kron(A, X).T", "kron(A.T, X.T)"),
    ("kron(A, B) @ kron(M, A)", "kron(A @ M, B @ A)"),
    ("unvec(vec(X), m, n)", "X"),
    ("commutation(m, n) @ vec(X)", "vec(X.T)"),
    # symmetric by their structure
    ("(A + A.T).T @ x", "(A + A.T) @ x"),
    ("inv(X.T @ X).T @ x", "inv(X.T @ X) @ x"),
    ("(X.T @ diag(y) @ X).T", "X.T @ diag(y) @ X"),
]

DECLARED = Facts(
    {
        SYMBOLS["A"]: frozenset({Property.SYMMETRIC}),
        SYMBOLS["Q"]: frozenset({Property.ORTHOGONAL}),
        SYMBOLS["x"]: frozenset({Property.POSITIVE}),
    },
    ((SYMBOLS["p"], Fraction(1)),),
)

WITH_FACTS = [  # what it is without the facts, what it is with them
    ("A @ x + A.T @ x", "(A + A.T) @ x", "2 * A @ x"),
    ("inv(A).T @ u", "inv(A).T @ u", "inv(A) @ u"),
    ("inv(Q) @ Q.T @ Q @ u", "inv(Q) @ Q.T @ Q @ u", "Q.T @ u"),
    ("sum(p) * u - ones(n).T @ p * v", "sum(p) * (u - v)", "u - v"),
    ("abs(x) * u", "abs(x) * u", "x * u"),
    ("sqrt(x**2)", "sqrt(x**2)", "x"),
]


def result(text: str, facts: Facts) -> str:
    scope = Scope(IndexSupply(frozenset()), facts=facts)
    chain = tidy(simplify(Chain((), parse_matrix(text, SYMBOLS), ()), scope), scope)
    assert isinstance(chain.end, Node)
    return input_text(chain.end)


@pytest.mark.parametrize(("given", "simplified"), FORMS, ids=[given for given, _ in FORMS])
def test_an_expression_comes_out_as_in_a_textbook(given: str, simplified: str) -> None:
    assert result(given, Facts()) == simplified


@pytest.mark.parametrize(("given", "without", "with_facts"), WITH_FACTS, ids=[row[0] for row in WITH_FACTS])
def test_what_is_declared_shortens_an_expression(given: str, without: str, with_facts: str) -> None:
    assert result(given, Facts()) == without
    assert result(given, DECLARED) == with_facts
