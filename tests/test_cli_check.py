"""matcalc check: exit codes, words and JSON, what can not be read."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import matcalc
from matcalc.cli.commands import main

LAYER = ("--problem", "dense-layer")


def run(*arguments: str):
    """What the command does."""
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("grad_W = grad_z @ a.T", *LAYER), 0, "Right.\nCompared exactly"),
        (("D(z, a) = W.T", *LAYER), 0, "Right in another layout"),
        (("D(z, a) = W.T", *LAYER, "--layout", "denominator"), 0, "Right.\n"),
        (("grad_W = a @ grad_z.T", *LAYER), 1, "The outer product is the other way round"),
        (("-grad_z @ a.T", "--wrt", "W", *LAYER), 1, "Its sign is the other one"),
        (("grad_z @ (a.T", "--wrt", "W", *LAYER), 2, "This can not be read"),
        (("d/dX logdet(X) = inv(X)", "--shape", "X: n×n"), 0, "numerator layout"),
        (("d/dx x.T @ A @ x = 2*A@x", "--shape", "A: n×n", "--assume", "A symmetric"), 0, "Right."),
        (("grad_W = z̄ xᵀ", "--let", "z = W @ x", "--upstream", "z", "--shape", "W: m×n"), 0, "Right."),
        (("grad_W = z̄ xᵀ", "--let", "z = W @ x", "--let", "a = f(z)", "--upstream", "a", "--shape", "W: m×n"), 0, "R"),
        (("grad_W = q", *LAYER), 4, "This can not be decided: q is not known"),
        (("grad_W = ((", *LAYER), 2, "the expression ends too early"),
        (("grad_W = a", "--problem", "no-such"), 2, "there is no problem called"),
        (("inv(X) = X'", "--shape", "X: n×n", "--syntax", "matrixcalculus"), 1, "Wrong"),
        (("d/dX logdet(X) = inv(X)", "--shape", "X: n×n", "--max-seconds", "1e-9"), 4, "can not be decided"),
    ],
)
def test_exit_codes_and_words(arguments, code, said):
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("answer", ["grad_z @ a.T", "z̄ aᵀ", "a @ grad_z.T", "grad_z a", "grad_z @ (a", "W", ""])
def test_an_answer_alone_is_judged_as_in_python(answer):
    result = run(answer, "--wrt", "W", *LAYER)
    verdict = matcalc.check(answer, "dense-layer", wrt="W")
    assert (result.output, result.exit_code) == (f"{verdict.text()}\n", verdict.exit_code)


def test_json():
    result = run("grad_W = a @ grad_z.T", *LAYER, "--format", "json")
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert data["repair"]["text"] == "grad_z @ a.T"
    assert data["schema"] == 1


def test_the_same_input_gives_the_same_bytes():
    arguments = ("z = W @ a - b", *LAYER, "--format", "json")
    assert run(*arguments).output == run(*arguments).output
