"""What the pieces of a text mean while it is read: arrays, runs of factors, entries whose indices have no range yet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node


@dataclass(frozen=True, slots=True)
class ArrayPart:
    """An array, read from text[start:end]. depth: levels of nodes. name: set where it is a bare name."""

    node: Node
    depth: int
    start: int
    end: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A bare name that is no array; it may still be that of the Kronecker delta."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacePart:
    """What stands at one place in brackets: a bare name, or a sum of names and numbers, at a column of the text."""

    size: Dimension
    name: str | None
    column: int

    @property
    def bare_names(self) -> frozenset[str]:
        """The name that stands alone at this place, if one does."""
        return frozenset() if self.name is None else frozenset((self.name,))


@dataclass(frozen=True, slots=True)
class PairPart:
    """(first, second) at one place in brackets: two places on one long axis."""

    first: PlacePart | PairPart
    second: PlacePart | PairPart
    column: int

    @property
    def bare_names(self) -> frozenset[str]:
        """The names that stand alone at one of its places."""
        return self.first.bare_names | self.second.bare_names


@dataclass(frozen=True, slots=True)
class SpanPart:
    """start:stop in brackets; an end that is left out is None."""

    start: Dimension | None
    stop: Dimension | None
    column: int


@dataclass(frozen=True, slots=True)
class LeftPart:
    """An index on the left side of an equation, and how far it runs, where that is said."""

    name: str
    length: Dimension | None
    column: int


@dataclass(frozen=True, slots=True)
class EntryPart:
    """An entry of an array, or of the Kronecker delta where node is None."""

    node: Node | None
    depth: int
    places: tuple[PlacePart | PairPart, ...]
    start: int
    end: int
    exponent: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class RunPart:
    """A term of a sum of arrays: a number times a body; no body is a plain number."""

    coefficient: Fraction
    body: ArrayPart | EntryPart | UnknownPart | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AxisPart:
    """axis=0, axis=1 or axis=None in a call."""

    axis: int | None
    column: int


@dataclass(frozen=True, slots=True)
class CallPart:
    """A call of a function: its name, how often it is differentiated, its axis; the arguments go beside it."""

    name: str
    order: int
    axis: AxisPart | None
    start: int


@dataclass(frozen=True, slots=True)
class DerivativePart:
    """D(of, by)."""

    of: SumPart
    by: EntryPart
    start: int


FactorPart = EntryPart | DerivativePart


@dataclass(frozen=True, slots=True)
class BinderPart:
    """The names that a sum binds, each with its column."""

    names: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TermPart:
    """coefficient × factors, summed over the names in `bound`."""

    coefficient: Fraction
    factors: tuple[FactorPart, ...]
    bound: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ConditionPart:
    """1 <= place <= length: entries at this place count as 0 where it lies beyond the axis."""

    place: PlacePart
    length: PlacePart


@dataclass(frozen=True, slots=True)
class SumPart:
    """A sum of terms, and the conditions under which its entries are read."""

    terms: tuple[TermPart, ...]
    conditions: tuple[ConditionPart, ...] = ()
