"""Elementwise functions and powers in NumPy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value, call, number
from matcalc.errors import InvariantError

IN_NUMPY = frozenset(("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"))
"""Functions that NumPy has under the same name."""

HELPED = {"sigmoid": "sigmoid", "softplus": "softplus", "erf": "erf", "abs": "absolute"}
"""Functions with a helper of their own."""


def known(name: str, x: Value, body: Body) -> Value:
    """A known function of a value."""
    if name in IN_NUMPY:
        return call(f"np.{name}", x.text, rows=x.rows, cols=x.cols)
    if name in HELPED:
        return call(body.helper(HELPED[name]), x.text, rows=x.rows, cols=x.cols)
    match name:
        case "silu":
            x = body.named(x)
            return replace(x, text=f"{x.text} * {body.helper('sigmoid')}({x.text})", level=Level.TIMES)
        case "gelu":
            x = body.named(x)
            text = f"0.5 * {x.text} * {body.helper('erfc')}(-{x.text} / np.sqrt(2))"
            return replace(x, text=text, level=Level.TIMES)
        case "sign":
            return call("np.sign", f"np.real({x.text})", rows=x.rows, cols=x.cols)
        case "step":
            return call("np.heaviside", f"np.real({x.text})", "0", rows=x.rows, cols=x.cols)
        case "relu":
            return call("np.maximum", x.text, "0", rows=x.rows, cols=x.cols)
        case "leaky_relu":
            x = body.named(x)
            return call("np.maximum", x.text, f"{x.text} / 100", rows=x.rows, cols=x.cols)
    raise InvariantError(f"there is no code for the function {name}")


def power(x: Value, exponent: Fraction) -> Value:
    """Each entry to a rational power; a negative one is a division."""
    if exponent == 0:
        return Value("1", Level.ATOM)
    if exponent < 0 and (exponent.denominator == 1 or exponent == Fraction(-1, 2)):
        return replace(x, text=f"1 / {power(x, -exponent).at(Level.POWER)}", level=Level.TIMES)
    if exponent == 1:
        return x
    if exponent == Fraction(1, 2):
        return call("np.sqrt", x.text, rows=x.rows, cols=x.cols)
    return replace(x, text=f"{x.atom}**{number(exponent).atom}", level=Level.POWER)
