"""The door to SymPy, for scalar functions: what their derivative is. SymPy is imported when the door is opened."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.functions import KINKS, KNOWN, Function
from matcalc.forms.kinks import kinked_derivative
from matcalc.forms.matrix_form import Apply, Node, Scale


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


@cache
def known_derivative(function: Function, arg: Node) -> Node:
    """f⁽ᵏ⁾(arg) for a known f and k = `function.order` ≥ 1, in terms of known functions.

    By the conventions of KINKS, or by SymPy: a polynomial in f itself, another known function or a power where it is
    one, else what SymPy's `diff` gives. Raises InvariantError for k = 0.
    """
    name, order = function.name, function.order
    if order < 1:
        raise InvariantError(f"{name} is no derivative")
    if (slope := kinked_derivative(function, arg)) is not None:
        return slope
    import sympy

    from matcalc.forms.sympy_nodes import to_node

    x, y = _variables()
    if (powers := _as_polynomial_of_itself(name)) is not None:
        return _polynomial(powers, order, Apply(Function(name), arg))
    if (multiple := _as_multiple_of_another(name)) is not None:
        sign, other = multiple
        value = Apply(other, arg) if order == 1 else known_derivative(Function(other.name, order - 1), arg)
        return value if sign == 1 else _negated(value)
    expression = _scalar_functions()[name](x).xreplace({_scalar_functions()["sigmoid"](x): y})
    for _ in range(order):
        expression = sympy.diff(expression, x) + sympy.diff(expression, y) * y * (1 - y)
    if order > 1:
        factors = sympy.Mul.make_args(sympy.factor_terms(expression))
        expression = sympy.Mul(*(sympy.expand(factor) if factor.is_Add else factor for factor in factors))
    return to_node(expression, {x: arg, y: Apply(Function("sigmoid"), arg)})


def _variables() -> tuple[Any, Any]:
    """x, and the name y = sigmoid(x) for what stands in other functions, where y′ = y (1 − y)."""
    import sympy

    return sympy.Symbol("x", positive=True), sympy.Symbol("σ", positive=True)


def _vanishes(expression: Any, x: Any) -> bool:
    """Whether an expression in x is 0: tried with a number, then proved."""
    import sympy

    if abs(expression.subs(x, sympy.Rational(1, 3)).evalf()) > 1e-9:
        return False
    return bool(sympy.cancel(expression.rewrite(sympy.exp)) == 0)


@cache
def _derivative(name: str) -> tuple[Any, Any, Any]:
    import sympy

    x, _ = _variables()
    value = _scalar_functions()[name](x)
    return x, value, sympy.diff(value, x)


@cache
def _as_polynomial_of_itself(name: str) -> tuple[int, int, int] | None:
    """(c0, c1, c2) with f′ = c0 + c1 f + c2 f², if there are such numbers; proved by SymPy, not guessed."""
    x, value, slope = _derivative(name)
    for powers in ((0, 1, 0), (1, 0, -1), (0, 1, -1), (1, 0, 1)):
        if _vanishes(slope - sum(c * value**k for k, c in enumerate(powers)), x):
            return powers
    return None


@cache
def _as_multiple_of_another(name: str) -> tuple[int, Function] | None:
    """(±1, g) with f′ = ± g for a known g, if there is one."""
    x, _, slope = _derivative(name)
    for other in KNOWN:
        if other not in KINKS:
            for sign in (1, -1):
                if _vanishes(slope - sign * _scalar_functions()[other](x), x):
                    return sign, Function(other)
    return None


def _polynomial(powers: tuple[int, int, int], order: int, value: Node) -> Node:
    """f⁽ᵏ⁾ for f′ = p(f): p(f) times r(f), where r is 1 for k = 1 and the derivative of p r for the next k."""
    import sympy

    from matcalc.forms.sympy_nodes import to_node

    y = sympy.Symbol("y")
    constant, linear, quadratic = powers
    slope = sympy.Integer(linear) * y * (1 + quadratic * y) if not constant else constant + quadratic * y**2
    rest = sympy.Integer(1)
    for _ in range(order - 1):
        rest = sympy.expand(sympy.diff(slope * rest, y))
    return to_node(rest * slope, {y: value})


def _negated(value: Node) -> Node:
    if not isinstance(value, Scale):
        return Scale(Fraction(-1), value)
    return value.arg if value.coefficient == -1 else Scale(-value.coefficient, value.arg)
