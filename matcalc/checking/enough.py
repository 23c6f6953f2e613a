"""Which points are enough: of two sizes and more, on both sides of each kink, as |x| is x where x is positive, and so
many that entries which are one of a few numbers have been all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.checking.seeds import WIDE_SEEDS
from matcalc.checking.sizes import Choice
from matcalc.checking.two_sizes import seeds_of_sizes
from matcalc.forms.facts import NONE, Facts, Property
from matcalc.forms.functions import KINKS, KNOWN
from matcalc.forms.index_form import arrays_in
from matcalc.forms.matrix_form import Apply, Node, Power, Symbol
from matcalc.forms.matrix_functions import Determinant
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import walk

MORE_SEEDS = 6
"""Further points where a root or a function with a kink takes part, which may be right on one side of 0 alone."""

SEEDS_EACH = 6
"""Further points for each number that an entry may be, where it is one of few: y t = 1 holds at every other point where
y and t are −1 or 1.
"""

MOST_AT_KINKS = 24
"""Points beyond those, until each kink was met from both of its sides: relu(1 − wᵀx) is mostly like 1 − wᵀx."""

SMOOTH = frozenset(("exp", "sin", "cos", "tanh", "sigmoid", "softplus", "erf", "silu", "gelu"))


class Enough:
    """The seeds at whose points something has to hold before it counts as holding everywhere.

    sides: what is compared, beside the arrays of the program. choice: what sizes are chosen from, where that is known.
    facts: what is declared of the arrays.
    """

    def __init__(
        self,
        program: Program,
        original: Program,
        sides: Collection[Expression] = (),
        choice: Choice | None = None,
        *,
        facts: Facts = NONE,
    ) -> None:
        parts = list(_parts(sides, program))
        self._usual = list(seeds_of_sizes(program, original, sides, choice))
        more = SEEDS_EACH * max((len(facts.numbers_of(symbol)) for symbol in program.inputs), default=0)
        if any(_may_change_sides(part) for part in parts):
            more = max(more, MORE_SEEDS)
        self._usual += [max(self._usual) + 1 + number for number in range(more)]
        kinks = (one for one in kinks_in(parts) if not _is_declared_positive(one, facts))
        self._met: dict[Node, set[bool]] = {one: set() for one in kinks}

    def seeds(self) -> Iterator[int]:
        """One after the other; whether more are needed depends on what `look` has seen in between."""
        yield from self._usual
        for seed in range(WIDE_SEEDS, WIDE_SEEDS + MOST_AT_KINKS):
            if all(len(met) > 1 for met in self._met.values()):
                return
            yield seed

    def look(self, comparing: Comparing) -> None:
        """Take note of the sides of 0 on which the arguments of functions with a kink are at these points.

        One that has no value there is met at other points.
        """
        for inside, met in self._met.items():
            try:
                met.update(map(bool, np.ravel(comparing.drawn.in_float(inside) > 0)))
            except (UndefinedError, RoundingError):
                continue

    def everywhere(
        self, holds: Callable[[Comparing], bool], at: Callable[[Callable[[Comparing], bool], int], bool]
    ) -> bool:
        """Whether something holds at the points of all these seeds. at: what a function makes of those of one seed."""

        def look(comparing: Comparing) -> bool:
            self.look(comparing)
            return holds(comparing)

        return all(at(look, seed) for seed in self.seeds())


def at_enough_points(
    program: Program,
    original: Program,
    holds: Callable[[Comparing], bool],
    *,
    show: Show,
    facts: Facts,
    held: Collection[Symbol],
    sides: Collection[Expression] = (),
) -> bool:
    """Whether something holds at so many points as are enough.

    sides: what is compared. The other arguments, and what is raised, are those of `at_points`.
    """

    def at(look: Callable[[Comparing], bool], seed: int) -> bool:
        return at_points(program, original, look, seed=seed, show=show, facts=facts, held=held)

    return Enough(program, original, sides, facts=facts).everywhere(holds, at)


def kinks_in(parts: Iterable[Node]) -> Iterator[Node]:
    """What functions with a kink are of: the kink is met from both sides where that is both above 0 and below.

    Not x of log|x|, which has one derivative on both sides, 1/x.
    """
    applied = [part for part in parts if isinstance(part, Apply)]
    of_logarithms = {part.arg for part in applied if part.function.name == "log"}
    return (part.arg for part in applied if part.function.name in KINKS and part not in of_logarithms)


def _is_declared_positive(inside: Node, facts: Facts) -> bool:
    """Whether the facts say that an array is above 0, so that there is no other side: also det A of A spd."""
    match inside:
        case Determinant(arg=Symbol() as matrix):
            return Property.SPD in facts.properties.get(matrix, ())
        case Symbol():
            return Property.POSITIVE in facts.properties.get(inside, ())
    return False


def parts_of(program: Program) -> Iterator[Node]:
    """All parts of the arrays of a program."""
    return (part for one in program.definitions for array in arrays_of(one.body) for part in walk(array))


def _may_change_sides(part: Node) -> bool:
    """Whether it is a root, or a function that need not be one formula on both sides of 0."""
    match part:
        case Power(exponent=exponent):
            return exponent.denominator != 1
        case Apply(function=function):
            return function.name in KNOWN and function.name not in SMOOTH
    return False


def _parts(sides: Collection[Expression], program: Program) -> Iterator[Node]:
    """All parts of what is compared, and of the arrays of a program."""
    arrays = (array for side in sides for array in ([side] if isinstance(side, Node) else arrays_in(side)))
    yield from (part for array in arrays for part in walk(array))
    yield from parts_of(program)
