"""The numbers that a page evaluates answers at: arrays and lengths at points of two sizes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, sin

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import Array, RoundingError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic, waves
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.drawn import DRAWS
from matcalc.checking.enough import MOST_AT_KINKS, kinks_in, parts_of
from matcalc.checking.points import POINTS, Points
from matcalc.checking.seeds import USUAL_SEED, WIDE_SEEDS, seeded
from matcalc.checking.signs import WAYS
from matcalc.checking.sizes import Choice
from matcalc.documents.checks import Data
from matcalc.documents.glyphs import functions_of
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InvariantError, ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Facts
from matcalc.forms.functions import KINKS, KNOWN
from matcalc.forms.index_form import IndexSum, free_indices
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.printer import Printer
from matcalc.notation.text_out import input_text

SEEDS_AT_KINKS = 4

DIGITS = 11
"""Of a number in a page: fewer than float64 has, as the last ones depend on the machine."""

DRAWS_BETWEEN = 2 * WAYS
"""Two scales on: near 0 a hinge is always on one side."""

MOST_SEEDS = 40
"""Of sizes that are tried until all lengths are other ones than at the first point."""


class NoPointsError(Exception):
    """Raised where a program has no values at points, or is one for every label."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One of the points that were drawn together, and what they were drawn by."""

    seed: int
    at: Derivatives[Array]
    number: int = 0

    def size(self, length: Dimension) -> int:
        return self.at.points.sizes.of(length)


class PagePoints:
    """A program at points of two sizes, drawn by lot and always the same: one each, more where a function has a kink.

    values: what should have values there; XᵀX has an inverse only where X has enough rows. Raises NoPointsError.
    """

    def __init__(
        self, differentiation: Differentiation, original: Program, facts: Facts, values: Sequence[Expression] = ()
    ) -> None:
        self.program = differentiation.program
        self.original = original
        if original.labels:
            raise NoPointsError
        self._applied = sorted(functions_of(self.program, original))
        self._functions = tuple(name for name in self._applied if name not in KNOWN)
        found = list(self._two(facts, values)) or list(self._two(facts, ()))
        if not found:
            raise NoPointsError
        if self._has_kinks:
            found = [replace(place, number=number) for place in found for number in range(POINTS)]
        self._places = tuple(found)

    def value(self, expression: Expression) -> tuple[Array, ...]:
        """The values of an expression at the points: with two axes of an array, with one for each index of an entry.

        Raises InvariantError or UndefinedError where there is none.
        """
        return tuple(self._value_at(place, expression) for place in self._places)

    def sizes(self, length: Dimension) -> list[int]:
        """A length at the points."""
        return [place.size(length) for place in self._places]

    def data(self, printer: Printer, asked: Collection[str]) -> dict[str, object]:
        """Arrays, gradients, lengths and functions by their names, as typed and as printed; and the equations.

        asked: the arrays at which gradients are asked for.
        """
        named = list(self._named())
        numbers = [[self._value_at(place, node) for _, node in named] for place in self._places]
        lengths = list(self._lengths())
        return {
            "points": [
                {
                    "sizes": dict(place.at.points.sizes.chosen),
                    "functions": {name: waves(place.seed, name) for name in self._functions},
                    "numbers": packed(np.concatenate([array.ravel() for array in arrays])),
                }
                for place, arrays in zip(self._places, numbers, strict=True)
            ],
            "arrays": [
                [name, [a.shape[0] for a in at], [a.shape[1] for a in at], *_printed(name, node, printer)]
                for (name, node), at in zip(named, zip(*numbers, strict=True), strict=True)
            ],
            "lengths": [[printer.dimension(length), self.sizes(length)] for length in lengths],
            "definitions": list(self._definitions()),
            "output": self.original.output.name if self.original.output.shape.is_scalar else "",
            "withheld": {of.name: self._withheld(of) for of in self.program.symbols if of.name in asked},
        }

    def _two(self, facts: Facts, values: Sequence[Expression]) -> Iterator[_Place]:
        """A point of the usual sizes and one of others; all lengths are other ones where that can be. Or none.

        Next to a kink two formulas can agree, so of a program that has one there are more points.
        """
        found: list[_Place] = []
        most = SEEDS_AT_KINKS if self._has_kinks else 0
        alike: dict[int, int] = {}
        choice = Choice(self.program, self.original)
        for seed in range(USUAL_SEED, USUAL_SEED + MOST_SEEDS):
            if found:
                alike[seed] = choice.sizes(seed).shared_with(found[0].at.points.sizes)
                if len(found) > 1 and alike[seed] >= alike[found[-1].seed] and not most:
                    continue
            first = len(found) * DRAWS_BETWEEN if most else 0
            place = _drawn(self.program, choice, facts, seed, first)
            if place is not None and all(self._has_value(place, each) for each in values):
                found.append(place)
                if len(found) >= most and alike.get(seed) == 0:
                    break
        if most and found:
            self._add_at_kinks(found, choice, facts, values)
        if len(found) > 1:
            yield from found if most else (found[0], found[-1])

    def _add_at_kinks(self, found: list[_Place], choice: Choice, facts: Facts, values: Sequence[Expression]) -> None:
        """Points with larger numbers, until each kink of the program was met from both sides, as far as may be."""
        one_sided = set(kinks_in(parts_of(self.program)))
        for seed in range(WIDE_SEEDS, WIDE_SEEDS + MOST_AT_KINKS):
            one_sided = {inside for inside in one_sided if len(self._sides(found, inside)) < 2}
            if not one_sided:
                return
            place = _drawn(self.program, choice, facts, seed, 0)
            if place is None or not all(self._has_value(place, each) for each in values):
                continue
            if any(self._sides((place,), inside) - self._sides(found, inside) for inside in one_sided):
                found.append(place)

    def _sides(self, places: Iterable[_Place], inside: Node) -> set[bool]:
        """Whether something is above 0, at any of these points and in any entry."""
        each = [replace(place, number=number) for place in places for number in range(POINTS)]
        return {bool(above) for place in each for above in np.ravel(self._value_at(place, inside) > 0)}

    @property
    def _has_kinks(self) -> bool:
        return any(name in KINKS for name in self._applied)

    def _has_value(self, place: _Place, expression: Expression) -> bool:
        try:
            self._value_at(place, expression)
        except UndefinedError:
            return False
        except InvariantError:
            return True  # of another program
        return True

    def _value_at(self, place: _Place, expression: Expression) -> Array:
        with np.errstate(all="ignore"):
            if isinstance(expression, IndexSum):
                free = free_indices(expression)
                value = place.at.evaluation.index_sum(expression, free)
                lengths = tuple(place.size(index.range) for index in free)
            else:
                value = place.at.evaluation.node(expression)
                lengths = place.size(expression.shape.rows), place.size(expression.shape.cols)
        place.at.points.require_finite(value)
        whole: Array = np.broadcast_to(value.real, (POINTS, value.shape[1], *lengths))[place.number, 0]
        return whole

    def _named(self) -> Iterator[tuple[str, Node]]:
        output = self.program.output
        for symbol in self.program.symbols:
            yield symbol.name, symbol
        prefix = GRADIENT_PREFIX if output.shape.is_scalar else JACOBIAN_PREFIX
        for symbol in self.program.symbols:
            try:
                gradient = Cotangent(symbol, output.shape)
                self.value(gradient)
            except (ShapeError, InvariantError, UndefinedError):
                continue
            yield f"{prefix}{symbol.name}", gradient

    def _lengths(self) -> Iterator[Dimension]:
        shapes = [symbol.shape for symbol in self.program.symbols]
        yield from dict.fromkeys(length for shape in shapes for length in (shape.rows, shape.cols) if not length.is_one)

    def _definitions(self) -> Iterator[list[object]]:
        """The equations, which derivatives of what they define follow."""
        for definition in self.program.definitions:
            body = definition.body
            try:
                if isinstance(body, IndexDefinition):
                    yield [definition.symbol.name, input_text(body.body), [place.name for place in body.places]]
                elif isinstance(body, Node):
                    yield [definition.symbol.name, input_text(body), None]
            except InvariantError:
                continue

    def _withheld(self, of: Symbol) -> list[str]:
        """The gradients that an answer to the one at `of` may not speak of: its own, and those not on the way to it."""
        program = self.program
        allowed = {*program.given, *program.reached_from(of)}
        return [f"{GRADIENT_PREFIX}{each.name}" for each in program.symbols if each not in allowed]


