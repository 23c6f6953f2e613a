"""Random expressions over the whole language, each result against the oracle of tests/identities.

    python -m benchmarks.random_expressions --count 20000 --seed 0

Every case has a number of its own, seed + its place, and can be run alone: --seed 1234 --count 1. The exit code is 1
where any result is wrong or any fault of the program came to light.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import Literal

from matcalc.errors import InputError
from tests.identities.comparison import assert_same, claimed, measured, point_of
from tests.identities.derived import result_text
from tests.identities.identity import Identity
from tests.identities.index_text import is_index_text
from tests.identities.namespace import OutOfDomainError
from tests.identities.random_text import random_row

DEEPEST = 6
SECONDS = 10
POINTS = 3
PROCESSES = 2
BLOCK = 50

Verdict = Literal["right", "refused", "timed out", "no point", "wrong", "fault"]
FAILURES: tuple[Verdict, ...] = ("wrong", "fault")


@dataclass(frozen=True)
class Outcome:
    """What became of one case. said: the refusal's sentence, the traceback's last line, or the difference."""

    seed: int
    row: Identity
    verdict: Verdict
    said: str
    seconds: float


class TooLongError(Exception):
    """The case took more than its time."""


def case(seed: int) -> Identity:
    """The case of that number: always the same one."""
    chance = random.Random(seed)  # noqa: S311 — test data
    while (row := random_row(chance.choice, f"case-{seed}", chance.randint(1, DEEPEST))) is None:
        pass
    return row


def run(seed: int) -> Outcome:
    """Derive one case and compare it."""
    row, start = case(seed), time.perf_counter()
    verdict, said = _judged(row)
    return Outcome(seed, row, verdict, said, time.perf_counter() - start)


def _judged(row: Identity) -> tuple[Verdict, str]:
    try:
        with at_most(SECONDS):
            text = result_text(row)
    except TooLongError:
        return "timed out", ""
    except InputError as error:
        return "refused", str(error).splitlines()[0]
    except Exception as error:
        return "fault", f"{type(error).__name__}: {error}".splitlines()[0]
    try:
        return _compared(row, text)
    except OutOfDomainError as error:
        return "no point", str(error)
    except Exception as error:
        return "wrong", f"{text}: {type(error).__name__}: {error}".splitlines()[0]


def _compared(row: Identity, text: str) -> tuple[Verdict, str]:
    """Right where all points agree. One point of three may be too close to a pole or a kink for the oracle's digits."""
    claim = replace(row, result="0" if is_index_text(text) else text)
    differences = []
    for seed in range(1, POINTS + 1):
        point = point_of(claim, seed)
        try:
            assert_same(claimed(text, row, point), measured(row, point), row, text)
        except AssertionError as error:
            differences.append(str(error).splitlines()[0])
    return ("wrong", differences[0]) if len(differences) > 1 else ("right", "")


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raises TooLongError where what is done inside takes more seconds of processor time, whatever else runs."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def program_text(outcome: Outcome) -> str:
    """The call that shows the failure again."""
    row = outcome.row
    order = ", order=2" if row.order == 2 else ""
    return f'matcalc.derive("{row.expression}", wrt="{row.wrt}", shapes={dict(row.axes)}{order})'


def report(outcomes: list[Outcome]) -> None:
    """The table, the refusals by their sentence, and every failure with its seed."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    for verdict in ("right", "refused", "timed out", "no point", "wrong", "fault"):
        print(f"{verdict:<12}{counts[verdict]:>8}{100 * counts[verdict] / len(outcomes):>9.2f} %")
    times = sorted(outcome.seconds for outcome in outcomes)
    print(f"{'median':<12}{times[len(times) // 2]:>8.3f} s   slowest {times[-1]:.2f} s")
    refusals = Counter(outcome.said for outcome in outcomes if outcome.verdict == "refused")
    for sentence, count in refusals.most_common(20):
        print(f"refused {count:>6} times: {sentence}")
    for outcome in outcomes:
        if outcome.verdict in (*FAILURES, "timed out"):
            print(f"\n{outcome.verdict}, seed {outcome.seed}: {outcome.said}\n    {program_text(outcome)}")


def main() -> int:
    """Run the cases on two processes and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.count)
    with ProcessPoolExecutor(PROCESSES) as pool:
        outcomes = list(pool.map(run, seeds, chunksize=BLOCK))
    report(outcomes)
    return int(any(outcome.verdict in FAILURES for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
