"""Quotients of arrays that round to 0 together, as y softmax(z) and yᵀ softmax(z) do where y is 0 beside the largest z.

Products are multiplied out, and divisors taken into sums, as far as it takes to bring the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

from matcalc.codegen.bounding import HALF, of_shape
from matcalc.codegen.cancelling import elementwise_factors, on_diagonal
from matcalc.codegen.exponentials import MOST_UNITS
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
from matcalc.rules.assemble import base_and_exponent, product, raised, total

MOST_PRODUCTS = 200
"""That are looked at for one form."""


class VanishingDivisors:
    """Brings them together with what vanishes with them. facts: what is declared, so that a weight may never be 0."""

    def __init__(self, growing: Growing, facts: Facts) -> None:
        self._growing, self._facts = growing, facts
        self._known: dict[Node, Vanishing | None] = {}
        self._divisors: dict[Node, frozenset[Node]] = {}
        self._quotients: dict[Node, Node] = {}
        self._leaves: dict[Node, tuple[Node, ...]] = {}
        self._left = 0

    def begin(self) -> None:
        """Another form: as much may be multiplied out in it as in any."""
        self._left = MOST_PRODUCTS

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
                self._known[part] = vanishing(part, self._growing.logarithm, self._growing.meaning, self._facts)
            else:
                self._known[part] = None
        return self._known[part]

    def meet(self, factor: Node, divisor: Node) -> bool:
        """Whether something in a factor of a product vanishes with what another is divided by."""
        turns = self._vanishing_in(divisor)
        if not turns:
            return False
        leaves = [leaf for leaf in self._leaves_of(factor) if self._growing.logarithm(leaf) is not None]
        return any(self._beside(turn, leaf, MOST_UNITS)[1] is not None for turn in turns for leaf in leaves)

    def weigh(self, factor: Node, divisor: Node) -> bool:
        """Whether it is one of the weights in a sum by which a factor is divided, or the transpose of one."""
        weights = [weight for known in self._vanishing_in(divisor) for weight in known.weights]
        return not self._bases((factor,)).isdisjoint(self._bases((*weights, *map(turned, weights))))

    def _vanishing_in(self, divisor: Node) -> list[Vanishing]:
        """What is known of what a factor is divided by, as it stands and turned."""
        found = [known for one in self._divisors_in(divisor) if (known := self.of(one)) is not None]
        return [turn for known in found for turn in _turns(known)]

    def product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        """The elementwise product of args; None where no divisor in it meets what vanishes with it."""
        if not any(self._divisors_in(arg) for arg in args):
            return None
        made = self._product(args) or self._product(args, is_weighted=False)
        return None if made is None else of_shape(Fraction(1), [made], shape)

    def matrix_product(self, left: Node, right: Node) -> Node | None:
        """A matrix product as `product` gives elementwise ones.

        None, too, where the one that is divided, or another matrix, is no sum of diagonals and outer products.
        """
        if self.meet(right, left):
            return self._times_thin(left, right)
        if self.meet(left, right):
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
        """A number and what it multiplies; through a transpose, and a name that `learn` took for its meaning."""
        number, bare = unscaled(self._quotients.get(part, part))
        if isinstance(bare, Transpose):
            inner, meaning = unscaled(self._quotients.get(bare.arg, bare.arg))
            if isinstance(meaning, Add | Hadamard | Scale):
                return number * inner, turned(meaning)
        return number, bare

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
            coefficient, factors = elementwise_factors((waiting.pop(),), self._quotients)
            number *= coefficient
            for factor in factors:
                coefficient, meaning = self._meaning(factor)
                parts = _parts(meaning)
                number *= coefficient if parts or isinstance(meaning, Diag) else 1
                waiting.extend(reversed(parts))
                found.extend(() if parts else (meaning,) if isinstance(meaning, Diag) else (factor,))
        return number, found

    def _brought(self, factors: Sequence[Node]) -> list[Node] | None:
        """The factors, one of them multiplied by others summand by summand, so that something meets its divisor."""
        for at, factor in enumerate(factors):
            coefficient, meaning = self._meaning(factor)
            others = [*factors[:at], *factors[at + 1 :]]
            made = self._opened(meaning, others) if isinstance(meaning, Add) else self._summed(meaning, others)
            if made is not None:
                return [scaled(coefficient, made[0]), *made[1:]]
        return None

    def _opened(self, whole: Add, others: Sequence[Node]) -> list[Node] | None:
        """A sum times what meets something in it, term by term, and the other factors; None where nothing does."""
        inside = [one for one in others if self.meet(one, whole)]
        divisors = [one for one in others if self.meet(whole, one)]
        for one in others:
            if any(self.weigh(leaf, one) for leaf in self._leaves_of(whole)):
                met = [other for other in others if self.meet(other, one)]
                inside, divisors = [*inside, *met], [*divisors, *([one] if met else [])]
        if not inside and not divisors:
            return None
        divided = [whole, *inside, *divisors]
        beside = [one for one in others if one in divided or any(self.weigh(one, each) for each in divided)]
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
            base, exponent = _unrooted(other)
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

    def _leaves_of(self, root: Node) -> tuple[Node, ...]:
        """The factors of the summands of a product, those of sums of entries, and the factors of matrix products."""
        if root not in self._leaves:
            found, seen, waiting = list[Node](), set[Node](), [root]
            while waiting:
                part = self._meaning(waiting.pop())[1]
                if part in seen:
                    continue
                seen.add(part)
                if isinstance(part, Add | Hadamard | Diag | EntrySum | Mean | Product):
                    waiting.extend(part.children)
                elif (power := _unrooted(part))[1] > 0:
                    found.append(power[0])
            self._leaves[root] = tuple(found)
        return self._leaves[root]

    def _divisors_in(self, root: Node) -> frozenset[Node]:
        """What may vanish and the factors of the summands of a product are divided by."""
        for part in walk(root, self._divisors):
            self._divisors[part] = self._its_divisors(part)
        return self._divisors[root]

    def _its_divisors(self, part: Node) -> frozenset[Node]:
        match part:
            case Power(arg=Hadamard(args=args), exponent=exponent) if exponent < 0:
                return frozenset(one for one in args if self.of(one) is not None)
            case Power() if _unrooted(part)[1] < 0:
                base = _unrooted(part)[0]
                return frozenset((base,)) if self.of(base) is not None else frozenset()
            case Add() | Hadamard() | Scale() | Diag() | Transpose():
                return frozenset().union(*(self._divisors[child] for child in part.children))
            case Product() if _parts(part):
                return frozenset().union(*(self._divisors[child] for child in part.children))
        return self._divisors_in(self._quotients[part]) if part in self._quotients else frozenset()

    def _met(self, factors: Sequence[Node], *, is_weighted: bool) -> list[Node] | None:
        """The factors, with quotients of what vanishes together that do not; None where nothing does."""
        for at, factor in enumerate(factors):
            base, exponent = _unrooted(factor)
            known = self.of(base) if exponent < 0 else None
            if known is not None:
                others = [*factors[:at], *factors[at + 1 :]]
                made = self._cancelled(known, factor, others)
                made = made or self._taken(known, factor, others, is_weighted=is_weighted)
                if made is not None:
                    return made
        return None

    def _bases(self, factors: Iterable[Node]) -> set[Node]:
        """What is 0 only where a product of these is, names seen through."""
        found, waiting = set[Node](), list(factors)
        while waiting:
            base, exponent = _unrooted(unscaled(self._growing.meaning(waiting.pop()))[1])
            if isinstance(base, Hadamard):
                waiting.extend(base.args)
            elif exponent > 0:
                found.add(base)
        return found

    def _beside(self, known: Vanishing, base: Node, most: int) -> tuple[int, Node | None]:
        """The power of a base that vanishes with an array, up to `most`, and what `Vanishing.beside` says of it."""
        for power in range(1, min(most, MOST_UNITS) + 1):
            logarithm = self._growing.logarithm(raised(base, Fraction(power)))
            beside = None if logarithm is None else known.beside(logarithm)
            if beside is not None:
                return power, beside
        return 1, None

    def _cancelled(self, known: Vanishing, divisor: Node, others: Sequence[Node]) -> list[Node] | None:
        """A divisor with other factors, of which one is the same, maybe written in another way; None if none is."""
        base, exponent = _unrooted(divisor)
        for at, other in enumerate(others):
            other_base, other_exponent = _unrooted(other)
            if other_exponent > 0 and self.of(other_base) == known:
                left = [*others[:at], *others[at + 1 :]]
                return [*left, raised(base, exponent + other_exponent) if exponent + other_exponent else ONE]
        return None

    def _taken(
        self, known: Vanishing, divisor: Node, others: Sequence[Node], *, is_weighted: bool
    ) -> list[Node] | None:
        """A divisor with other factors, of which some vanish with it; None where none does."""
        base, exponent = _unrooted(divisor)
        left, made, taken = list(others), list[Node](), Fraction(0)
        for turn in _turns(known):
            there = self._bases(left)
            weights = [one for one in turn.weights if there.issuperset(self._bases((one,)))]
            if is_weighted and turn.weights and not weights:
                continue
            for at, other in enumerate(left):
                other_base, count = _unrooted(other)
                power, beside = self._beside(turn, other_base, floor(count))
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


def _parts(factor: Node) -> tuple[Node, ...]:
    """The factors of an elementwise product that an array is; none of any other array."""
    match factor:
        case Hadamard(args=args):
            return args
        case Power(arg=Hadamard(args=args), exponent=exponent) if exponent.denominator == 1:
            return tuple(Power(arg, exponent) for arg in args)
        case Product(args=(Diag(arg=column), *others)):
            return column, product([*others])
        case Product(args=(*others, Diag(arg=column))):
            return product([*others]), turned(column)
    return sides(factor)


def _unrooted(factor: Node) -> tuple[Node, Fraction]:
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
