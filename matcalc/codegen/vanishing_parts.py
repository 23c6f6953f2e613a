"""Where something may round to 0: divisors in products, what vanishes with them, and the weights beside that."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from matcalc.codegen.bounding import HALF
from matcalc.codegen.exponentials import MOST_UNITS
from matcalc.codegen.exponents import SQRT
from matcalc.codegen.factors import turned, unscaled
from matcalc.codegen.growing import Growing, sides
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
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import product, raised


class VanishingParts:
    """What is known of the parts of forms. facts: what is declared, so that a weight may never be 0."""

    def __init__(self, growing: Growing, facts: Facts) -> None:
        self._growing, self._facts = growing, facts
        self._known: dict[Node, Vanishing | None] = {}
        self._divisors: dict[Node, frozenset[Node]] = {}
        self._leaves_of: dict[Node, tuple[Node, ...]] = {}
        self.quotients: dict[Node, Node] = {}

    def learn(self, name: Node) -> None:
        """Take a name for its meaning where that is divided by what may vanish."""
        meaning = self._growing.meaning(name)
        if self.divisors(meaning):
            self.quotients[name] = meaning
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
        leaves = [leaf for leaf in self.leaves(factor) if self._growing.logarithm(leaf) is not None]
        return any(self.beside(turn, leaf, MOST_UNITS)[1] is not None for turn in turns for leaf in leaves)

    def weigh(self, factor: Node, divisor: Node) -> bool:
        """Whether it is one of the weights in a sum by which a factor is divided, or the transpose of one."""
        weights = [weight for known in self._vanishing_in(divisor) for weight in known.weights]
        return not self.bases((factor,)).isdisjoint(self.bases((*weights, *map(turned, weights))))

    def _vanishing_in(self, divisor: Node) -> list[Vanishing]:
        """What is known of what a factor is divided by, as it stands and turned."""
        found = [known for one in self.divisors(divisor) if (known := self.of(one)) is not None]
        return [turn for known in found for turn in turns_of(known)]

    def meaning(self, part: Node) -> tuple[Fraction, Node]:
        """A number and what it multiplies; through a transpose, and a name that `learn` took for its meaning."""
        number, bare = unscaled(self.quotients.get(part, part))
        if isinstance(bare, Transpose):
            inner, meaning = unscaled(self.quotients.get(bare.arg, bare.arg))
            if isinstance(meaning, Add | Hadamard | Scale):
                return number * inner, turned(meaning)
        return number, bare

    def leaves(self, root: Node) -> tuple[Node, ...]:
        """The factors of the summands of a product, those of sums of entries, and the factors of matrix products."""
        if root not in self._leaves_of:
            found, seen, waiting = list[Node](), set[Node](), [root]
            while waiting:
                part = self.meaning(waiting.pop())[1]
                if part in seen:
                    continue
                seen.add(part)
                if isinstance(part, Add | Hadamard | Diag | EntrySum | Mean | Product):
                    waiting.extend(part.children)
                elif (power := unrooted(part))[1] > 0:
                    found.append(power[0])
            self._leaves_of[root] = tuple(found)
        return self._leaves_of[root]

    def divisors(self, root: Node) -> frozenset[Node]:
        """What may vanish and the factors of the summands of a product are divided by."""
        for part in walk(root, self._divisors):
            self._divisors[part] = self._its_divisors(part)
        return self._divisors[root]

    def _its_divisors(self, part: Node) -> frozenset[Node]:
        match part:
            case Power(arg=Hadamard(args=args), exponent=exponent) if exponent < 0:
                return frozenset(one for one in args if self.of(one) is not None)
            case Power() if unrooted(part)[1] < 0:
                base = unrooted(part)[0]
                return frozenset((base,)) if self.of(base) is not None else frozenset()
            case Add() | Hadamard() | Scale() | Diag() | Transpose():
                return frozenset().union(*(self._divisors[child] for child in part.children))
            case Product() if factors_of(part):
                return frozenset().union(*(self._divisors[child] for child in part.children))
        return self.divisors(self.quotients[part]) if part in self.quotients else frozenset()

    def bases(self, factors: Iterable[Node]) -> set[Node]:
        """What is 0 only where a product of these is, names seen through."""
        found, waiting = set[Node](), list(factors)
        while waiting:
            base, exponent = unrooted(unscaled(self._growing.meaning(waiting.pop()))[1])
            if exponent > 0 and isinstance(base, Hadamard):
                waiting.extend(base.args)
            elif exponent > 0:
                found.add(base)
        return found

    def beside(self, known: Vanishing, base: Node, most: int) -> tuple[int, Node | None]:
        """The power of a base that vanishes with an array, up to `most`, and what `Vanishing.beside` says of it."""
        for power in range(1, min(most, MOST_UNITS) + 1):
            logarithm = self._growing.logarithm(raised(base, Fraction(power)))
            beside = None if logarithm is None else known.beside(logarithm)
            if beside is not None:
                return power, beside
        return 1, None


def factors_of(factor: Node) -> tuple[Node, ...]:
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


def unrooted(factor: Node) -> tuple[Node, Fraction]:
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


def turns_of(known: Vanishing) -> tuple[Vanishing, ...]:
    """A number vanishes with a column and with the row that is its transpose."""
    return (known, known.transposed()) if known.largest.shape.is_scalar else (known,)
