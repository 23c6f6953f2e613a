"""What a part of the benchmark has to say: targets, tables and a plot, as Markdown."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TOOLS = ("numpy", "sympy", "jax", "torch", "autograd", "tensorgrad")

HEAD = """# Benchmarks

Written by `python -m benchmarks`, after `pip install -e ".[bench,pdf]"`; `python -m benchmarks deriving` (or `growth`,
`running`, `starting`) runs one part and writes its section anew. Times depend on the machine; the targets are ratios of
times that were measured in turn in one run.
"""


@dataclass(frozen=True)
class Worst:
    """A row and its figure."""

    row: str
    value: float

    def __str__(self) -> str:
        return f"{figure(self.value)}: {self.row}"


@dataclass(frozen=True)
class Target:
    """A figure that has a limit. value: None where what it is measured against is not there.

    worst: the farthest of the rows of which the figure is a median.
    """

    words: str
    value: float | None
    limit: float
    at_least: bool = False
    worst: Worst | None = None

    @property
    def missed(self) -> bool:
        """A figure that was not measured is not missed."""
        if self.value is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Words, figure, limit and verdict."""
        limit = f"{'≥' if self.at_least else '≤'} {self.limit:g}"
        if self.value is None:
            return self.words, "—", limit, "not measured"
        return self.words, figure(self.value), limit, "missed" if self.missed else "met"

    def __str__(self) -> str:
        words, value, limit, verdict = self.cells
        return f"{verdict:<13}{value:>9}  {limit:>7}  {words}"


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first column is words, the others are figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def markdown(self) -> str:
        lines = [self.head, ["---", *["---:"] * (len(self.head) - 1)], *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def targets_table(targets: Sequence[Target]) -> Table:
    """A line a target, with its worst row where some have one."""
    head, rows = ("target", "measured", "limit", ""), [one.cells for one in targets]
    if not any(one.worst for one in targets):
        return Table(head, rows)
    return Table((*head, "worst row"), [(*one.cells, str(one.worst or "")) for one in targets])


@dataclass(frozen=True)
class Section:
    """What a part found. pieces: paragraphs and tables in their order; picture: where its plot is, from the page."""

    title: str
    targets: Sequence[Target]
    pieces: Sequence[str | Table]
    picture: str | None = None

    @property
    def markdown(self) -> str:
        parts = [f"## {self.title}", f"{_today()}, {machine()}."]
        if self.targets:
            parts.append(targets_table(self.targets).markdown)
        parts += [piece if isinstance(piece, str) else piece.markdown for piece in self.pieces]
        if self.picture is not None:
            parts.append(f"![{self.title}]({self.picture})")
        return "\n\n".join(parts) + "\n"


def page(before: str, sections: Iterable[Section], order: Sequence[str]) -> str:
    """The page with these sections; the others stay as they were on the page before. order: of the titles."""
    texts = {match[1]: match[0] for match in re.finditer(r"^## (.+)\n(?:(?!^## ).*\n)*", before, re.MULTILINE)}
    texts |= {section.title: section.markdown for section in sections}
    return "\n".join([HEAD, *(texts[title].rstrip("\n") + "\n" for title in order if title in texts)])


def figure(value: float) -> str:
    """Three digits, in full."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def duration(seconds: float | None) -> str:
    """With the unit that suits it."""
    if seconds is None:
        return "—"
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-6)} µs"


def machine() -> str:
    """Processor, number of cores, versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, Python {platform.python_version()}, {', '.join(_versions())}"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    found = (
        re.search(r"^model name\s*:\s*(.+)$", information.read_text(), re.MULTILINE) if information.exists() else None
    )
    return found[1].strip() if found else platform.processor() or platform.machine()


def _versions() -> list[str]:
    found = []
    for tool in TOOLS:
        try:
            found.append(f"{tool} {version(tool)}")
        except PackageNotFoundError:
            found.append(f"no {tool}")
    return found
