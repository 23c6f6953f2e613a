"""What every SymPy object of ours is built of: numbers, lengths, names, elementwise functions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_door import scalar_expression
from matcalc.forms.vector_functions import VectorFunction


def no_label_sum(label: Label) -> InputError:
    """What is said of a sum over a family of arrays, which SymPy has no object for."""
    return InputError(
        f"SymPy has no object for a sum over families of arrays, here over {label.name}: take .text or .latex"
    )


def rational(value: Fraction) -> Any:
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def dimension(length: Dimension) -> Any:
    """A polynomial in positive integer symbols."""
    import sympy

    terms = []
    for names, count in length.terms:
        factors = [sympy.Symbol(name, integer=True, positive=True) for name in names]
        terms.append(sympy.Mul(sympy.Integer(count), *factors))
    return sympy.Add(*terms)


def name_of(array: Node) -> str | None:
    """The name of a symbol or cotangent: z, grad_z, or jac_z where the output is no scalar; F(x, theta) itself."""
    match array:
        case Symbol(name=name):
            return name
        case Cotangent(of=of, output=output):
            return f"{'grad' if output.is_scalar else 'jac'}_{of.name}"
        case VectorFunction(name=name, args=args):
            return f"{name}({', '.join(str(name_of(arg)) for arg in args)})"
        case _:
            return None


def indexed_base(name: str, shape: Shape) -> Any:
    """The array of that name, with one axis for each that is longer than 1."""
    import sympy

    return sympy.IndexedBase(name, shape=tuple(dimension(length) for length in shape.axes))


def elementwise(function: Function, argument: Any) -> Any:
    """A function, differentiated as often as it says, at a scalar."""
    import sympy

    if function.is_known:
        return scalar_expression(function, argument)
    x = sympy.Symbol("x")
    value = sympy.Function(function.name)(x)
    return sympy.diff(value, x, function.order).subs(x, argument) if function.order else value.subs(x, argument)


def elementwise_lambda(function: Function) -> Any:
    """A function as a Lambda, for applyfunc."""
    import sympy

    x = sympy.Symbol("x")
    return sympy.Lambda(x, elementwise(function, x))
