"""Random claims: right ones, also written otherwise, and wrong ones made of them; none may get the other verdict.

    python -m benchmarks.random_claims --count 5000 --seed 0

Of every random expression its derivative is claimed as it is derived, twice more in forms of equal value, and twice
with a mistake in it. That a mistake is one is found by NumPy at the points of tests/identities, not by our checker. The
exit code is 1 where anything right is called wrong, or anything wrong right. Every expression has a number of its own,
seed + its place.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

import matcalc
from benchmarks.random_expressions import TooLongError, at_most, case
from matcalc.errors import InputError, ShapeError
from matcalc.forms.matrix_form import Node
from matcalc.judging.claimed import check_claim
from matcalc.judging.slips import Slip, slips
from matcalc.judging.written import ClashError, Written, shape_of, stand_in
from matcalc.notation.text_out import input_text
from tests.identities.comparison import claimed, point_of
from tests.identities.derived import result_text
from tests.identities.identity import Identity
from tests.identities.index_text import is_index_text

SECONDS = 20
PROCESSES = 2
BLOCK = 10
POINTS = 3
MISTAKES = 2

ONE_OF = 10
"""So many expressions have their wrong claims diagnosed: most of the time goes into repairs."""

A_CASE = 5
"""Claims of one expression."""

DIFFERENT = 1e-6
"""Relative to the largest entry: two sides that are so far apart at a point differ."""

DUST = 1e-12
"""Two sides with no entry above this are 0 but for rounding, which does not tell them apart."""


@dataclass(frozen=True)
class Outcome:
    """What became of one claim. made: right, otherwise or wrong; mended: whether a repair was named, of a wrong one."""

    seed: int
    made: str
    claim: str
    verdict: str
    seconds: float
    mended: bool = False
    slip: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether the verdict is the opposite of what the claim is."""
        if self.verdict == "fault":
            return True
        wrong = {"wrong"} if self.made != "wrong" else {"right", "unfinished"}
        return self.verdict in wrong


def outcomes(seed: int) -> list[Outcome]:
    """All claims of one expression; none where its derivative is no matrix or is refused."""
    row = case(seed)
    if row.order != 1:
        return []
    try:
        with at_most(SECONDS):
            text = result_text(row)
            if is_index_text(text):
                return []
            node = matcalc.derive(row.expression, wrt=row.wrt, shapes=dict(row.axes)).result.read(text)
    except (InputError, TooLongError):
        return []
    assert isinstance(node, Node)
    chance = random.Random(seed)  # noqa: S311 — test data
    found = [_judged(seed, row, "right", text)]
    found += [_judged(seed, row, "otherwise", other) for other in _otherwise(text, node, chance)]
    for slip, other in _mistakes(row, text, node, chance):
        found.append(_judged(seed, row, "wrong", other, slip))
    return found


def _judged(seed: int, row: Identity, made: str, right_side: str, slip: str = "") -> Outcome:
    claim = f"d/d{row.wrt} ({row.expression}) = {right_side}"
    start = time.perf_counter()
    mended = False
    try:
        with at_most(SECONDS):
            is_diagnosed = made == "wrong" and seed % ONE_OF == 0
            found = check_claim(claim, shapes=dict(row.axes), assume=list(row.assume), is_diagnosed=is_diagnosed)
        verdict, mended = found.kind.value, found.repair is not None
    except TooLongError:
        verdict = "timed out"
    except InputError:
        verdict = "refused"
    except Exception as error:
        verdict, claim = "fault", f"{claim}: {type(error).__name__}: {error}"
    return Outcome(seed, made, claim, verdict, time.perf_counter() - start, mended, slip)


def _otherwise(text: str, node: Node, chance: random.Random) -> list[str]:
    """Two other ways to write the same value."""
    ways = [
        f"1/2 * (({text}) + ({text}))",
        f"({text}).T.T",
        f"-(-({text}))",
        f"3 * ({text}) - 2 * ({text})",
        f"(({text}).T * 2).T / 2",
        f"({text}) * 1.0",
    ]
    if node.shape.rows == node.shape.cols and not node.shape.is_scalar:
        ways.append(f"eye({node.shape.rows}) @ ({text})")
    return chance.sample(ways, 2)


