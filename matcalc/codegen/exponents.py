"""Exponentials of sums in which sigmoids and softmaxes are hidden: exp(x - logsumexp(x)) is softmax(x)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from matcalc.codegen.log_sums import SOFTPLUS, LogAddExp, is_constant, is_log_sum, is_of_arrays, terms_of
from matcalc.codegen.terms import Sum, sum_of, summands
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Node, Number
from matcalc.forms.reductions import LogSumExp, Softmax
from matcalc.rules.assemble import raised

EXP, LOG, SIGMOID, SQRT = (Function(name) for name in ("exp", "log", "sigmoid", "sqrt"))

LOG_OF_2 = Apply(LOG, Number(Fraction(2)))


def degree(logarithm: Node) -> int:
    """1 of an array that grows with exponentials, -1 of one that is divided by what grows, 0 of one that is bounded."""
    whole = _growth(logarithm)
    return (whole > 0) - (whole < 0)


def _growth(logarithm: Node) -> Fraction:
    """How fast an array grows: exp(2 x) at twice the speed of exp(x), and their sum as the faster of them."""
    plain, sums = Fraction(0), Fraction(0)
    for one, count in summands(logarithm).items():
        if is_log_sum(one):
            sums += count * _growth_of_sum(one)
        elif is_of_arrays(one):
            plain = max(plain, abs(count))
    return plain + sums


def _growth_of_sum(logarithm: Node) -> Fraction:
    match logarithm:
        case LogAddExp(args=args):
            return max(map(_growth, args))
        case Apply(function=function, arg=arg) if function == SOFTPLUS:
            return max(_growth(arg), Fraction(0))
    return _growth(logarithm.children[0])


def is_at_least_0(logarithm: Node) -> bool:
    """Whether it is a sum of softplus(x) and logsumexp(x) - x."""
    counts = summands(logarithm)
    rest = dict(counts)
    for one, count in counts.items():
        if count > 0 and is_log_sum(one) and not isinstance(one, LogAddExp):
            rest = _plus(rest, {one: -count}, Fraction(1))
            rest = _plus(rest, summands(one.arg), count) if isinstance(one, LogSumExp) else rest
    return not rest


class Exponent:
    """What exp is taken of. softplus(w) and softplus(-w) = softplus(w) - w are one of them, with that difference."""

    def __init__(self, *logarithms: Node) -> None:
        self._plain: Sum = {}
        self._softplus: dict[frozenset[tuple[Node, Fraction]], tuple[Sum, Fraction]] = {}
        for logarithm in logarithms:
            self._add(logarithm, Fraction(1))

    @property
    def is_constant(self) -> bool:
        """Whether all arrays in it cancel."""
        return not self._softplus and all(map(is_constant, self._plain))

    def _add(self, root: Node, times: Fraction) -> None:
        for one, number in summands(root).items():
            count = number * times
            match one:
                case Apply(function=function, arg=arg) if function == SOFTPLUS:
                    self._add_softplus(summands(arg), count)
                case LogAddExp(args=(left, right)):
                    self._add(left, count)
                    self._add_softplus(_plus(summands(right), summands(left), Fraction(-1)), count)
                case _:
                    self._plain = _plus(self._plain, {one: count}, Fraction(1))

    def _add_softplus(self, arg: Sum, count: Fraction) -> None:
        if any(isinstance(one, Apply) and one.function == SOFTPLUS for one in arg):
            inner = Exponent(sum_of(arg))
            arg = arg if inner._softplus else inner._plain
        if not arg:
            self._plain = _plus(self._plain, {LOG_OF_2: count}, Fraction(1))
            return
        key, opposite = (frozenset((one, sign * many) for one, many in arg.items()) for sign in (1, -1))
        if opposite in self._softplus:
            self._plain = _plus(self._plain, arg, count)
            key, arg = opposite, self._softplus[opposite][0]
        _, before = self._softplus.get(key, (arg, Fraction(0)))
        self._softplus.pop(key, None)
        if before + count:
            self._softplus[key] = (arg, before + count)

    def factors(self, *, in_one: bool = False) -> tuple[Fraction, list[Node]]:
        """A number and arrays of which the product is exp of this; what is large and cancels is in one exp.

        in_one: all of it, because one factor may be infinite where another is 0.
        """
        plain, left, made = self._plain, Sum(), list[Node]()
        for arg, count in self._softplus.values():
            times = _times_in(plain, arg)
            if not in_one and (count > 0 or _arrays(_plus(plain, arg, -times)) & _arrays(arg, inside=True)):
                left[Apply(SOFTPLUS, sum_of(arg))] = count
                continue
            taken = min(max(times, Fraction(0)), max(-count, Fraction(0)))
            whole, opposite = floor(taken), floor(-count - taken)
            plain = _plus(plain, arg, Fraction(-whole))
            turned = {one: -many for one, many in arg.items()}
            if in_one:
                there: Sum = {
                    Apply(SOFTPLUS, sum_of(turned)): Fraction(-whole),
                    Apply(SOFTPLUS, sum_of(arg)): count + whole,
                }
                left = _plus(left, there, Fraction(1))
                continue
            made += _sigmoids(arg, whole) + _sigmoids(turned, opposite)
            if whole + opposite + count:
                left[Apply(SOFTPLUS, sum_of(arg))] = whole + opposite + count
        for one, count in () if in_one else self._plain.items():
            if isinstance(one, LogSumExp) and (one.axis is not None or not one.arg.shape.is_matrix):
                times = Fraction(floor(min(_times_in(plain, summands(one.arg)), -count)))
                if times > 0:
                    made.append(raised(Softmax(one.arg, one.axis), times))
                    plain = _plus(_plus(plain, summands(one.arg), -times), {one: times}, Fraction(1))
        number, plain = _numbers_out(plain)
        if plain or left:
            made.append(Apply(EXP, sum_of(_gathered(plain, left))))
        return number, made


def _sigmoids(arg: Sum, count: int) -> list[Node]:
    return [raised(Apply(SIGMOID, sum_of(arg)), Fraction(count))] if count else []


def _plus(one: Sum, other: Mapping[Node, Fraction], times: Fraction) -> Sum:
    found = dict(one)
    for part, count in other.items():
        found[part] = found.get(part, Fraction(0)) + times * count
    return {part: count for part, count in found.items() if count}


def _arrays(counts: Iterable[Node], *, inside: bool = False) -> set[Node]:
    """The arrays in a sum, and those in the summands of which they are the logarithms of sums."""
    arrays = {one for one in counts if not is_constant(one)}
    return arrays.union(*(summands(term) for one in arrays for term in terms_of(one))) if inside else arrays


def _times_in(whole: Sum, part: Sum) -> Fraction:
    """How often a sum is in another, numbers aside; 0 where not all of it is."""
    ratios = [whole.get(one, Fraction(0)) / part[one] for one in part if not is_constant(one)]
    return min(ratios, key=abs) if ratios and (min(ratios) > 0 or max(ratios) < 0) else Fraction(0)


def _numbers_out(counts: Sum) -> tuple[Fraction, Sum]:
    """What exp makes of the logarithms of numbers in a sum, and the rest of it."""
    number, rest = Fraction(1), Sum()
    for one, count in counts.items():
        if isinstance(one, Apply) and one.function == LOG and isinstance(one.arg, Number) and count.denominator == 1:
            number *= one.arg.value**count.numerator
        else:
            rest[one] = count
    return number, rest


def _gathered(plain: Sum, left: Sum) -> Sum:
    """x + softplus(y - x) as logaddexp(x, y), where that is all there is."""
    if len(left) == 1 and plain:
        ((softplus, count),) = left.items()
        between = summands(softplus.children[0])
        if plain.keys() <= between.keys():
            first = {one: many / count for one, many in plain.items()}
            second = _plus(first, between, Fraction(1))
            if _arrays(first) and _arrays(second):
                return {LogAddExp((sum_of(first), sum_of(second))): count}
    return _plus(plain, left, Fraction(1))
