"""Time whole commands and derivations, each against `python -c "import sympy"` measured between them.

Machines are noisy, so no figure stands alone: every command is run in turn with the import, and the medians of the
times and of the ratios are printed. Whether a target is met is printed too, and is the exit code.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter

IMPORT = (sys.executable, "-c", "import sympy")


@dataclass(frozen=True)
class Case:
    """A command and the seconds that it must stay under."""

    name: str
    command: tuple[str, ...]
    target: float
    runs: int


def network(depth: int) -> tuple[str, ...]:
    """A command that derives and checks all gradients of a network of `depth` layers."""
    return (sys.executable, "-c", f"import matcalc; matcalc.derive(matcalc.network({depth}))")


def unchecked(depth: int) -> tuple[str, ...]:
    """The same without the checking, from problem to gradients."""
    code = (
        "from matcalc.engine.route import differentiate; from matcalc.problems.network import network; "
        f"p = network({depth}); differentiate(p.program, [asked.request for asked in p.requests])"
    )
    return (sys.executable, "-c", code)


CASES = (
    Case("matcalc --help", (sys.executable, "-m", "matcalc", "--help"), 0.1, 9),
    Case("matcalc derive dense-layer", (sys.executable, "-m", "matcalc", "derive", "dense-layer"), 1.0, 9),
    Case("50-layer network, all gradients, checked", network(50), 5.0, 3),
    Case("100-layer network, all gradients, checked", network(100), 5.0, 3),
    Case("200-layer network, all gradients, checked", network(200), 5.0, 3),
    Case("200-layer network, all gradients, not checked", unchecked(200), 5.0, 3),
    Case("1000-layer network, all gradients, not checked", unchecked(1000), 15.0, 1),
)


def seconds(command: tuple[str, ...]) -> float:
    """The wall time of one run of a command, which must succeed."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 — our own commands
    return perf_counter() - start


def main() -> int:
    """Run every case and print the table."""
    print(f"{'':<50}{'seconds':>9}{'target':>9}{'÷ import sympy':>17}")
    failed = 0
    for case in CASES:
        seconds(case.command)
        pairs = [(seconds(case.command), seconds(IMPORT)) for _ in range(case.runs)]
        time = median(own for own, _ in pairs)
        ratio = median(own / other for own, other in pairs)
        met = time <= case.target
        failed += not met
        print(f"{case.name:<50}{time:>9.3f}{case.target:>9.1f}{ratio:>17.2f}{'' if met else '   missed'}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
