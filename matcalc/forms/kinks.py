"""The derivatives of the known functions with a kink, by the conventions of KINKS."""

from __future__ import annotations

from fractions import Fraction

from matcalc.forms.functions import KINKS, Function
from matcalc.forms.matrix_form import Add, Apply, Node, Number, Scale, Zeros

_SLOPES = {"abs": "sign", "relu": "step"}


def kinked_derivative(function: Function, arg: Node) -> Node | None:
    """The derivative of order `function.order` ≥ 1 at arg; None for a function without a kink."""
    if function.name not in KINKS:
        return None
    if function.order > 1 or function.name in ("sign", "step"):
        return Number(Fraction(0)) if arg.shape.is_scalar else Zeros(arg.shape)
    if function.name == "leaky_relu":
        return Add((Number(Fraction(1, 100)), Scale(Fraction(99, 100), Apply(Function("step"), arg))))
    return Apply(Function(_SLOPES[function.name]), arg)