def _mistakes(row: Identity, text: str, node: Node, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Mistakes in the derivative that NumPy sees, or that do not fit."""
    made = [one for one in slips(Written.of(node)) if one.slip not in (Slip.SUM_ADDED,)]
    chance.shuffle(made)
    count = 0
    for one in made:
        try:
            shape = shape_of(one.whole)
            other = input_text(one.whole.node)
            is_wrong = shape not in (node.shape, node.shape.transposed()) or _differ(row, text, other)
        except (ClashError, ShapeError):
            stand = stand_in(one.whole)
            if stand is None:
                continue
            other = input_text(stand)  # which may have a value where a column and a row stretch
            is_wrong = _differ(row, text, other)
        if is_wrong:
            yield one.slip.name.lower(), other
            count += 1
            if count == MISTAKES:
                return


def _differ(row: Identity, text: str, other: str) -> bool:
    """Whether two texts differ plainly at most points, also where one of them is transposed."""
    apart = 0
    for seed in range(1, POINTS + 1):
        try:
            point = point_of(replace(row, result=text), seed)
            left = np.real(np.asarray(claimed(text, row, point)))
        except Exception:
            return False
        try:
            right = np.real(np.asarray(claimed(other, row, point)))
        except ValueError:  # shapes that do not fit
            return True
        except Exception:
            return False
        size = max(float(np.abs(left).max(initial=0)), float(np.abs(right).max(initial=0)))
        if not np.isfinite(size) or size <= DUST:
            return False
        sides = [right] + ([right.T] if right.ndim == 2 else [])
        near = [side for side in sides if side.shape == left.shape and np.abs(left - side).max() <= DIFFERENT * size]
        apart += not near
    return apart == POINTS


def report(found: list[Outcome], seconds: float) -> None:
    """The table, and every failure with its seed."""
    for made in ("right", "otherwise", "wrong"):
        alike = [one for one in found if one.made == made]
        counts = Counter(one.verdict for one in alike)
        said = ", ".join(f"{verdict} {count}" for verdict, count in sorted(counts.items()))
        print(f"{made:<10}{len(alike):>6} claims: {said}")
    wrong = [one for one in found if one.made == "wrong" and one.verdict == "wrong" and one.seed % ONE_OF == 0]
    mended = sum(one.mended for one in wrong)
    print(f"repairs named: {mended} of {len(wrong)} that were diagnosed ({100 * mended / max(len(wrong), 1):.1f} %)")
    unmended = Counter(one.slip for one in wrong if not one.mended)
    print("without a repair: " + ", ".join(f"{slip} {count}" for slip, count in unmended.most_common()))
    times = sorted(one.seconds for one in found)
    print(f"median {times[len(times) // 2]:.3f} s, slowest {times[-1]:.2f} s, all {seconds:.0f} s")
    for one in found:
        if one.is_failure or one.verdict == "timed out":
            print(f"\n{one.made} called {one.verdict}, seed {one.seed} {one.slip}:\n    {one.claim[:600]}")


def main() -> int:
    """Judge so many claims on two processes and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5_000, help="claims; a few more, to the end of an expression")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    start, found, next_seed = time.perf_counter(), list[Outcome](), asked.seed
    with ProcessPoolExecutor(PROCESSES) as pool, suppress(KeyboardInterrupt):  # what was judged until then is reported
        while len(found) < asked.count:
            cases = max((asked.count - len(found)) // A_CASE, BLOCK)
            for each in pool.map(outcomes, range(next_seed, next_seed + cases), chunksize=BLOCK):
                found += each
            next_seed += cases
    report(found, time.perf_counter() - start)
    return int(any(one.is_failure for one in found))


if __name__ == "__main__":
    sys.exit(main())
