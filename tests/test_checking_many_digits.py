"""Where rounding decides in float64, sixty digits decide: nothing right is refused, nothing wrong passes."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

import matcalc
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.elementwise import KINKED
from matcalc.checking.many_digits import CLOSE, DUST, FUNCTIONS, ManyDigits
from matcalc.checking.replay import verify
from matcalc.errors import InputError, VerificationError
from matcalc.forms.functions import KNOWN, Function
from matcalc.forms.matrix_form import Scale
from matcalc.notation.text_out import input_text

digits = ManyDigits(0)

POINTS = (Fraction(3, 10), Fraction(7, 11), Fraction(1, 10**50), Fraction(1, 10**70))
GIVEN = {
    "arcsin": "asin(x)",
    "arccos": "acos(x)",
    "arctan": "atan(x)",
    "sigmoid": "1/(1 + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "silu": "x/(1 + exp(-x))",
    "gelu": "x/2*(1 + erf(x/sqrt(2)))",
}


def test_every_known_function_has_digits() -> None:
    assert {*FUNCTIONS, *KINKED} == set(KNOWN)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("order", range(4))
def test_derivatives_have_the_digits_that_sympy_finds(name: str, order: int) -> None:
    x = sympy.Symbol("x")
    function = sympy.sympify(GIVEN.get(name, f"{name}(x)"), locals={"x": x})
    expected = [
        [
            sympy.diff(function, x, times)
            .subs(x, sympy.Rational(point.numerator, point.denominator))
            .evalf(50, maxn=1000)
        ]
        for point in POINTS
        for times in (order, order + 1)
    ]
    at = np.concatenate([digits.number(point) for point in POINTS])
    moved = digits.apply(Function(name, order), digits.perturbed(at, digits.number(Fraction(1))))
    found = np.stack([digits.plain(moved).ravel(), digits.derivative(moved).ravel()], axis=1).ravel()
    for one, (other,) in zip(found, expected, strict=True):
        assert abs(sympy.Float(str(one), 50) - other) <= 1e-40 * abs(other)


@pytest.mark.parametrize("name", KINKED)
def test_kinks_are_where_a_sum_cancels(name: str) -> None:
    nothing = digits.add(digits.number(Fraction(1, 3)), digits.scaled(Fraction(-1, 3), digits.number(Fraction(1))))
    assert digits.plain(nothing).item() == 0
    value = digits.apply(Function(name), digits.perturbed(nothing, digits.number(Fraction(1))))
    assert digits.plain(value).item() == 0
    slope, _ = KINKED[name].at
    assert float(digits.derivative(value).item()) == float(slope)


@pytest.mark.parametrize(("small", "left"), [(100 * DUST, 100 * DUST), (DUST / 100, 0)])
def test_a_small_difference_stays_and_dust_does_not(small: float, left: float) -> None:
    one = digits.number(Fraction(1))
    more = digits.add(one, digits.number(Fraction(small)))
    difference = digits.plain(digits.add(more, digits.scaled(Fraction(-1), one))).item()
    assert float(difference) == pytest.approx(left, rel=1e-12, abs=0)


@pytest.mark.parametrize(("apart", "error"), [(10 * CLOSE, np.inf), (CLOSE / 10, CLOSE / 10)])
def test_sides_are_equal_up_to_the_digits_that_derivatives_cost(apart: float, error: float) -> None:
    one = digits.number(Fraction(1))
    found = digits.error(one, one + digits.number(Fraction(apart))).item()
    assert found == pytest.approx(error, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("name", "at"), [("log", 0), ("log", -1), ("sqrt", -1), ("arcsin", 2), ("exp", 10**7), ("tan", 10**9)]
)
def test_no_value(name: str, at: int) -> None:
    with pytest.raises(UndefinedError):
        digits.apply(Function(name), digits.number(Fraction(at)))


def test_roots_and_inverses_of_nothing_have_no_value() -> None:
    nothing = digits.perturbed(digits.number(Fraction(0)), digits.number(Fraction(1)))
    for refused in (
        lambda: digits.power(nothing, Fraction(1, 2)),
        lambda: digits.power(nothing, Fraction(-1)),
        lambda: digits.inverse(digits.pattern(np.ones((1, 1, 3, 3)))),
        lambda: digits.log_determinant(digits.pattern(np.ones((1, 1, 3, 3)))),
    ):
        with pytest.raises(UndefinedError):
            refused()


RIGHT = [
    ("sum(log(exp(x)) - x)", "zeros(n)"),
    ("sum((log(exp(x)) - x)**2)", "zeros(n)"),
    ("norm(log(exp(x)) - x + 1)", "zeros(n)"),
    ("log(det(A)) - logdet(A)", "zeros(n, n)"),
    ("logdet(A @ B) - logdet(A) - logdet(B)", "zeros(n, n)"),
    ("sum(log(softmax(x)) - log_softmax(x))", "zeros(n)"),
    ("(sum(softmax(x)) - 1)**3", "zeros(n)"),
    ("logsumexp((x - x)**3)", "zeros(n)"),
    ("sum(log(exp(300 * x)))", "300 * ones(n)"),
    ("sum(log(exp(800 * x)))", "800 * ones(n)"),
    ("sum(exp(400 * x) / exp(400 * x))", "zeros(n)"),
    ("sum(log(softmax(1000 * x)))", "1000 * (1 - n * softmax(1000 * x))"),
    ("sum(var(x + 1 - x) * x)", None),
]
"""What float64 alone calls wrong; expected, where it is a short text."""


@pytest.mark.parametrize(("expression", "expected"), RIGHT, ids=[row[0] for row in RIGHT])
def test_rounding_is_not_called_a_fault(expression: str, expected: str | None) -> None:
    variable = "A" if "A" in expression else "x"
    shapes = {"x": ("n",), "A": ("n", "n"), "B": ("n", "n")}
    derivation = matcalc.derive(expression, wrt=variable, shapes=shapes)
    assert expected is None or str(derivation.result) == expected


SINGULAR = [
    ("sum(sqrt(P**2))", "P diagonal"),
    ("norm(P - P.T)", "P symmetric"),
    ("norm(P.T @ P - eye(n))", "P orthogonal"),
    ("sqrt(sum(P))", "sum(P) = 0"),
]


@pytest.mark.parametrize(("expression", "fact"), SINGULAR)
def test_what_has_no_derivative_where_a_fact_holds_is_refused(expression: str, fact: str) -> None:
    with pytest.raises(InputError, match="no value"):
        matcalc.derive(expression, wrt="P", shapes={"P": ("n", "n")}, assume=[fact])


@pytest.mark.parametrize(
    ("expression", "fact"), [("abs(sum(x) - 1)", "sum(x) = 1"), ("relu(sum(x) - 1)", "sum(x) = 1")]
)
def test_a_kink_where_a_fact_holds_has_the_slope_of_the_convention(expression: str, fact: str) -> None:
    derivation = matcalc.derive(expression, wrt="x", shapes={"x": ("n",)}, assume=[fact])
    x = np.array([0.2, 0.3, 0.5])
    np.testing.assert_array_equal(derivation.lambdify()(x=x), np.zeros(3))


DOMINATED = [
    "sum(exp(x)) + 10**12",
    "sum(cos(x / 1000000))",
    "sqrt(10**12 + x.T @ x)",
    "log(10**12 + sum(exp(x)))",
    "norm(x) + 10**12",
    "sum(tanh(100 * x))",
    "sum(sigmoid(x**110))",
    "sum(x**100)",
    "sum(x) / 67108859",
    "67108859 * sum(x)",
]
"""Where a constant hides the gradient, powers are high, or a coefficient is 0 modulo the prime."""


@pytest.mark.parametrize("expression", DOMINATED)
def test_a_wrong_gradient_is_not_hidden_by_the_size_of_the_terms(expression: str) -> None:
    derivation = matcalc.derive(expression, wrt="x", shapes={"x": ("n",)})
    program = derivation.problem.program
    spoiled = replace(
        derivation.differentiation,
        gradients=tuple(
            replace(gradient, value=Scale(Fraction(-7), gradient.value), chain=None)
            if gradient.of.name == "x"
            else gradient
            for gradient in derivation.differentiation.gradients
        ),
    )
    with pytest.raises(VerificationError):
        verify(spoiled, program, show=input_text)


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        ("softplus(x - 400)", "sigmoid(x - 400)"),
        ("softplus(-300 - x**2)", "-2 * sigmoid(-300 - x**2) * x"),
    ],
)
def test_a_slope_too_small_for_float64_is_no_disagreement(function: str, derivative: str) -> None:
    assert str(matcalc.derive(f"sum({function})", wrt="x", shapes="x: n").result) == derivative
