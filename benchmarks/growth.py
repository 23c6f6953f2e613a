"""How the time of a derivation grows with the size of what is differentiated.

    python -m benchmarks.growth

A sum of n terms, a product of n factors, a chain of n matrices and a composition of n functions, each twice as long as
the one before, for as long as the limits of the language and of a derivation allow. The exponent k of n^k is that of
the last doubling; the exit code is 1 where one is over MOST.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import log
from time import process_time

import matcalc
from benchmarks import with_matcalc
from matcalc.errors import InputError
from tests.identities.identity import Identity

MOST = 2.3
"""A quadratic with the noise of one run."""

FIRST, LAST = 10, 320
LONGEST_SECONDS = 20.0


@dataclass(frozen=True)
class Family:
    """Expressions of a kind, of any length."""

    name: str
    expression: Callable[[int], str]
    shapes: Callable[[int], str] = lambda _: "x: n"

    def row(self, count: int) -> Identity:
        return Identity(self.name, self.expression(count), "x", "0", self.shapes(count), "growth")


def _matrices(count: int) -> str:
    return ", ".join(["x: n", *(f"A{number}: n×n" for number in range(count))])


FAMILIES = (
    Family("sum of functions", lambda count: " + ".join(f"sum(f{number}(x))" for number in range(count))),
    Family("sum of forms", lambda count: " + ".join(f"x.T @ A{number} @ x" for number in range(count)), _matrices),
    Family("product of functions", lambda count: " * ".join(f"sum(f{number}(x))" for number in range(count))),
    Family(
        "chain of matrices",
        lambda count: "sum(" + "".join(f"A{number} @ " for number in range(count)) + "x)",
        _matrices,
    ),
    Family(
        "composition",
        lambda count: "sum(" + "".join(f"f{number}(" for number in range(count)) + "x" + ")" * count + ")",
    ),
)


def seconds(family: Family, count: int) -> tuple[float, float]:
    """Processor time without the checks, and with them. Raises InputError where a limit is passed."""
    times = []
    problem = with_matcalc.question(family.row(count))
    for run in (with_matcalc.unchecked, matcalc.derive):
        start = process_time()
        run(problem)
        times.append(process_time() - start)
    return times[0], times[1]


def exponent(family: Family) -> float:
    """The larger of the exponents of the last doubling, without the checks and with them."""
    last: tuple[float, float] | None = None
    found, count = 0.0, FIRST
    while count <= LAST:
        try:
            times = seconds(family, count)
        except InputError as refused:
            print(f"{family.name:<22}{count:>6}  refused: {str(refused).splitlines()[0]}")
            break
        if last is not None:
            found = max(log(now / before) / log(2) for now, before in zip(times, last, strict=True))
        print(f"{family.name:<22}{count:>6}{times[0]:>10.3f} s{times[1]:>10.3f} s{found:>8.2f}", flush=True)
        if sum(times) > LONGEST_SECONDS:
            break
        last, count = times, 2 * count
    return found


def main() -> int:
    """Print the table of every family."""
    matcalc.derive("sum(f(x))", wrt="x", shapes={"x": ("n",)})
    print(f"{'':<22}{'n':>6}{'derived':>12}{'checked':>12}{'n^k':>8}")
    over = [family.name for family in FAMILIES if exponent(family) > MOST]
    print(f"worse than quadratic: {', '.join(over) or 'none'}")
    return int(bool(over))


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    sys.exit(main())
