"""The sides of a program at random points, in each arithmetic, made where they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import Arithmetic, Array, NotRationalError, RoundingError, UndefinedError
from matcalc.checking.compare import difference, error_beside
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.domain import without_value
from matcalc.checking.exact import ExactArithmetic
from matcalc.checking.points import Points
from matcalc.checking.seeds import seeded
from matcalc.checking.sides import Comparison, Sides
from matcalc.checking.sizes import Sizes
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, Partial
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Apply, Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.traversal import walk

DRAWS = 60
"""Of points before a program counts as having no value anywhere."""

FEW_DRAWS = 3
"""The same where residues are drawn: they have no signs or domains, and one divides by 0 by chance next to never. And
of points that have a value in float64 and none in many digits.
"""

Report = Callable[[Expression, Expression, tuple[Index, ...], str, str], str]
"""The text of an error: both sides, their free indices, what was found, and what does not hold."""


PLAINLY = 1e-3
"""An error, relative to the largest term, that no rounding makes."""


class NoValueError(InputError):
    """The program, or its derivative, has no finite value at any of the points that were tried."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where points are: the same ones for every arithmetic of one kind. declared: where the facts hold."""

    draw: int
    declared: bool


class Drawn:
    """Compares expressions where a program has values: exactly where they are rational, in float64, in many digits.

    held: inputs at which no gradient is derived. varied: the arrays that move by themselves where differentials are
    compared.
    """

    def __init__(
        self,
        program: Program,
        original: Program,
        sizes: Sizes,
        seed: int,
        restart: int,
        facts: Facts,
        held: Collection[Symbol],
        report: Report,
        varied: Collection[Symbol] = (),
    ) -> None:
        self.program = program
        self.original = original
        self.sizes = sizes
        self.seed = seed
        self.restart = restart
        self.facts = facts
        self.held = held
        self.report = report
        self.varied = varied
        self._float = FloatArithmetic(seed)
        self._uses_known = any(_uses_known(_nodes_of_body(program)))
        self._exact_sides: dict[bool, Sides[Any] | None] = {}
        self._float_sides: dict[bool, tuple[Sides[Any], Place]] = {}
        self._sides_in_digits: dict[Place, Sides[Any]] = {}
        self._float_points: dict[Place, Points[Any]] = {}
        if self._uses_known and (missing := without_value(self._declared_points, DRAWS)) is not None:
            raise _no_value(DRAWS, facts, self._equation_of(*missing.args))
        self._exact(declared=False)

    def compare(
        self, before: Expression, after: Expression, free: tuple[Index, ...], *, declared: bool
    ) -> tuple[bool, Comparison]:
        """Whether the two sides were compared exactly, and what was found. declared: at points where the facts hold."""
        declared = declared and self.facts != NONE
        comparison: Comparison | None = None
        if (exact := self._exact(declared=declared)) is not None:
            try:
                comparison = exact.compare(before, after, free)
                if comparison.difference is None:
                    return True, comparison
            except NotRationalError:
                comparison = None
        if comparison is None or self._uses_known or any(_uses_known(_nodes(before, after))):
            comparison = self._compared_in_float(before, after, free, declared=declared)
        return False, comparison

    def differ_plainly(self, before: Expression, after: Expression, free: tuple[Index, ...], *, declared: bool) -> bool:
        """Whether float64 alone shows that two sides differ, by more than rounding; quick, as many digits are not.

        False says nothing. Raises UndefinedError where a side has no finite value.
        """
        sides, _ = self._in_float(declared=declared and self.facts != NONE)
        try:
            comparison = sides.compare(before, after, free)
        except RoundingError:
            return False
        return comparison.difference is not None and comparison.error > PLAINLY

    def in_float(self, array: Node) -> Array:
        """The value of an array in float64, where the facts hold: quick, and its last digits may be rounding.

        Raises UndefinedError where it has none.
        """
        sides, _ = self._in_float(declared=self.facts != NONE)
        made: Array = sides.value(array).astype(float)
        return made

    def _in_float(self, *, declared: bool) -> tuple[Sides[Any], Place]:
        if declared not in self._float_sides:
            self._float_sides[declared] = self._sides(self._float, declared=declared)
        return self._float_sides[declared]

    def _compared_in_float(
        self, before: Expression, after: Expression, free: tuple[Index, ...], *, declared: bool
    ) -> Comparison:
        """In float64, or in many digits where it could be rounding that makes the difference."""
        sides, place = self._in_float(declared=declared)
        try:
            comparison = sides.compare(before, after, free)
            is_settled = comparison.difference is None and not comparison.by_terms
            if is_settled or not sides.arithmetic.rounds:
                return comparison
        except RoundingError:
            pass
        return self._in_digits(place).compare(before, after, free)

    def _exact(self, *, declared: bool) -> Sides[Any] | None:
        if declared not in self._exact_sides:
            try:
                self._exact_sides[declared], _ = self._sides(ExactArithmetic(self.seed), declared=declared)
            except NotRationalError:
                self._exact_sides[declared] = None
        return self._exact_sides[declared]

    def _in_digits(self, place: Place) -> Sides[Any]:
        if place not in self._sides_in_digits:
            from matcalc.checking.many_digits import ManyDigits

            self._sides_in_digits[place] = self._at(ManyDigits(self.seed), place)
        return self._sides_in_digits[place]

    def _sides(self, arithmetic: Arithmetic[Any], *, declared: bool) -> tuple[Sides[Any], Place]:
        """The sides at points where the facts hold or, where that is not asked for, need not hold.

        Where the program has values only where the facts hold, it is evaluated there.
        """
        if declared or self.facts == NONE:
            return self._drawn(arithmetic, declared=self.facts != NONE)
        try:
            return self._drawn(arithmetic, declared=False)
        except NoValueError:
            return self._drawn(arithmetic, declared=True)

    @np.errstate(all="ignore")
    def _drawn(self, arithmetic: Arithmetic[Any], *, declared: bool) -> tuple[Sides[Any], Place]:
        """The sides at the first points where they have a value; in many digits where rounding decides there."""
        draws, only_in_float = DRAWS if arithmetic.rounds else FEW_DRAWS, 0
        for draw in range(draws):
            look_at_clock("check")
            place = Place(draw, declared)
            try:
                try:
                    return self._at(arithmetic, place), place
                except (RoundingError, VerificationError):
                    if not arithmetic.rounds:
                        raise
                    only_in_float += 1
                    return self._in_digits(place), place
            except UndefinedError as undefined:
                where = self._equation_of(*undefined.args)
                if only_in_float == FEW_DRAWS:
                    break
        raise _no_value(draw + 1, self.facts if declared else NONE, where)

    def _equation_of(self, symbol: Symbol | None = None) -> str:
        """The user's equation in which an array is worked out: its own, or that of the next one that has a name."""
        order = [definition.symbol for definition in self.program.definitions]
        named = [definition.symbol for definition in self.original.definitions if not definition.is_temporary]
        after = order[order.index(symbol) :] if symbol in order else []
        found = next((each for each in after if each in named), None)
        return "some equation, or its derivative," if found is None else f"the equation of {found.name}"

    def _at(self, arithmetic: Arithmetic[Any], place: Place) -> Sides[Any]:
        """Raises UndefinedError where the program has no value, VerificationError where it is another program."""
        points = self._points(arithmetic, place)
        moving = seeded(self.seed, "differential", arithmetic.kind, self.restart, place.draw)
        directions = {each: arithmetic.drawn(moving, (1, 1, *points.lengths(each))) for each in self.varied}
        derivatives = Derivatives(points, directions)
        sides = Sides(arithmetic, derivatives)
        self._check_original(sides)
        random = seeded(self.seed, "direction", arithmetic.kind, self.restart, place.draw)
        check_cotangents(derivatives, random, self.original, self.held)
        return sides

    def _points(self, arithmetic: Arithmetic[Any], place: Place) -> Points[Any]:
        """Those of float64 are kept. Raises UndefinedError where the program has no value."""
        if arithmetic.rounds and place in self._float_points:
            return self._float_points[place]
        random = seeded(self.seed, arithmetic.kind, self.restart, place.draw)
        facts = self.facts if place.declared else NONE
        points = Points(arithmetic, self.program, self.sizes, random, place.draw, facts=facts)
        if arithmetic.rounds:
            self._float_points[place] = points
        return points

    def _declared_points(self, draw: int) -> Points[Any]:
        return self._points(self._float, Place(draw, self.facts != NONE))

    def _check_original(self, sides: Sides[Any]) -> None:
        """Every equation as it was given must hold for the values that the program has."""
        own = {definition.symbol: definition.body for definition in self.program.definitions}
        for definition in self.original.definitions:
            given = definition.body
            if own[definition.symbol] is given:  # by which the symbol got its value
                continue
            free = given.places if isinstance(given, IndexDefinition) else ()
            body = given.body if isinstance(given, IndexDefinition) else given
            try:
                wrong = sides.compare(definition.symbol, body, free).difference
                found = "" if wrong is None else str(wrong)
            except InvariantError as error:
                found = str(error)
            if found:
                claim = f"the equation of {definition.symbol.name} is not the one that was given"
                raise VerificationError(self.report(definition.symbol, body, free, found, claim))


