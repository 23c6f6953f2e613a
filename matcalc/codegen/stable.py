"""The same values without overflow, seen through the names between.

Where p = sigmoid(z) is 1 in floating point, log(1 - p) is -inf, though log(1 - sigmoid(z)) is about -z; and
((1 - y) / (1 - p)) p (1 - p) is nan, though (1 - y) p is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.codegen.bounding import HALF, Bounding, of_shape
from matcalc.codegen.cancelling import cancelled, elementwise_factors, is_quotient
from matcalc.codegen.exponents import EXP, LOG, SQRT, Exponent, degree
from matcalc.codegen.factors import hadamard, scaled, transposed, turned
from matcalc.codegen.growing import Growing
from matcalc.codegen.like_terms import with_like_terms_added
from matcalc.codegen.log_sums import is_constant
from matcalc.codegen.vanishing_divisors import VanishingDivisors
from matcalc.codegen.vanishing_parts import VanishingParts
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Power,
    Product,
    Trace,
    Transpose,
)
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import rewritten
from matcalc.rules.assemble import product, raised, total


class Stable:
    """Rewrites nodes, each once; `learn` tells what names stand for."""

    def __init__(self, facts: Facts) -> None:
        self._meanings: dict[Node, Node] = {}
        self._quotients: dict[Node, Node] = {}
        self._images: dict[Node, Node] = {}
        self._ends: dict[Node, Node] = {}
        self._growing = Growing(self._meanings)
        self._bounding = Bounding(self._growing)
        self._vanishing = VanishingParts(self._growing, facts)
        self._divisors = VanishingDivisors(self._growing, self._vanishing)

    def learn(self, name: Node, meaning: Node) -> None:
        """Take a name for its meaning where a logarithm is taken of it, or what it is divided by cancels."""
        self._divisors.begin()
        meaning = self._meanings[name] = rewritten(meaning, self._images, self._rewritten)
        self._growing.scale(name)
        self._growing.logarithm(name)
        if is_quotient(meaning):
            self._quotients[name] = meaning
        self._vanishing.learn(name)

    def of(self, root: Node) -> Node:
        """A node of the same value that overflows later, or not at all."""
        self._divisors.begin()
        return rewritten(rewritten(root, self._images, self._rewritten), self._ends, self._not_divided)

    def meet(self, factor: Node, divisor: Node) -> bool:
        """Whether factors of a product had better be one: what grows, or rounds to 0, and what it is divided by."""
        is_bounded = self._growing.grows(factor) and self._growing.shrinks(divisor)
        return is_bounded or self._vanishing.meet(factor, divisor)

    def weigh(self, factor: Node, divisor: Node) -> bool:
        """Whether it is a weight in a sum that something is divided by."""
        return self._vanishing.weigh(factor, divisor)

    def _rewritten(self, part: Node) -> Node:
        match part:
            case Apply(function=function, arg=arg) if function == LOG:
                return self._logarithm(arg) or part
            case Apply(function=function, arg=arg) if function == SQRT and self._is_exponential(arg):
                return self._rewritten(Power(arg, HALF))
            case Power(arg=Hadamard(args=args), exponent=exponent) if exponent.denominator > 1:
                return self._root_of_product(args, exponent) or part
            case Power(arg=Power(arg=x, exponent=inner), exponent=outer) if inner.denominator == outer.denominator == 1:
                return self._rewritten(raised(x, inner * outer))
            case DiagOf(arg=Product(args=(left, right))) if self._is_divided(left, right):
                return Transpose(EntrySum(self._rewritten(Hadamard((turned(left), right))), 0))
            case Trace(arg=Product(args=(left, right))) if self._is_divided(left, right):
                return EntrySum(self._rewritten(Hadamard((turned(left), right))), None)
            case Product() if (met := self._divisors.product((part,), part.shape)) is not None:
                return rewritten(met, self._images, self._rewritten)
            case Product(args=(left, right)) if (met := self._divisors.matrix_product(left, right)) is not None:
                return rewritten(met, self._images, self._rewritten)
            case Product(args=args):
                return self._matrix_product(args, part.shape) or part
            case Hadamard(args=args):
                return self._product(args, part.shape) or part
            case Add(args=args):
                added = with_like_terms_added(args, part.shape, self._growing.meaning)
                return self._bounding.sum(args) if added is None else rewritten(added, self._images, self._rewritten)
        return part

    def _root_of_product(self, args: Sequence[Node], exponent: Fraction) -> Node | None:
        """sqrt(x exp(z)) is sqrt(x) exp(z / 2): what is positive may leave a root."""
        taken, left = list[Node](), list[Node]()
        for arg in args:
            logarithm = self._growing.logarithm(arg)
            if logarithm is None or is_constant(logarithm):
                left.append(arg)
            else:
                taken.append(Apply(EXP, scaled(exponent, logarithm)))
        return self._rewritten(hadamard([*taken, Power(hadamard(left), exponent)])) if taken and left else None

    def _matrix_product(self, args: tuple[Node, ...], shape: Shape) -> Node | None:
        """A product with a diagonal matrix, or of a row and a column, in which something meets its divisor."""
        first, last = self._growing.meaning(args[0]), self._growing.meaning(args[-1])
        match first, last:
            case Diag(arg=left), Diag(arg=right) if len(args) == 2:
                made = self._product((left, right), left.shape)
                return None if made is None else Diag(made)
            case Diag(arg=left), Diag(arg=right):
                return self._product((left, product(args[1:-1]), transposed(right)), shape)
            case Diag(arg=left), _:
                return self._product((left, product(args[1:])), shape)
            case _, Diag(arg=right):
                return self._product((product(args[:-1]), transposed(right)), shape)
        if shape.is_scalar and len(args) == 2 and not first.shape.is_scalar:
            made = self._product((transposed(args[0]), args[1]), last.shape)
            return None if made is None else EntrySum(made, None)
        return None

    def _product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        if (met := self._divisors.product(args, shape)) is not None:
            return rewritten(met, self._images, self._rewritten)
        if (without := cancelled(args, self._quotients, shape)) is not None:
            return rewritten(without, self._images, self._rewritten)
        return self._bounding.product(args, shape)

    def _not_divided(self, part: Node) -> Node:
        """1 / (1 + exp(x)) as sigmoid(-x), and so on, where nothing is multiplied that grows."""
        if isinstance(part, Power) and part.exponent < 0 and part.arg not in self._meanings:
            logarithm = self._growing.logarithm(part)
            if logarithm is not None and degree(logarithm) < 0:
                number, factors = Exponent(logarithm).factors()
                return of_shape(number, factors, part.shape)
        return part

    def _is_exponential(self, part: Node) -> bool:
        """Whether it grows or shrinks as exponentials do, or has a logarithm that is known without computing it."""
        return self._growing.scale(part) is not None or self._growing.logarithm(part) is not None

    def _is_divided(self, left: Node, right: Node) -> bool:
        """Whether divisors may cancel where entries of two matrices are multiplied, or something may need one."""
        if not (left.shape.is_matrix and right.shape.is_matrix):
            return False
        grows = self._growing.grows(left) or self._growing.grows(right)
        return grows or not self._quotients.keys().isdisjoint((turned(left), right))

    def _logarithm(self, arg: Node) -> Node | None:
        found = self._known_logarithm(arg)
        return None if found is None else of_shape(Fraction(1), [found], arg.shape)

    def _known_logarithm(self, arg: Node) -> Node | None:
        """The logarithm of an array without computing that array; of a stretched one, maybe not stretched."""
        logarithm = self._growing.logarithm(arg)
        if logarithm is not None:
            return None if is_constant(logarithm) else logarithm
        if (vanishing := self._vanishing.of(arg)) is not None:
            if vanishing.rest is None:
                return vanishing.logarithm_of_size
            return total([vanishing.logarithm_of_size, self._kept(Apply(LOG, vanishing.rest))])
        meaning = self._growing.meaning(arg)
        if isinstance(meaning, Hadamard):
            return self._logarithm_of_product(meaning)
        if isinstance(meaning, Power) and meaning.exponent.denominator > 1:  # of what is not negative
            return scaled(meaning.exponent, self._rewritten(Apply(LOG, meaning.arg)))
        scale = self._growing.scale(arg)
        if scale is None or not self._growing.grows(arg) or self._growing.is_mixed(arg):
            return None
        divided = self._bounding.divided(arg, scale)
        if divided is None:
            return None
        return total([scale, self._kept(Apply(LOG, divided))])

    def _kept(self, logarithm: Node) -> Node:
        """A logarithm of which nothing is taken out again."""
        self._images[logarithm] = logarithm
        return logarithm

    def _logarithm_of_product(self, product: Hadamard) -> Node | None:
        """log(c exp(x)) is log(c) + x."""
        number, factors = elementwise_factors(product.args, {})
        known, others = list[Node](), list[Node]()
        for factor in factors:
            logarithm = self._growing.logarithm(factor)
            if logarithm is None or is_constant(factor):
                others.append(factor)
            elif not is_constant(logarithm):
                known.append(logarithm)
        if not known:
            return None
        return total([*known, self._rewritten(Apply(LOG, scaled(number, hadamard(others))))])
