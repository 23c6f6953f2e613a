"""A clash of conventions: its name, the index that shows it, and the two readings, each with its repair and results."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from matcalc.chain import Derivative, Expression, Gradient, Prose
from matcalc.checking.claims.statement import Statement
from matcalc.forms.indices import Index


class ClashName(Enum):
    """The conventions that are mixed most often, and what is left when none of them explains a statement."""

    INDEX_ORDER = "the order of the indices"
    COLUMN_FOR_ROW = "a column where the sum runs over a row"
    OTHER_ORIENTATION = "a gradient of the other orientation"
    ROW_AND_COLUMN = "a row beside a column"
    TWO_LAYOUTS = "two layouts"
    BIAS = "a bias inside and outside"
    ELEMENTWISE = "an elementwise derivative"
    SHAPES = "two shapes"
    DOES_NOT_HOLD = "a statement that does not hold"


@dataclass(frozen=True, slots=True)
class Result:
    """A derivative under one of the readings. left: what it is of; right: its value, or the gradient transposed."""

    left: Gradient | Derivative | Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Side:
    """One way out. words: which reading it is; repair: what is to be written then; results: what follows from it."""

    words: Prose
    repair: Prose
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Clash:
    """Two statements of one problem that do not go together.

    against: where the other one stands, when it is a statement too; empty where it is an equation. index: the one that
    shows the clash; None where none does. shows: how it shows. sides: the ways out, that of the equations first.
    """

    name: ClashName
    statement: Statement
    index: Index | None
    shows: Prose
    sides: tuple[Side, ...]
    against: str = ""

    def __repr__(self) -> str:
        return f"<Clash: {self.name.value}, {self.statement.place}: {self.statement.text}>"