def where_declared(facts: Facts) -> str:
    """The words for where the points are."""
    return "" if facts == NONE else " where what is declared holds"


def _no_value(draws: int, facts: Facts, where: str) -> NoValueError:
    return NoValueError(
        f"no value: at {draws} random points{where_declared(facts)} {where} has no finite value; check that the "
        "arguments of log, sqrt and negative powers can be in their domains, that what is inverted can have an "
        "inverse, and that nothing grows too large"
    )


def check_cotangents(
    derivatives: Derivatives[Any], random: Random, original: Program, held: Collection[Symbol] = ()
) -> None:
    """One joint random direction through the equations of `original` must give the dE that the cotangents predict.

    held: inputs that do not move, as no gradient is derived there.
    Raises VerificationError where it does not, RoundingError where it does only beside what cancels.
    """
    arithmetic = derivatives.points.arithmetic
    *both, scale = derivatives.joint_direction(random, original, held)
    found, predicted = (arithmetic.plain(value) for value in both)
    wrong = difference(found, predicted, arithmetic.error(found, predicted))
    if wrong and arithmetic.floor:
        error = error_beside(arithmetic.apart(found, predicted), found, predicted, scale)
        wrong = difference(found, predicted, error, arithmetic.floor)
        if wrong is None and arithmetic.rounds:
            raise RoundingError
    if wrong:
        raise VerificationError(f"the cotangents do not agree with a joint direction: {wrong}")


def _uses_known(nodes: Iterable[Node]) -> Iterable[bool]:
    return (isinstance(node, Apply) and node.function.is_known for node in nodes)


def _nodes_of_body(program: Program) -> Iterable[Node]:
    for definition in program.definitions:
        body = definition.body
        yield from _nodes(body if isinstance(body, Node) else body.body)


def _nodes(*expressions: Expression) -> Iterable[Node]:
    for expression in expressions:
        if isinstance(expression, Node):
            yield from walk(expression)
            continue
        for term in expression.terms:
            for factor in term.factors:
                if isinstance(factor, Entry):
                    yield from walk(factor.array)
                elif isinstance(factor, Partial):
                    yield from _nodes(factor.of)
