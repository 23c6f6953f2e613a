"""Arrays whose entries add up to 0 along an axis: what is less its mean, and the multiples of that."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Add, EntrySum, Hadamard, Node, Power, Product, Scale, Size, Symbol, Transpose
from matcalc.forms.reductions import Mean, count_along
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk

Axis = int | None
"""Over what is summed: None for all entries, 0 for the rows (each column by itself), 1 for the columns."""

TURNED: Mapping[Axis, Axis] = {None: None, 0: 1, 1: 0}


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes sums 0: `difference` is an array less `mean`, which is its mean, `value`."""

    difference: Node
    mean: Node
    value: Mean


Centred = Mapping[Axis, Difference]
"""The axes along which all sums of an array are 0, and why."""


def centred_arrays(forms: Mapping[Symbol, Node]) -> dict[Node, Centred]:
    """The defined arrays with sums that are 0 by the equations. forms: right sides, in the order of the program."""
    known: dict[Node, Centred] = {}
    means: dict[Node, Mean] = {}
    for symbol, form in forms.items():
        if (value := means.get(form) or as_mean(form)) is not None:
            means[symbol] = value
        found: dict[Node, Centred] = {}
        both = ChainMap(found, known)
        for part in walk(form):
            if part not in both and (axes := _axes(part, both, means)):
                found[part] = axes
        if form in both:
            known[symbol] = both[form]
    return known


def as_mean(form: Node) -> Mean | None:
    """What is written as a mean, or as a sum divided by the number of its terms."""
    match form:
        case Mean():
            return form
        case Scale(coefficient=share, arg=EntrySum() as total) if share and (1 / share).denominator == 1:
            count = Dimension.number(int(1 / share))
        case Hadamard(args=(EntrySum() as total, Power(arg=Size(length=count), exponent=exponent))) if exponent == -1:
            pass
        case Hadamard(args=(Power(arg=Size(length=count), exponent=exponent), EntrySum() as total)) if exponent == -1:
            pass
        case _:
            return None
    return Mean(total.arg, total.axis) if count == count_along(total.arg.shape, total.axis) else None


def _axes(part: Node, known: Mapping[Node, Centred], means: Mapping[Node, Mean]) -> Centred:
    """The axes along which the sums of an expression are 0, from what is known of its parts."""
    match part:
        case Scale(arg=arg):
            return known.get(arg, {})
        case Transpose(arg=arg):
            return {TURNED[axis]: why for axis, why in known.get(arg, {}).items()}
        case Hadamard(args=args):
            return _of_multiple(args, part.shape, known)
        case Product(args=(first, *_, last)):
            axes = {0: known.get(first, {}).get(0), 1: known.get(last, {}).get(1)}
            return _closed({axis: why for axis, why in axes.items() if why is not None}, part.shape)
        case Add(args=args):
            if len(args) == 2 and (why := _less_its_mean(part, means)) is not None:
                return _closed({why.value.axis: why}, part.shape)
            if all(arg.shape == part.shape for arg in args):
                own, *others = (known.get(arg, {}) for arg in args)
                return {axis: why for axis, why in own.items() if all(axis in other for other in others)}
    return {}


def _of_multiple(args: tuple[Node, ...], shape: Shape, known: Mapping[Node, Centred]) -> Centred:
    """An elementwise product in which all but one factor are the same number along the axis."""
    found: dict[Axis, Difference] = {}
    for at, arg in enumerate(args):
        if arg.shape != shape:
            continue
        others = [other.shape for other in args[:at] + args[at + 1 :]]
        for axis, why in known.get(arg, {}).items():
            if all(is_constant(other, axis) for other in others):
                found.setdefault(axis, why)
    return _closed(found, shape)


def is_constant(shape: Shape, axis: Axis) -> bool:
    """Whether an array of this shape, stretched, is the same all along an axis."""
    return {None: shape.is_scalar, 0: shape.rows.is_one, 1: shape.cols.is_one}[axis]


def _less_its_mean(part: Add, means: Mapping[Node, Mean]) -> Difference | None:
    """u − mean(u), or a multiple of it, the mean in either place, by name or written out."""
    for one, other in (part.args, part.args[::-1]):
        (number, array), (share, mean) = _split(one), _split(other)
        value = means.get(mean) or as_mean(mean)
        if value is not None and value.arg is array and number == -share and array.shape == part.shape:
            return Difference(part, mean, value)
    return None


def _split(term: Node) -> tuple[Fraction, Node]:
    return (term.coefficient, term.arg) if isinstance(term, Scale) else (Fraction(1), term)


def _closed(axes: dict[Axis, Difference], shape: Shape) -> Centred:
    """With what follows: zeros add up to 0, and along an axis of length 1 there is nothing else to sum."""
    found = dict(axes)
    for why in axes.values():
        found.setdefault(None, why)
    if None in found and shape.is_vector:
        found.setdefault(0, found[None])
    if None in found and shape.is_row:
        found.setdefault(1, found[None])
    return found
