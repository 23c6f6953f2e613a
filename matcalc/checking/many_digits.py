"""Dual numbers of many digits, for where rounding decides in float64: a sum that cancels that far is 0.

They are Python's decimals, which are added and multiplied in C. Derivatives of elementwise functions are finite
differences of the function at a higher precision (mpmath's diff), so this too reads the function alone.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from fractions import Fraction
from functools import partial, wraps
from random import Random
from typing import Any, ParamSpec, TypeVar

import mpmath
import numpy as np

from matcalc.checking.arithmetic import Array, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic, waves
from matcalc.checking.dual import Dual, DualArithmetic, Moving
from matcalc.checking.elementwise import KINKED, TwoLines
from matcalc.forms.functions import Function

DIGITS = 60

DUST = 1e-40
"""A sum that is so small, relative to its summands, is 0."""

CLOSE = 1e-25
"""So close, relative to the larger one, two sides are equal: derivatives cost digits."""

FLOOR = 100 * DUST
"""Less than this part of the largest term is rounding: sums whose dust was taken away differ by it."""

LARGEST = 10**6
"""Of an argument of a function made of exponentials or waves: those of more have digits that take long."""

MOST_ZEROS = 10_000
"""Bits in front of the first digit of an argument: so many more are carried in finite differences."""

_CONTEXT = mpmath.MPContext()
_CONTEXT.dps = DIGITS

_DECIMALS = Context(DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero, Overflow])

_DUST = Decimal(DUST)

Number = Any
"""A real number of mpmath's context, or a whole number of Python."""

Given = ParamSpec("Given")
Made = TypeVar("Made")


def _in_decimals(method: Callable[Given, Made]) -> Callable[Given, Made]:
    """Decimals are rounded as the context of the thread says: inside, to DIGITS digits."""

    @wraps(method)
    def rounded(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        with localcontext(_DECIMALS):
            return method(*args, **kwargs)

    return rounded


def _silu(x: Number) -> Number:
    return x * _sigmoid(x)


def _sigmoid(x: Number) -> Number:
    return 1 / (1 + _CONTEXT.exp(-x))


def _softplus(x: Number) -> Number:
    return _CONTEXT.log1p(_CONTEXT.exp(x))


def _gelu(x: Number) -> Number:
    return x / 2 * (1 + _CONTEXT.erf(x / _CONTEXT.sqrt(2)))


def _moderate(of: Callable[[Number], Number]) -> Callable[[Number], Number]:
    """The same function, which raises UndefinedError for what is too large for it."""

    def bounded(x: Number) -> Number:
        if abs(x) > LARGEST:
            raise UndefinedError
        return of(x)

    return bounded


EXP = _moderate(_CONTEXT.exp)
SIN = _moderate(_CONTEXT.sin)

FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "exp": EXP,
    "log": _CONTEXT.log,
    "sqrt": _CONTEXT.sqrt,
    "sin": SIN,
    "cos": _moderate(_CONTEXT.cos),
    "tan": _moderate(_CONTEXT.tan),
    "sinh": _moderate(_CONTEXT.sinh),
    "cosh": _moderate(_CONTEXT.cosh),
    "tanh": _moderate(_CONTEXT.tanh),
    "erf": _moderate(_CONTEXT.erf),
    "arcsin": _CONTEXT.asin,
    "arccos": _CONTEXT.acos,
    "arctan": _CONTEXT.atan,
    "sigmoid": _moderate(_sigmoid),
    "softplus": _moderate(_softplus),
    "silu": _moderate(_silu),
    "gelu": _moderate(_gelu),
}


