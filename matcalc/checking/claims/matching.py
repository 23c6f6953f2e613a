"""The first reading of a statement in which it holds, found by values at random points."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Expression
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.claims.statement import Reading, Statement
from matcalc.checking.claims.targets import targets
from matcalc.checking.claims.turning import in_problem
from matcalc.checking.comparing import Comparing
from matcalc.errors import InvariantError
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol


@dataclass(frozen=True, slots=True)
class Match:
    """A reading in which a statement holds, and the layouts in which it does."""

    reading: Reading
    layouts: frozenset[Layout]

    @property
    def is_as_declared(self) -> bool:
        return self.reading.way.is_as_declared


def match(statement: Statement, output: Symbol, comparing: Comparing) -> Match | None:
    """The reading with the fewest changes in which the statement holds; None where it holds in none."""
    for reading in statement.readings:
        body, wanted = in_problem(reading), targets(statement.subject, reading, output)
        must_have_value = reading.way.is_as_declared
        holding = [
            target.layouts
            for target in wanted
            if are_equal(target.value, body, reading.free, comparing, must_have_value=must_have_value)
        ]
        if holding:
            return Match(reading, holding[0].union(*holding[1:]))
    return None


def are_equal(
    left: Expression, right: Expression, free: tuple[Index, ...], comparing: Comparing, *, must_have_value: bool = False
) -> bool:
    """Whether two expressions have the same values; arrays of different shapes have not.

    must_have_value: raises UndefinedError, so that other points are drawn, where one has none; else they differ.
    """
    ranges = tuple(index.range for index in free)
    if isinstance(left, Node) and isinstance(right, Node):
        if left.shape != right.shape:
            return False
    elif any(isinstance(side, Node) and side.shape.axes != ranges for side in (left, right)):
        return False
    try:
        _, comparison = comparing.drawn.compare(left, right, free, declared=True)
    except (UndefinedError, InvariantError):
        if must_have_value:
            raise
        return False
    return comparison.difference is None