def _drawn(program: Program, choice: Choice, facts: Facts, seed: int, first: int) -> _Place | None:
    """A point of the sizes that the seed gives; None where the program has no value at any. first: of the draws."""
    sizes = choice.sizes(seed)
    for draw in range(first, first + DRAWS):
        random = seeded(seed, "page", draw)
        try:
            with np.errstate(all="ignore"):
                points = Points(FloatArithmetic(seed), program, sizes, random, draw, facts=facts)
                return _Place(seed, Derivatives(points))
        except (UndefinedError, RoundingError):
            continue
    return None


def digest(value: Array) -> list[float]:
    """Two weighted sums of the entries, and the largest: enough to tell a value from any other, and no key."""
    entries = [float(entry) for entry in value.ravel()]
    sums = (
        sum(sin(k) * entry for k, entry in enumerate(entries, 1)),
        sum(cos(2.3 * k) * entry for k, entry in enumerate(entries, 1)),
        max(map(abs, entries), default=0.0),
    )
    return [float(f"{each:.{DIGITS}g}") for each in sums]


def packed(numbers: Array) -> str:
    """Numbers as a page holds them: float64, little endian, in base64."""
    rounded = np.array([float(f"{each:.{DIGITS}g}") for each in numbers.ravel()], dtype="<f8")
    return b64encode(rounded.tobytes()).decode("ascii")


def _printed(name: str, node: Node, printer: Printer) -> list[str]:
    """How a name is printed, where that is not how it is typed."""
    printed = printer.printed(node)[0]
    return [] if printed == name else [printed]


NO_POINT: Data = {"sizes": {}, "functions": {}, "numbers": ""}
NO_DATA: Data = {"points": [NO_POINT], "arrays": [], "lengths": [], "definitions": []}
"""Of answers that are numbers themselves."""
