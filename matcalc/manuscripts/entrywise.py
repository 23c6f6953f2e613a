"""Sums of products of arrays that are the same entry by entry, and their derivatives: one number for each sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

from matcalc.errors import InvariantError
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Number, Power, Scale
from matcalc.forms.sympy_door import known_derivative
from matcalc.forms.traversal import replaced, walk


class NotEntrywiseError(InvariantError):
    """An array of which an entry is made of more than the entries of others at the same place; or a sum that is 0."""


ONE = Fraction(1)

Powers = tuple[tuple[Node, Fraction], ...]
"""Arrays, each with its exponent, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Times:
    """coefficient × the product of `powers`, entry by entry. No array in it is a product, a multiple or a power."""

    coefficient: Fraction = ONE
    powers: Powers = ()

    def __mul__(self, other: Times) -> Times:
        return Times(self.coefficient * other.coefficient, self.powers + other.powers)

    @property
    def merged(self) -> Times:
        """With equal arrays as one power, in the place of the first; without what cancels."""
        exponents: dict[Node, Fraction] = {}
        for array, exponent in self.powers:
            exponents[array] = exponents.get(array, Fraction(0)) + exponent
        return replace(self, powers=tuple(pair for pair in exponents.items() if pair[1]))

    @property
    def node(self) -> Node:
        """As an array; 1/p where nothing stands above."""
        factors = [array if exponent == 1 else Power(array, exponent) for array, exponent in self.powers]
        if not factors:
            return Number(self.coefficient)
        if all(exponent < 0 for _, exponent in self.powers):
            factors.insert(0, Number(ONE))
        # what is divided by stands last, so that it is the lower half of one fraction
        factors.sort(key=lambda factor: isinstance(factor, Power) and factor.exponent < 0)
        product = factors[0] if len(factors) == 1 else Hadamard(tuple(factors))
        return product if self.coefficient == 1 else Scale(self.coefficient, product)


Terms = tuple[Times, ...]
"""A sum; none is 0."""


def times_of(root: Node) -> Times:
    """The product that an array is."""
    match root:
        case Number(value=value):
            return Times(value)
        case Scale(coefficient=coefficient, arg=arg):
            return Times(coefficient) * times_of(arg)
        case Hadamard(args=args):
            found = Times()
            for arg in args:
                found = found * times_of(arg)
            return found
        case Power(arg=arg, exponent=exponent) if not isinstance(arg, Number):
            inner = times_of(arg)
            if exponent.denominator == 1:
                powers = tuple((base, inside * exponent) for base, inside in inner.powers)
                return Times(inner.coefficient ** int(exponent), powers)
            return Times(ONE, ((arg, exponent),))
    return Times(ONE, ((root, ONE),))


def sum_of(terms: Sequence[Times]) -> Node:
    """A sum as an array, a positive term first."""
    ordered = sorted(terms, key=lambda term: term.coefficient < 0)
    if not ordered:
        return Number(Fraction(0))
    return ordered[0].node if len(ordered) == 1 else Add(tuple(term.node for term in ordered))


def added_up(terms: Iterable[Times]) -> Terms:
    """Like terms as one."""
    counted: dict[frozenset[tuple[Node, Fraction]], Times] = {}
    for term in terms:
        merged = term.merged
        key = frozenset(merged.powers)
        seen = counted.get(key)
        counted[key] = term if seen is None else replace(seen, coefficient=seen.coefficient + term.coefficient)
    return tuple(term for term in counted.values() if term.coefficient)


def factored(terms: Sequence[Times]) -> Times:
    """A sum as one product: what all terms have in common, then what is left of them in a bracket.

    The common number has the sign of the first term. Raises NotEntrywiseError for no terms.
    """
    if not terms:
        raise NotEntrywiseError("a sum without terms has no factors")
    first, *others = terms
    if not others:
        return first
    common: list[tuple[Node, Fraction]] = []
    rests = [list(term.powers) for term in terms]
    for pair in first.powers:
        if all(pair in rest for rest in rests):
            common.append(pair)
            for rest in rests:
                rest.remove(pair)
    number = _common_number([term.coefficient for term in terms])
    if all(term.coefficient < 0 for term in terms) or (first.coefficient < 0 and _leads(terms)):
        number = -number
    left = [Times(term.coefficient / number, tuple(rest)) for term, rest in zip(terms, rests, strict=True)]
    bracket = sum_of(left)
    return Times(number, ((bracket, ONE), *common))


