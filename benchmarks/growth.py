"""How time, memory and the size of the result grow with the size of what is differentiated, and where peers stand.

The exponent k of n^k is fitted to the larger lengths, those from an eighth of the longest on.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from statistics import linear_regression, median
from typing import Any

import matcalc
from benchmarks import growth_peers, plots, with_matcalc
from benchmarks.families import FAMILIES, FIRST_LAYER, LAYERS, Family
from benchmarks.growth_peers import Peer
from benchmarks.processor import timed
from benchmarks.report import Section, Table, Target, duration, figure
from benchmarks.starting import IMPORT, python, seconds
from matcalc.api.derivation import Derivation
from matcalc.engine.limits import MOST_STEPS, Limits
from matcalc.errors import InputError
from tests.identities.operators import operators

EXPONENT_LIMIT = 1.1
LINEAR = 1.2
"""An exponent up to that is called linear: the noise of one run."""

LONGEST_CHECKED = 128
DEEP = 1000
RUNS, MOST_IMPORTS = 3, 10.0
PEER_LAYERS, LEAST_FACTOR = 32, 100.0


@dataclass(frozen=True)
class Measured:
    """One length: processor seconds without the checks and with them (None where it is long), bytes, operators."""

    length: int
    derived: float
    checked: float | None
    memory: int
    operators: int


@dataclass(frozen=True)
class Grown:
    """A family at all its lengths, and why longer ones were refused."""

    family: Family
    measured: Sequence[Measured]
    refused: str | None = None

    def exponent(self, of: Callable[[Measured], float | None]) -> float | None:
        """Of the larger lengths; None where there are not three."""
        longest = self.measured[-1].length if self.measured else 0
        points = [(one.length, value) for one in self.measured if 8 * one.length >= longest and (value := of(one))]
        if len(points) < 3:
            return None
        return linear_regression([log(length) for length, _ in points], [log(value) for _, value in points]).slope


def run(families: Sequence[Family] = FAMILIES, deep: int = DEEP, peer_layers: int = PEER_LAYERS) -> Section:
    """Every family, the deep network as a command, and the peers."""
    matcalc.derive("sum(tanh(f(x)))", wrt="x", shapes={"x": ("n",)})
    grown = [measured(family) for family in families]
    imports, with_checks = (
        median(seconds(python(command)) / seconds(IMPORT) for _ in range(RUNS))
        for command in (_deep(deep), _checked_deep(deep))
    )
    peers = growth_peers.beside(peer_layers)
    pieces = [
        WORDS,
        growth_table(grown),
        lengths_table(grown),
        f"A Python that derives {deep} layers with all gradients and ends, without the checks, takes {figure(imports)} "
        f"times as long as one that imports SymPy; with the checks and a higher limit of steps, {figure(with_checks)}.",
        growth_peers.WORDS,
        growth_peers.table(peers),
    ]
    targets = [
        *targets_of(grown),
        Target(f"{deep} layers, all gradients, without checks, ÷ import sympy", imports, MOST_IMPORTS),
    ]
    words = f"{peers[-1].layers} layers, tensorgrad's simplify ÷ matcalc"
    targets.append(Target(words, growth_peers.factor(peers), LEAST_FACTOR, at_least=True))
    return Section("Growth", targets, pieces, plots.drawn("growth", 3, partial(_draw, grown, peers)))


WORDS = """Processor time without the checks and with them; the peak of what Python holds, by `tracemalloc` in a run of
its own; operators of all results, in the names that the page gives, and of what these stand for. An exponent of the
time up to 1.2 is called linear."""


def measured(family: Family) -> Grown:
    """Every length in turn, for as long as none is refused."""
    found: list[Measured] = []
    for length in family.lengths:
        try:
            found.append(_one(family, length))
        except InputError as refused:
            return Grown(family, found, str(refused).splitlines()[0])
    return Grown(family, found)


def _one(family: Family, length: int) -> Measured:
    problem = family.of(length)
    unchecked = partial(with_matcalc.unchecked, limits=Limits(steps=family.steps))
    derived, derivation = timed(unchecked, problem)
    checked = timed(matcalc.derive, problem)[0] if length <= LONGEST_CHECKED else None
    tracemalloc.start()
    unchecked(problem)
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Measured(length, derived, checked, memory, _operators(derivation))


def _operators(derivation: Derivation) -> int:
    """Of the results, and of what the names in them stand for."""
    texts = [*derivation.definitions.values(), *(result.text for result in derivation.results.values())]
    return sum(map(operators, texts))


def targets_of(grown: Sequence[Grown]) -> list[Target]:
    """The exponents in the number of layers."""
    return [
        Target(f"{one.family.name}: exponent of the time", one.exponent(lambda at: at.derived), EXPONENT_LIMIT)
        for one in grown
        if one.family.name in (LAYERS, FIRST_LAYER)
    ]


def growth_table(grown: Sequence[Grown]) -> Table:
    """A line a family: the longest, and the exponents."""
    rows = []
    for one in grown:
        longest = one.measured[-1]
        exponents = [
            one.exponent(of) for of in (_derived, _checked, lambda at: float(at.memory), lambda at: float(at.operators))
        ]
        verdict = "linear" if exponents[0] is not None and exponents[0] <= LINEAR else "not linear"
        verdict += f": {one.family.beyond}" if one.family.beyond else ""
        why = f"; with --max-steps {one.family.steps}" if one.family.steps > MOST_STEPS else ""
        why += f"; longer: {one.refused}" if one.refused else ""
        rows.append((one.family.name, str(longest.length), *map(_exponent, exponents), verdict + why))
    return Table(("", "longest", "time", "time, checked", "memory", "size of result", ""), rows)


def lengths_table(grown: Sequence[Grown]) -> Table:
    """What the exponents are fitted to."""
    rows = [
        (
            one.family.name,
            str(at.length),
            duration(at.derived),
            duration(at.checked),
            f"{figure(at.memory / 1e6)} MB",
            str(at.operators),
        )
        for one in grown
        for at in one.measured
    ]
    return Table(("", "length", "time", "time, checked", "memory", "operators"), rows)


def _deep(depth: int) -> str:
    return (
        "from matcalc.engine.route import differentiate; from matcalc.problems.network import network; "
        f"p = network({depth}); differentiate(p.program, [asked.request for asked in p.requests])"
    )


def _checked_deep(depth: int) -> str:
    return (
        "import matcalc; from matcalc.problems.network import network; "
        f"matcalc.derive(network({depth}), limits=matcalc.Limits(steps=100 * {depth} + 1000))"
    )


def _derived(at: Measured) -> float:
    return at.derived


def _checked(at: Measured) -> float | None:
    return at.checked


def _exponent(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _draw(grown: Sequence[Grown], peers: Sequence[Peer], panels: Sequence[Any]) -> None:
    time, memory, beside_peers = panels
    for axes, of, title, words in (
        (time, _derived, "Time", "seconds, not checked"),
        (memory, lambda at: at.memory / 1e6, "Peak memory", "MB"),
    ):
        series = {
            one.family.name: ([at.length for at in one.measured], [of(at) for at in one.measured]) for one in grown
        }
        plots.curves(axes, series, title, "length", words)
    ways = {"matcalc": [one.matcalc for one in peers], "tensorgrad's simplify": [one.simplify for one in peers]}
    ways |= {"tensorgrad's compiler": [one.compiler for one in peers], "SymPy": [one.sympy for one in peers]}
    answered = {
        tool: [(one.layers, value) for one, value in zip(peers, values, strict=True) if isinstance(value, float)]
        for tool, values in ways.items()
    }
    series = {tool: tuple(zip(*points, strict=True)) for tool, points in answered.items() if points}
    plots.curves(beside_peers, series, "A network by its first weights, beside peers", "layers", "seconds")