class ManyDigits(DualArithmetic):
    """Real numbers of DIGITS digits at the points of FloatArithmetic, in arrays of objects."""

    kind = "float"
    rounds = False
    floor = FLOOR

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._float = FloatArithmetic(seed)

    @_in_decimals
    def plus(self, left: Array, right: Array) -> Array:
        return _without_dust(left + right, np.abs(left) + np.abs(right))

    @_in_decimals
    def times(self, left: Array, right: Array) -> Array:
        made: Array = left * right
        return made

    @_in_decimals
    def total(self, array: Array, axes: tuple[int, ...]) -> Array:
        return _without_dust(array.sum(axis=axes, keepdims=True), np.abs(array).sum(axis=axes, keepdims=True))

    @_in_decimals
    def inner(self, subscripts: str, left: Array, right: Array) -> Array:
        left, right = left.astype(object), right.astype(object)
        size = np.einsum(subscripts, np.abs(left), np.abs(right))
        return _without_dust(np.einsum(subscripts, left, right), size)

    @_in_decimals
    def reciprocal(self, array: Array) -> Array:
        if not array.all():
            raise UndefinedError
        made: Array = self.rational(Fraction(1)) / array
        return made

    @_in_decimals
    def rational(self, value: Fraction) -> Array:
        return np.array(_quotient(value), dtype=object)

    def pattern(self, array: Array) -> Array:
        return array.astype(np.int64).astype(object)

    def drawn(self, random: Random, shape: tuple[int, ...], sign: int = 0) -> Array:
        return _each(Decimal, self._float.drawn(random, shape, sign))

    @_in_decimals
    def error(self, left: Array, right: Array) -> Array:
        apart, largest = np.broadcast_arrays(np.abs(left - right), np.maximum(np.abs(left), np.abs(right)))
        numbers = zip(apart.ravel().tolist(), largest.ravel().tolist(), strict=True)
        relative = [float(distance / size) if size else 0.0 for distance, size in numbers]
        return np.array([error if error <= CLOSE else np.inf for error in relative]).reshape(apart.shape)

    @_in_decimals
    def apart(self, left: Array, right: Array) -> Array:
        return super().apart(left, right)

    def power(self, value: Moving, exponent: Fraction) -> Moving:
        if exponent.denominator == 1:
            return self.whole_power(value, exponent.numerator)
        return self._applied(partial(_root, exponent), 0, value)

    def apply(self, function: Function, value: Moving) -> Moving:
        if function.name in KINKED:
            return self._on_two_lines(KINKED[function.name], function.order, value)
        of = FUNCTIONS[function.name] if function.is_known else partial(_sum_of_waves, waves(self._seed, function.name))
        return self._applied(of, function.order, value)

    def constant(self, name: str) -> Array:
        return np.full((1, 1, 1, 1), _decimal(+getattr(_CONTEXT, name)), dtype=object)

    def log_determinant(self, value: Moving) -> Moving:
        return self._applied(lambda x: _CONTEXT.log(abs(x)), 0, self.determinant(value))

    def softmax(self, value: Moving, axes: tuple[int, ...]) -> Moving:
        grown = self._applied(EXP, 0, value)
        return self.multiply(grown, self.inverted(self.summed(grown, *axes)))

    def log_sum_exp(self, value: Moving, axes: tuple[int, ...]) -> Moving:
        grown = self._applied(EXP, 0, value)
        return self._applied(_CONTEXT.log, 0, self.summed(grown, *axes))

    def _applied(self, of: Callable[[Number], Number], order: int, value: Moving) -> Moving:
        """The order-th derivative of a function at a value, and its slope along the tangent."""
        result = _each(partial(_derivative, of, order), self.plain(value))
        if not isinstance(value, Dual):
            return result
        return Dual(result, self.times(_each(partial(_derivative, of, order + 1), value.value), value.tangent))

    @_in_decimals
    def _on_two_lines(self, lines: TwoLines, order: int, value: Moving) -> Moving:
        at = self.plain(value)
        result = _each(partial(_on_line, lines, order), at)
        if not isinstance(value, Dual):
            return result
        return Dual(result, self.times(_each(partial(_on_line, lines, order + 1), at), value.tangent))


def _derivative(of: Callable[[Number], Number], order: int, at: Decimal | int) -> Decimal:
    """Raises UndefinedError where the function has no real value."""
    x = _CONTEXT.mpf(str(at))
    try:
        value = of(x)
        made = _differences(of, order, x) if order else value
    except (ValueError, ZeroDivisionError, OverflowError) as none:
        raise UndefinedError from none
    if not all(isinstance(found, _CONTEXT.mpf) and _CONTEXT.isfinite(found) for found in (value, made)):
        raise UndefinedError
    return _decimal(made)


def _differences(of: Callable[[Number], Number], order: int, x: Number) -> Number:
    """Finite differences with a step that is small beside x: those of u ↦ of(x u) at 1.

    Where x is small, of(x u) may differ from of(x) far behind the point; as many more digits are carried.
    """
    if x == 0:
        return _CONTEXT.diff(of, x, order)
    zeros = max(0, -int(_CONTEXT.mag(x)))
    if zeros > MOST_ZEROS:
        raise UndefinedError
    with _CONTEXT.extraprec((order + 1) * zeros):
        made = _CONTEXT.diff(lambda u: of(x * u), _CONTEXT.one, order) / x**order
    return +made


def _root(exponent: Fraction, x: Number) -> Number:
    return _CONTEXT.power(x, _CONTEXT.mpf(exponent.numerator) / exponent.denominator)


def _sum_of_waves(parts: tuple[tuple[float, float, float], ...], x: Number) -> Number:
    return sum(height * SIN(speed * x + phase) for height, speed, phase in parts)


def _on_line(lines: TwoLines, order: int, x: Decimal | int) -> Decimal:
    slope, constant = map(_quotient, lines.at if x == 0 else lines.below if x < 0 else lines.above)
    return slope * x + constant if order == 0 else slope if order == 1 else Decimal(0)


def _quotient(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _decimal(number: Number) -> Decimal:
    """A number of mpmath's context, which is a whole number times a power of 2."""
    sign, digits, exponent, _ = number._mpf_
    return _DECIMALS.multiply(Decimal(-digits if sign else digits), _DECIMALS.power(2, exponent))


def _each(of: Callable[[Any], Decimal], array: Array) -> Array:
    numbers = [of(number) for number in array.ravel().tolist()]
    made = np.empty(len(numbers), dtype=object)
    made[:] = numbers
    return made.reshape(array.shape)


def _without_dust(total: Array, size: Array) -> Array:
    return np.where((np.abs(total) <= _DUST * size).astype(bool), 0, total)
