"""Code of random expressions, as text, run on NumPy and JAX and held against JAX's own derivatives.

    python -m benchmarks.random_code --count 2000 --seed 0

Every case has a number of its own, seed + its place, and can be run alone: --seed 1234 --count 1. It is run at sizes
that are all different, at sizes some of which are 1, and at large ones; in float64, and in float32. The exit code is 1
where any result is wrong or any fault of the program came to light.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import jax

import matcalc
from benchmarks.random_expressions import TooLongError, at_most
from matcalc.errors import InputError
from tests.identities.code_run import ALL_SIZES, DIRECTION, Agreement, Text, agreements
from tests.identities.identity import Identity
from tests.identities.in_jax import output_axes
from tests.identities.random_text import random_row

DEEPEST = 5
SECONDS = 10
PROCESSES = 2
BLOCK = 20
BACKENDS = ("numpy", "jax")
VERDICTS = ("right", "refused", "no code", "timed out", "no point", "wrong", "fault")
FAILURES = ("wrong", "fault")
CACHED = 100
"""Cases until JAX forgets what it compiled."""


@dataclass(frozen=True)
class Outcome:
    """What became of one case. said: the refusal's sentence, the traceback's last line, or the difference.

    held: what was said at each set of sizes and type of number.
    """

    seed: int
    row: Identity
    verdict: str
    said: str
    held: tuple[Agreement, ...] = field(default=())


def case(seed: int) -> Identity:
    """The case of that number: always the same one. Of the Hessians every other is multiplied by a direction."""
    chance = random.Random(seed)  # noqa: S311 — test data
    while (row := random_row(chance.choice, f"case-{seed}", chance.randint(1, DEEPEST))) is None:
        pass
    return replace(row, kind="hvp") if row.kind == "hessian" and chance.random() < 0.5 else row


def run(seed: int, at: Sequence[str] = ALL_SIZES) -> Outcome:
    """Derive one case, write its code and run it at these sets of sizes."""
    jax.config.update("jax_enable_x64", True)
    if seed % CACHED == 0:
        jax.clear_caches()
    row = case(seed)
    verdict, said, held = _judged(row, seed, at)
    return Outcome(seed, row, verdict, said, held)


def _judged(row: Identity, seed: int, at: Sequence[str]) -> tuple[str, str, tuple[Agreement, ...]]:
    refusal = "refused"
    try:
        with at_most(SECONDS):
            derivation = derived(row)
            refusal = "no code"
            texts = {backend: Text(derivation.code(backend)) for backend in BACKENDS}
    except TooLongError:
        return "timed out", "", ()
    except InputError as error:
        return refusal, str(error).splitlines()[0], ()
    except Exception as error:
        return "fault", f"{type(error).__name__}: {error}".splitlines()[0], ()
    output = output_axes(row.expression, row.axes)
    held = tuple(agreements(row, output, texts, seed, at))
    wrong = [one.said for one in held if one.verdict == "wrong"]
    if wrong:
        return "wrong", "; ".join(wrong), held
    return ("right" if any(one.verdict.startswith("right") for one in held) else "no point"), "", held


def derived(row: Identity) -> matcalc.Derivation:
    """The derivation that a row asks for."""
    more: dict[str, Any] = {"hvp": DIRECTION} if row.kind == "hvp" else {}
    return matcalc.derive(row.expression, wrt=row.wrt, shapes=dict(row.axes), order=row.order, **more)


def program_text(outcome: Outcome) -> str:
    """The call that shows the failure again."""
    row = outcome.row
    order = {"hessian": ", order=2", "hvp": f', order=2, hvp="{DIRECTION}"'}.get(row.kind, "")
    return f'matcalc.derive("{row.expression}", wrt="{row.wrt}", shapes={dict(row.axes)}{order})'


def failures(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.verdict in (*FAILURES, "timed out"):
            yield f"\n{outcome.verdict}, seed {outcome.seed}: {outcome.said}\n    {program_text(outcome)}"


def report(outcomes: list[Outcome]) -> None:
    """The table, what was held at which sizes, the refusals by their sentence, and every failure with its seed."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    for verdict in VERDICTS:
        print(f"{verdict:<12}{counts[verdict]:>8}{100 * counts[verdict] / len(outcomes):>9.2f} %")
    held = Counter((one.at, one.verdict) for outcome in outcomes for one in outcome.held)
    for (at, verdict), count in sorted(held.items()):
        print(f"{at:<24}{verdict:<12}{count:>8}")
    refusals = Counter(outcome.said for outcome in outcomes if outcome.verdict in ("refused", "no code"))
    for sentence, count in refusals.most_common(20):
        print(f"refused {count:>6} times: {sentence}")
    for failure in failures(outcomes):
        print(failure)


def main() -> int:
    """Run the cases on two processes and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.count)
    start = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        outcomes = list(pool.map(run, seeds, chunksize=BLOCK))
    report(outcomes)
    print(f"{len(outcomes)} cases in {time.perf_counter() - start:.0f} s")
    return int(any(outcome.verdict in FAILURES for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
