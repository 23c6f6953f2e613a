"""The door to SymPy, for scalar functions: what their derivative is. SymPy is imported when the door is opened."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.functions import KNOWN, Function
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Number, Power, Scale


@cache
def _scalar_functions() -> dict[str, Callable[[Any], Any]]:
    import sympy

    known: dict[str, Callable[[Any], Any]] = {
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
        "sin": sympy.sin,
        "cos": sympy.cos,
        "tan": sympy.tan,
        "sinh": sympy.sinh,
        "cosh": sympy.cosh,
        "tanh": sympy.tanh,
        "arcsin": sympy.asin,
        "arccos": sympy.acos,
        "arctan": sympy.atan,
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
        "silu": lambda x: x / (1 + sympy.exp(-x)),
        "gelu": lambda x: x / 2 * (1 + sympy.erf(x / sympy.sqrt(2))),
        "erf": sympy.erf,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "relu": lambda x: sympy.Piecewise((x, x > 0), (0, True)),
        "leaky_relu": lambda x: sympy.Piecewise((x, x > 0), (x / 100, True)),
        "step": lambda x: sympy.Piecewise((1, x > 0), (0, True)),
    }
    if tuple(known) != KNOWN:
        raise InvariantError("a known function has no SymPy counterpart")
    return known


def scalar_expression(function: Function, argument: Any) -> Any:
    """The SymPy expression of a known function, differentiated `order` times, at a SymPy argument.

    A jump has slope 0, as functions.KINKS says, where SymPy gives a DiracDelta.
    """
    import sympy

    x = sympy.Symbol("x", real=True)
    value = sympy.diff(_scalar_functions()[function.name](x), x, function.order)
    return value.replace(sympy.DiracDelta, lambda *_: sympy.Integer(0)).subs(x, argument)


def known_derivative(function: Function, arg: Node) -> Node:
    """f′(arg) for a known f, in terms of known functions: a polynomial in f itself where there is one.

    Raises InvariantError for a function whose derivative can not be written with the known ones.
    """
    if (powers := _as_polynomial_of_itself(function.name)) is not None:
        return _polynomial(powers, Apply(Function(function.name), arg))
    for other in KNOWN:
        if (scale := _multiple_of(function.name, other)) is not None:
            value = Apply(Function(other), arg)
            return value if scale == 1 else Scale(scale, value)
    if (power := _as_power(function.name)) is not None:
        coefficient, exponent = power
        value_of_power = Power(arg, exponent)
        return value_of_power if coefficient == 1 else Scale(coefficient, value_of_power)
    raise InvariantError(f"no form of the derivative of {function.name} is known")


def _derivative(name: str) -> tuple[Any, Any, Any]:
    import sympy

    x = sympy.Symbol("x", positive=True)
    value = _scalar_functions()[name](x)
    return x, value, sympy.diff(value, x)


def _is_zero(expression: Any) -> bool:
    import sympy

    return bool(sympy.simplify(expression.rewrite(sympy.exp)) == 0)


@cache
def _as_polynomial_of_itself(name: str) -> tuple[Fraction, ...] | None:
    """(c0, c1, c2) with f′ = c0 + c1 f + c2 f², if there are such numbers; proved by SymPy, not guessed."""
    import sympy

    x, value, slope = _derivative(name)
    for powers in (((0, 1, 0)), (1, 0, -1), (0, 1, -1), (1, 0, 1)):
        candidate = sum((sympy.Integer(c) * value**k for k, c in enumerate(powers)), sympy.Integer(0))
        if abs((slope - candidate).subs(x, sympy.Rational(1, 3)).evalf()) < 1e-9 and _is_zero(slope - candidate):
            return tuple(Fraction(c) for c in powers)
    return None


@cache
def _multiple_of(name: str, other: str) -> Fraction | None:
    """1 or −1 with f′ = ± g, if so."""
    import sympy

    x, _, slope = _derivative(name)
    value = _scalar_functions()[other](x)
    for sign in (1, -1):
        gap = slope - sign * value
        if abs(gap.subs(x, sympy.Rational(1, 3)).evalf()) < 1e-9 and _is_zero(gap):
            return Fraction(sign)
    return None


@cache
def _as_power(name: str) -> tuple[Fraction, Fraction] | None:
    """(c, p) with f′(x) = c x ** p, if so."""
    import sympy

    x, _, slope = _derivative(name)
    coefficient, power = slope.as_coeff_Mul()
    base, exponent = power.as_base_exp()
    if base != x or not (coefficient.is_Rational and exponent.is_Rational):
        return None
    numbers: tuple[sympy.Rational, sympy.Rational] = (coefficient, exponent)
    return Fraction(int(numbers[0].p), int(numbers[0].q)), Fraction(int(numbers[1].p), int(numbers[1].q))


def _polynomial(powers: tuple[Fraction, ...], value: Node) -> Node:
    constant, linear, quadratic = powers
    if not constant and quadratic:
        first: Node = Number(linear)
        return Hadamard((value, Add((first, _times(quadratic, value)))))
    parts: list[Node] = [Number(constant)] if constant else []
    parts += [_times(linear, value)] if linear else []
    parts += [_times(quadratic, Power(value, Fraction(2)))] if quadratic else []
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _times(coefficient: Fraction, value: Node) -> Node:
    return value if coefficient == 1 else Scale(coefficient, value)
