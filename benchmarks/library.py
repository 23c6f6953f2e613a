"""Derive and check every entry of the library on two cores, and say how long each takes.

    python -m benchmarks.library

The exit code is 1 where one takes longer than it may, or all together do. An entry that asks for nothing can not be
among them, and one that can not be derived ends the run with its error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

import matcalc
from matcalc.problems.library import list_problems

PROCESSES = 2
MOST_SECONDS = 10.0
MOST_SECONDS_TOGETHER = 120.0
SHOWN = 10


def seconds_of(name: str) -> float:
    """The wall time of one derivation with all its checks, the file read anew."""
    start = perf_counter()
    matcalc.derive(name)
    return perf_counter() - start


def main(names: Sequence[str] = ()) -> int:
    """Derive the entries, all of them where none is named, and print the slowest and the sum."""
    names = names or list_problems()
    start = perf_counter()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        times = dict(zip(names, pool.map(seconds_of, names), strict=True))
    together = perf_counter() - start
    slowest = sorted(names, key=lambda name: times[name], reverse=True)
    for name in slowest[:SHOWN]:
        print(f"{name:<40}{times[name]:>8.2f} s{'   too long' if times[name] > MOST_SECONDS else ''}")
    print(f"{len(names)} entries in {together:.1f} s on {PROCESSES} cores (at most {MOST_SECONDS_TOGETHER:.0f} s)")
    return int(times[slowest[0]] > MOST_SECONDS or together > MOST_SECONDS_TOGETHER)


if __name__ == "__main__":
    sys.exit(main())
