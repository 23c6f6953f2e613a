"""Declared facts from the question to the result, in matrix form, in index form and in second derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import matcalc
from matcalc.errors import InputError

SHAPES = "A: n×n, B: n×n, S: n×n, P: n×n, Q: n×n, X: n×k, Y: n×k, x: n, y: n, z: n, v: k, s:"


@pytest.mark.parametrize(
    ("expression", "wrt", "assume", "result"),
    [
        ("x.T @ A @ x", "x", "A symmetric", "2 * A @ x"),
        ("logdet(S)", "S", "S spd", "inv(S)"),
        ("-y.T @ log(softmax(z))", "z", "sum(y) = 1", "softmax(z) - y"),
        ("sum(sqrt(x**2))", "x", "x positive", "ones(n)"),
        ("inv(A) @ x", "x", "A orthogonal", "A.T"),
        ("relu(x)", "x", "x positive", "eye(n)"),
        ("step(x) * x", "x", "x positive", "eye(n)"),
        ("sum(abs(s * x))", "x", "s positive", "s * sign(x)"),
        ("sum(relu(2 * x * exp(y) * z))", "z", "x positive", "2 * step(z) * x * exp(y)"),
        ("mean(x)**2", "x", "sum(x) = 2", "4 * ones(n) / n**2"),
        ("var(x)", "x", "sum(x) = 0", "2 * x / n"),
        ("s**3", "s", "sum(s) = 2", "12"),
        ("sum(X @ v)", "v", "sum(X, axis=0) = 3", "3 * ones(k)"),
        ("x.T @ mean(X, axis=1)", "x", "sum(X, axis=1) = 2", "2 * ones(n) / k"),
        ("-sum(X * log_softmax(Y, axis=1))", "Y", "sum(X, axis=1) = 1", "softmax(Y, axis=1) - X"),
    ],
)
def test_a_fact_makes_the_result_shorter(expression: str, wrt: str, assume: str, result: str) -> None:
    found = matcalc.derive(expression, wrt=wrt, shapes=SHAPES, assume=assume)
    assert str(found.result) == result
    assert str(matcalc.derive(expression, wrt=wrt, shapes=SHAPES).result) != result
    array = assume.partition(" ")[0].removeprefix("sum(").removesuffix(")")
    assert any(f"{array} is declared" in str(step.reason) or "declared" in str(step.reason) for step in found.steps)


@pytest.mark.parametrize("expression", ["sum(abs(A @ x))", "sum(abs(A - y * y.T))"])
def test_a_sign_that_nothing_tells_stays(expression: str) -> None:
    assert "sign(A" in str(matcalc.derive(expression, wrt="A", shapes=SHAPES, assume="A positive").result)


@pytest.mark.parametrize(
    ("expression", "wrt", "order", "assume"),
    [
        ("inv(A)", "A", 1, "A symmetric"),
        ("A @ A", "A", 1, "A symmetric"),
        ("inv(A) @ X @ X.T", "X", 1, "A orthogonal"),
        ("abs(x) @ x.T", "x", 1, "x positive"),
        ("tr(X.T @ A @ X)", "X", 2, "A symmetric"),
        ("logdet(A)", "A", 2, "A spd"),
        ("sum(relu(P * Q))", "Q", 1, "P diagonal"),
    ],
)
def test_facts_hold_in_every_form_of_a_result(expression: str, wrt: str, order: int, assume: str) -> None:
    assert matcalc.derive(expression, wrt=wrt, shapes=SHAPES, assume=assume, order=order).verification.count


def test_a_gradient_that_is_0_by_a_fact_is_no_0_for_the_next() -> None:
    shapes = "A: n×n, B: n×n, x: n"
    found = matcalc.derive(
        "sum((A - A.T) @ z)", wrt=["z", "x"], lets=["z = B @ x"], shapes=shapes, assume="A symmetric"
    )
    assert {name: str(result) for name, result in found.results.items()} == {"z": "zeros(n)", "x": "B.T @ grad_z"}


def test_a_symmetric_variable_has_both_conventions() -> None:
    found = matcalc.derive("logdet(S)", wrt="S", shapes=SHAPES, assume="S symmetric").result
    assert (str(found), found.distinct) == ("inv(S)", "2 * inv(S) - inv(S) * eye(n)")
    assert matcalc.derive("logdet(S)", wrt="S", shapes=SHAPES).result.distinct is None
    assert matcalc.derive("tr(A.T @ S)", wrt="S", shapes=SHAPES, assume="S symmetric").result.distinct == (
        "A + A.T - A * eye(n)"
    )


def test_distinct_entries_are_moved_together() -> None:
    """2 S⁻¹ − S⁻¹ ⊙ I is the derivative of log det S when S_ij and S_ji move together."""
    root = np.random.default_rng(2).normal(size=(3, 3))
    point, step = root @ root.T + np.eye(3), 1e-6
    expected = np.empty((3, 3))
    for i, j in np.ndindex(3, 3):
        moved = np.zeros((3, 3))
        moved[i, j] = moved[j, i] = step
        expected[i, j] = (np.linalg.slogdet(point + moved)[1] - np.linalg.slogdet(point - moved)[1]) / (2 * step)
    inverse = np.linalg.inv(point)
    np.testing.assert_allclose(2 * inverse - inverse * np.eye(3), expected, rtol=1e-6)


def test_facts_that_hold_nowhere_are_refused() -> None:
    with pytest.raises(InputError, match="where what is declared holds"):
        matcalc.derive("sum(log(P))", wrt="P", shapes=SHAPES, assume="P diagonal")


@pytest.mark.parametrize("word", ["symmetric", "spd", "orthogonal", "diagonal"])
@pytest.mark.parametrize("shapes", ["A: 1×1", "A:"])
def test_a_number_is_a_square_matrix(word: str, shapes: str) -> None:
    assert str(matcalc.derive("A * A", wrt="A", shapes=shapes, assume=f"A {word}").result) == "2 * A"
