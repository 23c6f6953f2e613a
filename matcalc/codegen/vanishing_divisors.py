"""Quotients of arrays that round to 0 together, as y softmax(z) and yᵀ softmax(z) do where y is 0 beside the largest z.

Products are multiplied out, and divisors taken into sums, as far as it takes to bring the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from matcalc.codegen.bounding import HALF, of_shape
from matcalc.codegen.cancelling import elementwise_factors, on_diagonal
from matcalc.codegen.exponents import EXP, SQRT
from matcalc.codegen.factors import hadamard, scaled, turned, unscaled
from matcalc.codegen.growing import Growing, sides
from matcalc.codegen.log_sums import ZERO
from matcalc.codegen.terms import ONE
from matcalc.codegen.vanishing import Vanishing, vanishing
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    EntrySum,
    Hadamard,
    Node,
    Power,
    Product,
    Scale,
    Transpose,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import raised, total

MOST_PRODUCTS = 100
"""That one product is multiplied out to."""


class VanishingDivisors:
    """Brings them together with what vanishes with them. facts: what is declared, so that a weight may never be 0."""

    def __init__(self, growing: Growing, facts: Facts) -> None:
        self._growing, self._facts = growing, facts
        self._known: dict[Node, Vanishing | None] = {}
        self._divisors: dict[Node, frozenset[Node]] = {}
        self._quotients: dict[Node, Node] = {}
        self._left = 0

    def learn(self, name: Node) -> None:
        """Take a name for its meaning where that is divided by what may vanish."""
        meaning = self._growing.meaning(name)
        if self._divisors_in(meaning):
            self._quotients[name] = meaning
            self._divisors.pop(name, None)

    def of(self, part: Node) -> Vanishing | None:
        """What is known of an array that may vanish; None of any other."""
        if part not in self._known:
            meaning = self._growing.meaning(part)
            if meaning is not part:
                self._known[part] = self.of(meaning)
            elif isinstance(part, Transpose):
                found = self.of(part.arg)
                self._known[part] = None if found is None else found.transposed()
            elif self._growing.logarithm(part) is None:
                self._known[part] = vanishing(part, self._growing.logarithm, self._facts)
            else:
                self._known[part] = None
        return self._known[part]

    def meet(self, factor: Node, divisor: Node) -> bool:
        """Whether something in a factor of a product vanishes with what another is divided by."""
        divisors = [known for one in self._divisors_in(divisor) if (known := self.of(one)) is not None]
        if not divisors:
            return False
        turns = [turn for known in divisors for turn in _turns(known)]
        logarithms = [found for leaf in self._leaves(factor) if (found := self._growing.logarithm(leaf)) is not None]
        return any(turn.beside(one) is not None for turn in turns for one in logarithms)

    def weigh(self, factor: Node, divisor: Node) -> bool:
        """Whether it is one of the weights in a sum by which a factor is divided."""
        divisors = [known for one in self._divisors_in(divisor) if (known := self.of(one)) is not None]
        return any(factor in turn.weights for known in divisors for turn in (known, known.transposed()))

    def product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        """The elementwise product of args; None where no divisor in it meets what vanishes with it."""
        if not any(self._divisors_in(arg) for arg in args):
            return None
        self._left = MOST_PRODUCTS
        made = self._product(args) or self._product(args, is_weighted=False)
        return None if made is None else of_shape(Fraction(1), [made], shape)

    def matrix_product(self, left: Node, right: Node) -> Node | None:
        """A matrix product as `product` gives elementwise ones; None, too, where both are matrices of all kinds.

        One that is not a vector must be a sum of diagonals and outer products.
        """
        if self.meet(right, left):
            self._left = MOST_PRODUCTS
            return self._times_thin(left, right)
        if self.meet(left, right):
            self._left = MOST_PRODUCTS
            made = self._times_thin(turned(right), turned(left))
            return None if made is None else turned(made)
        return None

    def _times_thin(self, left: Node, right: Node) -> Node | None:
        """Summand by summand of the right, on which something vanishes with what the left is divided by."""
        number, whole = self._meaning(right)
        if whole.shape.is_vector:
            made = self._times_vector(left, whole)
            return None if made is None else scaled(number, made)
        terms = list[Node]()
        for arg in whole.args if isinstance(whole, Add) else (whole,):
            coefficient, term = unscaled(arg)
            if isinstance(term, Diag):
                made = self._product((left, turned(term.arg)))
            elif outer := sides(term):
                inner = self._times_vector(left, outer[0])
                made = None if inner is None else Product((inner, outer[1]))
            else:
                made = None
            if made is None:
                return None
            terms.append(scaled(number * coefficient, made))
        return total(terms)

    def _times_vector(self, left: Node, right: Node) -> Node | None:
        """Summand by summand of the left; None where nothing meets by that."""
        number, whole = self._meaning(left)
        terms, are_met = list[Node](), False
        for arg in whole.args if isinstance(whole, Add) else (whole,):
            coefficient, term = self._meaning(arg)
            factors: tuple[Node, ...] = (term.arg, right) if isinstance(term, Diag) else ()
            if outer := sides(term):
                factors = (outer[0], Product((outer[1], right)))
            if not factors:
                return None
            made = self._product(factors)
            are_met = are_met or made is not None
            terms.append(scaled(number * coefficient, made or hadamard([*factors])))
        return total(terms) if are_met else None

    def _meaning(self, part: Node) -> tuple[Fraction, Node]:
        """A number and what it multiplies, seen through a name and a transpose."""
        number, bare = unscaled(self._quotients.get(part, part))
        if isinstance(bare, Transpose):
            inner, meaning = unscaled(self._quotients.get(bare.arg, bare.arg))
            if isinstance(meaning, Add | Hadamard | Scale):
                return number * inner, turned(meaning)
        return number, bare

    def _product(self, args: Iterable[Node], *, is_weighted: bool = True) -> Node | None:
        """is_weighted: only what vanishes together with the weights is brought together."""
        number, factors = self._factors(args)
        if any(isinstance(factor, Diag) for factor in factors):
            inner = self._product(map(on_diagonal, factors), is_weighted=is_weighted)
            return None if inner is None else scaled(number, Diag(inner))
        made = self._met(factors, is_weighted=is_weighted) or self._brought(factors)
        return None if made is None else scaled(number, self._product(made) or hadamard(made))

    def _factors(self, args: Iterable[Node]) -> tuple[Fraction, list[Node]]:
        """The factors of an elementwise product, numbers apart, columns and rows by themselves."""
        number, found, waiting = Fraction(1), list[Node](), list(args)[::-1]
        while waiting:
            coefficient, factors = elementwise_factors((waiting.pop(),), self._quotients)
            number *= coefficient
            for factor in factors:
                coefficient, meaning = self._meaning(factor)
                parts = sides(meaning) or ((meaning,) if isinstance(meaning, Hadamard) else ())
                number *= coefficient if parts or isinstance(meaning, Diag) else 1
                waiting.extend(reversed(parts))
                found.extend(() if parts else (meaning,) if isinstance(meaning, Diag) else (factor,))
        return number, found

    def _brought(self, factors: Sequence[Node]) -> list[Node] | None:
        """The factors, one of them multiplied by others summand by summand, so that something meets its divisor."""
        for at, factor in enumerate(factors):
            coefficient, meaning = self._meaning(factor)
            others = [*factors[:at], *factors[at + 1 :]]
            if isinstance(meaning, Add):
                made = self._opened(meaning, others)
                if made is not None:
                    return [scaled(coefficient, made)]
            elif (summed := self._summed(meaning, others)) is not None:
                return [scaled(coefficient, summed[0]), *summed[1:]]
        return None

    def _opened(self, whole: Add, others: Sequence[Node]) -> Node | None:
        """A sum times other factors, term by term; None where nothing meets by that."""
        if not others:
            return None
        outside = Hadamard(tuple(others))
        if not self.meet(outside, whole) and not self.meet(whole, outside):
            return None
        self._left -= len(whole.args)
        if self._left < 0:
            return None
        made = [self._product((arg, *others)) for arg in whole.args]
        terms = [one or hadamard([arg, *others]) for one, arg in zip(made, whole.args, strict=True)]
        return total(terms) if any(made) else None

    def _summed(self, whole: Node, others: Sequence[Node]) -> list[Node] | None:
        """A sum of entries or a matrix product with one divisor taken inside, and what is left of the others."""
        if not isinstance(whole, EntrySum | Mean | Product) or self._growing.logarithm(whole) is not None:
            return None
        for at, other in enumerate(others):
            base, exponent = _power(other)
            if exponent < 0 and self.meet(whole, other):
                part = max(exponent, Fraction(-1))
                inside = self._with_inside(whole, raised(base, part))
                if inside is not None:
                    left = [raised(base, exponent - part)] if exponent != part else []
                    return [inside, *others[:at], *left, *others[at + 1 :]]
        return None

    def _with_inside(self, whole: EntrySum | Mean | Product, divisor: Node) -> Node | None:
        """A sum over a divisor, summand by summand; None where nothing meets by that."""
        fits = divisor.shape.is_scalar or divisor.shape == whole.shape
        match whole:
            case EntrySum(arg=arg) | Mean(arg=arg) if fits:
                made = self._product((arg, divisor))
                return None if made is None else whole.rebuilt((made,))
            case Product(args=(left, right)) if fits and left.shape.is_row:
                made = self._product((turned(left), right, divisor))
                return None if made is None else EntrySum(made, 0 if right.shape.is_matrix else None)
            case Product(args=(left, right)) if fits and right.shape.is_vector:
                made = self._product((left, turned(right), divisor))
                return None if made is None else EntrySum(made, 1)
            case Product(args=args) if whole.shape.is_matrix:
                for at, arg in enumerate(args):
                    is_first = at == 0 and divisor.shape.is_vector
                    is_last = at == len(args) - 1 and divisor.shape.is_row
                    made = self._product((arg, divisor)) if divisor.shape.is_scalar or is_first or is_last else None
                    if made is not None:
                        return Product((*args[:at], made, *args[at + 1 :]))
        return None

    def _leaves(self, root: Node) -> Iterator[Node]:
        """The factors of the summands of a product, those of sums of entries, and the factors of matrix products."""
        waiting, seen = [root], set[Node]()
        while waiting:
            part = self._meaning(waiting.pop())[1]
            if part in seen:
                continue
            seen.add(part)
            if isinstance(part, Add | Hadamard | Diag | EntrySum | Mean | Product):
                waiting.extend(part.children)
            else:
                base, exponent = _power(part)
                if exponent > 0:
                    yield base

    def _divisors_in(self, root: Node) -> frozenset[Node]:
        """What may vanish and the factors of the summands of a product are divided by."""
        for part in walk(root, self._divisors):
            self._divisors[part] = self._its_divisors(part)
        return self._divisors[root]

    def _its_divisors(self, part: Node) -> frozenset[Node]:
        match part:
            case Power() if _power(part)[1] < 0:
                base = _power(part)[0]
                return frozenset((base,)) if self.of(base) is not None else frozenset()
            case Add() | Hadamard() | Scale() | Diag() | Transpose():
                return frozenset().union(*(self._divisors[child] for child in part.children))
            case Product() if sides(part):
                return frozenset().union(*(self._divisors[child] for child in part.children))
        return self._divisors_in(self._quotients[part]) if part in self._quotients else frozenset()

    def _met(self, factors: Sequence[Node], *, is_weighted: bool) -> list[Node] | None:
        """The factors, with quotients of what vanishes together that do not; None where nothing does."""
        for at, factor in enumerate(factors):
            base, exponent = _power(factor)
            known = self.of(base) if exponent < 0 else None
            if known is not None:
                others = [*factors[:at], *factors[at + 1 :]]
                made = self._cancelled(known, factor, others)
                made = made or self._taken(known, factor, others, is_weighted=is_weighted)
                if made is not None:
                    return made
        return None

    def _cancelled(self, known: Vanishing, divisor: Node, others: Sequence[Node]) -> list[Node] | None:
        """A divisor with other factors, of which one is the same, maybe written in another way; None if none is."""
        base, exponent = _power(divisor)
        for at, other in enumerate(others):
            other_base, other_exponent = _power(other)
            if other_exponent > 0 and self.of(other_base) == known:
                left = [*others[:at], *others[at + 1 :]]
                return [*left, raised(base, exponent + other_exponent) if exponent + other_exponent else ONE]
        return None

    def _taken(
        self, known: Vanishing, divisor: Node, others: Sequence[Node], *, is_weighted: bool
    ) -> list[Node] | None:
        """A divisor with other factors, of which some vanish with it; None where none does."""
        base, exponent = _power(divisor)
        left, made, taken = list(others), list[Node](), Fraction(0)
        for turn in _turns(known):
            weights_are_there = all(weight in left for weight in turn.weights)
            if is_weighted and not weights_are_there:
                continue
            for at, other in enumerate(left):
                other_base, count = _power(other)
                logarithm = self._growing.logarithm(other_base) if count >= 1 else None
                beside = None if logarithm is None else turn.beside(logarithm)
                times = Fraction(min(floor(count), ceil(-exponent - taken)))
                if beside is not None and times > 0:
                    made.append(raised(turn.weighted if weights_are_there else turn.over_largest, times))
                    made.extend(() if beside is ZERO else (Apply(EXP, scaled(times, beside)),))
                    left[at] = raised(other_base, count - times) if count != times else ONE
                    taken += times
        if not taken:
            return None
        made.extend(() if known.rest is None else (raised(known.rest, -taken),))
        made.extend(() if taken == -exponent else (raised(base, exponent + taken),))
        return [*(one for one in left if one is not ONE), *made]


def _power(factor: Node) -> tuple[Node, Fraction]:
    """x and -1/2 of 1 / sqrt(x); x² of sqrt(x²), which is not x."""
    exponent = Fraction(1)
    while exponent.denominator == 1:
        match factor:
            case Power(arg=arg, exponent=one):
                factor, exponent = arg, exponent * one
            case Apply(function=function, arg=arg) if function == SQRT:
                factor, exponent = arg, exponent * HALF
            case _:
                break
    return factor, exponent


def _turns(known: Vanishing) -> tuple[Vanishing, ...]:
    """A number vanishes with a column and with the row that is its transpose."""
    return (known, known.transposed()) if known.largest.shape.is_scalar else (known,)
