"""What a user may declare about arrays: A is symmetric, the entries of y sum to 1, or are each −1 or 1."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from matcalc.errors import InputError
from matcalc.forms.families import generic
from matcalc.forms.matrix_form import Symbol


class Property(Enum):
    """A property of an array. SPD: symmetric positive definite. POSITIVE: every entry is above 0."""

    SYMMETRIC = "symmetric"
    SPD = "spd"
    ORTHOGONAL = "orthogonal"
    DIAGONAL = "diagonal"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class OneOf:
    """That each entry of an array is one of a few numbers: labels −1 and 1. numbers: each once, in ascending order."""

    numbers: tuple[Fraction, ...]

    @property
    def value(self) -> str:
        """In the words of --assume."""
        return f"in {{{', '.join(map(str, self.numbers))}}}"


Declared = Property | OneOf
"""What may be declared of all entries of an array together, or of each."""

IMPLIED: Mapping[Declared, frozenset[Declared]] = {
    Property.SPD: frozenset({Property.SYMMETRIC}),
    Property.DIAGONAL: frozenset({Property.SYMMETRIC}),
}
"""What an array of a property also is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """properties: what is declared of each array. sums: arrays whose entries sum to a known number.

    line_sums: matrices of which each column (axis 0) or each row (axis 1) sums to a known number.
    What is declared of the member of a family at its label holds for every member that the label runs over.
    """

    properties: Mapping[Symbol, frozenset[Declared]] = field(default_factory=lambda: MappingProxyType({}))
    sums: tuple[tuple[Symbol, Fraction], ...] = ()
    line_sums: tuple[tuple[Symbol, int, Fraction], ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return _facts, (dict(self.properties), self.sums, self.line_sums)

    def of(self, symbol: Symbol) -> frozenset[Declared]:
        """The properties of an array: those declared, and what they imply."""
        declared = self.properties.get(symbol) or self.properties.get(generic(symbol), frozenset())
        return declared.union(*(IMPLIED.get(one, frozenset()) for one in declared))

    def numbers_of(self, symbol: Symbol) -> tuple[Fraction, ...]:
        """The numbers of which each entry of an array is one, where that is declared; else none."""
        return next((one.numbers for one in self.of(symbol) if isinstance(one, OneOf)), ())

    def sum_of(self, symbol: Symbol) -> Fraction | None:
        """What the entries of an array sum to, where that is declared."""
        return next((total for array, total in self.sums if array in (symbol, generic(symbol))), None)

    def sum_along(self, symbol: Symbol, axis: int) -> Fraction | None:
        """What each column (axis 0) or each row (axis 1) of a matrix sums to, where that is declared."""
        names = (symbol, generic(symbol))
        return next((total for array, along, total in self.line_sums if array in names and along == axis), None)

    def without(self, symbols: Collection[Symbol]) -> Facts:
        """Those about other arrays."""
        properties = {symbol: found for symbol, found in self.properties.items() if symbol not in symbols}
        sums = tuple(one for one in self.sums if one[0] not in symbols)
        return _facts(properties, sums, tuple(one for one in self.line_sums if one[0] not in symbols))

    def without_sets(self, symbols: Collection[Symbol] | None = None) -> Facts:
        """Those that do not say of which numbers the entries of these arrays are, or of any."""
        concerned = self.properties.keys() if symbols is None else symbols
        kept = {
            symbol: frozenset(one for one in found if not (isinstance(one, OneOf) and symbol in concerned))
            for symbol, found in self.properties.items()
        }
        return _facts({symbol: found for symbol, found in kept.items() if found}, self.sums, self.line_sums)

    def joined(self, others: Facts) -> Facts:
        """Both; of two sets for the entries of one array the other's. Raises InputError for two sums of one array."""
        properties = dict(self.properties)
        for symbol, found in others.properties.items():
            before = properties.get(symbol, frozenset())
            if any(isinstance(one, OneOf) for one in found):
                before = frozenset(one for one in before if not isinstance(one, OneOf))
            properties[symbol] = before | found
        sums = dict(self.sums)
        for symbol, total in others.sums:
            if sums.setdefault(symbol, total) != total:
                raise InputError(f"sum({symbol.name}) is declared to be {sums[symbol]} and {total}: keep one")
        lines = {(symbol, axis): total for symbol, axis, total in self.line_sums}
        for symbol, axis, total in others.line_sums:
            if lines.setdefault((symbol, axis), total) != total:
                raise InputError(
                    f"sum({symbol.name}, axis={axis}) is declared to be {lines[symbol, axis]} and {total}: keep one"
                )
        line_sums = tuple((symbol, axis, total) for (symbol, axis), total in lines.items())
        return Facts(MappingProxyType(properties), tuple(sums.items()), line_sums)


def _facts(
    properties: dict[Symbol, frozenset[Declared]],
    sums: tuple[tuple[Symbol, Fraction], ...],
    line_sums: tuple[tuple[Symbol, int, Fraction], ...],
) -> Facts:
    return Facts(MappingProxyType(properties), sums, line_sums)


NONE = Facts()
