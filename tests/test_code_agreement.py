"""Code is held against the page before it is given away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import matcalc
from matcalc.api import code_check
from matcalc.api.callables import Part
from matcalc.codegen import Compiled, like_terms
from matcalc.errors import InvariantError
from matcalc.problems.library import list_problems

SEARCHED = {
    *("deep-equilibrium-layer", "implicit-function", "implicit-function-jacobian"),
    *("deep-network", "residual-network", "rnn-unrolled", "multi-head-attention", "matrix-power", "trace-of-power-any"),
}
"""Solutions that are searched for, and families of arrays: left to their self-tests."""


def test_every_problem_is_compared_but_for_those_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    agrees = code_check._agrees_at_a_point
    name = ""

    def noted(*asked: Any) -> bool:
        found = agrees(*asked)
        compared.append(name)
        return found

    monkeypatch.setattr(code_check, "_agrees_at_a_point", noted)
    for name in list_problems():
        code_check.require_agreement(matcalc.derive(name)._parts())
    assert {*compared} == {*list_problems()} - SEARCHED


@pytest.mark.parametrize("name", ["dense-layer", "logistic-regression", "softmax-jacobian", "linear-solve"])
@pytest.mark.parametrize("factor", [1.0001, float("nan")])
def test_code_that_is_wrong_is_not_given_away(name: str, factor: float, monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = matcalc.derive(name)
    call = Compiled.__call__

    def spoiled(self: Compiled, **arrays: object) -> Any:
        found = call(self, **arrays)
        return {key: factor * one for key, one in found.items()} if isinstance(found, dict) else factor * found

    monkeypatch.setattr(Compiled, "__call__", spoiled)
    kinds = [derivation.code, derivation.lambdify]
    if name == "logistic-regression":
        kinds += [lambda kind=kind: derivation.code(kind) for kind in ("torch", "torch-autograd", "jax-custom-vjp")]
    for ask in kinds:
        with pytest.raises(InvariantError, match=r"^the code for the derivative at .* does not agree with the page$"):
            ask()


def test_a_rewriting_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the value and in the derivative alike, so that differences of the one say that the other is right."""
    asked = {"wrt": "A", "lets": "u = diag(x) + diag(x)", "shapes": "x: n, A: n×n"}
    matcalc.derive("sum((u @ A)**2)", **asked).code()
    monkeypatch.setattr(like_terms, "counted", lambda terms: {part: times for times, part in terms})
    with pytest.raises(InvariantError):
        matcalc.derive("sum((u @ A)**2)", **asked).code()


def test_the_whole_shape_counts() -> None:
    part = matcalc.derive("sum(x)", wrt="x", shapes="x: n")._parts()[0]
    assert isinstance(part, Part)
    code_check.require_agreement([part])
    assert not code_check._agree(np.ones(1), np.ones(1), np.ones((1, 1)))


@pytest.mark.parametrize(
    ("expression", "order"),
    [
        *(("sum(sigmoid(1000 * x))", 1), ("sum(softplus(1000 * x))", 2), ("sum(relu(A @ inv(A) @ x - x))", 1)),
        *(("tr(inv(x @ x.T + eye(n) / 10**7))", order) for order in (1, 2)),
        ("logdet(x @ x.T + eye(n) / 10**8)", 2),
        ("sum((1 - cos(x / 1000)) / (x / 1000)**2)", 2),
        *(("sqrt(det(A.T @ A))", 1), ("norm(relu(x))", 1), ("sum(abs(x)**3 / x)", 2)),
    ],
)
def test_code_that_is_right_where_rounding_is_large_is_given(expression: str, order: int) -> None:
    wrt = "A" if "det(A" in expression else "x"
    shapes = {"x": ["n"], "A": ["n", "n"]}
    used = {name: axes for name, axes in shapes.items() if name in expression.replace("exp", "")}
    matcalc.derive(expression, wrt=wrt, shapes=used, order=order).lambdify()
