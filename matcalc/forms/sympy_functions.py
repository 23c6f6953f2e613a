"""Elementwise functions in SymPy: which of ours they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Node, ScalarFunction, Symbol
from matcalc.forms.sympy_door import scalar_expression
from matcalc.forms.sympy_names import shown

PIECEWISE = ("relu", "leaky_relu", "step")

SCALAR_FUNCTION = "E"


@cache
def _known() -> dict[Any, str]:
    import sympy

    return {
        sympy.exp: "exp",
        sympy.log: "log",
        sympy.sin: "sin",
        sympy.cos: "cos",
        sympy.tan: "tan",
        sympy.sinh: "sinh",
        sympy.cosh: "cosh",
        sympy.tanh: "tanh",
        sympy.asin: "arcsin",
        sympy.acos: "arccos",
        sympy.atan: "arctan",
        sympy.erf: "erf",
        sympy.Abs: "abs",
        sympy.sign: "sign",
    }


def applied(expression: Any, read: Callable[[Any], Node]) -> Node | None:
    """A function of an entry as a node, its argument read by `read`; None where it is none of ours."""
    import sympy
    from sympy.core.function import AppliedUndef

    match expression:
        case sympy.log(args=(sympy.Add(args=(sympy.Integer(p=1), sympy.exp(args=(inner,)))),)):
            return Apply(Function("softplus"), read(inner))
        case sympy.Max(args=(first, second)) if 0 in (first, second):
            return Apply(Function("relu"), read(second if first == 0 else first))
        case sympy.Heaviside(args=(inner, value)) if value == 0:
            return Apply(Function("step"), read(inner))
        case sympy.Piecewise():
            return _piecewise(expression, read)
        case sympy.Subs(args=(sympy.Derivative() as slope, variables, points)) if len(variables) == 1:
            return _slope(slope, variables[0], points[0], read)
        case sympy.Derivative():
            return _slope(expression, expression.variables[0], expression.variables[0], read)
        case AppliedUndef():
            return _unknown(expression, read)
    if type(expression) in _known() and len(expression.args) == 1:
        _require_number(expression)
        return Apply(Function(_known()[type(expression)]), read(expression.args[0]))
    return None


def _require_number(expression: Any) -> None:
    """Raises InputError where a function of numbers stands before a matrix: to SymPy, exp(X) is a power series."""
    import sympy

    (array,) = expression.args
    if isinstance(array, sympy.MatrixExpr) and any(length != 1 for length in array.shape):
        name = type(expression).__name__
        whole = shown(array) if array.is_symbol else f"({shown(array)})"
        raise InputError(
            f"{shown(expression)}: {name} of a matrix is a function of the whole matrix in SymPy, no operation here; "
            f"{whole}.applyfunc({name}) is {name} of each entry"
        )


def _unknown(expression: Any, read: Callable[[Any], Node]) -> Node:
    name, args = expression.func.__name__, tuple(map(read, expression.args))
    if name == SCALAR_FUNCTION:
        if not all(isinstance(arg, Symbol) for arg in args):
            raise InputError(
                f"{SCALAR_FUNCTION} takes names of arrays, not {shown(expression)}; name it with Eq in lets"
            )
        return ScalarFunction(args)
    if len(args) != 1:
        raise InputError(
            f"{shown(expression)}: an unknown function is elementwise and takes 1 argument; {name} has {len(args)}"
        )
    return Apply(Function(name), args[0])


def _piecewise(expression: Any, read: Callable[[Any], Node]) -> Node | None:
    condition = expression.args[0][1]
    argument = getattr(condition, "lhs", None)
    for name in PIECEWISE:
        if argument is not None and expression == scalar_expression(Function(name), argument):
            return Apply(Function(name), read(argument))
    return None


def _slope(slope: Any, variable: Any, point: Any, read: Callable[[Any], Node]) -> Node | None:
    """f′(point): the derivative of an unknown function by its whole argument."""
    from sympy.core.function import AppliedUndef

    function = slope.expr
    if not isinstance(function, AppliedUndef) or function.args != (variable,) or set(slope.variables) != {variable}:
        return None
    return Apply(Function(function.func.__name__, len(slope.variables)), read(point))
