"""Generated code beside automatic differentiation, a peer's compiler and NumPy by hand, in float64 at three sizes.

All tools must agree with NumPy by hand before any is timed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from benchmarks import plots
from benchmarks.paired import in_turn, ratio
from benchmarks.report import Section, Table, Target, Worst, duration, figure
from benchmarks.running.problems import PROBLEMS, Problem, Sizes
from benchmarks.running.tools import TOOLS, Call, UnavailableError

HAND, OURS_NUMPY, OURS_JAX, JAX = "NumPy by hand", "matcalc, NumPy", "matcalc, JAX", "JAX"
SECONDS = 3.0
TOLERANCE = 1e-8
GRADIENT_LIMIT, HESSIAN_LIMIT = 1.1, 0.2

WORDS = """Seconds a call, float64, one thread for every tool, medians of rounds in which all take turns; all agree with
NumPy by hand to 10⁻⁸. The code of matcalc is that of `d.code()`, under `jax.jit` for JAX. JAX is `jax.jit(jax.grad)` or
`jax.jit(jax.hessian)`, PyTorch `torch.autograd.grad` or `torch.func.hessian`, autograd `grad` or `hessian`, tensorgrad
the kernel of its compiler. NumPy by hand is in `benchmarks/running/by_hand.py`. What it knows is declared for matcalc,
too: that the rows of Y sum to 1 (softmax regression, the network) and that D is symmetric (GP)."""


@dataclass
class Cell:
    """A problem at one size: seconds a call by tool in every round, and why a tool has none."""

    problem: Problem
    sizes: Sizes
    times: Mapping[str, Sequence[float]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return ", ".join(f"{name} = {length:,}" for name, length in self.sizes.items())

    def time(self, tool: str) -> float | None:
        return median(self.times[tool]) if tool in self.times else None

    def ratio(self, one: str, other: str) -> float | None:
        """The median of the ratios of the rounds; None where one of the two has no times."""
        return ratio(self.times, one, other) if one in self.times and other in self.times else None


def run(problems: Sequence[Problem] = PROBLEMS, seconds: float = SECONDS) -> Section:
    """Every problem at every size, as tables of times, the targets and a plot."""
    cells = [measured(problem, sizes, seconds) for problem in problems for sizes in problem.sizes]
    pieces = [WORDS, _times(cells), "As ratios:", _ratios(cells), *_reasons(cells)]
    return Section("Running", targets(cells), pieces, _plot(cells))


def measured(problem: Problem, sizes: Sizes, seconds: float) -> Cell:
    """All tools in turn. Raises AssertionError where one does not agree with NumPy by hand."""
    arrays = problem.arrays(sizes)
    cell = Cell(problem, sizes)
    calls: dict[str, Call] = {}
    for tool, make in TOOLS.items():
        try:
            calls[tool] = make(problem, arrays)
        except UnavailableError as reason:
            cell.missing[tool] = str(reason)
    expected = calls[HAND]()
    for tool, call in calls.items():
        _assert_same(call(), expected, f"{problem.name}, {tool}")
    cell.times = in_turn(calls, seconds)
    return cell


def targets(cells: Sequence[Cell]) -> list[Target]:
    """Gradients at the median of problems and sizes; Hessians each at the median of its sizes."""
    gradients = [cell for cell in cells if cell.problem.order == 1]
    found = []
    if gradients:
        found += [
            _target("gradients: NumPy code ÷ NumPy by hand", gradients, OURS_NUMPY, HAND, GRADIENT_LIMIT),
            _target("gradients: JAX code ÷ jax.jit(jax.grad)", gradients, OURS_JAX, JAX, GRADIENT_LIMIT),
        ]
    for name in dict.fromkeys(cell.problem.name for cell in cells if cell.problem.order == 2):
        own = [cell for cell in cells if cell.problem.name == name]
        found.append(_target(f"{name}: JAX code ÷ jax.jit(jax.hessian)", own, OURS_JAX, JAX, HESSIAN_LIMIT))
    return found


def _target(words: str, cells: Sequence[Cell], one: str, other: str, limit: float) -> Target:
    """The median of the problems and sizes where both have times, and the worst of them."""
    rows = [
        Worst(f"{cell.problem.name}, {cell.words}", value)
        for cell in cells
        if (value := cell.ratio(one, other)) is not None
    ]
    if not rows:
        return Target(words, None, limit)
    return Target(words, median(row.value for row in rows), limit, worst=max(rows, key=lambda row: row.value))


def _assert_same(found: Mapping[str, Any], expected: Mapping[str, Any], where: str) -> None:
    for name, array in expected.items():
        value = found[name]
        value = np.asarray(value.detach() if hasattr(value, "detach") else value)
        assert value.shape == array.shape, f"{where}, {name}: {value.shape} instead of {array.shape}"
        error = float(np.abs(value - array).max()) / max(float(np.abs(array).max()), 1e-300)
        assert error <= TOLERANCE, f"{where}, {name}: off by {error:.2g}"


def _times(cells: Sequence[Cell]) -> Table:
    rows = [[cell.problem.name, cell.words, *(duration(cell.time(tool)) for tool in TOOLS)] for cell in cells]
    return Table(("problem", "sizes", *TOOLS), rows)


PAIRS = ((OURS_NUMPY, HAND), (OURS_JAX, JAX), (OURS_NUMPY, JAX), (OURS_NUMPY, "PyTorch"), (OURS_NUMPY, "tensorgrad"))


def _ratios(cells: Sequence[Cell]) -> Table:
    rows = [[cell.problem.name, cell.words, *(_figure(cell.ratio(*pair)) for pair in PAIRS)] for cell in cells]
    return Table(("problem", "sizes", *(f"{one} ÷ {other}" for one, other in PAIRS)), rows)


def _figure(value: float | None) -> str:
    return "—" if value is None else figure(value)


def _reasons(cells: Sequence[Cell]) -> list[str]:
    """Why a tool has no times, once for each problem."""
    told = dict.fromkeys((tool, cell.problem.name, why) for cell in cells for tool, why in cell.missing.items())
    by_reason: dict[tuple[str, str], list[str]] = {}
    for tool, name, why in told:
        by_reason.setdefault((tool, why), []).append(name)
    everywhere = len({cell.problem.name for cell in cells})
    return [
        f"{tool} has no times{'' if len(names) == everywhere else ' for ' + ', '.join(names)}: {why}."
        for (tool, why), names in by_reason.items()
    ]


def _plot(cells: Sequence[Cell]) -> str | None:
    return plots.drawn("running", 3, partial(_draw, cells), height=4.0)


def _draw(cells: Sequence[Cell], panels: Sequence[Any]) -> None:
    for place, (axes, title) in enumerate(zip(panels, ("small", "middle", "large"), strict=True)):
        own = [cell for cell in cells if cell.sizes == cell.problem.sizes[place]]
        names = [cell.problem.name if place == 0 else "" for cell in own]
        tools = [tool for tool in TOOLS if tool != HAND and any(tool in cell.times for cell in own)]
        series = {tool: [cell.ratio(tool, HAND) for cell in own] for tool in tools}
        plots.dots(axes, names, series, f"{title.capitalize()} sizes", "time ÷ NumPy by hand")
