"""How long deriving takes beside SymPy and tensorgrad, on the table of identities and on the library.

What is timed and how answers are judged is said in `benchmarks.judged`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from statistics import median
from typing import Any

from benchmarks import plots
from benchmarks.judged import OURS, TOOLS, Line, line_of, time_in_turn
from benchmarks.library_rows import library_rows
from benchmarks.report import Section, Table, Target, Worst, duration, figure
from matcalc.errors import InputError
from tests.identities.identity import Identity
from tests.identities.tables import ALL

PEERS = ("SymPy", "tensorgrad")
LIMIT = 0.2
MOST_SECONDS = 1.0
MOST_CHECKING = 2.0

IDENTITY_RUNS, IDENTITY_SECONDS = 5, 20
LIBRARY_RUNS, LIBRARY_SECONDS = 3, 1
"""Of the library, a transformer block among them, a peer gets a second for each derivative and each way it has."""


def run() -> Section:
    """Both sets of rows."""
    rows, others = library_rows()
    identities = lines_of(ALL, IDENTITY_SECONDS, IDENTITY_RUNS)
    library = lines_of(rows, LIBRARY_SECONDS, LIBRARY_RUNS)
    said = (
        f"Of the library, {len(library)} derivatives can be put to all tools as an expression with equations before "
        f"it; {len(others)} of its entries can not, having families of arrays, index forms, equations to be solved or "
        "facts about rows, and are derived by matcalc alone. A peer has "
        f"{LIBRARY_SECONDS} s for each derivative there, in each of its ways."
    )
    return section({"identities": identities, "library": library}, said)


def section(sets: dict[str, Sequence[Line]], said: str) -> Section:
    """The tables and targets of sets of rows."""
    targets, pieces = [], [WORDS, said]
    for name, lines in sets.items():
        targets += targets_of(name, lines)
        pieces += [f"**{name.capitalize()}**, {len(lines)} derivatives:", answers(lines), *beside(lines), wrong(lines)]
    everything = [line for lines in sets.values() for line in lines]
    return Section("Deriving", targets, pieces, plots.drawn("deriving", len(PEERS), partial(_draw, everything)))


WORDS = """Processor time of the differentiation of an expression that is built already; *from text* it is read and its
shapes are inferred too. Without *checked*, the checks of matcalc are off. An answer is right if it agrees with a
numerical oracle; one that is left unevaluated counts as none. Size: operators of the result written out, and its
different subexpressions. The clock starts on an empty heap (`gc.collect`, `gc.freeze`); while it derives, matcalc
pauses Python's collector of cycles, of which it makes none."""


def lines_of(rows: Sequence[Identity], seconds: int, runs: int) -> list[Line]:
    """The rows judged and timed; those that are too long to be written out, and so to be judged, are left out."""
    lines = []
    for row in rows:
        with suppress(InputError):
            lines.append(line_of(row, seconds))
    time_in_turn(lines, runs)
    return lines


def targets_of(name: str, lines: Sequence[Line]) -> list[Target]:
    """A fifth of each peer's time on what it gets right; no row over a second; checking no more than deriving."""
    found = []
    for peer in PEERS:
        compared = [line for line in lines if line.columns[peer].right]
        words = f"{name}: matcalc ÷ {peer}, medians over the {len(compared)} rows that {peer} gets right"
        if not compared:
            found.append(Target(words, None, LIMIT))
            continue
        value = _middle(compared, "matcalc") / _middle(compared, peer)
        found.append(Target(words, value, LIMIT, worst=_worst(compared, "matcalc", peer)))
    slowest = max(lines, key=lambda line: line.columns["matcalc, checked"].time)
    time = slowest.columns["matcalc, checked"].time
    found.append(Target(f"{name}: slowest row checked, {slowest.row.name}, seconds", time, MOST_SECONDS))
    ratio = median(line.ratio("matcalc, checked", "matcalc") for line in lines)
    worst = _worst(lines, "matcalc, checked", "matcalc")
    found.append(Target(f"{name}: checked ÷ not checked, median of the rows", ratio, MOST_CHECKING, worst=worst))
    mistaken = sum(not line.columns["matcalc"].right for line in lines)
    found.append(Target(f"{name}: rows that matcalc gets wrong", float(mistaken), 0.0))
    return found


def _worst(lines: Sequence[Line], one: str, other: str) -> Worst:
    """The row where one tool takes most beside another."""
    return max((Worst(line.row.name, line.ratio(one, other)) for line in lines), key=lambda row: row.value)


def answers(lines: Sequence[Line]) -> Table:
    """A line a tool: rows it answers, how many are right, the median and the slowest row."""
    rows = []
    for tool in TOOLS:
        answered = [line for line in lines if line.columns[tool].ask is not None]
        right = sum(line.columns[tool].right for line in answered)
        if not answered:
            rows.append((tool, "0", "0", "—", "—", ""))
            continue
        slowest = max(answered, key=lambda line: line.columns[tool].time)
        times = (duration(_middle(answered, tool)), duration(slowest.columns[tool].time))
        rows.append((tool, str(len(answered)), str(right), *times, slowest.row.name))
    return Table(("", "answered", "right", "median", "slowest", "which"), rows)


def beside(lines: Sequence[Line]) -> list[str | Table]:
    """Each peer and matcalc on the rows that the peer gets right: medians of times, ratios and sizes."""
    rows = []
    for peer in PEERS:
        compared = [line for line in lines if line.columns[peer].right]
        if not compared:
            continue
        ratios = [line.ratio("matcalc", peer) for line in compared]
        for tool in (peer, "matcalc"):
            sizes = [size for line in compared if (size := line.columns[tool].size) is not None]
            rows.append(
                (
                    f"{tool}, on the {len(compared)} rows right in {peer}",
                    duration(_middle(compared, tool)),
                    figure(median(ratios)) if tool == "matcalc" else "",
                    figure(median(size.operators for size in sizes)),
                    figure(median(size.distinct for size in sizes)),
                    figure(max(size.operators for size in sizes)),
                )
            )
    head = ("", "median time", "median of ratios", "operators", "different subexpressions", "most operators")
    return [Table(head, rows)] if rows else []


def wrong(lines: Sequence[Line]) -> str:
    """The rows that each tool answers wrongly."""
    told = []
    for tool in (*PEERS, OURS[0]):
        named = [line.row.name for line in lines if line.columns[tool].ask and not line.columns[tool].right]
        told.append(f"{tool}: {len(named)}" + (f" ({'; '.join(named)})" if named else ""))
    return f"Answered wrongly: {'. '.join(told)}."


def _middle(lines: Sequence[Line], tool: str) -> float:
    return median(line.columns[tool].time for line in lines)


def _draw(lines: Sequence[Line], panels: Sequence[Any]) -> None:
    for axes, peer in zip(panels, PEERS, strict=True):
        compared = [line for line in lines if line.columns[peer].right]
        if compared:
            points = [line.columns[peer].time for line in compared], [line.columns["matcalc"].time for line in compared]
            plots.against(axes, points, LIMIT, f"Beside {peer}", f"{peer}, seconds", "matcalc, seconds")
