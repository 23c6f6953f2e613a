"""Arrays that round to 0 together with others: Σ y exp(z) where y is 0 beside the largest z, and softplus(x).

Where y is 0 beside the largest z, softmax(z) rounds to 0 wherever y is not 0, and so does the sum of y softmax(z); but
the exponentials where y is not 0 are known beside each other. So is sigmoid(x) beside softplus(x).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from matcalc.codegen.exponents import EXP
from matcalc.codegen.factors import MINUS, hadamard, scaled, turned
from matcalc.codegen.log_sums import SOFTPLUS, ZERO, is_constant, log_sum_of
from matcalc.codegen.terms import ONE, counted, flat, sum_of
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    DiagOf,
    EntrySum,
    Hadamard,
    Nary,
    Node,
    Ones,
    Product,
    Scale,
    Transpose,
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

Meaning = Callable[[Node], Node]
"""What a name stands for; of anything else, itself."""


@node
class Supported(Nary):
    """x where a weight is not 0, and -inf elsewhere, so that exp is 0 there; args: x, weight, which stretches to it.

    Where all weights are 0 along an axis its softmax is nan, as the logarithm of their sum has no value.
    """

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


@dataclass(frozen=True)
class Vanishing:
    """An array, exp(largest + outside) · rest, of which `rest` does not round to 0; None is 1.

    It vanishes where exp(inside) does, though exp(inside - largest) is a number. weights: the factors
    that exp(inside) is multiplied by in it. weighted: exp(inside - largest), or 0 where a weight is.
    """

    inside: Node
    outside: tuple[Node, ...]
    largest: Node
    rest: Node | None
    weights: tuple[Node, ...]
    weighted: Node

    @property
    def logarithm_of_size(self) -> Node:
        """That of the array without `rest`."""
        return total([self.largest, *self.outside])

    def over_largest(self, weights: Sequence[Node]) -> Node:
        """exp(inside - largest), which may be 0 where one of these weights is: all, some, or none of its own."""
        if len(weights) == len(self.weights):
            return self.weighted
        inside = Supported((self.inside, hadamard(list(weights)))) if weights else self.inside
        return Apply(EXP, total([inside, scaled(MINUS, self.largest)]))

    def transposed(self) -> Vanishing:
        """What is known of the transpose."""
        return replace(
            self,
            inside=turned(self.inside),
            outside=tuple(map(turned, self.outside)),
            largest=turned(self.largest),
            rest=None if self.rest is None else turned(self.rest),
            weights=tuple(map(turned, self.weights)),
            weighted=turned(self.weighted),
        )

    def beside(self, logarithm: Node) -> Node | None:
        """What is left of the logarithm of an array that vanishes with this one, as the logarithm of a factor.

        None where it does not vanish with it.
        """
        return ZERO if logarithm is self.inside else None


@dataclass(frozen=True)
class VanishingSum(Vanishing):
    """A sum along an axis of exp(inside + outside) times the weights; nothing of `outside` changes along it."""

    axis: int | None

    def transposed(self) -> Vanishing:
        """What is known of the transpose."""
        turned_axis = None if self.axis is None else 1 - self.axis
        return VanishingSum(**{**vars(super().transposed()), "axis": turned_axis})

    def beside(self, logarithm: Node) -> Node | None:
        """Logarithms of the same array may differ in what does not change along the axis."""
        inside, outside = _parted(logarithm, self.axis)
        if inside is not self.inside:
            return None
        left = counted(flat([*((ONCE, part) for part in outside), *((MINUS, part) for part in self.outside)]))
        return sum_of(left) if left else ZERO


def vanishing(whole: Node, logarithm: Logarithm, meaning: Meaning, facts: Facts) -> Vanishing | None:
    """What is known of an array that may vanish; None of any other, one with weights above 0, too."""
    match whole:
        case Scale(coefficient=coefficient, arg=arg):
            found = vanishing(arg, logarithm, meaning, facts)
            return None if found is None else replace(found, rest=scaled(coefficient, found.rest or ONE))
        case Apply(function=function, arg=arg) if function == SOFTPLUS:
            inside, largest = scaled(MINUS, Apply(SOFTPLUS, scaled(MINUS, arg))), LogSoftplus(arg)
            ratio = Apply(EXP, total([inside, scaled(MINUS, largest)]))
            return Vanishing(inside, (), largest, None, (), ratio)
        case EntrySum(arg=Hadamard()) | Mean(arg=Hadamard()):
            return _weighted_sum(whole, logarithm, meaning, facts)
        case Product(args=(Hadamard() as arg, Ones())) if arg.shape.is_matrix:
            return _weighted_sum(EntrySum(arg, 1), logarithm, meaning, facts)
        case DiagOf(arg=Product(args=(Transpose(arg=left), right))):
            found = _weighted_sum(EntrySum(Hadamard((left, right)), 0), logarithm, meaning, facts)
            return None if found is None else found.transposed()
        case DiagOf(arg=Product(args=(left, right))):
            return _weighted_sum(EntrySum(Hadamard((left, turned(right))), 1), logarithm, meaning, facts)
        case Product(args=(left, right)) if left.shape.is_row:
            axis = 0 if right.shape.is_matrix else None
            return _weighted_sum(EntrySum(Hadamard((turned(left), right)), axis), logarithm, meaning, facts)
        case Product(args=(left, right)) if left.shape.is_matrix and right.shape.is_vector:
            return _weighted_sum(EntrySum(Hadamard((left, turned(right))), 1), logarithm, meaning, facts)
    return None


def _weighted_sum(whole: EntrySum | Mean, logarithm: Logarithm, meaning: Meaning, facts: Facts) -> Vanishing | None:
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
    meanings = [meaning(arg) for arg in weights]
    factors = [one for bare in meanings for one in (bare.args if isinstance(bare, Hadamard) else (bare,))]
    return VanishingSum(inside, outside, largest, rest, tuple(factors), weighted, axis)


def _parted(logarithm: Node, axis: int | None) -> tuple[Node | None, tuple[Node, ...]]:
    """What changes along an axis, None if nothing does, and what does not."""
    parts = logarithm.args if isinstance(logarithm, Add) else (logarithm,)
    outside = tuple(part for part in parts if count_along(part.shape, axis).is_one)
    inside = [part for part in parts if part not in outside]
    return total(inside) if inside else None, outside
