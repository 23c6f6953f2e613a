"""Published identities, in the textbook's form; every step of each is replayed."""

from __future__ import annotations

import pytest
from programs import derived, program

from matcalc.checking.replay import verify
from matcalc.notation.text_out import input_text

MATRICES = {"X": "m×n", "S": "n×n", "a": "m", "b": "m", "c": "n", "x": "n", "y": "m"}
COOKBOOK = "Petersen & Pedersen 2012"

IDENTITIES = [  # id, f, wrt, gradient, shapes, source
    ("linear", "c.T @ x", "x", "c", {}, f"{COOKBOOK}, (69)"),
    ("linear-turned", "x.T @ c", "x", "c", {}, f"{COOKBOOK}, (69)"),
    ("bilinear", "a.T @ X @ c", "X", "a @ c.T", {}, f"{COOKBOOK}, (70)"),
    ("bilinear-turned", "c.T @ X.T @ a", "X", "a @ c.T", {}, f"{COOKBOOK}, (71)"),
    ("bilinear-square", "x.T @ S @ x", "S", "x @ x.T", {}, f"{COOKBOOK}, (72)"),
    ("gram", "c.T @ X.T @ X @ x", "X", "X @ (x @ c.T + c @ x.T)", {}, f"{COOKBOOK}, (76)"),
    ("quadratic", "x.T @ S @ x", "x", "(S + S.T) @ x", {}, f"{COOKBOOK}, (81)"),
    ("bilinear-left", "a.T @ X @ c", "a", "X @ c", {}, "definition"),
    ("bilinear-right", "a.T @ X @ c", "c", "X.T @ a", {}, "definition"),
    ("tr", "tr(S)", "S", "eye(n)", {}, f"{COOKBOOK}, (99)"),
    ("tr-XA", "tr(X @ A)", "X", "A.T", {"A": "n×m"}, f"{COOKBOOK}, (100)"),
    ("tr-AXB", "tr(A @ X @ B)", "X", "A.T @ B.T", {"A": "p×m", "B": "n×p"}, f"{COOKBOOK}, (101)"),
    ("tr-AXtB", "tr(A @ X.T @ B)", "X", "B @ A", {"A": "p×n", "B": "m×p"}, f"{COOKBOOK}, (102)"),
    ("tr-XtA", "tr(X.T @ A)", "X", "A", {"A": "m×n"}, f"{COOKBOOK}, (103)"),
    ("tr-AXt", "tr(A @ X.T)", "X", "A", {"A": "m×n"}, f"{COOKBOOK}, (104)"),
    ("tr-square", "tr(S @ S)", "S", "2 * S.T", {}, f"{COOKBOOK}, (106)"),
    ("tr-XtBX", "tr(X.T @ B @ X)", "X", "(B + B.T) @ X", {"B": "m×m"}, f"{COOKBOOK}, (108), factored"),
    ("tr-XtX", "tr(X.T @ X)", "X", "2 * X", {}, f"{COOKBOOK}, (115)"),
    ("frobenius", "norm2sq(X)", "X", "2 * X", {}, f"{COOKBOOK}, §2.7"),
    ("norm", "norm2sq(x)", "x", "2 * x", {}, f"{COOKBOOK}, §2.6"),
    ("least-squares", "norm2sq(X @ x - y)", "x", "2 * X.T @ (X @ x - y)", {}, f"{COOKBOOK}, (84) with s = 0"),
    ("least-squares-matrix", "norm2sq(X @ x - y)", "X", "2 * (X @ x - y) @ x.T", {}, f"{COOKBOOK}, (88)"),
    ("inner", "dot(X, A)", "X", "A", {"A": "m×n"}, "definition"),
    ("hadamard", "sum(X * A)", "X", "A", {"A": "m×n"}, "definition"),
    ("sum", "sum(X)", "X", "ones(m, n)", {}, "definition"),
    ("row-sums", "a.T @ sum(X, axis=1)", "X", "a @ ones(n).T", {}, "definition"),
    ("column-sums", "sum(X, axis=0) @ c", "X", "ones(m) @ c.T", {}, "definition"),
    ("diag", "a.T @ diag(b) @ y", "b", "a * y", {}, "definition"),
    ("diag-left", "tr(diag(a) @ X @ A)", "a", "diag_of(X @ A)", {"A": "n×m"}, "definition"),
    ("diag-of", "x.T @ diag_of(S)", "S", "diag(x)", {}, "definition"),
    ("weighted", "y.T @ diag(a) @ X @ x", "X", "(y * a) @ x.T", {}, "definition"),
    ("reciprocal", "sum(x**-1)", "x", "-x**-2", {}, "definition"),
    ("logistic-like", "sum(softplus(X @ x)) - y.T @ X @ x", "x", "X.T @ (sigmoid(X @ x) - y)", {}, "definition"),
    ("exp", "sum(exp(x))", "x", "exp(x)", {}, "definition"),
    ("log", "c.T @ log(x)", "x", "c / x", {}, "definition"),
    ("f", "c.T @ f(x)", "x", "c * f'(x)", {}, "definition"),
    ("second-path", "sum(f(x) * x)", "x", "f'(x) * x + f(x)", {}, "product rule"),
]


@pytest.mark.parametrize(
    ("expression", "wrt", "gradient", "more", "source"),
    [pytest.param(*row[1:], id=row[0]) for row in IDENTITIES],
)
def test_an_identity_comes_out_in_the_textbooks_form(expression, wrt, gradient, more, source):
    shapes = {name: shape for name, shape in {**MATRICES, **more}.items() if name in expression or name == wrt}
    result = derived([f"E = {expression}"], shapes, [wrt])
    verification = verify(result, program([f"E = {expression}"], shapes), show=input_text)
    assert verification.count > 0
    assert input_text(result.gradient(wrt).value) == gradient


def test_a_network_that_no_matrix_product_holds_stays_in_index_form():
    # the four matrices join the four indices as the edges of K4 less those between the free ones
    lines = ["u[i,j] = sum k, l: A[i,k] B[j,k] C[i,l] D[j,l] F[k,l]", "E = sum(u * G)"]
    shapes = {"A": "m×p", "B": "n×p", "C": "m×q", "D": "n×q", "F": "p×q", "G": "m×n"}
    result = derived(lines, shapes, ["G"])
    (equation,) = [f for f in result.forward if f.definition.symbol.name == "u"]
    assert equation.matrix_form is None
    assert verify(result, program(lines, shapes), show=input_text).count > 0


def test_a_gradient_of_what_the_output_does_not_read_is_zero():
    result = derived(["E = sum(x)"], {"x": "n", "W": "m×n"}, ["W"])
    assert input_text(result.gradient("W").value) == "zeros(m, n)"
    (step, *_) = result.gradient("W").chain.steps
    assert step.rule == "find no path"
