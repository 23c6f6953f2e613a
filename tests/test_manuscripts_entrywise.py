"""Products and sums that are taken sample by sample: slopes against differences, forms against values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, EntrySum, Hadamard, Node, Number, Power, Scale, Symbol
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.manuscripts.entrywise import (
    NotEntrywiseError,
    Times,
    added_up,
    factored,
    grouped,
    slope,
    sum_of,
    times_of,
)
from matcalc.manuscripts.sample_brackets import cancelled, opened

EACH = Shape(Dimension.named("n"), Dimension.number(1))
P, Y = Symbol("p", EACH), Symbol("y", EACH)
C = Symbol("c", SCALAR)
MINUS_P, MINUS_Y = Scale(Fraction(-1), P), Scale(Fraction(-1), Y)
REST_P, REST_Y = Add((Number(Fraction(1)), MINUS_P)), Add((Number(Fraction(1)), MINUS_Y))
AT = {P: 0.3, Y: 0.85, C: 1.7}
STEP = 1e-6

FUNCTIONS = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "log": math.log,
    "exp": math.exp,
    "tanh": math.tanh,
    "softplus": lambda x: math.log(1 + math.exp(x)),
}


def value(root: Node, at: dict[Node, float]) -> float:
    """By plain numbers; f′ by a difference."""
    match root:
        case Symbol():
            return at[root]
        case Number(value=number):
            return float(number)
        case Add(args=args):
            return sum(value(arg, at) for arg in args)
        case Hadamard(args=args):
            return math.prod(value(arg, at) for arg in args)
        case Scale(coefficient=coefficient, arg=arg):
            return float(coefficient) * value(arg, at)
        case Power(arg=arg, exponent=exponent):
            return value(arg, at) ** float(exponent)
        case Apply(function=function, arg=arg):
            f, x = FUNCTIONS[function.name], value(arg, at)
            return (f(x + STEP) - f(x - STEP)) / (2 * STEP) if function.order else f(x)
    raise AssertionError(root)


def log(arg: Node) -> Node:
    return Apply(Function("log"), arg)


ENTROPY = Add((Hadamard((Y, log(P))), Hadamard((REST_Y, log(REST_P)))))
SQUARE = Power(Add((P, MINUS_Y)), Fraction(2))
SOFT = Hadamard((C, Apply(Function("softplus"), Scale(Fraction(-3), P)), Power(P, Fraction(-2))))
SLOPES = [P, ENTROPY, SQUARE, SOFT, Hadamard((P, P, Y)), Apply(Function("sigmoid"), Hadamard((P, Y)))]


@pytest.mark.parametrize("root", [*SLOPES, Apply(Function("tanh"), Power(P, Fraction(3))), Power(P, Fraction(1, 2))])
def test_a_slope_is_that_of_differences(root: Node) -> None:
    moved = [value(root, {**AT, P: AT[P] + step}) for step in (STEP, -STEP)]
    assert value(sum_of(slope(root, P)), AT) == pytest.approx((moved[0] - moved[1]) / (2 * STEP), rel=1e-6)


def test_what_has_not_the_variable_has_no_slope() -> None:
    assert slope(Hadamard((C, Y)), P) == ()


def test_a_sum_over_all_is_not_taken_entry_by_entry() -> None:
    with pytest.raises(NotEntrywiseError):
        slope(Hadamard((Y, EntrySum(P, None))), P)


SUMS = [
    (times_of(Hadamard((Y, P))), times_of(Hadamard((Scale(Fraction(-4), Y), C)))),
    (times_of(Scale(Fraction(-1, 2), Y)), times_of(Scale(Fraction(-1, 6), P)), times_of(Scale(Fraction(-1, 3), C))),
    (times_of(Hadamard((Y, log(P)))), times_of(log(REST_P)), times_of(Scale(Fraction(-1), Hadamard((Y, log(REST_P)))))),
]


@pytest.mark.parametrize("terms", SUMS)
def test_a_sum_keeps_its_value(terms: tuple[Times, ...]) -> None:
    plain = sum(value(term.node, AT) for term in terms)
    assert value(factored(terms).node, AT) == pytest.approx(plain)
    assert value(sum_of(added_up((*terms, *terms))), AT) == pytest.approx(2 * plain)
    assert value(sum_of(grouped(terms)), AT) == pytest.approx(plain)


def test_terms_with_one_function_have_one_bracket() -> None:
    assert sum_of(grouped(SUMS[2])) is Add((Hadamard((Y, log(P))), Hadamard((REST_Y, log(REST_P)))))


def test_a_power_of_a_function_keeps_its_value_in_a_group() -> None:
    terms = (times_of(Hadamard((Y, log(P), log(P)))), times_of(Hadamard((REST_Y, log(P)))))
    assert value(sum_of(grouped(terms)), AT) == pytest.approx(sum(value(term.node, AT) for term in terms))


def test_the_slope_of_cross_entropy_times_that_of_the_sigmoid_is_short() -> None:
    times = factored(added_up(slope(ENTROPY, P))) * times_of(Hadamard((P, REST_P)))
    without = cancelled(times)
    assert without is not None
    assert without[1] == (P, REST_P)
    short = opened(without[0])
    assert short is not None
    assert short.node is Add((Y, MINUS_P))
    for each in (times, without[0], short):
        assert value(each.node, AT) == pytest.approx(AT[Y] - AT[P])


def test_what_is_no_shorter_stays() -> None:
    times = times_of(Hadamard((Add((P, MINUS_Y)), P, REST_P)))
    assert cancelled(times) is None
    assert opened(times) is None
    assert opened(times_of(Hadamard((C, P)))) is None


def test_what_the_terms_of_a_bracket_have_in_common_stands_beside_it() -> None:
    error = Add((P, MINUS_Y))
    short = opened(times_of(Add((Hadamard((error, Add((Number(Fraction(1)), Scale(Fraction(-1), C))))), error))))
    assert short is not None
    assert value(short.node, AT) == pytest.approx((AT[P] - AT[Y]) * (2 - AT[C]))
    assert error in [array for array, _ in short.powers]
