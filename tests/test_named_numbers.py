"""Results in the names of numbers, and sums that the equations of the page tell."""

from __future__ import annotations

import numpy as np
import pytest

import matcalc

SHAPES = "A: n×n, S: n×n, X: m×n, x: n, y: n, u: n, v: n, z: n, s:, ε:, c_0:"

RESULTS = [  # equations, facts, variable, result
    (["ρ = x.T @ A @ x / (x.T @ x)"], "A symmetric", "x", "2 * (A @ x - ρ * x) / (x.T @ x)"),
    (["ρ = x.T @ A @ x / (x.T @ x)"], "", "x", "((A + A.T) @ x - 2 * ρ * x) / (x.T @ x)"),
    (["t = x.T @ x", "ρ = x.T @ A @ x / t"], "A symmetric", "x", "2 * (A @ x - ρ * x) / t"),
    (["B = X.T @ X", "λ = x.T @ B @ x / (x.T @ x)"], "", "x", "2 * (B @ x - λ * x) / (x.T @ x)"),
    (["c = dot(x, y)", "E = exp(c) * c_0"], "", "x", "exp(c) * c_0 * y"),
    (["q = sum(x) / s"], "", "s", "-q / s"),
    (["q = c_0 / s"], "", "s", "-c_0 / s**2"),  # names alone
    (["q = sum(x) * exp(s)"], "", "s", "sum(x) * exp(s)"),  # a product
    (["p = softmax(u)", "L = -p.T @ log(softmax(v))"], "", "v", "softmax(v) - p"),
    (["P = softmax(A, axis=1)", "L = -sum(P * log(softmax(S, axis=1)))"], "", "S", "softmax(S, axis=1) - P"),
    (["P = softmax(A, axis=0)", "L = x.T @ P @ ones(n)"], "", "x", "P @ ones(n)"),  # the other axis
    (["t = (1 - ε) * y + ε / n * ones(n)", "L = -t.T @ log(softmax(z))"], "sum(y) = 1", "z", "softmax(z) - t"),
    (["t = (1 - ε) * y + ε / n", "L = -t.T @ log(softmax(z))"], "sum(y) = 1", "z", "softmax(z) - t"),
    (["t = 2 * y", "L = -t.T @ log(softmax(z))"], "sum(y) = 1", "z", "2 * softmax(z) - t"),
    (["t = 2 * y", "L = -t.T @ log(softmax(z))"], "", "z", "sum(t) * softmax(z) - t"),
]


@pytest.mark.parametrize(("lets", "fact", "wrt", "result"), RESULTS, ids=[" | ".join(row[0]) for row in RESULTS])
def test_results_in_the_names_of_the_page(lets: list[str], fact: str, wrt: str, result: str) -> None:
    name = lets[-1].partition(" ")[0]
    derivation = matcalc.derive(name, lets=lets, wrt=wrt, shapes=SHAPES, assume=fact or None, route="all")
    assert derivation.result.expanded().text == result


def test_an_expression_without_a_name_stays_in_names_of_the_input() -> None:
    found = matcalc.derive("x.T @ A @ x / (x.T @ x)", wrt="x", shapes=SHAPES, assume="A symmetric")
    assert found.result.text == "2 * (A @ x - x.T @ A @ x * x / (x.T @ x)) / (x.T @ x)"


def test_a_named_number_in_code_and_in_a_second_derivative() -> None:
    random = np.random.default_rng(0)
    arrays = {"A": random.standard_normal((3, 3)), "x": random.standard_normal(3)}

    def quotient(x: np.ndarray) -> float:
        return float(x @ arrays["A"] @ x / (x @ x))

    gradient = matcalc.derive("ρ", lets="ρ = x.T @ A @ x / (x.T @ x)", wrt="x", shapes=SHAPES).lambdify()
    hessian = matcalc.derive("ρ", lets="ρ = x.T @ A @ x / (x.T @ x)", wrt="x", shapes=SHAPES, order=2).lambdify()
    steps = 1e-5 * np.eye(3)
    x = arrays["x"]
    found = [(quotient(x + step) - quotient(x - step)) / 2e-5 for step in steps]
    np.testing.assert_allclose(gradient(**arrays), found, rtol=1e-7)
    moved = [gradient(A=arrays["A"], x=x + step) - gradient(A=arrays["A"], x=x - step) for step in steps]
    np.testing.assert_allclose(hessian(**arrays), np.array(moved) / 2e-5, rtol=1e-6, atol=1e-8)
