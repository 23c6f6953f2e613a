"""Quotients of arrays that round to 0 together, as y softmax(z) and yᵀ softmax(z) do where y is 0 beside the largest z.

Products are multiplied out, and divisors taken into sums, as far as it takes to bring the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

from matcalc.codegen.bounding import of_shape
from matcalc.codegen.cancelling import elementwise_factors, on_diagonal
from matcalc.codegen.exponents import EXP
from matcalc.codegen.factors import hadamard, scaled, turned, unscaled
from matcalc.codegen.growing import Growing, sides
from matcalc.codegen.log_sums import ZERO
from matcalc.codegen.terms import ONE
from matcalc.codegen.vanishing import Vanishing
from matcalc.codegen.vanishing_parts import VanishingParts, factors_of, turns_of, unrooted
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    EntrySum,
    Node,
    Product,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.shapes import Shape
from matcalc.rules.assemble import base_and_exponent, raised, total

MOST_PRODUCTS = 200
"""That are looked at for one form."""


class VanishingDivisors:
    """Brings them together with what vanishes with them."""

    def __init__(self, growing: Growing, parts: VanishingParts) -> None:
        self._growing, self._parts = growing, parts
        self._left = 0

    def begin(self) -> None:
        """Another form: as much may be multiplied out in it as in any."""
        self._left = MOST_PRODUCTS

    def product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        """The elementwise product of args; None where no divisor in it meets what vanishes with it."""
        if not any(self._parts.divisors(arg) for arg in args):
            return None
        made = self._product(args) or self._product(args, is_weighted=False)
        return None if made is None else of_shape(Fraction(1), [made], shape)

    def matrix_product(self, left: Node, right: Node) -> Node | None:
        """A matrix product as `product` gives elementwise ones.

        None, too, where the one that is divided, or another matrix, is no sum of diagonals and outer products.
        """
        if self._parts.meet(right, left):
            return self._times_thin(left, right)
        if self._parts.meet(left, right):
            made = self._times_thin(turned(right), turned(left))
            return None if made is None else turned(made)
        return None

    def _times_thin(self, left: Node, right: Node) -> Node | None:
        """Summand by summand of the right, on which something vanishes with what the left is divided by."""
        number, whole = self._parts.meaning(right)
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
        number, whole = self._parts.meaning(left)
        terms, are_met = list[Node](), False
        for arg in whole.args if isinstance(whole, Add) else (whole,):
            coefficient, term = self._parts.meaning(arg)
            factors: tuple[Node, ...] = (term.arg, right) if isinstance(term, Diag) else ()
            if outer := sides(term):
                factors = (outer[0], Product((outer[1], right)))
            if not factors:
                return None
            made = self._product(factors)
            are_met = are_met or made is not None
            terms.append(scaled(number * coefficient, made or hadamard([*factors])))
        return total(terms) if are_met else None

    def _product(self, args: Iterable[Node], *, is_weighted: bool = True) -> Node | None:
        """As `product`, of a shape that may be stretched. is_weighted: only what stands beside its weights is taken.

        It ends: each time there is one divisor less, one factor less that vanishes with one, or one sum less, and
        there are MOST_PRODUCTS of them at most.
        """
        if not self._left:
            return None
        self._left -= 1
        number, factors = self._factors(args)
        if any(isinstance(factor, Diag) for factor in factors):
            inner = self._product(map(on_diagonal, factors), is_weighted=is_weighted)
            return None if inner is None else scaled(number, Diag(inner))
        factors = self._gathered(factors)
        made = self._met(factors, is_weighted=is_weighted) or self._brought(factors)
        if made is None:
            return None
        whole = hadamard(made)
        return scaled(number, self._product(made) or of_shape(Fraction(1), made, whole.shape))

    def _gathered(self, factors: Sequence[Node]) -> list[Node]:
        """The factors, what is positive once with the sum of its exponents."""
        found = list[Node]()
        for factor in factors:
            base, exponent = base_and_exponent(factor)
            same = [at for at, one in enumerate(found) if base_and_exponent(one)[0] is base]
            if same and self._growing.logarithm(base) is not None:
                exponent += base_and_exponent(found.pop(same[0]))[1]
                factor = raised(base, exponent) if exponent else ONE
            found.append(factor)
        return found

    def _factors(self, args: Iterable[Node]) -> tuple[Fraction, list[Node]]:
        """The factors of an elementwise product, numbers apart, columns and rows by themselves."""
        number, found, waiting = Fraction(1), list[Node](), list(args)[::-1]
        while waiting:
            coefficient, factors = elementwise_factors((waiting.pop(),), self._parts.quotients)
            number *= coefficient
            for factor in factors:
                coefficient, meaning = self._parts.meaning(factor)
                parts = factors_of(meaning)
                number *= coefficient if parts or isinstance(meaning, Diag) else 1
                waiting.extend(reversed(parts))
                found.extend(() if parts else (meaning,) if isinstance(meaning, Diag) else (factor,))
        return number, found

    def _brought(self, factors: Sequence[Node]) -> list[Node] | None:
        """The factors, one of them multiplied by others summand by summand, so that something meets its divisor."""
        for at, factor in enumerate(factors):
            coefficient, meaning = self._parts.meaning(factor)
            others = [*factors[:at], *factors[at + 1 :]]
            made = self._opened(meaning, others) if isinstance(meaning, Add) else self._summed(meaning, others)
            if made is not None:
                return [scaled(coefficient, made[0]), *made[1:]]
        return None

    def _opened(self, whole: Add, others: Sequence[Node]) -> list[Node] | None:
        """A sum times what meets something in it, term by term, and the other factors; None where nothing does."""
        inside = [one for one in others if self._parts.meet(one, whole)]
        divisors = [one for one in others if self._parts.meet(whole, one)]
        for one in others:
            if any(self._parts.weigh(leaf, one) for leaf in self._parts.leaves(whole)):
                met = [other for other in others if self._parts.meet(other, one)]
                inside, divisors = [*inside, *met], [*divisors, *([one] if met else [])]
        if not inside and not divisors:
            return None
        divided = [whole, *inside, *divisors]
        beside = [one for one in others if one in divided or any(self._parts.weigh(one, each) for each in divided)]
        made = [self._product((arg, *beside)) for arg in whole.args]
        if not any(made):
            return None
        terms = [one or hadamard([arg, *beside]) for one, arg in zip(made, whole.args, strict=True)]
        return [total(terms), *(one for one in others if one not in beside)]

    def _summed(self, whole: Node, others: Sequence[Node]) -> list[Node] | None:
        """A sum of entries or a matrix product with one divisor taken inside, and what is left of the others."""
        if not isinstance(whole, EntrySum | Mean | Product) or self._growing.logarithm(whole) is not None:
            return None
        for at, other in enumerate(others):
            base, exponent = unrooted(other)
            if exponent < 0 and self._parts.meet(whole, other):
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

    def _met(self, factors: Sequence[Node], *, is_weighted: bool) -> list[Node] | None:
        """The factors, with quotients of what vanishes together that do not; None where nothing does."""
        for at, factor in enumerate(factors):
            base, exponent = unrooted(factor)
            known = self._parts.of(base) if exponent < 0 else None
            if known is not None:
                others = [*factors[:at], *factors[at + 1 :]]
                made = self._cancelled(known, factor, others)
                made = made or self._taken(known, factor, others, is_weighted=is_weighted)
                if made is not None:
                    return made
        return None

    def _cancelled(self, known: Vanishing, divisor: Node, others: Sequence[Node]) -> list[Node] | None:
        """A divisor with other factors, of which one is the same, maybe written in another way; None if none is."""
        base, exponent = unrooted(divisor)
        for at, other in enumerate(others):
            other_base, other_exponent = unrooted(other)
            if other_exponent > 0 and self._parts.of(other_base) == known:
                left = [*others[:at], *others[at + 1 :]]
                return [*left, raised(base, exponent + other_exponent) if exponent + other_exponent else ONE]
        return None

    def _taken(
        self, known: Vanishing, divisor: Node, others: Sequence[Node], *, is_weighted: bool
    ) -> list[Node] | None:
        """A divisor with other factors, of which some vanish with it; None where none does."""
        base, exponent = unrooted(divisor)
        left, made, taken = list(others), list[Node](), Fraction(0)
        for turn in turns_of(known):
            there = self._parts.bases(left)
            weights = [one for one in turn.weights if there.issuperset(self._parts.bases((one,)))]
            if is_weighted and turn.weights and not weights:
                continue
            for at, other in enumerate(left):
                other_base, count = unrooted(other)
                power, beside = self._parts.beside(turn, other_base, floor(count))
                times = Fraction(min(floor(count) // power, ceil(-exponent - taken)))
                if beside is not None and times > 0:
                    made.append(raised(turn.over_largest(weights), times))
                    made.extend(() if beside is ZERO else (Apply(EXP, scaled(times, beside)),))
                    left[at] = raised(other_base, count - times * power) if count != times * power else ONE
                    taken += times
        if not taken:
            return None
        if known.rest is None:
            made.append(Apply(EXP, scaled(taken + exponent, known.largest)) if taken + exponent else ONE)
            return [*(one for one in left if one is not ONE), *made]
        made.append(raised(known.rest, -taken))
        made.extend(() if taken == -exponent else (raised(base, exponent + taken),))
        return [*(one for one in left if one is not ONE), *made]
