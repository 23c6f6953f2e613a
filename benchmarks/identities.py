"""The rows of tests/identities in SymPy, in tensorgrad and in matcalc, side by side in one run.

    python -m benchmarks.identities

Of every row that SymPy can express: its own `.diff`, or `array_derive` where that does better; matcalc without its
checks, and with them; tensorgrad, where it is installed (pip install 'matcalc-derive[bench]') and has the words.
Each tool's answer is compared with the oracle of the tests. The time is the median of RUNS runs, taken in turn.

What is timed is the differentiation of an expression that is there, SymPy's cache emptied before; matcalc remembers
nothing of earlier derivations but the derivatives of the elementwise functions. The last line of the table is matcalc
from the text, reading it and inferring shapes included. What is used for the first time (SymPy's import, 0.5 s) is a
run of its own before the clock starts. The exit code is 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from types import FrameType
from typing import Any

import numpy as np
from sympy.utilities.exceptions import SymPyDeprecationWarning

import matcalc
from benchmarks import with_matcalc, with_sympy
from benchmarks.sympy_values import value
from tests.identities.comparison import FIRST_ORDER_TOLERANCE, SECOND_ORDER_TOLERANCE, claimed, measured, point_of
from tests.identities.derived import result_text
from tests.identities.identity import Identity
from tests.identities.namespace import Array
from tests.identities.oracle import Point, Program, hessian, jacobian
from tests.identities.tables import ALL

RUNS = 5
SECONDS = 20
SEED = 1
LEAST_RATIO = 5.0
MOST_SECONDS = 1.0


class TooLongError(Exception):
    """A derivation took more than SECONDS."""


@dataclass
class Column:
    """What one tool did with one row: whether it has the words, whether it is right, and its times in seconds."""

    ask: Callable[[], Any] | None = None
    """Makes what `run` differentiates, outside the clock; None where the tool can not express or answer the row."""
    run: Callable[[Any], Any] = lambda asked: asked
    right: bool = False
    times: list[float] = field(default_factory=list)

    @property
    def time(self) -> float:
        return median(self.times)


@dataclass
class Line:
    """One row of the tables in every tool."""

    row: Identity
    columns: dict[str, Column]


OURS = ("matcalc", "matcalc, checked", "matcalc, from text")
TOOLS = ("SymPy", "tensorgrad", *OURS)


def line_of(row: Identity) -> Line:
    """The row in every tool, run once and judged, not yet timed."""
    point = point_of(row, SEED)
    made = {
        "SymPy": _in_sympy(row, point),
        "tensorgrad": _in_tensorgrad(row, point),
        "matcalc": Column(partial(with_matcalc.question, row), with_matcalc.unchecked),
        "matcalc, checked": Column(partial(with_matcalc.question, row), matcalc.derive),
        "matcalc, from text": Column(lambda: row, with_matcalc.derivation),
    }
    right = _matcalc_is_right(row)
    for tool in OURS:
        made[tool].right = right
    return Line(row, made)


def _in_sympy(row: Identity, point: Point) -> Column:
    """The first way that is right; where none is, the first that answers."""
    answered = Column()
    for way in with_sympy.WAYS:
        try:
            with _at_most(SECONDS):
                found = value(way.derive(with_sympy.question(row, way.algebra)), point)
        except Exception:  # noqa: S112 — whatever is raised on the way, there is no answer
            continue
        right = _agrees(found, row, point, _tolerance(row))
        column = Column(partial(with_sympy.question, row, way.algebra), way.derive, right)
        if column.right:
            return column
        answered = answered if answered.ask else column
    return answered


def _in_tensorgrad(row: Identity, point: Point) -> Column:
    if find_spec("tensorgrad") is None:
        return Column()
    from benchmarks import with_tensorgrad

    try:
        with _at_most(SECONDS):
            asked = with_tensorgrad.question(row)
            found = with_tensorgrad.value(asked, with_tensorgrad.derivative(asked), point)
    except Exception:
        return Column()
    right = _agrees(found, row, point, _tolerance(row))
    return Column(lambda: with_tensorgrad.question(row), with_tensorgrad.derivative, right)


def _matcalc_is_right(row: Identity) -> bool:
    text = result_text(row)
    point = point_of(row, SEED, text)
    found, expected = claimed(text, row, point), measured(row, point)
    return found.shape == expected.shape and _close(found, expected, _tolerance(row))


def _tolerance(row: Identity) -> float:
    return SECOND_ORDER_TOLERANCE if row.order == 2 else FIRST_ORDER_TOLERANCE


def _agrees(found: Array, row: Identity, point: Point, tolerance: float) -> bool:
    """Whether it is the derivative in either layout: the axes of the output first, or those of the variable."""
    variable = point.values[row.wrt].shape
    if row.kind == "hvp":
        full = measured(row, point).reshape(1, 1, *variable)
    elif row.kind == "hessian":
        full = hessian(Program(row.expression, row.lets), row.wrt, point.values, point.sizes)
    else:
        full = jacobian(Program(row.expression, row.lets), row.wrt, point.values, point.sizes)
    found = np.asarray(found).squeeze()
    layouts = (full, full.transpose(2, 3, 0, 1))
    return any(
        found.shape == layout.squeeze().shape and _close(found, layout.squeeze(), tolerance) for layout in layouts
    )


def _close(found: Array, expected: Array, tolerance: float) -> bool:
    scale = max(1e-3, float(np.abs(expected).max()))
    return bool(np.abs(found - expected).max() <= tolerance * scale)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def time_in_turn(lines: Sequence[Line], runs: int) -> None:
    """Every tool once, then every tool again: what else the machine does meets all of them alike."""
    for line in lines:
        for _ in range(runs):
            for column in line.columns.values():
                if column.ask is not None:
                    asked = column.ask()
                    start = perf_counter()
                    column.run(asked)
                    column.times.append(perf_counter() - start)


def table(lines: Sequence[Line]) -> list[str]:
    """A line a tool: rows it answers, how many are right, the median and the slowest row."""
    text = [f"{'':<20}{'rows':>6}{'right':>7}{'median':>12}{'slowest':>12}"]
    for tool in TOOLS:
        answered = [line for line in lines if line.columns[tool].ask is not None]
        if not answered:
            text.append(f"{tool:<20}{0:>6}")
            continue
        right = sum(line.columns[tool].right for line in answered)
        slowest = max(answered, key=lambda line: line.columns[tool].time)
        middle = median(line.columns[tool].time for line in answered)
        text.append(
            f"{tool:<20}{len(answered):>6}{right:>7}{_milliseconds(middle):>12}"
            f"{_milliseconds(slowest.columns[tool].time):>12}  {slowest.row.name}"
        )
    return text


@dataclass(frozen=True)
class Goal:
    """A figure and whether it is what the project promises."""

    words: str
    met: bool


def goals(lines: Sequence[Line]) -> list[Goal]:
    """The promises: a fifth of SymPy's time, no row over a second, checking no more than the derivation again."""
    compared = [line for line in lines if line.columns["SymPy"].right]
    found = []
    if compared:
        theirs = median(line.columns["SymPy"].time for line in compared)
        ours = median(line.columns["matcalc"].time for line in compared)
        words = (
            f"on the {len(compared)} rows that SymPy gets right: SymPy {_milliseconds(theirs)}, "
            f"matcalc {_milliseconds(ours)}, ratio {theirs / ours:.1f} (at least {LEAST_RATIO:g})"
        )
        found.append(Goal(words, theirs / ours >= LEAST_RATIO))
    for tool in OURS:
        slowest = max(lines, key=lambda line: line.columns[tool].time)
        time = slowest.columns[tool].time
        words = f"{tool}, slowest row: {_milliseconds(time)} for {slowest.row.name} (at most {MOST_SECONDS:g} s)"
        found.append(Goal(words, time <= MOST_SECONDS))
    plain, checked = (median(line.columns[tool].time for line in lines) for tool in ("matcalc", "matcalc, checked"))
    words = f"checking adds {100 * (checked - plain) / plain:.0f} % to the median derivation (at most 100 %)"
    found.append(Goal(words, checked <= 2 * plain))
    wrong = [line.row.name for line in lines if not line.columns["matcalc"].right]
    found.append(Goal(f"matcalc wrong: {', '.join(wrong) or 'none'}", not wrong))
    return found


