"""Arrays each entry of which is one of a few numbers, as labels are: −1 or 1, and those of which one alone is 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, UndefinedError, Value
from matcalc.forms.facts import Facts, OneOf, Property
from matcalc.forms.matrix_form import Symbol

MOST_TOTALS = 10_000
"""Of different sums that entries may have."""


def why_not_of_set(symbol: Symbol, facts: Facts) -> str:
    """Why an array can not be drawn out of its set with all else that is declared of it; empty where it can."""
    numbers, others = facts.numbers_of(symbol), facts.of(symbol) - {Property.SYMMETRIC}
    if not numbers:
        return ""
    words = f"{symbol.name} is declared {OneOf(numbers).value}"
    unfit = [one.value for one in Property if one in others and not (one is Property.POSITIVE and numbers[0] > 0)]
    if unfit:
        return f"{words} and {unfit[0]}, which is not supported"
    sums = _sums_of(symbol, facts)
    if len(sums) > 1 or (sums and Property.SYMMETRIC in facts.of(symbol)):
        return f"{words}, and beside that one sum alone can be declared, of an array that is not symmetric"
    return ""


def without_unfit_sets(facts: Facts) -> Facts:
    """Facts without the sets of arrays that can not be drawn out of them."""
    unfit = [symbol for symbol in facts.properties if why_not_of_set(symbol, facts)]
    return facts.without_sets(unfit) if unfit else facts


def _sums_of(symbol: Symbol, facts: Facts) -> list[tuple[int | None, Fraction]]:
    """What the entries of each column (axis 0) or row (axis 1) sum to, or all of them (None)."""
    found = ((None, facts.sum_of(symbol)), *((axis, facts.sum_along(symbol, axis)) for axis in (0, 1)))
    return [(axis, total) for axis, total in found if total is not None]


def value_of_set(arithmetic: Arithmetic[Value], entries: Array) -> Value:
    """Fractions with the axes (points, directions, rows, columns) in any arithmetic."""
    parts = [arithmetic.scaled(number, arithmetic.pattern(entries == number)) for number in sorted(set(entries.flat))]
    value = parts[0]
    for part in parts[1:]:
        value = arithmetic.add(value, part)
    return value


def drawn_from(
    numbers: Sequence[Fraction], shape: tuple[int, ...], symbol: Symbol, facts: Facts, random: Random
) -> Array:
    """Fractions out of `numbers` with that shape, (points, 1, rows, columns), with the sums declared of the symbol.

    Without sums each number stands as often as any other, all points together, up to one: the two points of a number
    that is −1 or 1 have both. Raises UndefinedError where no such entries have these sums;
    of the facts there is nothing to be said against (see `why_not_of_set`).
    """
    is_symmetric = Property.SYMMETRIC in facts.of(symbol)
    sums = _sums_of(symbol, facts)
    points, _, rows, cols = shape
    made = np.empty((points, 1, rows, cols), dtype=object)
    if not sums:
        free = [(row, col) for row in range(rows) for col in range(row if is_symmetric else 0, cols)]
        places = [(point, 0, row, col) for point in range(points) for row, col in free]
        for place, number in zip(places, _dealt(numbers, len(places), random), strict=True):
            made[place] = number
            if is_symmetric:
                made[(*place[:2], *place[:1:-1])] = number
        return made
    axis, total = sums[0]
    for line in _lines(made, axis):
        line[...] = np.array(_summing_to(total, numbers, line.size, random), dtype=object).reshape(line.shape)
    return made


def _lines(made: Array, axis: int | None) -> Iterator[Array]:
    """What has a sum by itself: each array, or each of its rows or columns, as views."""
    for array in made[:, 0]:
        yield from (array,) if axis is None else array if axis == 1 else array.T


def _dealt(numbers: Sequence[Fraction], count: int, random: Random) -> list[Fraction]:
    """So many numbers, each as often as any other; which of them once more is left to chance."""
    order = random.sample(numbers, len(numbers))
    found = [order[at % len(order)] for at in range(count)]
    random.shuffle(found)
    return found


def _summing_to(total: Fraction, numbers: Sequence[Fraction], count: int, random: Random) -> list[Fraction]:
    """So many of the numbers, in any order. Raises UndefinedError where none have that sum."""
    totals = [frozenset((Fraction(0),))]
    for _ in range(count):
        totals.append(frozenset(before + number for before in totals[-1] for number in numbers))
        if len(totals[-1]) > MOST_TOTALS:
            raise UndefinedError
    if total not in totals[-1]:
        raise UndefinedError
    found: list[Fraction] = []
    for before in reversed(totals[:-1]):
        number = random.choice([one for one in numbers if total - one in before])
        found.append(number)
        total -= number
    random.shuffle(found)
    return found
