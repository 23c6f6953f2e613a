"""Times of calls that take turns, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

BATCH_SECONDS = 0.004
"""A call shorter than that is repeated until a batch takes as long; its time is that of the batch by their number."""

LEAST_ROUNDS = 5

Times = Mapping[str, Sequence[float]]


def in_turn(calls: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, list[float]]:
    """Seconds a call, by name, one in every round; rounds go on for `seconds`, and there are at least LEAST_ROUNDS.

    Each call runs twice before the first round and once before each of its batches: what it compiles, and what another
    call has driven out of the processor's memory, is not counted.
    """
    counts = {}
    for name, call in calls.items():
        call()
        counts[name] = max(1, int(BATCH_SECONDS / max(_seconds(call, 1), 1e-9)))
    times: dict[str, list[float]] = {name: [] for name in calls}
    start, rounds = perf_counter(), 0
    while rounds < LEAST_ROUNDS or perf_counter() - start < seconds:
        for name, call in calls.items():
            call()
            times[name].append(_seconds(call, counts[name]))
        rounds += 1
    return times


def ratio(times: Times, one: str, other: str) -> float:
    """How many times as long one takes as the other: the median over the rounds of both."""
    return median(mine / its for mine, its in zip(times[one], times[other], strict=True))


def _seconds(call: Callable[[], object], count: int) -> float:
    start = perf_counter()
    for _ in range(count):
        call()
    return (perf_counter() - start) / count
