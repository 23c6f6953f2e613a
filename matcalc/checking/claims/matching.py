"""The first reading of a statement in which it holds, found by values at random points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

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
from matcalc.forms.oriented import EVERY_LAYOUT


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
    for _, alike in groupby(statement.readings, key=lambda reading: reading.way):
        holding = [
            (reading, layouts) for reading in alike if (layouts := _layouts(statement, reading, output, comparing))
        ]
        if holding:
            return Match(holding[0][0], holding[0][1].union(*(layouts for _, layouts in holding)))
    return None


def _layouts(statement: Statement, reading: Reading, output: Symbol, comparing: Comparing) -> frozenset[Layout]:
    """The layouts in which a statement, so read, holds; none where it does not hold."""
    body = in_problem(reading)
    own = EVERY_LAYOUT if reading.layout is None else frozenset((reading.layout,))
    must_have_value = reading.way.is_as_declared
    return frozenset().union(
        *(
            target.layouts & own
            for target in targets(statement.subject, reading, output)
            if target.layouts & own
            and are_equal(target.value, body, reading.free, comparing, must_have_value=must_have_value)
        )
    )


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
