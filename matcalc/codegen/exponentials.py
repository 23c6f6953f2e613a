"""Exponentials, known by their logarithms, and which of them bounds which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.codegen.exponents import EXP, Exponent
from matcalc.codegen.factors import MINUS, scaled, unscaled
from matcalc.codegen.log_sums import is_constant, terms_of
from matcalc.codegen.terms import summands
from matcalc.forms.matrix_form import Apply, Node

MOST_UNITS = 8
"""The largest power that is taken for so many factors."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """A factor with its logarithm."""

    factor: Node
    logarithm: Node


def first_of(
    candidates: list[Exponential], power: Exponential, suits: Callable[[Exponential, Exponential], bool]
) -> Exponential | None:
    """The first of the candidates that suits a power, taken out."""
    for one in candidates:
        if suits(one, power):
            candidates.remove(one)
            return one
    return None


def units(logarithm: Node) -> list[Exponential]:
    """exp(-2 x) as exp(-x) twice."""
    number, bare = unscaled(logarithm)
    count = abs(number.numerator) if number.denominator == 1 and abs(number) <= MOST_UNITS else 1
    unit = scaled(number / count, bare)
    return [Exponential(Apply(EXP, unit), unit)] * count


def roots(divisor: Exponential, count: int) -> list[Exponential]:
    """As many equal factors of it; itself where it is one."""
    root = scaled(Fraction(1, count), divisor.logarithm) if count > 1 else divisor.logarithm
    return [Exponential(Apply(EXP, root), root)] * count if count > 1 else [divisor]


def without(whole: Iterable[Exponential], taken: Sequence[Exponential]) -> list[Exponential]:
    """All but those taken; of equal ones, as many as were not."""
    left = list(taken)
    kept = []
    for one in whole:
        if one in left:
            left.remove(one)
        else:
            kept.append(one)
    return kept


def covers(divisor: Exponential, power: Exponential) -> bool:
    """Whether what is divided by is a sum of which that power, or a root of it, is a summand; or they cancel."""
    counts = arrays_of(divisor.logarithm)
    terms = terms_of(next(iter(counts))) if list(counts.values()) == [MINUS] else ()
    return any(_is_multiple(power.logarithm, term) for term in terms) or cancels(divisor, power)


def _is_multiple(whole: Node, term: Node) -> bool:
    """Whether it is once, twice, … a term, numbers aside."""
    counts, part = arrays_of(whole), arrays_of(term)
    ratios = {counts[one] / part[one] for one in part} if counts.keys() == part.keys() else set()
    return len(ratios) == 1 and (ratio := ratios.pop()) >= 1 and ratio.denominator == 1


def cancels(divisor: Exponential, power: Exponential) -> bool:
    """Whether their product is a number."""
    return Exponent(divisor.logarithm, power.logarithm).is_constant


def partly_cancels(one: Exponential, other: Exponential) -> bool:
    """Whether something in the one logarithm, or in a sum that it is the logarithm of, takes from the other."""
    return _takes_from(one.logarithm, other.logarithm) or _takes_from(other.logarithm, one.logarithm)


def _takes_from(one: Node, other: Node) -> bool:
    counts = arrays_of(other)
    return any(
        count * times * counts.get(part, Fraction(0)) < 0
        for whole, count in arrays_of(one).items()
        for term in (whole, *terms_of(whole))
        for part, times in arrays_of(term).items()
    )


def arrays_of(logarithm: Node) -> dict[Node, Fraction]:
    """The summands of a logarithm, numbers aside."""
    return {one: count for one, count in summands(logarithm).items() if not is_constant(one)}
