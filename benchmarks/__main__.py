"""Time whole commands and derivations, each against `python -c "import sympy"` measured between them.

Machines are noisy, so no figure stands alone: every command is run in turn with the import, and the medians of the
times and of the ratios are printed. Whether a target is met is printed too, and is the exit code.

The first run of a command is not counted: it leaves the bytecode that later runs find, as runs of SymPy find theirs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

IMPORT = (sys.executable, "-c", "import sympy")

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Where that is set, every run would compile all of matcalc's sources, and none of SymPy's."""


@dataclass(frozen=True)
class Case:
    """A command and how many times as long as the import of SymPy it may take.

    The limits stand for 0.1 s for --help, 1 s for the dense layer, 1.5 s for its PDF, 60 s for a class set and 5 s for
    200 layers where the import takes 0.4 s.
    """

    name: str
    command: tuple[str, ...]
    limit: float
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


def matcalc(*arguments: str) -> tuple[str, ...]:
    """The command with arguments, as a user types it."""
    return (sys.executable, "-m", "matcalc", *arguments)


CLASS_SET = ("dense-layer", "attention", "--level", "3", "--variants", "30", "--seed", "7", "--key", "-o", "sheet.pdf")

CASES = (
    Case("matcalc --help", matcalc("--help"), 0.25, 9),
    Case("matcalc derive dense-layer", matcalc("derive", "dense-layer"), 2.5, 9),
    Case("matcalc derive dense-layer -o dense.pdf", matcalc("derive", "dense-layer", "-o", "dense.pdf"), 3.75, 9),
    Case("30 variants of two exercises, with keys, PDF", matcalc("worksheet", *CLASS_SET), 150.0, 1),
    Case("50-layer network, all gradients, checked", network(50), 12.5, 3),
    Case("100-layer network, all gradients, checked", network(100), 12.5, 3),
    Case("200-layer network, all gradients, checked", network(200), 12.5, 3),
    Case("200-layer network, all gradients, not checked", unchecked(200), 12.5, 3),
    Case("1000-layer network, all gradients, not checked", unchecked(1000), 40.0, 1),
)


def seconds(command: tuple[str, ...]) -> float:
    """The wall time of one run of a command, which must succeed; its files are thrown away."""
    with TemporaryDirectory() as folder:
        start = perf_counter()
        subprocess.run(  # noqa: S603 — our own commands
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd=folder
        )
        return perf_counter() - start


def main() -> int:
    """Run every case and print the table."""
    print(f"{'':<50}{'seconds':>9}{'÷ import sympy':>17}{'limit':>9}")
    failed = 0
    for case in CASES:
        seconds(case.command)
        pairs = [(seconds(case.command), seconds(IMPORT)) for _ in range(case.runs)]
        time = median(own for own, _ in pairs)
        ratio = median(own / other for own, other in pairs)
        met = ratio <= case.limit
        failed += not met
        print(f"{case.name:<50}{time:>9.3f}{ratio:>17.2f}{case.limit:>9.2f}{'' if met else '   missed'}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
