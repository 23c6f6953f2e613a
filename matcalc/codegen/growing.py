"""What grows with exponentials, and as what: logarithms of such arrays, found without computing the arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from matcalc.codegen.exponents import EXP, LOG, LOG_OF_2, SIGMOID, degree, is_at_least_0
from matcalc.codegen.factors import MINUS, scaled, transposed, turned, unscaled
from matcalc.codegen.log_sums import SOFTPLUS, ZERO, LogAddExp, is_constant, is_log_sum, log_sum, log_sum_of, terms_of
from matcalc.codegen.terms import summands
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Trace,
    Transpose,
)
from matcalc.forms.reductions import LogSumExp, Mean, Softmax, count_along
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import size, total

LONGEST = 100
"""Of a logarithm, in summands: that of a product of products of … would be of any length."""

COSH, SINH, TANH = Function("cosh"), Function("sinh"), Function("tanh")


class Growing:
    """meanings: what names stand for; they may be added to."""

    def __init__(self, meanings: Mapping[Node, Node]) -> None:
        self._meanings = meanings
        self._logarithms: dict[Node, Node | None] = {}
        self._scales: dict[Node, Node | None] = {}
        self._shrinking: dict[Node, bool] = {}
        self._mixed: dict[Node, bool] = {}
        self._lengths: dict[Node, int] = {}

    def meaning(self, part: Node) -> Node:
        """What a name stands for; of anything else, itself."""
        while part in self._meanings:
            part = self._meanings[part]
        return part

    def logarithm(self, part: Node) -> Node | None:
        """The logarithm of an array of positive numbers, where it is known without computing one of an array."""
        return self._told(part, self._logarithms, self._logarithm)

    def scale(self, part: Node) -> Node | None:
        """The logarithm of an array as large as this, if it grows or is divided by what grows; else None."""
        return self._told(part, self._scales, self._scale)

    def _told(self, part: Node, told: dict[Node, Node | None], of: Callable[[Node], Node | None]) -> Node | None:
        """What is known of a part, or `of` its meaning, worked out once; None where it is too long."""
        if part not in told:
            meaning = self.meaning(part)
            found = of(meaning) if meaning is part else self._told(meaning, told, of)
            told[part] = found if found is None or self._length(found) <= LONGEST else None
        return told[part]

    def _length(self, logarithm: Node) -> int:
        """How many summands and terms of sums there are in a logarithm, what is shared as often as it stands there."""
        for part in walk(logarithm, self._lengths):
            is_sum = isinstance(part, Add | Scale | Transpose) or is_log_sum(part)
            self._lengths[part] = 1 + (sum(self._lengths[child] for child in part.children) if is_sum else 0)
        return self._lengths[logarithm]

    def grows(self, part: Node) -> bool:
        """Whether it is as large as exponentials are."""
        return (scale := self.scale(part)) is not None and degree(scale) > 0

    def grows_twice(self, logarithm: Node) -> bool:
        """Whether something in a logarithm, or in a sum that it is the logarithm of, grows itself."""
        parts = [part for part in summands(logarithm) if not is_constant(part)]
        inside = [one for part in parts for term in terms_of(part) for one in summands(term)]
        return any(map(self.grows, (*parts, *inside)))

    def shrinks(self, part: Node) -> bool:
        """Whether it is divided by what grows, or a summand of it or of a factor of it is."""
        if part not in self._shrinking:
            self._shrinking[part] = self._shrinks(part)
        return self._shrinking[part]

    def _shrinks(self, part: Node) -> bool:
        _, meaning = unscaled(self.meaning(part))
        if isinstance(meaning, Add):
            return any(map(self.shrinks, meaning.args))
        if (scale := self.scale(meaning)) is not None and degree(scale) < 0:
            return True
        factors = meaning.args if isinstance(meaning, Hadamard) else sides(meaning)
        return any(isinstance(unscaled(self.meaning(one))[1], (Add, Hadamard)) and self.shrinks(one) for one in factors)

    def is_bounded(self, part: Node) -> bool:
        """Whether it is softmax(x), sigmoid(x), 1 - sigmoid(x), 1 ± tanh(x) or 1 - tanh(x)²."""
        match self.meaning(part):
            case Softmax():
                return True
            case Apply(function=function):
                return function == SIGMOID
            case Add(args=(one, other)):
                is_one_of = one_less(one, other) is not None or _one_and_tanh(one, other) is not None
                return is_one_of and self.logarithm(part) is not None
        return False

    def is_mixed(self, part: Node) -> bool:
        """Whether arrays of any size are added to what grows in it."""
        if part not in self._mixed:
            self._mixed[part] = self._is_mixed(part)
        return self._mixed[part]

    def _is_mixed(self, part: Node) -> bool:
        meaning = self.meaning(part)
        if isinstance(meaning, Add) and not all(self.grows(arg) or is_constant(arg) for arg in meaning.args):
            return True
        return any(self.is_mixed(child) for child in meaning.children if self.grows(child))

    def _logarithm(self, part: Node) -> Node | None:
        match part:
            case Number(value=value):
                return None if value <= 0 else ZERO if value == 1 else Apply(LOG, part)
            case Size():
                return Apply(LOG, part)
            case Ones():
                return ZERO
            case Apply(function=function, arg=arg) if function == EXP:
                return arg
            case Apply(function=function, arg=arg) if function == SIGMOID:
                return scaled(MINUS, Apply(SOFTPLUS, scaled(MINUS, arg)))
            case Apply(function=function, arg=arg) if function == COSH and not is_constant(arg):
                return total([LogAddExp((arg, scaled(MINUS, arg))), scaled(MINUS, LOG_OF_2)])
            case Softmax(arg=arg, axis=axis):
                return Add((arg, scaled(MINUS, LogSumExp(arg, axis))))
            case Add(args=(one, other)) if (sign_and_arg := _one_and_tanh(one, other)) is not None:
                sign, arg = sign_and_arg
                return total([LOG_OF_2, scaled(MINUS, Apply(SOFTPLUS, scaled(-2 * sign, arg)))])
            case Add(args=(one, other)) if (positive := one_less(one, other)) is not None:
                return self._of_one_less(positive)
            case Add(args=args):
                found = self._logarithms_of(args)
                return None if found is None or all(map(is_constant, found)) else log_sum(found)
            case Hadamard(args=args):
                found = self._logarithms_of(args)
                return None if found is None else total([one for one in found if one is not ZERO] or [ZERO])
            case Scale(coefficient=coefficient, arg=arg) if coefficient > 0:
                found = self._logarithms_of((arg, Number(coefficient)))
                return None if found is None else total(found)
            case Power(arg=arg, exponent=exponent):
                inner = self.logarithm(arg)
                return None if inner is None else _times(exponent, inner)
            case Transpose() | DiagOf():
                return _rearranged(part, self.logarithm(part.arg))
            case EntrySum(arg=arg, axis=axis):
                inner = self.logarithm(arg)
                return None if inner is None or inner.shape != arg.shape else log_sum_of(inner, axis)
            case Mean(arg=arg, axis=axis):
                whole = self.logarithm(EntrySum(arg, axis))
                count = self.logarithm(size(count_along(arg.shape, axis)))
                return None if whole is None or count is None else total([whole, scaled(MINUS, count)])
        return None

    def _logarithms_of(self, parts: Sequence[Node]) -> list[Node] | None:
        found = [one for part in parts if (one := self.logarithm(part)) is not None]
        return found if len(found) == len(parts) else None

    def _of_one_less(self, part: Node) -> Node | None:
        """log(1 - sigmoid(x)) is -softplus(x), sigmoid(x) being exp(-softplus(-x)); 1 - tanh(x)² is 1 / cosh(x)²."""
        match part:
            case Power(arg=Apply(function=function, arg=arg), exponent=exponent) if function == TANH and exponent == 2:
                ends = (Apply(SOFTPLUS, scaled(times, arg)) for times in (Fraction(2), Fraction(-2)))
                return total([scaled(Fraction(2), LOG_OF_2), *(scaled(MINUS, end) for end in ends)])
        match self.logarithm(part):
            case Scale(coefficient=coefficient, arg=Apply(function=function, arg=arg)):
                if coefficient == MINUS and function == SOFTPLUS:
                    return scaled(MINUS, Apply(SOFTPLUS, scaled(MINUS, arg)))
        return None

    def _scale(self, part: Node) -> Node | None:
        match part:
            case Apply(function=function, arg=arg) if function == EXP and degree(arg):
                return arg
            case Apply(function=function, arg=arg) if function in (COSH, SINH) and not is_constant(arg):
                return LogAddExp((arg, scaled(MINUS, arg)))
            case Scale(arg=arg) | Diag(arg=arg):
                return self.scale(arg)
            case Transpose() | DiagOf():
                return _rearranged(part, self.scale(part.arg))
            case Power(arg=arg, exponent=exponent):
                inner = self.scale(arg) or (self.logarithm(arg) if exponent < 0 and self.is_bounded(arg) else None)
                return None if inner is None else scaled(exponent, inner)
            case Add(args=args):
                return self._scale_of_sum(args)
            case Hadamard(args=args):
                found = [one for arg in args if (one := self.scale(arg)) is not None]
                return total(found) if found else None
            case EntrySum(arg=arg, axis=axis) | Mean(arg=arg, axis=axis):
                return _along(self.scale(arg), arg, axis)
            case Trace(arg=arg):
                return _along(self.scale(arg), arg, None)
            case Product(args=args):
                return self._scale_of_product(args)
        return None

    def _scale_of_sum(self, args: Sequence[Node]) -> Node | None:
        growing = [scale for arg in args if self.grows(arg) and (scale := self.scale(arg)) is not None]
        if growing:
            are_all = len(growing) == len(args) or all(map(is_at_least_0, growing))
            return _log_sum_of_different(growing if are_all else [*growing, ZERO])
        return self.scale(args[0]) if all(map(self.shrinks, args)) else None

    def _scale_of_product(self, args: Sequence[Node]) -> Node | None:
        found = [(at, arg, scale) for at, arg in enumerate(args) if (scale := self.scale(arg)) is not None]
        if not found or any(degree(scale) < 0 and not scale.shape.is_scalar for _, _, scale in found):
            return None
        axes = {0: 1, len(args) - 1: 0}
        sums = [along for at, arg, scale in found if (along := _along(scale, arg, axes.get(at))) is not None]
        return total(sums) if len(sums) == len(found) else None


def _times(number: Fraction, logarithm: Node) -> Node:
    """A number times a logarithm, summand by summand, as sums of exponents are written."""
    if isinstance(logarithm, Add):
        return Add(tuple(scaled(number, arg) for arg in logarithm.args))
    return scaled(number, logarithm)


def one_less(one: Node, other: Node) -> Node | None:
    """x of 1 - x."""
    if (
        isinstance(other, Scale)
        and other.coefficient == MINUS
        and (one == Number(Fraction(1)) or isinstance(one, Ones))
    ):
        return other.arg
    return None


def _one_and_tanh(one: Node, other: Node) -> tuple[Fraction, Node] | None:
    """The sign and x of 1 + tanh(x) and of 1 - tanh(x)."""
    number, bare = unscaled(other)
    is_tanh = isinstance(bare, Apply) and bare.function == TANH and abs(number) == 1
    return (number, bare.children[0]) if is_tanh and (one == Number(Fraction(1)) or isinstance(one, Ones)) else None


def _rearranged(part: Transpose | DiagOf, logarithm: Node | None) -> Node | None:
    """The logarithm of a transpose or a diagonal, of that of what it is of."""
    if logarithm is None or logarithm.shape != part.arg.shape:
        return None
    return turned(logarithm) if isinstance(part, Transpose) else DiagOf(logarithm)


def sides(part: Node) -> tuple[Node, ...]:
    """The column and the row of an outer product; none of anything else."""
    match part:
        case Product(args=(column, row)) if column.shape.cols.is_one and part.shape.is_matrix:
            return column, row
    return ()


def _log_sum_of_different(logarithms: Sequence[Node]) -> Node:
    different = list(dict.fromkeys(logarithms))
    return different[0] if len(different) == 1 else log_sum(different)


def _along(scale: Node | None, arg: Node, axis: int | None) -> Node | None:
    """The scale of sums along an axis, of that of what is summed."""
    if scale is None:
        return None
    if count_along(scale.shape, axis).is_one:
        return scale
    if scale.shape != arg.shape and axis is not None:
        return None
    return log_sum_of(transposed(scale), None) if arg.shape.is_row else log_sum_of(scale, axis)
