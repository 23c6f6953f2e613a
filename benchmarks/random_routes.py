"""Random expressions over the whole language by all routes: how many lead somewhere, and that they meet.

    python -m benchmarks.random_routes --count 2000 --seed 0

The cases are those of benchmarks.random_expressions, by their numbers; of those that ask for a second derivative, the
gradient. Each is derived in one of the three layouts, by its number, unless --layout says which. Every step of every
route is checked, every result against a derivative found by numbers alone, and the results against each other; where
one does not hold, that is a fault, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import matcalc
from benchmarks.random_expressions import TooLongError, at_most, case
from matcalc.documents.derived import Routed
from matcalc.errors import InputError
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.unicode_text import UnicodePrinter

SECONDS = 20
PROCESSES = 2
BLOCK = 25
ROUTES = ("differential", "jacobian")
LAYOUTS = tuple(layout.value for layout in Layout)

Verdict = Literal["met", "refused", "timed out", "fault"]


@dataclass(frozen=True)
class Outcome:
    """What became of one case. applies: by route, empty where it does. same_form: with the index route."""

    seed: int
    layout: str
    verdict: Verdict
    said: str
    applies: dict[str, str]
    same_form: dict[str, bool]
    seconds: float


def run(seed: int, layout: str | None = None) -> Outcome:
    """Derive one case by all routes in a layout: by its number where none is given."""
    layout = layout or LAYOUTS[seed % len(LAYOUTS)]
    row, start = case(seed), time.perf_counter()
    applies: dict[str, str] = {}
    same_form: dict[str, bool] = {}
    verdict: Verdict = "met"
    said = ""
    try:
        with at_most(SECONDS):
            found = matcalc.derive(row.expression, wrt=row.wrt, shapes=dict(row.axes), route="all", layout=layout)
    except TooLongError:
        verdict = "timed out"
    except InputError as error:
        verdict, said = "refused", str(error).splitlines()[0]
    except Exception as error:
        verdict, said = "fault", f"{type(error).__name__}: {error}".splitlines()[0]
    else:
        words = UnicodePrinter(Glyphs({}))
        for route in found.derived.routes:
            applies[route.name.value] = "" if isinstance(route, Routed) else words.prose(route.reason)
        for meeting in found.derived.meetings:
            same_form = {name.value: other.value is meeting.index.value for name, other in meeting.others}
    return Outcome(seed, layout, verdict, said, applies, same_form, time.perf_counter() - start)


def report(outcomes: list[Outcome]) -> None:
    """The tables, why routes did not lead there, and every failure with its seed."""
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    for verdict in get_args(Verdict):
        print(f"{verdict:<14}{verdicts[verdict]:>6}{_by_layout(outcomes, verdict)}")
    for route in ROUTES:
        applied = sum(outcome.applies.get(route) == "" for outcome in outcomes)
        same = sum(outcome.same_form.get(route, False) for outcome in outcomes)
        print(f"{route:<14}{applied:>6} lead there, {same} of them to the form of the index route")
        for reason, count in Counter(
            outcome.applies[route] for outcome in outcomes if outcome.applies.get(route)
        ).items():
            print(f"    {count:>6} not: {reason}")
    times = sorted(outcome.seconds for outcome in outcomes)
    print(f"median {times[len(times) // 2]:.3f} s, slowest {times[-1]:.2f} s")
    for outcome in outcomes:
        if outcome.verdict in ("fault", "timed out"):
            row = case(outcome.seed)
            print(f"\n{outcome.verdict}, seed {outcome.seed}, {outcome.layout} layout: {outcome.said}")
            asked = f'wrt="{row.wrt}", shapes={dict(row.axes)}, route="all", layout="{outcome.layout}"'
            print(f'    matcalc.derive("{row.expression}", {asked})')


def _by_layout(outcomes: list[Outcome], verdict: Verdict) -> str:
    found = Counter(outcome.layout for outcome in outcomes if outcome.verdict == verdict)
    return "".join(f"  {layout} {found[layout]}" for layout in LAYOUTS)


def main() -> int:
    """Run the cases on two processes and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--layout", choices=LAYOUTS, help="one layout for all cases")
    asked = parser.parse_args()
    with ProcessPoolExecutor(PROCESSES) as pool:
        seeds = range(asked.seed, asked.seed + asked.count)
        outcomes = list(pool.map(partial(run, layout=asked.layout), seeds, chunksize=BLOCK))
    report(outcomes)
    return int(any(outcome.verdict == "fault" for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
