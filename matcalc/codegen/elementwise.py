"""Elementwise functions and powers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.codegen.backends import NUMPY
from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value, call, number
from matcalc.errors import InvariantError
from matcalc.forms.matrix_form import Apply, Node, ScalarFunction, Trace
from matcalc.forms.matrix_functions import Determinant, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Norm, Softmax, Variance

AS_NAMED = frozenset(("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"))
"""Functions that every backend has under the same name, for complex numbers, too."""

OF_NUMBERS = {name: name for name in AS_NAMED} | {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "erf": "erf",
    "abs": "fabs",
}
"""Functions of numbers in Python's module math."""

REAL = frozenset(("sigmoid", "softplus", "log_softplus", "erf", "abs", "sign", "silu"))
"""Functions that every backend has, or that a helper of that name stands for, of real numbers."""


def known(name: str, x: Value, body: Body) -> Value:
    """A known function of an array."""
    if name in AS_NAMED:
        return body.call(name, x.text, rows=x.rows, cols=x.cols)
    body.real_only.add(name)
    in_numpy = body.backend.module == NUMPY.module
    if name in REAL and not (name == "silu" and in_numpy):
        return body.call(name, x.text, rows=x.rows, cols=x.cols)
    match name:
        case "silu":
            x = body.named(x)
            return x.rewritten(f"{x.text} * {body.function('sigmoid')}({x.text})", Level.TIMES)
        case "gelu":
            x = body.named(x)
            root = body.math("sqrt", "2").text
            text = f"0.5 * {x.text} * {body.function('erfc')}(-{x.text} / {root})"
            return x.rewritten(text, Level.TIMES)
        case "step" if body.backend.is_torch:
            x = body.named(x)
            truth = f"({x.text} > 0)"
            return Value(f"{truth}.to({x.text}.dtype)", Level.ATOM, x.rows, x.cols, truth=truth)
        case "step":
            ones = body.call("heaviside", x.text, "0", rows=x.rows, cols=x.cols)
            return replace(ones, truth=f"({x.text} > 0)")
        case "relu" if in_numpy:
            return body.call("maximum", x.text, "0", rows=x.rows, cols=x.cols)
        case "leaky_relu" if in_numpy:
            x = body.named(x)
            return body.call("maximum", x.text, f"{x.text} / 100", rows=x.rows, cols=x.cols)
        case "relu" | "leaky_relu":
            return body.call(name, x.text, rows=x.rows, cols=x.cols)
    raise InvariantError(f"there is no code for the function {name}")


OF_ARRAYS = (ScalarFunction, Determinant, LogDeterminant, LogSumExp, Norm, Softmax, Trace, Variance)
"""Nodes that code computes by functions of arrays, of whatever they are."""


def stays_number(part: Node) -> bool:
    """Whether a node of numbers is a number of Python in code, as `of_number` has it."""
    if isinstance(part, Apply):
        return part.function.name in OF_NUMBERS and part.function.order == 0
    return not isinstance(part, OF_ARRAYS)


def of_number(name: str, x: Value, body: Body) -> Value:
    """A known function of a number that is the same for all arrays of a size."""
    if name in OF_NUMBERS:
        return body.math(OF_NUMBERS[name], x.text)
    return known(name, body.made("asarray", call("float", x.text).text), body)


MOST_PLAIN = 16
"""The largest power of a whole number that is worked out exactly; a larger one is too long to wait for."""


def power(x: Value, exponent: Fraction, body: Body, *, is_number: bool = False) -> Value:
    """Each entry to a rational power; a negative one is a division. is_number: of a number, not of an array."""
    if exponent == 0:
        return Value("1", Level.ATOM)
    if exponent < 0 and (exponent.denominator == 1 or exponent == Fraction(-1, 2)):
        below = power(x, -exponent, body, is_number=is_number)
        return x.rewritten(f"1 / {below.at(Level.POWER)}", Level.TIMES)
    if exponent == 1:
        return x
    if exponent == Fraction(1, 2):
        return body.math("sqrt", x.text) if is_number else body.call("sqrt", x.text, rows=x.rows, cols=x.cols)
    if is_number and exponent > MOST_PLAIN:
        x = call("float", x.text)
    return x.rewritten(f"{x.atom}**{number(exponent).atom}", Level.POWER)
