"""Simplification of known functions at numbers: where the value is rational, it is written down."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from matcalc.chain import Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Node, Number, Ones, Scale, Zeros
from matcalc.rules.assemble import filled
from matcalc.rules.registry import Rewrite, Scope, node_rule

ZERO, ONE = Fraction(0), Fraction(1)

RATIONAL: dict[tuple[str, Fraction], Fraction] = {
    ("exp", ZERO): ONE,
    ("log", ONE): ZERO,
    ("cos", ZERO): ONE,
    ("cosh", ZERO): ONE,
    ("arccos", ONE): ZERO,
    ("sigmoid", ZERO): Fraction(1, 2),
} | {(name, ZERO): ZERO for name in ("sin", "tan", "sinh", "tanh", "arcsin", "arctan", "silu", "gelu", "erf")}
"""The rational values of these functions at rational numbers: there are no more (Lindemann and Weierstrass 1885).

Of erf and gelu these are the ones that are known.
"""


@node_rule(
    name="work out a function of a number",
    stage=Stage.SIMPLIFY,
    statement="exp(0) = 1; log(1) = 0; sin(0) = 0; sqrt(p² / q²) = p / q; |−c| = c; arrays of equal numbers likewise",
    source="definitions of the functions",
    examples=(
        ("log(1)", "0"),
        ("exp(0)", "1"),
        ("cos(zeros(3))", "ones(3)"),
        ("tanh(zeros(3))", "zeros(3)"),
        ("sigmoid(0)", "1/2"),
        ("sqrt(4 * ones(3))", "2 * ones(3)"),
        ("sqrt(9/4)", "3/2"),
        ("abs(-3)", "3"),
        ("sign(-3)", "-1"),
        ("step(0)", "0"),
        ("relu(-2)", "0"),
        ("leaky_relu(-2)", "-1/50"),
        ("log(2)", None),
        ("sqrt(2)", None),
        ("sqrt(-4)", None),
        ("exp'(0)", None),
        ("f(0)", None),
        ("exp(x)", None),
    ),
    on=(Apply,),
)
def work_out_value(root: Node, scope: Scope) -> Rewrite | None:
    """The function is gone."""
    if not isinstance(root, Apply) or (number := _number(root.arg)) is None:
        return None
    value = _value(root.function, number)
    return None if value is None else Rewrite(filled(value, root.shape), why("a value that is known"))


def _number(part: Node) -> Fraction | None:
    """The number that every entry is."""
    match part:
        case Number(value=value):
            return value
        case Ones():
            return ONE
        case Zeros():
            return ZERO
        case Scale(coefficient=coefficient, arg=Ones()):
            return coefficient
        case _:
            return None


def _value(function: Function, x: Fraction) -> Fraction | None:
    if function.order:
        return None
    match function.name:
        case "sqrt":
            return _root(x)
        case "abs":
            return abs(x)
        case "sign":
            return Fraction((x > 0) - (x < 0))
        case "step":
            return Fraction(x > 0)
        case "relu":
            return max(x, ZERO)
        case "leaky_relu":
            return x if x > 0 else x / 100
        case name:
            return RATIONAL.get((name, x))


def _root(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    return root if root**2 == x else None
