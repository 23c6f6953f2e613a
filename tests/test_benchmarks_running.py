"""Every problem of the running benchmark at its smallest size: all tools that are there agree, whatever they take."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.running import part
from benchmarks.running.part import HAND, JAX, OURS_JAX, OURS_NUMPY, Cell
from benchmarks.running.problems import PROBLEMS
from benchmarks.running.tools import TOOLS, UnavailableError

NAMES = [problem.name for problem in PROBLEMS]
GRADIENT, HESSIAN = PROBLEMS[0], PROBLEMS[-1]


@pytest.fixture
def plots_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("benchmarks.plots.FOLDER", tmp_path / "plots")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("problem", PROBLEMS, ids=NAMES)
def test_all_tools_agree(problem):
    cell = part.measured(problem, problem.sizes[0], seconds=0.0)
    assert {OURS_NUMPY, OURS_JAX, HAND, JAX} <= set(cell.times)
    assert set(cell.times) | set(cell.missing) == set(TOOLS)
    assert set(cell.missing) <= {"PyTorch", "autograd", "tensorgrad"}


def test_a_tool_that_does_not_agree_is_an_error(monkeypatch: pytest.MonkeyPatch):
    wrong = {name: make for name, make in TOOLS.items() if name == HAND}
    wrong["wrong"] = lambda problem, arrays: lambda: {"w": problem.by_hand(**arrays)["w"] + 1}
    monkeypatch.setattr(part, "TOOLS", wrong)
    with pytest.raises(AssertionError, match="logistic regression, wrong, w: off by"):
        part.measured(GRADIENT, GRADIENT.sizes[0], seconds=0.0)


def test_a_nan_does_not_agree(monkeypatch: pytest.MonkeyPatch):
    wrong = {name: make for name, make in TOOLS.items() if name == HAND}
    wrong["nan"] = lambda problem, arrays: lambda: {"w": problem.by_hand(**arrays)["w"] * float("nan")}
    monkeypatch.setattr(part, "TOOLS", wrong)
    with pytest.raises(AssertionError, match="off by nan"):
        part.measured(GRADIENT, GRADIENT.sizes[0], seconds=0.0)


@pytest.mark.usefixtures("plots_elsewhere")
def test_a_tool_that_is_not_there_has_a_reason_and_no_column(monkeypatch: pytest.MonkeyPatch):
    def missing(*_):
        raise UnavailableError("autograd is not installed")

    monkeypatch.setattr(part, "TOOLS", {HAND: TOOLS[HAND], OURS_NUMPY: TOOLS[OURS_NUMPY], "autograd": missing})
    found = part.run([GRADIENT], seconds=0.0)
    assert "autograd has no times: autograd is not installed." in found.markdown
    assert [target.value is None for target in found.targets] == [False, True]


def test_the_targets_on_made_up_times():
    small, middle, large = (
        Cell(GRADIENT, GRADIENT.sizes[0], {OURS_NUMPY: [2.0], HAND: [1.0], OURS_JAX: [1.0], JAX: [1.0]}),
        Cell(GRADIENT, GRADIENT.sizes[1], {OURS_NUMPY: [1.2], HAND: [1.0], OURS_JAX: [1.0], JAX: [2.0]}),
        Cell(HESSIAN, HESSIAN.sizes[0], {OURS_JAX: [1.0, 9.0, 2.0], JAX: [10.0, 10.0, 10.0]}),
    )
    found = part.targets([small, middle, large])
    assert [target.value for target in found] == [pytest.approx(1.6), 0.75, 0.2]
    assert [target.missed for target in found] == [True, False, False]
    assert [str(target.worst) for target in found] == [
        "2: logistic regression, m = 100, n = 10",
        "1: logistic regression, m = 100, n = 10",
        "0.2: matrix factorization, Hessian, m = 10, n = 15, k = 3",
    ]
