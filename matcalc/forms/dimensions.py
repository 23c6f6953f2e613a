"""Dimensions: whole numbers with names, such as m, 3, n + 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from matcalc.forms.interning import OnlyOne

Monomial = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dimension(OnlyOne):
    """A polynomial in dimension names with whole coefficients, in a canonical order. Equal ones are the same object.

    Stacking adds dimensions (n + 1), vec and Kronecker products multiply them (m n).
    """

    terms: tuple[tuple[Monomial, int], ...]

    @staticmethod
    def named(name: str) -> Dimension:
        return Dimension((((name,), 1),))

    @staticmethod
    def number(value: int) -> Dimension:
        return Dimension((((), value),) if value else ())

    @property
    def names(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(names for names, _ in self.terms))

    @property
    def is_one(self) -> bool:
        return self is ONE

    @property
    def is_surely_natural(self) -> bool:
        """Whether it is at least 0 whatever the names stand for, each being 1 or more."""
        grows = all(count > 0 for names, count in self.terms if names)
        return grows and sum(count for _, count in self.terms) >= 0

    def __add__(self, other: Dimension) -> Dimension:
        return _collected([*self.terms, *other.terms])

    def __sub__(self, other: Dimension) -> Dimension:
        return _collected([*self.terms, *((names, -count) for names, count in other.terms)])

    def __mul__(self, other: Dimension) -> Dimension:
        return _collected(
            [(tuple(sorted(left + right)), count * times) for left, count in self.terms for right, times in other.terms]
        )

    def over(self, other: Dimension) -> Dimension | None:
        """The dimension that gives this one when multiplied by `other`; None where there is none.

        Long division by the leading term, which comes first in the canonical order; it ends because each step takes
        away the leading term of what is left.
        """
        quotient, rest = ZERO, self
        while rest.terms and other.terms:
            (names, count), (by_names, by_count) = rest.terms[0], other.terms[0]
            left = Counter(names)
            left.subtract(by_names)
            if count % by_count or min(left.values(), default=0) < 0:
                return None
            step = Dimension(((tuple(sorted(left.elements())), count // by_count),))
            quotient, rest = quotient + step, rest - step * other
        return quotient if other.terms else None

    def evaluate(self, sizes: Mapping[str, int]) -> int:
        """The number it stands for when every name has a size."""
        total = 0
        for names, count in self.terms:
            for name in names:
                count *= sizes[name]
            total += count
        return total

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        text = ""
        for names, count in self.terms:
            size = "*".join(names) if abs(count) == 1 and names else "*".join((str(abs(count)), *names))
            sign = ("-" if count < 0 else "") if not text else (" - " if count < 0 else " + ")
            text += sign + size
        return text


def _collected(terms: list[tuple[Monomial, int]]) -> Dimension:
    counts: dict[Monomial, int] = {}
    for names, count in terms:
        counts[names] = counts.get(names, 0) + count
    kept = [(names, count) for names, count in counts.items() if count]
    return Dimension(tuple(sorted(kept, key=lambda term: (-len(term[0]), term[0]))))


ZERO = Dimension.number(0)
ONE = Dimension.number(1)
