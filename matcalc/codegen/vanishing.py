"""Arrays that round to 0 together with others: Σ y exp(z) where y is 0 beside the largest z, and softplus(x).

Where y is 0 beside the largest z, softmax(z) rounds to 0 wherever y is not 0, and so does the sum of y softmax(z); but
the exponentials where y is not 0 are known beside each other. So is sigmoid(x) beside softplus(x).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from matcalc.codegen.exponents import EXP
from matcalc.codegen.factors import MINUS, hadamard, scaled, transposed, turned
from matcalc.codegen.log_sums import SOFTPLUS, ZERO, is_constant, log_sum_of
from matcalc.codegen.terms import ONE, counted, flat, sum_of
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    EntrySum,
    Hadamard,
    Nary,
    Node,
    Ones,
    Product,
    Scale,
    Unary,
    node,
    set_shape,
)
from matcalc.forms.reductions import Mean, Softmax, count_along
from matcalc.forms.shapes import Shape
from matcalc.rules.assemble import ONCE, total
from matcalc.rules.declared_signs import is_positive_where

Logarithm = Callable[[Node], Node | None]
"""That of an array of positive numbers, where it is known without computing the array."""


NO_SUM = "no sum"


@node
class Supported(Nary):
    """x where a weight is not 0, and -inf elsewhere, so that exp is 0 there; args: x, weight, which stretches to it."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.args[0].shape)


@node
class LogSoftplus(Unary):
    """log(softplus(x)), which is x where softplus(x) rounds to 0."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return LogSoftplus(children[0])


@dataclass(frozen=True, slots=True)
class Vanishing:
    """An array, exp(largest + outside) · rest, of which `rest` does not round to 0; None is 1.

    It vanishes where exp(inside) does, though exp(inside - largest) is a number: `over_largest`, or `weighted` where
    it is multiplied by the weights. axis: along which exp(inside + outside) times the weights is summed; nothing of
    `outside` changes along it. NO_SUM: it is none.
    """

    inside: Node
    outside: tuple[Node, ...]
    largest: Node
    rest: Node | None
    weights: tuple[Node, ...]
    weighted: Node
    axis: int | str | None

    @property
    def over_largest(self) -> Node:
        """exp(inside - largest)."""
        return Apply(EXP, total([self.inside, scaled(MINUS, self.largest)]))

    @property
    def logarithm(self) -> Node:
        """That of the array without `rest`."""
        return total([self.largest, *self.outside])

    def transposed(self) -> Vanishing:
        """What is known of the transpose."""
        return Vanishing(
            inside=turned(self.inside),
            outside=tuple(map(turned, self.outside)),
            largest=turned(self.largest),
            rest=None if self.rest is None else turned(self.rest),
            weights=tuple(map(turned, self.weights)),
            weighted=turned(self.weighted),
            axis=1 - self.axis if isinstance(self.axis, int) else self.axis,
        )

    def beside(self, logarithm: Node) -> Node | None:
        """What is left of the logarithm of an array that vanishes with this one, as the logarithm of a factor.

        None where it does not: but for what does not change along the axis, they have to be alike.
        """
        inside, outside = _parted(logarithm, self.axis)
        if inside is not self.inside:
            return None
        left = counted(flat([*((ONCE, part) for part in outside), *((MINUS, part) for part in self.outside)]))
        return sum_of(left) if left else ZERO


def vanishing(whole: Node, logarithm: Logarithm, facts: Facts) -> Vanishing | None:
    """What is known of an array that may vanish; None of any other, one with weights above 0, too."""
    match whole:
        case Scale(coefficient=coefficient, arg=arg):
            found = vanishing(arg, logarithm, facts)
            return None if found is None else replace(found, rest=scaled(coefficient, found.rest or ONE))
        case Apply(function=function, arg=arg) if function == SOFTPLUS:
            inside, largest = scaled(MINUS, Apply(SOFTPLUS, scaled(MINUS, arg))), LogSoftplus(arg)
            ratio = Apply(EXP, total([inside, scaled(MINUS, largest)]))
            return Vanishing(inside, (), largest, None, (), ratio, NO_SUM)
        case EntrySum(arg=Hadamard()) | Mean(arg=Hadamard()):
            return _weighted_sum(whole, logarithm, facts)
        case Product(args=(Hadamard() as arg, Ones())) if arg.shape.is_matrix:
            return _weighted_sum(EntrySum(arg, 1), logarithm, facts)
        case Product(args=(left, right)) if left.shape.is_row:
            axis = 0 if right.shape.is_matrix else None
            return _weighted_sum(EntrySum(Hadamard((transposed(left), right)), axis), logarithm, facts)
        case Product(args=(left, right)) if left.shape.is_matrix and right.shape.is_vector:
            return _weighted_sum(EntrySum(Hadamard((left, transposed(right))), 1), logarithm, facts)
    return None


def _weighted_sum(whole: EntrySum | Mean, logarithm: Logarithm, facts: Facts) -> Vanishing | None:
    """Of a sum of the product of weights and exponentials."""
    weights, logarithms = list[Node](), list[Node]()
    for arg in whole.arg.children:
        if (known := logarithm(arg)) is None or is_constant(known):
            weights.append(arg)
        else:
            logarithms.append(known)
    if not weights or not logarithms:
        return None
    shape, axis, weight = whole.arg.shape, whole.axis, hadamard(weights)
    inside, outside = _parted(total(logarithms), axis)
    if inside is None or inside.shape != shape or isinstance(inside, Supported):
        return None
    if count_along(weight.shape, axis).is_one or is_positive_where(weight, facts):
        return None
    supported = Supported((inside, weight))
    largest = log_sum_of(supported, axis)
    if shape.is_matrix and axis is None:
        weighted: Node = Apply(EXP, total([supported, scaled(MINUS, largest)]))
    else:
        weighted = Softmax(supported, axis if shape.is_matrix else None)
    rest = whole.rebuilt((Hadamard((*weights, weighted)),))
    return Vanishing(inside, outside, largest, rest, tuple(weights), weighted, axis)


def _parted(logarithm: Node, axis: int | str | None) -> tuple[Node | None, tuple[Node, ...]]:
    """What changes along an axis, None if nothing does, and what does not; all, where it is no axis."""
    if isinstance(axis, str):
        return logarithm, ()
    parts = logarithm.args if isinstance(logarithm, Add) else (logarithm,)
    outside = tuple(part for part in parts if count_along(part.shape, axis).is_one)
    inside = [part for part in parts if part not in outside]
    return total(inside) if inside else None, outside
