"""Code of random expressions beside JAX's derivatives, as benchmarks.random_code has more of."""

from __future__ import annotations

import re
from dataclasses import replace

import jax
import pytest

from benchmarks.random_code import BACKENDS, Outcome, derived, report, run
from tests.identities.code_run import Agreement, Text, agreements
from tests.identities.identity import Identity

jax.config.update("jax_enable_x64", True)

SEEDS = range(60)
OPEN = (42, 57)
"""A direction that the code does not need is missing in its test of itself."""


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed not in OPEN])
def test_code_of_a_random_expression(seed: int) -> None:
    outcome = run(seed)
    assert outcome.verdict in ("right", "refused"), outcome


@pytest.mark.xfail(reason="the direction of a Hessian that is 0 is no argument", raises=AssertionError)
@pytest.mark.parametrize("seed", OPEN)
def test_code_of_a_random_expression_that_is_not_written_yet(seed: int) -> None:
    assert run(seed).verdict == "right"


ROWS = [
    (Identity("sum", "sum(tanh(A @ x)**2)", "x", "", "A: m×n, x: n", "here"), ()),
    (Identity("softmax", "softmax(A @ x)", "x", "", "A: m×n, x: n", "here", "jacobian"), ("m",)),
    (Identity("twice", "sum(f(A @ X))", "X", "", "A: m×n, X: n×p", "here", "hessian"), ()),
    (Identity("along", "sum((A @ x)**4)", "x", "", "A: m×n, x: n", "here", "hvp"), ()),
]
IDS = [row.name for row, _ in ROWS]
SPOILED = {
    "a factor": ("    return ", "    return 1.000001 * "),
    "a term": ("    return ", "    return 1e-6 + "),
    "an axis": ("    return ", "    return [0] + 0 * "),
    "a name": ("    return ", "    return lost * "),
}


def texts(row: Identity, spoil: tuple[str, str] = ("", ""), backend: str = "") -> dict[str, Text]:
    """The code, the last function of one backend's being spoiled."""
    made = {one: derived(row).code(one) for one in BACKENDS}
    if backend:
        text = made[backend]
        start = [found.start() for found in re.finditer(r"^def (gradient|jacobian|hessian)", text, re.M)][-1]
        made[backend] = text[:start] + text[start:].replace(*spoil, 1)
        assert made[backend] != text
    return {one: Text(text) for one, text in made.items()}


@pytest.mark.parametrize(("row", "output"), ROWS, ids=IDS)
def test_right_code_is_right_at_all_sizes(row: Identity, output: tuple[str, ...]) -> None:
    assert [one.verdict for one in agreements(row, output, texts(row), seed=1)] == ["right"] * 6


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("spoil", SPOILED.values(), ids=list(SPOILED))
def test_a_spoiled_line_is_found(spoil: tuple[str, str], backend: str) -> None:
    row, output = ROWS[1]
    first = next(agreements(row, output, texts(row, spoil, backend), seed=1))
    assert first.verdict == "wrong"
    assert backend in first.said


@pytest.mark.parametrize(("row", "output"), ROWS, ids=IDS)
def test_a_spoiled_line_is_found_at_all_sizes(row: Identity, output: tuple[str, ...]) -> None:
    found = agreements(row, output, texts(row, SPOILED["a factor"], "numpy"), seed=1)
    assert [one.verdict for one in found if one.at.endswith("float64")] == ["wrong"] * 3


def test_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome(7, ROWS[3][0], "wrong", "off by 1", (Agreement("large, float64", "wrong", "off by 1"),))
    report([outcome, replace(outcome, verdict="refused", said="no shape")])
    said = capsys.readouterr().out
    assert "wrong, seed 7: off by 1\n    matcalc.derive(" in said
    assert 'order=2, hvp="w")' in said
    assert "refused      1 times: no shape" in said
