"""Processor time of one derivation."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

from matcalc.api.derivation import Derivation
from matcalc.problems.problem import Problem

SHORT_SECONDS = 0.5
"""What takes less is run three times, and the median counts."""


def timed(run: Callable[[Problem], Derivation], problem: Problem) -> tuple[float, Derivation]:
    """Seconds, and what came out."""
    times: list[float] = []
    while not times or (len(times) < 3 and max(times) < SHORT_SECONDS):
        start = process_time()
        derivation = run(problem)
        times.append(process_time() - start)
    return median(times), derivation
