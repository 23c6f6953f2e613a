"""Code of random expressions beside JAX's derivatives, as benchmarks.random_code has more of."""

from __future__ import annotations

import re
from dataclasses import replace

import jax
import pytest

from benchmarks.random_code import BACKENDS, Outcome, derived, report, run
from tests.identities.code_run import ALL_SIZES, Agreement, Text, agreements
from tests.identities.identity import Identity

jax.config.update("jax_enable_x64", True)


@pytest.mark.parametrize("seed", range(60))
def test_code_of_a_random_expression(seed: int) -> None:
    """At one set of sizes each."""
    outcome = run(seed, [ALL_SIZES[seed % len(ALL_SIZES)]])
    assert outcome.verdict in ("right", "refused"), outcome


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
def test_a_spoiled_value_is_found(backend: str) -> None:
    """The self-test of a file differentiates the value: one that is wrong would call a wrong derivative right."""
    row, output = ROWS[0]
    made = texts(row)
    before, after = made[backend].text.split("def forward", 1)
    made[backend] = Text(before + "def forward" + after.replace("    return ", "    return 1e-6 + ", 1))
    first = next(agreements(row, output, made, seed=1))
    assert first.verdict == "wrong"
    assert f"{backend} forward: off by" in first.said


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
