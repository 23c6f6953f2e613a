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
    at_a_point = code_check._at_a_point
    name = ""

    def noted(*asked: Any) -> tuple[list[Any], list[Any]]:
        both = at_a_point(*asked)
        compared.append(name)
        return both

    monkeypatch.setattr(code_check, "_at_a_point", noted)
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
    for ask in (derivation.code, derivation.lambdify):
        with pytest.raises(InvariantError, match=r"^the code for the derivative at .* does not agree with the page$"):
            ask()


def test_a_rewriting_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the value and in the derivative alike, so that differences of the one say that the other is right."""
    derivation = matcalc.derive("sum((u @ A)**2)", wrt="A", lets="u = diag(x) + diag(x)", shapes="x: n, A: n×n")
    derivation.code()
    monkeypatch.setattr(like_terms, "_counted", lambda terms: {part: times for times, part in terms})
    with pytest.raises(InvariantError):
        derivation.code()


def test_the_whole_shape_counts() -> None:
    part = matcalc.derive("sum(x)", wrt="x", shapes="x: n")._parts()[0]
    assert isinstance(part, Part)
    code_check.require_agreement([part])
    assert not code_check._agree([1.0], np.ones((1, 1)))