def _leads(terms: Sequence[Times]) -> bool:
    """Whether as many terms as not are negative, so that a minus in front leaves fewer inside."""
    return 2 * sum(term.coefficient < 0 for term in terms) >= len(terms)


def _common_number(numbers: Sequence[Fraction]) -> Fraction:
    above = gcd(*(abs(number.numerator) for number in numbers))
    below = 1
    for number in numbers:
        below = below * number.denominator // gcd(below, number.denominator)
    return Fraction(above, below) if all(number.denominator == below for number in numbers) else Fraction(1, below)


def grouped(terms: Sequence[Times]) -> Terms:
    """The terms with what stands before the same function of an array in one bracket: (1 − y) log p."""
    groups: dict[Node | int, list[Times]] = {}
    for number, term in enumerate(terms):
        functions = [base for base, exponent in term.powers if isinstance(base, Apply) and exponent == 1]
        groups.setdefault(functions[-1] if functions else number, []).append(term)
    found = []
    for function, group in groups.items():
        if len(group) == 1 or not isinstance(function, Node):
            found += group
            continue
        rests = []
        for term in group:
            powers = list(term.powers)
            powers.remove((function, ONE))
            rests.append(replace(term, powers=tuple(powers)))
        found.append(Times(ONE, ((sum_of(rests), ONE), (function, ONE))))
    return tuple(found)


def slope(root: Node, by: Node) -> Terms:
    """∂root/∂by entry by entry: each at its place. A known function that is in its own derivative stays f′.

    Raises NotEntrywiseError where that is not how `root` depends on `by`.
    """
    if root is by:
        return (Times(),)
    if not any(part is by for part in walk(root)):
        return ()
    match root:
        case Add(args=args):
            return tuple(term for arg in args for term in slope(arg, by))
        case Scale(coefficient=coefficient, arg=arg):
            return tuple(Times(coefficient) * term for term in slope(arg, by))
        case Hadamard(args=args):
            return tuple(_products(args, by))
        case Power(arg=arg, exponent=exponent):
            outer = times_of(Power(arg, exponent - 1)) if exponent != 2 else times_of(arg)
            return tuple(Times(exponent) * outer * term for term in slope(arg, by))
        case Apply(function=function, arg=arg):
            outer = _outer(function, arg)
            return tuple(outer * term for term in slope(arg, by))
    raise NotEntrywiseError(f"{type(root).__name__} is not taken entry by entry")


def _products(args: Sequence[Node], by: Node) -> Iterator[Times]:
    for place, arg in enumerate(args):
        others = Times()
        for other in (*args[:place], *args[place + 1 :]):
            others = others * times_of(other)
        for term in slope(arg, by):
            yield others * term


def _outer(function: Function, arg: Node) -> Times:
    primed = Apply(function.derivative(), arg)
    if not function.is_known or is_of_itself(primed):
        return times_of(primed)
    return times_of(known_derivative(function.derivative(), arg))


def is_of_itself(primed: Node) -> bool:
    """Whether a derivative f′(z) is made of the known function f itself and is not f: σ′ = σ(1 − σ)."""
    if not isinstance(primed, Apply) or primed.function.order != 1 or not primed.function.is_known:
        return False
    plain = Apply(Function(primed.function.name), primed.arg)
    found = known_derivative(primed.function, primed.arg)
    return found is not plain and any(part is plain for part in walk(found))


def with_images(times: Times, images: Mapping[Node, Times]) -> Times:
    """A product in which other products stand in the place of arrays, also within its brackets."""
    found = Times(times.coefficient)
    for base, exponent in times.powers:
        if (image := images.get(base)) is not None and exponent == 1:
            found = found * image
            continue
        inside = replaced(base, {array: image.node for array, image in images.items()})
        found = found * (Times(ONE, ((inside, exponent),)) if inside is base else times_of(Power(inside, exponent)))
    return found