def against_tensorgrad(lines: Sequence[Line]) -> list[str]:
    """The two on the rows that tensorgrad gets right."""
    compared = [line for line in lines if line.columns["tensorgrad"].right]
    if not compared:
        return ["tensorgrad is not installed or answers none of the rows"]
    theirs, ours = (median(line.columns[tool].time for line in compared) for tool in ("tensorgrad", "matcalc"))
    return [
        f"on the {len(compared)} rows that tensorgrad gets right: tensorgrad {_milliseconds(theirs)}, "
        f"matcalc {_milliseconds(ours)}, ratio {theirs / ours:.1f}"
    ]


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def main(rows: Sequence[Identity] = ALL, runs: int = RUNS) -> int:
    """Judge and time every row, print the table and the goals."""
    warnings.filterwarnings("ignore", category=SymPyDeprecationWarning)  # its array algebra uses what it deprecates
    lines = [line_of(row) for row in rows]
    time_in_turn(lines, runs)
    print("\n".join(table(lines)))
    print("\n".join(against_tensorgrad(lines)))
    wrong = [line.row.name for line in lines if line.columns["SymPy"].ask and not line.columns["SymPy"].right]
    print(f"SymPy answers wrongly: {', '.join(wrong) or 'none'}")
    missed = 0
    for goal in goals(lines):
        missed += not goal.met
        print(goal.words + ("" if goal.met else "   missed"))
    return int(missed > 0)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    sys.exit(main())
