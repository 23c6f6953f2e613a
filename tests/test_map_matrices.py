"""The matrix of a linear operation against the derivative that numbers give."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from plain_values import PlainValues, agree
from strategies import nodes
from whole_language import expressions

from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.text_in import parse_matrix, parse_shape
from matcalc.notation.text_out import input_text
from matcalc.rules.map_matrices import map_matrix

SHAPES = {"A": "3×4", "B": "4×5", "S": "3×3", "x": "3", "y": "4", "r": "1×4", "s": "scalar", "t": "scalar", "v": "12"}
SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
SYMBOLS = {name: Symbol(name, parse_shape(text)) for name, text in SHAPES.items()}

MATRICES = [  # operation, position of the child, its matrix
    ("A @ B", 0, "kron(B.T, eye(3))"),
    ("A @ B", 1, "kron(eye(5), A)"),
    ("S @ A @ B", 1, "kron(B.T, S)"),
    ("A @ y", 1, "A"),
    ("A @ y", 0, "kron(y.T, eye(3))"),
    ("r @ B", 0, "B.T"),
    ("x @ r", 0, "kron(r.T, eye(3))"),
    ("x @ r", 1, "kron(eye(4), x)"),
    ("A.T", 0, "commutation(3, 4)"),
    ("r.T", 0, "eye(4)"),
    ("A * exp(A)", 0, "diag(vec(exp(A)))"),
    ("A * x", 0, "kron(eye(4), diag(x))"),
    ("A * x", 1, "diag(vec(A)) @ kron(ones(4), eye(3))"),
    ("A * r", 0, "kron(diag(r.T), eye(3))"),
    ("A * r", 1, "diag(vec(A)) @ kron(eye(4), ones(3))"),
    ("x * r", 0, "kron(r.T, eye(3))"),
    ("x * r", 1, "kron(eye(4), x)"),
    ("s * A", 0, "vec(A)"),
    ("s * A", 1, "s * eye(12)"),
    ("s * t", 0, "t"),
    ("A + x", 0, "eye(12)"),
    ("A + x", 1, "kron(ones(4), eye(3))"),
    ("A + r", 1, "kron(eye(4), ones(3))"),
    ("A + s", 1, "kron(ones(4), ones(3))"),
    ("3 * A", 0, "3 * eye(12)"),
    ("sum(A)", 0, "kron(ones(4).T, ones(3).T)"),
    ("sum(A, axis=0)", 0, "kron(eye(4), ones(3).T)"),
    ("sum(A, axis=1)", 0, "kron(ones(4).T, eye(3))"),
    ("mean(x)", 0, "ones(3).T / 3"),
    ("tr(S)", 0, "vec(eye(3)).T"),
    ("diag(x)", 0, "diag(vec(eye(3))) @ kron(ones(3), eye(3))"),
    ("diag_of(S)", 0, "kron(ones(3).T, eye(3)) @ diag(vec(eye(3)))"),
    ("hstack(A, S)", 1, "kron(eye(7)[:, 4:7], eye(3))"),
    ("vstack(A, r)", 0, "kron(eye(4), eye(4)[:, 0:3])"),
    ("A[1:3, :]", 0, "kron(eye(4), eye(3)[:, 1:3].T)"),
    ("vec(A)", 0, "eye(12)"),
    ("unvec(v, 3, 4)", 0, "eye(12)"),
    ("kron(x, y)", 0, "kron(eye(3), y)"),
    ("kron(x, y)", 1, "kron(x, eye(4))"),
]


@pytest.mark.parametrize(("operation", "position", "matrix"), MATRICES)
def test_the_matrix_of_an_operation(operation, position, matrix):
    made = map_matrix(parse_matrix(operation, SYMBOLS), position)
    assert made is not None
    assert input_text(made) == matrix


@pytest.mark.parametrize("text", ["exp(A)", "inv(S)", "norm(x)", "softmax(x)", "A**2", "var(x)"])
def test_what_is_not_linear_has_none(text):
    assert map_matrix(parse_matrix(text, SYMBOLS), 0) is None


@given(nodes(2) | expressions(2))
@settings(max_examples=150, deadline=None)
def test_the_matrix_is_the_derivative_by_numbers(node: Node):
    assume(node.children and map_matrix(node, 0) is not None)
    _hold(node)


@pytest.mark.parametrize("text", ["kron(A, B)", "kron(A, x, S)", "kron(r, B)", "kron(S, A[:, 0:1], r)"])
def test_the_matrices_of_a_kronecker_product(text):
    _hold(parse_matrix(text, SYMBOLS))


def _hold(node: Node) -> None:
    names = tuple(Symbol(f"child{number}", child.shape) for number, child in enumerate(node.children))
    operation = node.rebuilt(names)
    values = PlainValues(SIZES)
    for position, name in enumerate(names):
        matrix = map_matrix(operation, position)
        assert matrix is not None
        assert agree(values.node(matrix), values.node(Jacobian(operation, name)))
