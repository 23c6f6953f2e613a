"""Random inputs made to obey what is declared: symmetric, orthogonal, positive, with a known sum, out of a set."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from random import Random

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value
from matcalc.checking.linear_algebra import matrix_product
from matcalc.checking.sets import drawn_from, value_of_set, why_not_of_set
from matcalc.checking.signs import MIXED, POSITIVE
from matcalc.errors import InputError
from matcalc.forms.facts import Declared, Facts, OneOf, Property
from matcalc.forms.matrix_form import Symbol

CONTRADICTIONS = (
    (Property.ORTHOGONAL, Property.POSITIVE, "the columns of an orthogonal matrix are at right angles"),
    (Property.ORTHOGONAL, Property.SPD, "only the identity is both; write eye(n)"),
    (Property.DIAGONAL, Property.POSITIVE, "a diagonal matrix has zeros, and positive means every entry"),
)


def sign_declared(symbol: Symbol, facts: Facts, sign: int) -> int:
    """The sign to draw a symbol with: POSITIVE where that is declared, else `sign`."""
    return POSITIVE if Property.POSITIVE in facts.of(symbol) else sign


def obeying(
    arithmetic: Arithmetic[Value], drawn: Value, symbol: Symbol, facts: Facts, random: Random, sign: int
) -> Value:
    """An array made of random numbers of that sign, such that the facts about the symbol hold.

    Raises InputError for facts that contradict each other, UndefinedError for numbers of which none can be made.
    """
    properties = facts.of(symbol)
    total = facts.sum_of(symbol)
    lines = [(axis, each) for axis in (0, 1) if (each := facts.sum_along(symbol, axis)) is not None]
    _require_consistent(symbol, properties, total, lines)
    if reason := why_not_of_set(symbol, facts):
        raise InputError(f"{reason}; drop one fact")
    if numbers := facts.numbers_of(symbol):
        return value_of_set(arithmetic, drawn_from(numbers, arithmetic.plain(drawn).shape, symbol, facts, random))
    made = _with_properties(arithmetic, drawn, properties, random)
    for axis, each in lines:
        along = (-1,) if axis == 1 else (-2,)
        made = (_scaled_to if sign != MIXED and each != 0 else _moved_to)(arithmetic, made, each, along)
    if total is None:
        return made
    keeps_sign = Property.SPD in properties or (sign != MIXED and total != 0)
    if not keeps_sign and Property.DIAGONAL in properties:
        return _diagonal_moved_to(arithmetic, made, total)
    return (_scaled_to if keeps_sign else _moved_to)(arithmetic, made, total, (-2, -1))


def _require_consistent(
    symbol: Symbol, properties: frozenset[Declared], total: Fraction | None, lines: Sequence[tuple[int, Fraction]]
) -> None:
    for one, other, reason in CONTRADICTIONS:
        if {one, other} <= properties:
            raise InputError(f"{symbol.name} can not be both {one.value} and {other.value}: {reason}")
    of_set = {one for one in properties if isinstance(one, OneOf)}
    if lines and (len(lines) > 1 or total is not None or properties - {Property.POSITIVE} - of_set):
        raise InputError(
            f"the sum of each row or of each column of {symbol.name} is declared, and beside such a sum only positive "
            "entries can be, or entries of a set; drop one fact"
        )
    sums = [total, *(each for _, each in lines)]
    if total is not None and Property.ORTHOGONAL in properties:
        raise InputError(f"a sum of the entries of {symbol.name}, which is orthogonal, is not supported; drop one fact")
    for positive in (Property.POSITIVE, Property.SPD):
        for known in sums:
            if positive in properties and known is not None and known <= 0:
                raise InputError(f"{symbol.name} is {positive.value}, so its entries can not sum to {known}")


def _with_properties(
    arithmetic: Arithmetic[Value], drawn: Value, properties: frozenset[Declared], random: Random
) -> Value:
    if not properties - {Property.POSITIVE}:
        return drawn
    shape = arithmetic.plain(drawn).shape
    identity = arithmetic.pattern(np.eye(shape[-1])[None, None])
    if Property.ORTHOGONAL in properties:
        if Property.DIAGONAL in properties:
            signs = [random.choice((-1, 1)) for _ in range(shape[0] * shape[-1])]
            return arithmetic.multiply(arithmetic.pattern(np.array(signs).reshape(shape[0], 1, 1, shape[-1])), identity)
        return (_reflection if Property.SYMMETRIC in properties else _rotation)(arithmetic, drawn, identity)
    if Property.DIAGONAL in properties:
        diagonal = arithmetic.multiply(drawn, identity)
        if Property.SPD in properties:
            return arithmetic.add(arithmetic.power(diagonal, Fraction(2)), identity)
        return diagonal
    transposed = arithmetic.moved(drawn, _transposed)
    if Property.SPD in properties:
        return arithmetic.add(matrix_product(arithmetic, drawn, transposed), identity)
    return arithmetic.scaled(Fraction(1, 2), arithmetic.add(drawn, transposed))


def _rotation(arithmetic: Arithmetic[Value], drawn: Value, identity: Value) -> Value:
    """(I − S)(I + S)⁻¹ for the skew S = B − Bᵀ (Cayley): orthogonal, by rational operations alone.

    At every other point the first column has the other sign, as the determinant of a rotation alone is 1.
    """
    skew = arithmetic.add(drawn, arithmetic.scaled(Fraction(-1), arithmetic.moved(drawn, _transposed)))
    less = arithmetic.add(identity, arithmetic.scaled(Fraction(-1), skew))
    rotation = matrix_product(arithmetic, less, arithmetic.inverse(arithmetic.add(identity, skew)))
    points, _, _, size = arithmetic.plain(drawn).shape
    signs = np.ones((points, 1, 1, size), dtype=int)
    signs[1::2, ..., 0] = -1
    return arithmetic.multiply(rotation, arithmetic.pattern(signs))


def _reflection(arithmetic: Arithmetic[Value], drawn: Value, identity: Value) -> Value:
    """I − 2 v vᵀ / (vᵀ v) (Householder) for the first column v: orthogonal and symmetric."""
    column = arithmetic.moved(drawn, lambda array: array[..., :1])
    row = arithmetic.moved(column, _transposed)
    inverse_square = arithmetic.power(matrix_product(arithmetic, row, column), Fraction(-1))
    projection = arithmetic.multiply(matrix_product(arithmetic, column, row), inverse_square)
    return arithmetic.add(identity, arithmetic.scaled(Fraction(-2), projection))


def _scaled_to(arithmetic: Arithmetic[Value], value: Value, total: Fraction, along: tuple[int, ...]) -> Value:
    """What is summed along the axes multiplied by one number each time."""
    factor = arithmetic.power(arithmetic.summed(value, *along), Fraction(-1))
    return arithmetic.scaled(total, arithmetic.multiply(value, factor))


def _moved_to(arithmetic: Arithmetic[Value], value: Value, total: Fraction, along: tuple[int, ...]) -> Value:
    """Every entry of what is summed along the axes moved by the same amount."""
    shape = arithmetic.plain(value).shape
    missing = _missing(arithmetic, value, total, along)
    share = arithmetic.scaled(Fraction(1, prod(shape[axis] for axis in along)), missing)
    return arithmetic.add(value, arithmetic.multiply(arithmetic.pattern(np.ones((1, 1, *shape[-2:]))), share))


def _diagonal_moved_to(arithmetic: Arithmetic[Value], value: Value, total: Fraction) -> Value:
    """Every entry of the diagonal moved by the same amount."""
    identity = np.eye(arithmetic.plain(value).shape[-1])
    share = arithmetic.scaled(Fraction(1, len(identity)), _missing(arithmetic, value, total, (-2, -1)))
    return arithmetic.add(value, arithmetic.multiply(arithmetic.pattern(identity[None, None]), share))


def _missing(arithmetic: Arithmetic[Value], value: Value, total: Fraction, along: tuple[int, ...]) -> Value:
    return arithmetic.add(arithmetic.number(total), arithmetic.scaled(Fraction(-1), arithmetic.summed(value, *along)))


def _transposed(array: Array) -> Array:
    return array.swapaxes(-1, -2)
