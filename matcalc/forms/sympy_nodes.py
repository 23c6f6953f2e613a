"""Scalar SymPy expressions as nodes: numbers, pi, powers and the known functions, in an order that does not vary."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Constant, Hadamard, Node, Number, Power, Scale

_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
"""Of SymPy's functions that we call otherwise."""


def to_node(expression: Any, meanings: Mapping[Any, Node]) -> Node:
    """The elementwise expression with each of its symbols replaced by the array it stands for.

    Constants stand first, then powers, then functions, the short before the long.
    Raises InvariantError for what has no counterpart.
    """
    if expression in meanings:
        return meanings[expression]
    if not expression.free_symbols:
        return _constant(expression)
    if expression.is_Add:
        return Add(tuple(to_node(term, meanings) for term in sorted(expression.args, key=_place)))
    if expression.is_Mul:
        number, rest = expression.as_independent(*expression.free_symbols, as_Add=False)
        factors = rest.args if rest.is_Mul else (rest,)
        return _product(number, [to_node(factor, meanings) for factor in sorted(factors, key=_place)])
    if expression.is_Pow and expression.exp.is_Rational:
        return Power(to_node(expression.base, meanings), _fraction(expression.exp))
    name = type(expression).__name__
    function = Function(_NAMES.get(name, name))
    if not function.is_known:
        raise InvariantError(f"SymPy's {name} is not known here")
    (argument,) = expression.args
    return Apply(function, to_node(argument, meanings))


def _place(expression: Any) -> tuple[bool, bool, int, str]:
    import sympy

    return bool(expression.free_symbols), expression.has(sympy.Function), expression.count_ops(), str(expression)


def _product(number: Any, factors: list[Node]) -> Node:
    rational, root = _split(number)
    every = [*([] if root is None else [root]), *factors]
    product = every[0] if len(every) == 1 else Hadamard(tuple(every))
    return product if rational == 1 else Scale(rational, product)


def _constant(number: Any) -> Node:
    rational, root = _split(number)
    if root is None:
        return Number(rational)
    return root if rational == 1 else Scale(rational, root)


def _split(number: Any) -> tuple[Fraction, Node | None]:
    """A number c as a fraction times the root of something square-free: 6/√(8 pi) is 3 · (2 pi)^(−1/2).

    c² must be a rational number, or one times pi or 1/pi; the root is None where c is rational.
    """
    import sympy

    if number.is_Rational:
        return _fraction(number), None
    rational, powers = sympy.Pow(number, 2).as_coeff_Mul()
    base, exponent = powers.as_base_exp()
    if not rational.is_Rational or base not in (sympy.pi, 1) or abs(exponent) != 1:
        raise InvariantError(f"the number {number} is not known here")
    above, below = _without_squares(int(rational.p)), _without_squares(int(rational.q))
    outside = Fraction(above[0], below[0]) * (-1 if number.is_negative else 1)
    inside = Fraction(above[1], below[1])
    if base == 1:
        return outside, _root(inside, None)
    return outside, _root(inside, int(exponent))


def _root(inside: Fraction, pis: int | None) -> Node:
    """The square root of inside · pi^pis; a fraction below 1 becomes a negative power of what is over 1."""
    if pis is None:
        return Power(Number(inside), Fraction(1, 2)) if inside > 1 else Power(Number(1 / inside), Fraction(-1, 2))
    number = inside if pis > 0 else 1 / inside
    multiple = Constant("pi") if number == 1 else Scale(number, Constant("pi"))
    return Power(multiple, Fraction(pis, 2))


def _without_squares(number: int) -> tuple[int, int]:
    """(a, b) with number = a² b and no square in b."""
    root = next(root for root in range(isqrt(number), 0, -1) if number % root**2 == 0)
    return root, number // root**2


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))
