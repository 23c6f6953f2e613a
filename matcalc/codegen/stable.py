"""The same values without overflow, seen through the names between.

Where p = sigmoid(z) is 1 in floating point, log(1 - p) is -inf, though log(1 - sigmoid(z)) is about -z; and
((1 - y) / (1 - p)) p (1 - p) is nan, though (1 - y) p is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.codegen.cancelling import cancelled, elementwise_factors, is_quotient
from matcalc.codegen.factors import hadamard, scaled, turned, unscaled
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Trace,
    Transpose,
)
from matcalc.forms.reductions import LogSumExp, Softmax
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import rewritten
from matcalc.rules.assemble import raised

MINUS = Fraction(-1)
SIGMOID = Function("sigmoid")


class Stable:
    """Rewrites nodes, each once; `learn` tells what names stand for."""

    def __init__(self) -> None:
        self._meanings: dict[Node, Node] = {}
        self._quotients: dict[Node, Node] = {}
        self._images: dict[Node, Node] = {}

    def learn(self, name: Node, meaning: Node) -> None:
        """Take a name for its meaning where a logarithm is taken of it, or what it is divided by cancels."""
        self._meanings[name] = meaning
        if is_quotient(meaning):
            self._quotients[name] = meaning

    def of(self, root: Node) -> Node:
        """A node of the same value that overflows later, or not at all."""
        return rewritten(root, self._images, self._rewritten)

    def _rewritten(self, part: Node) -> Node:
        match part:
            case Apply(function=Function(name="log", order=0), arg=arg):
                return self._logarithm(self._meaning(arg)) or part
            case Power(arg=Add(args=(one, Apply(function=Function(name="exp", order=0), arg=x))), exponent=exponent):
                if _is_one(one) and exponent < 0 and exponent.denominator == 1:
                    return raised(Apply(SIGMOID, scaled(MINUS, x)), -exponent)
            case Power(arg=Power(arg=x, exponent=inner), exponent=outer) if inner.denominator == outer.denominator == 1:
                return self._rewritten(raised(x, inner * outer))
            case DiagOf(arg=Product(args=(left, right))) if self._is_divided(left, right):
                return Transpose(EntrySum(self._rewritten(Hadamard((turned(left), right))), 0))
            case Trace(arg=Product(args=(left, right))) if self._is_divided(left, right):
                return EntrySum(self._rewritten(Hadamard((turned(left), right))), None)
            case Hadamard(args=args):
                return self._product(args, part.shape) or cancelled(args, self._quotients, part.shape) or part
        return part

    def _is_divided(self, left: Node, right: Node) -> bool:
        """Whether divisors may cancel where entries of two matrices are multiplied."""
        return (
            left.shape.is_matrix
            and right.shape.is_matrix
            and not self._quotients.keys().isdisjoint((turned(left), right))
        )

    def _product(self, args: Sequence[Node], shape: Shape) -> Node | None:
        """A product of exp(x) with what it overflows beside; None where there is none."""
        number, factors = elementwise_factors(args, {})
        for at, powers in enumerate(factors):
            if not _is_exponential(self._meaning(powers)):
                continue
            for other_at, other in enumerate(factors):
                if (made := self._beside(powers, other)) is not None:
                    rest = (factor for place, factor in enumerate(factors) if place not in (at, other_at))
                    product = scaled(number, hadamard([*made, *rest]))
                    return product if product.shape == shape else None
        return None

    def _beside(self, powers: Node, other: Node) -> list[Node] | None:
        """exp(x) sigmoid(-x) is sigmoid(x); exp(x) / sum(exp(x)) is softmax(x)."""
        meaning = self._meaning(powers)
        assert isinstance(meaning, Apply)
        base, exponent = (other.arg, other.exponent) if isinstance(other, Power) else (other, Fraction(1))
        if base == Apply(SIGMOID, scaled(MINUS, meaning.arg)) and exponent >= 1:
            return [Apply(SIGMOID, meaning.arg), *([raised(base, exponent - 1)] if exponent > 1 else [])]
        match self._meaning(base):
            case EntrySum(arg=summed, axis=None) if exponent == MINUS and not summed.shape.is_matrix:
                return [Softmax(meaning.arg, None)] if self._meaning(summed) == meaning else None
        return None

    def _meaning(self, part: Node) -> Node:
        while part in self._meanings:
            part = self._meanings[part]
        return part

    def _logarithm(self, arg: Node) -> Node | None:
        match arg:
            case Softmax(arg=x, axis=axis):
                return Add((x, scaled(MINUS, LogSumExp(x, axis))))
            case Apply(function=Function(name="sigmoid", order=0), arg=x):
                return scaled(MINUS, Apply(Function("softplus"), scaled(MINUS, x)))
            case EntrySum(arg=summed, axis=axis) if _is_exponential(powers := self._meaning(summed)):
                return LogSumExp(powers.children[0], axis)
            case DiagOf(arg=inner) | Transpose(arg=inner):
                logarithms = self._logarithm(self._meaning(inner))
                return None if logarithms is None else arg.rebuilt((logarithms,))
            case Add(args=(one, other)) if _is_one(one):
                number, bare = unscaled(other)
                match self._meaning(bare):
                    case Apply(function=Function(name="sigmoid", order=0), arg=x) if number == MINUS:
                        return scaled(MINUS, Apply(Function("softplus"), x))
                    case Apply(function=Function(name="exp", order=0), arg=x) if number == 1:
                        return Apply(Function("softplus"), x)
        return None


def _is_exponential(part: Node) -> bool:
    return isinstance(part, Apply) and part.function == Function("exp")


def _is_one(part: Node) -> bool:
    return (isinstance(part, Number) and part.value == 1) or isinstance(part, Ones)
