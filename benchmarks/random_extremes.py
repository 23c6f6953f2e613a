"""Code of random expressions where floating point overflows, cancels or stands on a kink, held against many digits.

    python -m benchmarks.random_extremes --count 2000 --seed 0

The cases are those of benchmarks.random_code. NumPy's code for the last derivative that is asked for is run with all
arrays far from 0, with that one far from 0 by which it is differentiated, with zeros, and with nearly singular
matrices. Where the result is not all numbers, the derivative is worked out in many digits: it must have no value
either, or one that floating point does not hold. The exit code is 1 where it has one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

from benchmarks.random_code import BLOCK, PROCESSES, SECONDS, case, derived
from benchmarks.random_expressions import TooLongError, at_most
from matcalc.errors import InputError
from tests.identities import in_mpmath
from tests.identities.code_run import DIRECTION, UNEQUAL, VALUE, Text
from tests.identities.identity import Identity
from tests.identities.in_jax import polynomial

POINTS = ("far", "variable far", "zeros", "nearly singular")
FAR = 1000 * np.array([1, -1, 0.0005, -0.999, 1, 0])
"""The entries of an array that is far from 0."""

CONDITION = 1e12
"""Of a nearly singular matrix."""

DIGITS = 1000
TRUTH_SECONDS = 60
LARGEST = 1e35
"""Of a value: a second derivative that has none comes out as large as one over the step of differences."""

VERDICTS = ("numbers", "no value", "not known", "nan")


@dataclass(frozen=True)
class Outcome:
    """What became of one case. said: of the whole, where it has no code. found: the verdict at each point."""

    seed: int
    row: Identity
    said: str
    found: Mapping[str, str]


def run(seed: int) -> Outcome:
    """Write the code of one case and run it at each point."""
    row = case(seed)
    try:
        with at_most(SECONDS):
            text = Text(derived(row).code("numpy"))
    except (TooLongError, InputError) as error:
        return Outcome(seed, row, type(error).__name__, {})
    return Outcome(seed, row, "", found(row, text, seed))


def found(row: Identity, text: Text, seed: int) -> dict[str, str]:
    """The verdict at each point."""
    sizes = UNEQUAL[seed % len(UNEQUAL)]
    name = [one for one in text.functions if one != VALUE][-1]
    functions = {f"{one}_{order}" if order else one: polynomial(one, order) for one in "fgh" for order in range(4)}
    verdicts = {}
    for point, arrays in _points(row, sizes, seed):
        result = text.result(name, {**functions, **sizes, **arrays})
        verdicts[point] = result if isinstance(result, str) else _verdict(np.asarray(result), row, arrays, sizes)
    return verdicts


def _points(row: Identity, sizes: Mapping[str, int], seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    draw = np.random.default_rng(seed)
    axes = {**row.axes, **({DIRECTION: row.axes[row.wrt]} if row.kind == "hvp" else {})}
    lengths = {name: tuple(sizes[side] for side in sides) for name, sides in axes.items()}
    for point in POINTS:
        arrays = {name: draw.uniform(-0.5, 0.5, each) for name, each in lengths.items()}
        for name, each in lengths.items():
            if point == "far" or (point == "variable far" and name == row.wrt):
                arrays[name] = np.resize(FAR, int(np.prod(each, dtype=int))).reshape(each)
            elif point == "zeros" and name != DIRECTION:
                arrays[name] = np.zeros(each)
            elif point == "nearly singular" and len(each) == 2 and each[0] == each[1]:
                arrays[name] = _nearly_singular(draw, each[0])
        yield point, arrays


def _nearly_singular(draw: np.random.Generator, size: int) -> Any:
    left, right = (np.linalg.qr(draw.standard_normal((size, size)))[0] for _ in range(2))
    return (left * np.geomspace(1, 1 / CONDITION, size)) @ right


def _verdict(result: Any, row: Identity, arrays: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
    if np.isfinite(result).all():
        return "numbers"
    try:
        with at_most(TRUTH_SECONDS), mpmath.workdps(DIGITS):
            return "nan" if _has_value(row, arrays, sizes) else "no value"
    except (TooLongError, NameError):  # functions that are any have no digits
        return "not known"
    except ZeroDivisionError:
        return "no value"


def _has_value(row: Identity, arrays: Mapping[str, Any], sizes: Mapping[str, int]) -> bool:
    """Whether the derivative is the same from both sides, and of a size that floating point holds.

    Where a norm is 0 it has none, even if the whole is flat there: the page says that it holds everywhere else.
    """
    definitions = (("out", row.expression),)
    functions = {**in_mpmath.FUNCTIONS, "norm": in_mpmath.norm_with_a_derivative}
    in_mpmath.value(definitions, arrays, sizes, functions)
    below, above = in_mpmath.one_sided(definitions, row.wrt, arrays, sizes)
    made = in_mpmath.derivative(definitions, row.wrt, arrays, sizes, row.order)
    if not all(isinstance(one, mpmath.mpf) and mpmath.isfinite(one) for one in made.flat):
        return False
    if max((abs(one) for one in made.flat), default=0) > LARGEST:
        return False
    return all(mpmath.almosteq(one, other, 1e-20, 1e-20) for one, other in zip(below.flat, above.flat, strict=True))


def report(outcomes: Sequence[Outcome]) -> int:
    """The table, and every case that has a value and got none; how many there are."""
    print(f"{len(outcomes)} cases, {sum(bool(one.said) for one in outcomes)} of them without code")
    counts = Counter((point, verdict) for one in outcomes for point, verdict in one.found.items())
    for point in POINTS:
        told = [f"{counts[point, verdict]:>6} {verdict}" for verdict in VERDICTS]
        others = sum(count for (at, verdict), count in counts.items() if at == point and verdict not in VERDICTS)
        print(f"{point:<18}{'  '.join(told)}  {others:>4} errors")
    failures = 0
    for one in outcomes:
        for point, verdict in one.found.items():
            if verdict == "nan":
                failures += 1
                print(f"nan, seed {one.seed}, {point}: {one.row.kind} of {one.row.expression} by {one.row.wrt}")
    return failures


def main() -> int:
    """Run the cases on two processes and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    start = time.perf_counter()
    seeds = range(asked.seed, asked.seed + asked.count)
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        outcomes = list(pool.map(run, seeds, chunksize=BLOCK))
    failures = report(outcomes)
    print(f"in {time.perf_counter() - start:.0f} s")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
