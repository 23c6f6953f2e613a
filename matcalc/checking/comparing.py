"""Comparing two sides at random points, with new points and other sizes where a program has no value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import TypeVar

import numpy as np

from matcalc.chain import Chain, Expression
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.drawn import Drawn, NoValueError, where_declared
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.sizes import MOST_NUMBERS, Choice, Sizes, most_numbers, shapes_within
from matcalc.checking.verification import StepCheck
from matcalc.engine.collapse import WRITE
from matcalc.engine.limits import look_at_clock, spend
from matcalc.engine.order import FACTS, FOLD, WRITE_OUT
from matcalc.engine.vectorize import ADD_UP
from matcalc.errors import InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program

PROGRAM = "the program"
"""What is looked at before anything else is, for errors."""

RESTARTS = 12
"""With new points where the program, or a step of it, has no finite value."""

RESTARTS_A_SIZE = 2
"""Before other sizes are tried: XᵀX has an inverse only where X has at least as many rows as columns."""

USING_FACTS = frozenset((*(rule.name for rule in (*FACTS, *WRITE_OUT, *FOLD)), WRITE, ADD_UP))
"""Steps that may hold only where the facts do; what a name stands for may have been simplified with them."""

Show = Callable[[Expression], str]

Found = TypeVar("Found")


class TooLargeError(NoValueError):
    """An array that would have to be worked out has more numbers than the check works with."""


class Comparing:
    """Compares sides with one choice of points. where: what is looked at, for errors."""

    def __init__(
        self,
        program: Program,
        original: Program,
        sizes: Sizes,
        seed: int,
        restart: int,
        show: Show,
        facts: Facts,
        held: Collection[Symbol],
        varied: Collection[Symbol],
    ) -> None:
        self.sizes = sizes
        self.seed = seed
        self.show = show
        self.where = PROGRAM
        self.drawn = Drawn(program, original, sizes, seed, restart, facts, held, self._report, varied)

    def steps(self, chain: Chain) -> list[StepCheck]:
        """Every step of a chain and of the chains inside it. Raises VerificationError for one that does not hold."""
        found = []
        for inner, step in chain.walk():
            self.where = f"the step {step.rule!r}"
            spend("check")
            exact, error = self.sides(step.before, step.after, inner.free, declared=step.rule in USING_FACTS)
            found.append(StepCheck(step, exact, error))
        return found

    def sides(
        self, before: Expression, after: Expression, free: tuple[Index, ...], *, declared: bool = False
    ) -> tuple[bool, float]:
        """Whether the two sides were compared exactly, and their error. Raises VerificationError where they differ.

        declared: at points where the facts hold. Raises LimitError where the time is up.
        """
        look_at_clock("check")
        self._check_fit(before, after, free)
        try:
            exact, comparison = self.drawn.compare(before, after, free, declared=declared)
        except InvariantError as found:
            raise VerificationError(self._report(before, after, free, str(found))) from found
        if comparison.difference is not None:
            raise VerificationError(self._report(before, after, free, str(comparison.difference)))
        return exact, comparison.error

    def _check_fit(self, before: Expression, after: Expression, free: tuple[Index, ...]) -> None:
        if isinstance(before, Node) and isinstance(after, Node):
            if before.shape != after.shape:
                found = f"one side is {before.shape}, the other {after.shape}"
                raise VerificationError(self._report(before, after, free, found))
            return
        for side in (before, after):
            if isinstance(side, Node) and side.shape.axes != tuple(index.range for index in free):
                found = f"an array {side.shape} can not stand for the entries at {', '.join(i.name for i in free)}"
                raise VerificationError(self._report(before, after, free, found))

    def _report(
        self,
        before: Expression,
        after: Expression,
        free: tuple[Index, ...],
        found: str,
        claim: str = "",
    ) -> str:
        return (
            f"{claim or f'{self.where} does not hold'}: {found}\n"
            f"  before: {self.show(before)}\n"
            f"  after:  {self.show(after)}\n"
            f"  free indices: {', '.join(index.name for index in free) or 'none'}\n"
            f"  sizes: {self.sizes}; seed: {self.seed}"
        )


class RandomPoints:
    """The points of a program, each drawn once, whatever is looked at there. held, varied: as in Drawn."""

    def __init__(
        self,
        program: Program,
        original: Program,
        *,
        show: Show,
        facts: Facts = NONE,
        held: Collection[Symbol] = (),
        varied: Collection[Symbol] = (),
    ) -> None:
        self._program = program
        self._original = original
        self._show = show
        self._facts = facts
        self._held = held
        self._varied = varied
        self._drawn: dict[tuple[int, int], Comparing | UndefinedError | NoValueError] = {}

    @cached_property
    def choice(self) -> Choice:
        """What its sizes are chosen from. Raises InputError as choose_sizes does."""
        return Choice(self._program, self._original)

    def look(self, compare: Callable[[Comparing], Found], seed: int = USUAL_SEED, arrays: Iterable[Node] = ()) -> Found:
        """What `compare` makes of the first points of a seed at which everything has a value.

        arrays: what it looks at besides the program, for its size. Raises VerificationError for what does not hold,
        TooLargeError where an array is too large, and InputError where no points or sizes fit the program.
        """
        further = shapes_within(arrays)
        where: str = ""
        without_value: NoValueError | None = None
        for restart in range(RESTARTS):
            sizes = self.choice.sizes(seed + restart // RESTARTS_A_SIZE)
            if (numbers := most_numbers(self._program, sizes, further)) > MOST_NUMBERS:
                without_value = TooLargeError(
                    f"too large to check: {numbers:,} numbers in one array where the dimensions are {sizes}, and "
                    f"{MOST_NUMBERS:,} are the limit; give parts of the expression a name in equations of their own"
                )
                continue
            comparing = self._comparing(sizes, seed, restart)
            if isinstance(comparing, NoValueError):
                without_value = comparing
                continue
            if isinstance(comparing, UndefinedError):
                where, without_value = PROGRAM, None
                continue
            comparing.where = PROGRAM
            try:
                with np.errstate(all="ignore"):  # a value that is not finite is seen and drawn again
                    return compare(comparing)
            except NoValueError as error:
                without_value = error
            except UndefinedError:
                where, without_value = comparing.where, None
        if without_value is not None:
            raise without_value
        raise NoValueError(
            f"no value: {where} has no finite value on both sides at any of {RESTARTS} random "
            f"points{where_declared(self._facts)} ({sizes}; seed {seed}); what is differentiated has no derivative "
            "there, or none by this formula, as a root or a norm of 0, or the determinant of a matrix without an "
            "inverse"
        )

    def _comparing(self, sizes: Sizes, seed: int, restart: int) -> Comparing | UndefinedError | NoValueError:
        """The points of a seed, or why there are none."""
        if (seed, restart) not in self._drawn:
            given = self._program, self._original, sizes, seed, restart
            try:
                found = Comparing(*given, self._show, self._facts, self._held, self._varied)
            except (UndefinedError, NoValueError) as error:
                self._drawn[seed, restart] = error
            else:
                self._drawn[seed, restart] = found
        return self._drawn[seed, restart]


def at_points(
    program: Program,
    original: Program,
    compare: Callable[[Comparing], Found],
    *,
    seed: int = USUAL_SEED,
    show: Show,
    facts: Facts = NONE,
    held: Collection[Symbol] = (),
    varied: Collection[Symbol] = (),
    arrays: Iterable[Node] = (),
) -> Found:
    """What `compare` makes of the first points at which everything has a value.

    held, varied: as in Drawn. arrays, and what is raised: as in RandomPoints.look.
    """
    points = RandomPoints(program, original, show=show, facts=facts, held=held, varied=varied)
    return points.look(compare, seed, arrays)
