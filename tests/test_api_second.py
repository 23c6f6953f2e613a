"""Second derivatives: by finite differences of the gradient's own code, and at arrays that an equation defines."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from names_of_a_document import clashing

import matcalc
from matcalc.engine.higher import second_derivative
from matcalc.errors import InputError

RNG = np.random.default_rng(5)
A, x, y, v = RNG.normal(size=(3, 4)), RNG.normal(size=4), RNG.normal(size=3), RNG.normal(size=4)
SHAPES = "A: m×n, x: n, y: m, v: n"
ARRAYS = {"A": A, "x": x, "y": y}
FUNCTIONS = [
    ("logsumexp(A @ x)", lambda x: np.log(np.exp(A @ x).sum())),
    ("norm(A @ x - y)", lambda x: np.linalg.norm(A @ x - y)),
    ("sum(tanh(A @ x)**2 * y)", lambda x: (np.tanh(A @ x) ** 2 * y).sum()),
    ("exp(x.T @ x / 9)", lambda x: np.exp(x @ x / 9)),
]
TWO_SOLUTIONS = """
title = "Two solutions"
shapes = { A = "n×n", b = "n", c = "n" }
define = [
    { name = "x", solves = "b - A @ tanh(x)", shape = "n" },
    { name = "y", solves = "x - A @ (y**3 + c)", residual = "s", shape = "n" },
    { name = "E", expr = "sum(y**2)" },
]
derive = [{ wrt = "b", order = 2 }]
"""
LAYER = """
title = "Layer"
shapes = { A = "n×n", x = "n" }
print = { A = { layer = "j" } }
define = [{ name = "E", expr = "sum(tanh(A @ x)**2)" }]
derive = [{ wrt = "x", order = 2 }]
"""


def second_differences(function: object, point: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """The Hessian by central differences: error of the order of step**2."""
    assert callable(function)
    axes = np.eye(len(point)) * step
    return np.array(
        [
            [
                function(point + a + b) - function(point + a - b) - function(point - a + b) + function(point - a - b)
                for b in axes
            ]
            for a in axes
        ]
    ) / (4 * step**2)


@pytest.mark.parametrize(("expression", "function"), FUNCTIONS)
def test_hessian_and_its_product_with_a_vector(expression: str, function: object) -> None:
    expected = second_differences(function, x)
    hessian = matcalc.derive(expression, wrt="x", shapes=SHAPES, order=2).lambdify()(**ARRAYS, v=v)
    np.testing.assert_allclose(hessian, expected, rtol=1e-4, atol=1e-4)
    product = matcalc.derive(expression, wrt="x", shapes=SHAPES, hvp="v").lambdify()(**ARRAYS, v=v)
    np.testing.assert_allclose(product, expected @ v, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("expression", "let", "hessian"),
    [
        ("sum(exp(x) * z) + sum(z**3)", "z = exp(x)", "6 * diag(z)"),
        ("sum(exp(x) * z)", "z = exp(x)", "zeros(n, n)"),
        ("sum(softmax(x) * p**2)", "p = softmax(x)", "2 * diag(softmax(x))"),
        ("sum(z)", "z = 2 * x", "zeros(n, n)"),
    ],
)
def test_at_a_defined_array_its_equation_is_left_out(expression: str, let: str, hessian: str) -> None:
    found = matcalc.derive(expression, wrt=let[0], lets=[let], shapes="x: n", order=2)
    assert str(found.result) == hessian


HESSIANS = [
    ("sum(gelu(x))", "diag(exp(-x**2 / 2) * (2 - x**2)) / sqrt(2 * pi)"),
    ("sum(erf(x))", "-4 * diag(exp(-x**2) * x) / sqrt(pi)"),
    ("sum(exp(-x**2 / 2)) / sqrt(2 * pi)", "diag(exp(-x**2 / 2) * (x**2 - 1)) / sqrt(2 * pi)"),
]


@pytest.mark.parametrize(("expression", "hessian"), HESSIANS)
def test_equal_functions_are_written_once(expression: str, hessian: str) -> None:
    assert str(matcalc.derive(expression, wrt="x", shapes="x: n", order=2).result) == hessian


def test_a_defined_array_and_another_variable_are_asked_for_apart() -> None:
    with pytest.raises(InputError, match="ask for the one at it by itself"):
        matcalc.derive("sum(z**2)", wrt=["z", "x"], lets=["z = 2 * x"], shapes="x: n", order=2)


def test_the_hessian_by_a_matrix_has_four_axes() -> None:
    found = matcalc.derive("tr(X.T @ A @ X)", wrt="X", shapes="A: n×n, X: n×k", order=2)
    assert str(found.result) == "J[i,j:k,l,p] = (A + A.T)[i,l] delta[j,p]"
    assert found.result.stacked == "kron(eye(k), A + A.T)"
    assert found.result.einsum == 'einsum("ac,bd->abcd", A + A.T, eye(k))'
    square, X = RNG.normal(size=(4, 4)), RNG.normal(size=(4, 2))  # noqa: N806 (a matrix)
    value = found.lambdify()(A=square, X=X)
    assert value.shape == (4, 2, 4, 2)
    np.testing.assert_allclose(value, np.einsum("ac,bd->abcd", square + square.T, np.eye(2)))


def test_second_derivatives_by_several_variables_share_no_name() -> None:
    found = matcalc.derive("logsumexp(A @ x - y)", wrt=["x", "y"], shapes=SHAPES, order=2)
    own = [set(found.results[name].definitions) for name in found.wrt]
    assert own == [{"g", "t1", "jac_t1", "jac_x"}, {"h", "t2", "jac_t2", "jac_y"}]
    assert set(found.definitions) == own[0] | own[1]
    assert found.definitions["h"] == "-softmax(A @ x - y)"
    assert "Let h = ∇_y E" in found.text()


def test_a_second_derivative_gives_no_name_another_meaning() -> None:
    derived = matcalc.derive("sum((A @ x - y)**2) + sum(x**2)", wrt="x", shapes=SHAPES, order=2).derived
    names = [[one.symbol.name for one in program.definitions] for program in derived.programs]
    assert names == [["t1", "t2", "E"], ["t1", "t3", "g"]]
    assert clashing(derived) == []
    (second,) = derived.seconds
    anew = second_derivative(derived.differentiation, derived.problem.program, second.derivative.request, None)
    assert clashing(replace(derived, seconds=(replace(second, derivative=anew),))) == ["t2"]


def test_second_derivatives_through_solved_equations_have_names_and_numbers_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "two-solutions.toml"
    path.write_text(TWO_SOLUTIONS, encoding="utf-8")
    found = matcalc.derive(path)
    assert clashing(found.derived) == []
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", found.text(), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_index_of_a_second_derivative_is_the_letter_of_a_layer(tmp_path: Path) -> None:
    path = tmp_path / "layer.toml"
    path.write_text(LAYER, encoding="utf-8")
    assert "Hessian of E. Indices: i, k, " in " ".join(matcalc.derive(path).text().split())


def test_names_that_two_results_use_differently_are_asked_for_apart() -> None:
    lets = ["z = A @ x - y"]
    found = matcalc.derive("logsumexp(z)", wrt=["x", "y"], lets=lets, shapes=SHAPES, order=2)
    texts = [found.results[name].definitions["jac_z"] for name in found.wrt]
    assert texts == [
        "A.T @ (diag(softmax(z)) - softmax(z) @ softmax(z).T)",
        "softmax(z) @ softmax(z).T - diag(softmax(z))",
    ]
    with pytest.raises(InputError, match=r"jac_z is not the same in all results: take .* results\['y'\]\.definitions"):
        _ = found.definitions


def test_the_page_says_that_mixed_derivatives_are_left_out() -> None:
    said = "The mixed second derivatives, by one variable and then by another, are left out."
    both = matcalc.derive("x.T @ A @ y", wrt=["x", "y"], order=2, shapes="A: m×n, x: m, y: n").text()
    assert said in " ".join(both.split())
    assert "mixed" not in matcalc.derive("x.T @ A @ y", wrt="x", order=2, shapes="A: m×n, x: m, y: n").text()
