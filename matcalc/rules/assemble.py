"""Putting arrays together without needless nesting: no product of one factor, no sum of one term, no factor 1."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Ones, Power, Product, Scale, Size, Transpose, Zeros
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.likeness import is_symmetric

ONCE = Fraction(1)


def product(factors: Sequence[Node]) -> Node:
    """The matrix product of one or more factors, as one flat list."""
    flat: list[Node] = []
    for factor in factors:
        flat.extend(factor.args if isinstance(factor, Product) else (factor,))
    return flat[0] if len(flat) == 1 else Product(tuple(flat))


def hadamard(factors: Sequence[Node]) -> Node:
    """The elementwise product of one or more factors, as one flat list."""
    flat: list[Node] = []
    for factor in factors:
        flat.extend(factor.args if isinstance(factor, Hadamard) else (factor,))
    return flat[0] if len(flat) == 1 else Hadamard(tuple(flat))


def total(terms: Sequence[Node]) -> Node:
    """The sum of one or more terms, as one flat list."""
    flat: list[Node] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, Add) else (term,))
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def scaled(coefficient: Fraction, part: Node) -> Node:
    """A number times an array, the number left out where it is 1; a product of numbers is a number."""
    if isinstance(part, Scale):
        coefficient, part = coefficient * part.coefficient, part.arg
    if isinstance(part, Number):
        return Number(coefficient * part.value)
    return part if coefficient == 1 else Scale(coefficient, part)


def divided(array: Node, divisor: Node) -> Node:
    """An array over a scalar."""
    if isinstance(divisor, Number):
        return scaled(1 / divisor.value, array)
    return hadamard([Power(divisor, Fraction(-1)), array])


def split_number(part: Node) -> tuple[Fraction, Node]:
    """The number in front of a part, and what it multiplies."""
    if isinstance(part, Number):
        return part.value, Number(ONCE)
    return (part.coefficient, part.arg) if isinstance(part, Scale) else (ONCE, part)


def base_and_exponent(factor: Node) -> tuple[Node, Fraction]:
    """What `raised` makes the factor of: x and 2 of x ** 2, x and 1 of x."""
    return (factor.arg, factor.exponent) if isinstance(factor, Power) else (factor, ONCE)


def raised(base: Node, exponent: Fraction) -> Node:
    return base if exponent == 1 else Power(base, exponent)


def filled(value: Fraction, shape: Shape) -> Node:
    """The array of a shape in which every entry is one number."""
    if shape.is_scalar:
        return Number(value)
    return scaled(value, Ones(shape)) if value else Zeros(shape)


def size(length: Dimension) -> Node:
    """A length as a number; one that is a number already is written so."""
    if not length.names:
        return Number(Fraction(length.evaluate({})))
    return Size(length)


def is_ones_column(part: Node) -> bool:
    return isinstance(part, Ones) and part.shape == vector(part.shape.rows)


def is_ones_row(part: Node) -> bool:
    if isinstance(part, Transpose):
        return is_ones_column(part.arg)
    return isinstance(part, Ones) and part.shape.is_row


def transposed(part: Node) -> Node:
    """The transpose with the transposes at the factors of products and the terms of sums."""
    match part:
        case Product(args=args):
            return Product(tuple(transposed(arg) for arg in reversed(args)))
        case Add() | Hadamard():
            return part.rebuilt(tuple(transposed(arg) for arg in part.args))
        case Scale(coefficient=coefficient, arg=arg):
            return Scale(coefficient, transposed(arg))
        case Transpose(arg=arg):
            return arg
        case _:
            return part if is_symmetric(part) else Transpose(part)
