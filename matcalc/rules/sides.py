"""The two sides of a derivative: the free indices of its output, and those of its variable."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.index_form import Delta, Entry, Factor, Term, indices_of
from matcalc.forms.indices import Index, Paired, Place
from matcalc.rules.network import are_plain
from matcalc.rules.registry import Scope


@dataclass(frozen=True, slots=True)
class Sides:
    """The free indices of the output and those of the variable, one or two each."""

    rows: tuple[Index, ...]
    columns: tuple[Index, ...]

    @property
    def row(self) -> Place:
        return side_place(self.rows)

    @property
    def column(self) -> Place:
        return side_place(self.columns)

    def bridges(self, factor: Factor) -> bool:
        """Whether a factor stands at an index of the output and one of the variable, each by itself."""
        if not are_plain((factor,)):
            return False
        at = set(indices_of(factor))
        return bool(at.intersection(self.rows)) and bool(at.intersection(self.columns))


def side_place(indices: tuple[Index, ...]) -> Place:
    return Paired(*indices) if len(indices) == 2 else indices[0]


def sides_of(scope: Scope) -> Sides | None:
    """Output and variable, where they have three or four indices together; without an output, half are its own."""
    split = len(scope.free) // 2 if scope.output is None else len(scope.output.shape.axes)
    rows, columns = scope.free[:split], scope.free[split:]
    return Sides(rows, columns) if rows and columns and len(scope.free) > 2 else None


def settled(term: Term) -> bool:
    """Whether only entries and deltas without powers are left, and no sum."""
    return not term.dummies and all(
        isinstance(factor, Delta) or (isinstance(factor, Entry) and factor.exponent == 1) for factor in term.factors
    )
