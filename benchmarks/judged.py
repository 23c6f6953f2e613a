"""Rows in SymPy, in tensorgrad and in matcalc: each answered once and judged, then timed side by side.

Of every row that SymPy can express: its own `.diff`, or `array_derive` where that does better; matcalc without its
checks, and with them; tensorgrad, where it is installed (pip install 'matcalc-derive[bench]') and has the words.
Each tool's answer is compared with the oracle of the tests.

What is timed, in processor time, is the differentiation of an expression that is there, SymPy's cache emptied before;
matcalc remembers nothing of earlier derivations but the derivatives of the elementwise functions. One way of matcalc is
from the text, reading it and inferring shapes included. What is used for the first time (SymPy's import, 0.5 s) is a
run of its own before the clock starts.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from sympy.utilities.exceptions import SymPyDeprecationWarning

import matcalc
from benchmarks import with_matcalc, with_sympy
from benchmarks.random_expressions import at_most
from benchmarks.sizes import Size, of_sympy, of_tensorgrad, of_text
from benchmarks.sympy_values import value
from tests.identities.comparison import FIRST_ORDER_TOLERANCE, SECOND_ORDER_TOLERANCE, claimed, measured, point_of
from tests.identities.derived import result_text
from tests.identities.identity import Identity
from tests.identities.namespace import Array
from tests.identities.oracle import Point, Program, hessian, jacobian

SEED = 1


@dataclass
class Column:
    """What one tool did with one row: whether it has the words, is right, and how long; its times in seconds."""

    ask: Callable[[], Any] | None = None
    """Makes what `run` differentiates, outside the clock; None where the tool can not express or answer the row."""
    run: Callable[[Any], Any] = lambda asked: asked
    right: bool = False
    size: Size | None = None
    times: list[float] = field(default_factory=list)

    @property
    def time(self) -> float:
        return median(self.times)


@dataclass
class Line:
    """One row of the tables in every tool."""

    row: Identity
    columns: dict[str, Column]

    def ratio(self, one: str, other: str) -> float:
        """How many times as long one tool takes as the other."""
        return self.columns[one].time / self.columns[other].time


OURS = ("matcalc", "matcalc, checked", "matcalc, from text")
TOOLS = ("SymPy", "tensorgrad", *OURS)


def line_of(row: Identity, seconds: int) -> Line:
    """The row in every tool, run once and judged, not yet timed. seconds: how long a peer may take to answer."""
    point = point_of(row, SEED)
    made = {
        "SymPy": _in_sympy(row, point, seconds),
        "tensorgrad": _in_tensorgrad(row, point, seconds),
        "matcalc": Column(partial(with_matcalc.question, row), with_matcalc.unchecked),
        "matcalc, checked": Column(partial(with_matcalc.question, row), matcalc.derive),
        "matcalc, from text": Column(lambda: row, with_matcalc.derivation),
    }
    right, size = _matcalc_is_right(row), of_text(result_text(row))
    for tool in OURS:
        made[tool].right, made[tool].size = right, size
    return Line(row, made)


def _in_sympy(row: Identity, point: Point, seconds: int) -> Column:
    """The first way that is right; where none is, the first that answers."""
    answered = Column()
    for way in with_sympy.WAYS:
        try:
            with warnings.catch_warnings(), at_most(seconds):
                warnings.simplefilter("ignore", SymPyDeprecationWarning)  # its array algebra uses what it deprecates
                derivative = way.derive(with_sympy.question(row, way.algebra))
                found = value(derivative, point)
        except Exception:  # noqa: S112 — whatever is raised on the way, there is no answer
            continue
        right = _agrees(found, row, point, _tolerance(row))
        column = Column(partial(with_sympy.question, row, way.algebra), way.derive, right, of_sympy(derivative))
        if column.right:
            return column
        answered = answered if answered.ask else column
    return answered


def _in_tensorgrad(row: Identity, point: Point, seconds: int) -> Column:
    if find_spec("tensorgrad") is None:
        return Column()
    from benchmarks import with_tensorgrad

    try:
        with at_most(seconds):
            asked = with_tensorgrad.question(row)
            derivative = with_tensorgrad.derivative(asked)
            found = with_tensorgrad.value(asked, derivative, point)
    except Exception:
        return Column()
    right = _agrees(found, row, point, _tolerance(row))
    return Column(lambda: with_tensorgrad.question(row), with_tensorgrad.derivative, right, of_tensorgrad(derivative))


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


def time_in_turn(lines: Sequence[Line], runs: int) -> None:
    """Every tool once, then every tool again: what else the machine does meets all of them alike.

    What is kept by then is put out of the collector's sight, so that no tool's garbage is sought in the others' heaps.
    """
    gc.collect()
    gc.freeze()
    for line in lines:
        for _ in range(runs):
            for column in line.columns.values():
                if column.ask is not None:
                    asked = column.ask()
                    gc.collect()
                    start = process_time()
                    column.run(asked)
                    column.times.append(process_time() - start)
                    del asked
    gc.unfreeze()
