"""How long whole commands take, each run in turn with `python -c "import sympy"`.

The first run of a command is not counted: it leaves the bytecode that later runs find, as runs of SymPy find theirs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.report import Section, Table, Target, duration, figure

IMPORT = (sys.executable, "-c", "import sympy")

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Where that is set, every run would compile all of matcalc's sources, and none of SymPy's."""


@dataclass(frozen=True)
class Case:
    """A command. limit: how many times as long as the import of SymPy it may take; seconds: how long, where that is
    promised."""

    name: str
    command: tuple[str, ...]
    runs: int
    limit: float | None = None
    seconds: float | None = None


def matcalc(*arguments: str) -> tuple[str, ...]:
    """The command with arguments, as a user types it."""
    return (sys.executable, "-m", "matcalc", *arguments)


def python(code: str) -> tuple[str, ...]:
    """A program of one line."""
    return (sys.executable, "-c", code)


FIRST_RESULT = 'import matcalc; print(matcalc.derive("sum((X @ w - y)**2)", wrt="w", shapes="X: m×n, y: m").result)'
CLASS_SET = ("dense-layer", "attention", "--level", "3", "--variants", "30", "--seed", "7", "--key", "-o", "sheet.pdf")

CASES = (
    Case("matcalc --help", matcalc("--help"), 9, seconds=0.1),
    Case("matcalc derive dense-layer", matcalc("derive", "dense-layer"), 9, limit=1.6),
    Case("a first result in Python", python(FIRST_RESULT), 9, limit=1.6),
    Case("matcalc derive dense-layer -o dense.pdf", matcalc("derive", "dense-layer", "-o", "dense.pdf"), 9, limit=1.6),
    Case("30 variants of two exercises, with keys, as PDF", matcalc("worksheet", *CLASS_SET), 1, limit=150.0),
)


def run(cases: Sequence[Case] = CASES) -> Section:
    """Every case in turn with the import."""
    rows, targets = [], []
    for case in cases:
        seconds(case.command)
        pairs = [(seconds(case.command), seconds(IMPORT)) for _ in range(case.runs)]
        time = median(own for own, _ in pairs)
        ratio = median(own / other for own, other in pairs)
        rows.append((f"`{case.name}`" if case.name.startswith("matcalc") else case.name, duration(time), figure(ratio)))
        if case.limit is not None:
            targets.append(Target(f"{case.name}, ÷ import sympy", ratio, case.limit))
        if case.seconds is not None:
            targets.append(Target(f"{case.name}, seconds", time, case.seconds))
    return Section("Starting", targets, [_words(), Table(("command", "time", "÷ `import sympy`"), rows)])


def seconds(command: tuple[str, ...]) -> float:
    """The wall time of one run of a command, which must succeed; its files are thrown away."""
    with TemporaryDirectory() as folder:
        start = perf_counter()
        subprocess.run(  # noqa: S603 — our own commands
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd=folder
        )
        return perf_counter() - start


def _words() -> str:
    return 'Medians of runs in turn with `python -c "import sympy"`; deriving has its checks on.'
