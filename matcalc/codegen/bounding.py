"""Products in which what grows meets what it is divided by: exp(x) / sum(exp(x)) is softmax(x).

Each factor that grows with exponentials takes a divisor that bounds it, into sums and matrix products, too:
(exp(x) - exp(-x)) / (exp(x) + exp(-x)) is sigmoid(2 x) - sigmoid(-2 x), and (exp(x)ᵀ c) / sum(exp(x)) is softmax(x)ᵀ c.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction

from matcalc.codegen.cancelling import elementwise_factors
from matcalc.codegen.exponentials import MOST_UNITS, Exponential, cancels, covers, roots, units, without
from matcalc.codegen.exponents import EXP, SIGMOID, degree
from matcalc.codegen.factors import MINUS, hadamard, scaled, turned, unscaled
from matcalc.codegen.growing import SINH, TANH, Growing, sides
from matcalc.codegen.growing_factors import GrowingFactors, put_together
from matcalc.codegen.log_sums import is_constant
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Ones,
    Power,
    Product,
    Trace,
    Transpose,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.shapes import Shape
from matcalc.rules.assemble import base_and_exponent, filled, raised

MOST_PRODUCTS = 100
"""That are looked at for one product; a product of n sums is one of 2ⁿ products."""

DEEPEST = 40
"""How often a product stands in a product that is looked at."""

HALF = Fraction(1, 2)


class _TooMuchError(Exception):
    """Bounding a product takes more than is worth it: it stays as it is."""


class Bounding:
    """Makes products of what grows and what shrinks."""

    def __init__(self, growing: Growing) -> None:
        self._growing = growing
        self._left = 0
        self._depth = 0

    def product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        """The elementwise product of args; None where nothing that grows meets a divisor of it, or too much does."""
        self._begin()
        with suppress(_TooMuchError):
            return self._product(args, shape)
        return None

    def divided(self, array: Node, logarithm: Node) -> Node | None:
        """An array divided by exp(logarithm); None where that takes too much."""
        self._begin()
        with suppress(_TooMuchError):
            return self._divided(array, logarithm)
        return None

    def _begin(self) -> None:
        self._left, self._depth = MOST_PRODUCTS, 0

    def _product(
        self, args: Sequence[Node], shape: Shape, below: tuple[int, Fraction, int] | None = None
    ) -> Node | None:
        """The product as `product` gives it. Raises _TooMuchError.

        below: None, too, where the measure of the factors is not below that, so that repeating it ends.
        """
        if not self._left or self._depth == DEEPEST:
            raise _TooMuchError
        self._left -= 1
        self._depth += 1
        made = self._bounded(args, shape, below)
        self._depth -= 1
        return made

    def _bounded(self, args: Sequence[Node], shape: Shape, below: tuple[int, Fraction, int] | None) -> Node | None:
        number, factors = elementwise_factors(args, {})
        factors = [one for factor in factors for one in sides(factor) or (factor,)]
        found = self._sorted(factors)
        measure = found.measure
        if not measure[0] or (below is not None and measure >= below):
            return None
        for at, quotient in enumerate(factors):
            if quotient in found.quotients:
                return of_shape(number, [self._opened(quotient, [*factors[:at], *factors[at + 1 :]])], shape)
        made, times = found.take_bounded_powers(self._growing)
        sums = self._sums(found)
        if found.powers and found.divisors:
            times *= put_together(made, *found.powers, *found.divisors)
            found.powers, found.divisors = [], []
        elif found.measure[0] == measure[0] and sums == found.sums:
            return None
        left = (one.factor for one in (*found.powers, *found.divisors, *found.bounded))
        number, bare = unscaled(of_shape(number * times, [*made, *sums, *left, *found.rest], shape))
        again = self._product(bare.args, shape, measure) if isinstance(bare, Hadamard) else None
        return scaled(number, again or bare)

    def _divided(self, array: Node, logarithm: Node) -> Node:
        return self._absorbed(array, [Apply(EXP, scaled(MINUS, logarithm))])

    def sum(self, args: Iterable[Node]) -> Node:
        """sigmoid(x) - sigmoid(-x) is tanh(x/2)."""
        args = list(args)
        found = {unscaled(arg): at for at, arg in enumerate(args)}
        for (number, bare), at in found.items():
            if isinstance(bare, Apply) and bare.function == SIGMOID and number > 0:
                other = found.get((-number, Apply(SIGMOID, scaled(MINUS, bare.arg))))
                if other is not None:
                    args[at] = scaled(number, Apply(TANH, scaled(HALF, bare.arg)))
                    del args[other]
                    return self.sum(args)
        return args[0] if len(args) == 1 else Add(tuple(args))

    def _total(self, args: Iterable[Node]) -> Node:
        return self.sum(part for arg in args for part in (arg.args if isinstance(arg, Add) else (arg,)))

    def _times(self, args: Sequence[Node]) -> Node:
        product = hadamard(list(args))
        return self._product(args, product.shape) or product

    def _opened(self, quotient: Node, others: Sequence[Node]) -> Node:
        number, meaning = unscaled(self._growing.meaning(quotient))
        if isinstance(meaning, Add):
            return scaled(number, self._total(self._times([arg, *others]) for arg in meaning.args))
        return scaled(number, self._times([meaning, *others]))

    def _sorted(self, factors: Iterable[Node]) -> GrowingFactors:
        found = GrowingFactors()
        for factor in factors:
            base, exponent = base_and_exponent(factor)
            number, bare = unscaled(base)
            is_whole = exponent.denominator == 1 and 0 < abs(exponent) <= MOST_UNITS
            count = abs(exponent.numerator) if is_whole else 1
            unit = raised(base, exponent / count)
            logarithm = None if isinstance(bare, Transpose) else self._growing.logarithm(unit)
            if logarithm is not None and not is_constant(logarithm):
                exponentials = [Exponential(unit, logarithm)] * count
                if self._growing.is_bounded(bare) and exponent > 0:
                    found.bounded += exponentials
                elif way := degree(logarithm):
                    (found.powers if way > 0 else found.divisors).extend(exponentials)
                else:
                    found.rest.append(factor)
            elif exponent == 1 and self._growing.shrinks(bare) and self._is_product_or_sum(bare):
                found.quotients.append(factor)
            elif (scale := self._growing.scale(bare)) is None or not is_whole:
                found.rest.append(factor)
            elif exponent == 1 and degree(scale) < 0 and scale.shape.is_scalar:
                found.rest.append(scaled(number, self._divided(bare, scale)))
                found.divisors += units(scale)
            elif self._growing.grows(bare) and exponent > 0:
                found.sums += [base] * count
            elif self._growing.grows(bare) and not self._growing.is_mixed(bare):
                found.rest.append(raised(scaled(number, self._divided(bare, scale)), exponent))
                found.divisors += units(scaled(exponent, scale))
            else:
                found.rest.append(factor)
        if not (found.powers or found.sums):
            found.sums = [one for one in found.quotients if self._growing.grows(one)]
            found.quotients = [one for one in found.quotients if one not in found.sums]
        if any(map(self._is_twice, found.powers)):
            found.quotients += [one for one in found.sums if isinstance(self._growing.meaning(one), Add)]
            found.sums = [one for one in found.sums if one not in found.quotients]
        return found

    def _is_product_or_sum(self, part: Node) -> bool:
        return isinstance(unscaled(self._growing.meaning(part))[1], (Add, Hadamard, Power))

    def _sums(self, found: GrowingFactors) -> list[Node]:
        """Each array of `sums` with the divisors that it takes, until it does not grow, or there are none."""
        made = []
        if len(found.divisors) == 1 and not any(self._cancels(found.divisors[0], array) for array in found.sums):
            found.divisors = roots(found.divisors[0], len(found.sums))
        for at, array in enumerate(found.sums):
            fitting = [one for one in found.divisors if _fits(one.factor.shape, array.shape)]
            if not fitting:
                candidates = [one for one in found.bounded if _fits(one.factor.shape, array.shape)]
                taken = [one for one in candidates if self._bounds(one, array) or self._is_twice(one)][:1]
                found.bounded = without(found.bounded, taken)
                made.append(self._absorbed(array, [one.factor for one in taken]) if taken else array)
                continue
            taken = [next((one for one in fitting if self._cancels(one, array)), fitting[0])]
            if at == len(found.sums) - 1:
                taken = [one for one in found.powers if _fits(one.factor.shape, array.shape)] + taken
            found.powers = without(found.powers, taken)
            found.divisors = without(found.divisors, taken)
            made.append(self._absorbed(array, [one.factor for one in taken]))
        return made

    def _is_twice(self, exponential: Exponential) -> bool:
        return self._growing.grows_twice(exponential.logarithm)

    def _cancels(self, divisor: Exponential, array: Node) -> bool:
        """Whether an array that grows is as large as that divisor is small."""
        scale = self._growing.scale(array)
        return scale is not None and cancels(divisor, Exponential(array, scale))

    def _bounds(self, divisor: Exponential, array: Node) -> bool:
        """Whether an array that grows, or a summand of it, is as large as that divisor is small, or larger."""
        _, meaning = unscaled(self._growing.meaning(array))
        parts = meaning.args if isinstance(meaning, Add) else ()
        scales = [scale for part in parts if (scale := self._growing.scale(part)) is not None]
        return self._cancels(divisor, array) or any(covers(divisor, Exponential(array, scale)) for scale in scales)

    def _absorbed(self, array: Node, divisors: Sequence[Node]) -> Node:
        """An array that grows, multiplied by what shrinks, which stretches along no axis of it."""
        number, bare = unscaled(self._growing.meaning(array))
        fits = all(_fits(one.shape, bare.shape) for one in divisors)
        if not fits or self._growing.scale(bare) is None:
            return scaled(number, self._times([bare, *divisors]))
        match bare:
            case Add(args=args):
                result = self._total(self._absorbed(arg, divisors) for arg in args)
            case Apply(function=function, arg=arg) if function == SINH:
                ends = (Apply(EXP, arg), scaled(MINUS, Apply(EXP, scaled(MINUS, arg))))
                result = scaled(HALF, self._total(self._absorbed(end, divisors) for end in ends))
            case Transpose(arg=arg):
                result = Transpose(self._absorbed(arg, [turned(one) for one in divisors]))
            case EntrySum(arg=arg) | Mean(arg=arg) | Trace(arg=arg) | DiagOf(arg=arg):
                result = bare.rebuilt((self._absorbed(arg, divisors),))
            case Diag(arg=arg) if not any(one.shape.is_matrix for one in divisors):
                result = Diag(self._absorbed(arg, [turned(one) if one.shape.is_row else one for one in divisors]))
            case Product(args=args) if not any(one.shape.is_matrix for one in divisors):
                result = self._in_product(args, divisors)
            case Diag() | Product():
                result = Hadamard((bare, *divisors))
            case _:
                result = self._times([bare, *divisors])
        return scaled(number, result)

    def _in_product(self, args: Sequence[Node], divisors: Sequence[Node]) -> Node:
        """Columns go to the first factor, rows to the last, and numbers to those that grow, each with a divisor."""
        taken: list[list[Node]] = [[] for _ in args]
        scaled_ones = [at for at, arg in enumerate(args) if self._growing.scale(arg) is not None]
        growing = [at for at in scaled_ones if self._growing.grows(args[at])] or scaled_ones
        for divisor in divisors:
            if divisor.shape.is_scalar:
                taken[growing[0]].append(divisor)
                if self._growing.shrinks(divisor) and len(growing) > 1:
                    growing.pop(0)
            else:
                taken[-1 if divisor.shape.is_row else 0].append(divisor)
        return Product(tuple(self._absorbed(arg, its) if its else arg for arg, its in zip(args, taken, strict=True)))


def _fits(small: Shape, large: Shape) -> bool:
    return (small.rows.is_one or small.rows == large.rows) and (small.cols.is_one or small.cols == large.cols)


def of_shape(number: Fraction, factors: Sequence[Node], shape: Shape) -> Node:
    """The elementwise product, of that shape; factors that are there more than once are powers."""
    exponents: dict[Node, Fraction] = {}
    for factor in factors:
        base, exponent = base_and_exponent(factor)
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    kept = [raised(base, exponent) for base, exponent in exponents.items() if exponent]
    if not kept:
        return filled(number, shape)
    whole = hadamard(kept)
    return scaled(number, whole if whole.shape == shape else Hadamard((whole, Ones(shape))))
