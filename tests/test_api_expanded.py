"""Results written in the names of the input alone: checked in every form, and within the limits of the derivation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

from matcalc import LimitError, derive
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.errors import VerificationError
from matcalc.forms.facts import Facts
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node, Scale

EXPANDED: list[tuple[str, dict[str, Any], str]] = [  # a matrix form, an index form, and second derivatives with each
    ("sum(z**2)", {"wrt": "W", "lets": ["z = W @ a"], "shapes": "W: m×n, a: n"}, "2 * z @ a.T"),
    (
        "z * tanh(B)",
        {"wrt": "A", "lets": ["z = A + B"], "shapes": "A: m×n, B: m×n"},
        "J[i,j,k,l] = tanh(B)[i,j] delta[i,k] delta[j,l]",
    ),
    ("sum(gelu(x))", {"wrt": "x", "shapes": "x: n", "order": 2}, "diag(exp(-x**2 / 2) * (2 - x**2)) / sqrt(2 * pi)"),
    (
        "sum(exp(A)**2)",
        {"wrt": "A", "shapes": "A: m×n", "order": 2},
        "J[i,j,k,l] = 4 (exp(A)**2)[i,j] delta[i,k] delta[j,l]",
    ),
]


@pytest.mark.parametrize(("expression", "asked", "text"), EXPANDED)
def test_what_is_written_out_is_checked_whatever_its_form(
    monkeypatch: pytest.MonkeyPatch, expression: str, asked: dict[str, Any], text: str
) -> None:
    result = derive(expression, **asked).result
    assert str(result.expanded()) == text
    monkeypatch.setattr("matcalc.api.meanings.with_gradient_written_out", _wrong)
    with pytest.raises(VerificationError):
        result.expanded()


def test_the_stacked_matrix_is_written_out_too() -> None:
    result = derive("z * sum(x**2)", wrt="A", lets=["z = tanh(A)"], shapes="A: m×n, x: n").result
    assert result.stacked == "sum(x**2) * diag(vec(1 - z**2))"
    assert result.expanded().stacked == "sum(x**2) * diag(vec(1 - z**2))"


def _wrong(differentiation: Differentiation, name: str, facts: Facts) -> Differentiation:
    whole = with_gradient_written_out(differentiation, name, facts)
    gradient = whole.gradient(name)
    value = gradient.value
    wrong = Scale(Fraction(2), value) if isinstance(value, Node) else IndexSum(value.terms * 2)
    made = tuple(replace(g, value=wrong) if g is gradient else g for g in whole.gradients)
    return replace(whole, gradients=made)


def test_a_result_is_written_out_within_the_limits_of_its_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    result = derive("sum(tanh(A @ x))", wrt="x", shapes="A: m×n, x: n").result
    seconds = count(0, 50)
    monkeypatch.setattr("matcalc.engine.limits.time.monotonic", lambda: next(seconds))
    with pytest.raises(LimitError, match="took more than 60 seconds"):
        result.expanded()
