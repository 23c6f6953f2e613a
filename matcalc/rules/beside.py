"""What stands beside a differential: products and elementwise products, written without needless parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from matcalc.forms.matrix_form import EntrySum, Eye, Hadamard, Node, Number, Ones, Product, Scale, Trace
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product, scaled, split_number
from matcalc.rules.likeness import pieces
from matcalc.rules.moving import holds_differential
from matcalc.rules.network import fewest_turns, turned, turned_factor


def at_differential(args: Sequence[Node]) -> int | None:
    """The place of the one factor that holds the differential."""
    places = [at for at, arg in enumerate(args) if holds_differential(arg)]
    return places[0] if len(places) == 1 else None


def multiplied(*factors: Node) -> Node:
    """A matrix product without identities; what is a number in it stands in front, as an elementwise factor."""
    flat = [part for factor in factors for part in (factor.args if isinstance(factor, Product) else (factor,))]
    coefficient, scalars, kept = Fraction(1), list[Node](), list[Node]()
    for part in flat:
        number, beside, rest = _apart(part)
        coefficient *= number
        scalars += beside
        kept += [] if isinstance(rest, Eye | Number) else [rest]
    arrays: list[Node] = []
    for first, stop in pieces(kept) if kept else ():
        here = kept[first:stop]
        is_scalar = here[0].shape.rows.is_one and here[-1].shape.cols.is_one
        scalars += [product(here)] if is_scalar else []
        arrays += [] if is_scalar else here
    if not arrays:
        arrays += [part for part in (_apart(each)[2] for each in flat) if isinstance(part, Eye)][:1]
    parts = [*scalars, *([product(arrays)] if arrays else [])]
    return scaled(coefficient, hadamard(parts) if parts else Number(Fraction(1)))


def _apart(factor: Node) -> tuple[Fraction, list[Node], Node]:
    """The number and the scalars in a factor, and the rest of it."""
    number, rest = split_number(factor)
    if isinstance(rest, Hadamard):
        scalars = [part for part in rest.args if part.shape.is_scalar]
        arrays = [part for part in rest.args if not part.shape.is_scalar]
        if scalars and arrays and hadamard(arrays).shape == rest.shape:
            return number, scalars, hadamard(arrays)
    return number, [], rest


def times_number(scalar: Node, array: Node) -> Node:
    """A number, as a node, times an array; 1 is left out."""
    coefficient, rest = split_number(scalar)
    return scaled(coefficient, array if isinstance(rest, Number) else hadamard((rest, array)))


def weighed(left: Node, factors: Sequence[Node]) -> Node:
    """The elementwise product with `left` first, which is not stretched where the others have the whole shape."""
    others = hadamard(factors)
    if others.shape != left.shape:
        return hadamard((left, *factors))
    coefficient, narrow = _narrow(left)
    return scaled(coefficient, hadamard(factors) if narrow is None else hadamard((narrow, *factors)))


def _narrow(array: Node) -> tuple[Fraction, Node | None]:
    """A number and an array that make a given one when stretched to its shape; None for the number alone."""
    match array:
        case Scale(coefficient=coefficient, arg=arg):
            number, rest = _narrow(arg)
            return coefficient * number, rest
        case Ones():
            return Fraction(1), None
        case Number(value=value):
            return value, None
        case Product(args=(column, row)) if is_ones_row(row):
            return Fraction(1), column
        case Product(args=(column, row)) if is_ones_column(column):
            return Fraction(1), row
        case Hadamard(args=args):
            found = [_narrow(arg) for arg in args]
            kept = [rest for _, rest in found if rest is not None]
            return prod((number for number, _ in found), start=Fraction(1)), hadamard(kept) if kept else None
        case _:
            return Fraction(1), array


def inner_value(left: Node, right: Node) -> Node:
    """⟨A, B⟩ as a product of vectors, a trace of a product, or a sum of entries."""
    if isinstance(right, Ones):
        return EntrySum(left, None)
    if isinstance(left, Ones):
        return EntrySum(right, None)
    if left.shape.is_vector:
        return product((turned(left), right))
    if left.shape.is_matrix and not isinstance(left, Hadamard) and not isinstance(right, Hadamard):
        return Trace(
            fewest_turns((turned(left), right), (turned(right), left), (left, turned(right)), (right, turned(left)))
        )
    return EntrySum(hadamard((left, right)), None)


def turned_factors(factor: Node) -> tuple[Node, ...]:
    """The factors of the transpose of a product."""
    parts = factor.args if isinstance(factor, Product) else (factor,)
    return tuple(turned_factor(part) for part in reversed(parts))
