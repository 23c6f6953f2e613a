"""Code of random expressions at extreme values, as benchmarks.random_extremes has more of."""

from __future__ import annotations

import pytest

from benchmarks.random_code import derived
from benchmarks.random_extremes import POINTS, Outcome, found, report, run
from tests.identities.code_run import Text
from tests.identities.identity import Identity


@pytest.mark.parametrize("seed", range(40))
def test_code_has_a_number_where_the_derivative_has_a_value(seed: int) -> None:
    outcome = run(seed)
    assert list(outcome.found) == list(POINTS)
    assert set(outcome.found.values()) <= {"numbers", "no value"}, outcome


ROWS = [  # what its code gives far from 0 and at 0
    (Identity("bounded", "sum(tanh(A @ x))", "x", "", "A: m×n, x: n", "here"), "numbers", "numbers"),
    (Identity("too large", "sum(exp(x)**2)", "x", "", "x: n", "here"), "no value", "numbers"),
    (Identity("kink", "norm(x)", "x", "", "x: n", "here"), "numbers", "no value"),
    (Identity("flat", "norm(x * x)", "x", "", "x: n", "here"), "numbers", "no value"),
    (Identity("twice", "sum(softmax(x)**2)", "x", "", "x: n", "here", "hessian"), "numbers", "numbers"),
    (Identity("along", "sum(sigmoid(x)**2)", "x", "", "x: n", "here", "hvp"), "numbers", "numbers"),
]


@pytest.mark.parametrize(("row", "far", "zeros"), ROWS, ids=[row.name for row, _, _ in ROWS])
def test_what_code_gives_is_told(row: Identity, far: str, zeros: str) -> None:
    told = found(row, Text(derived(row).code("numpy")), 0)
    assert (told["far"], told["zeros"]) == (far, zeros)


def test_nan_where_there_is_a_value_is_found() -> None:
    row = ROWS[0][0]
    text = derived(row).code("numpy")
    spoiled = text.replace("return ", "return float('inf') * 0 * ", 1)
    assert spoiled != text
    told = found(row, Text(spoiled), 0)
    assert set(told.values()) == {"nan"}
    assert report([Outcome(0, row, "", told)]) == len(POINTS)


def test_the_table_counts_cases_and_points(capsys: pytest.CaptureFixture[str]) -> None:
    row = ROWS[0][0]
    outcomes = [Outcome(0, row, "", dict.fromkeys(POINTS, "numbers")), Outcome(1, row, "InputError", {})]
    assert report(outcomes) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 cases, 1 of them without code"
    assert lines[1] == "far                    1 numbers       0 no value       0 not known       0 nan     0 errors"
