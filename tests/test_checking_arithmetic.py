"""The two arithmetics: dual numbers against fractions, known functions against SymPy, what stands for f and E."""

from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.checking.arithmetic import Arithmetic, NotRationalError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.dual import Dual
from matcalc.checking.elementwise import FUNCTIONS, KINKED, STEP, evaluated
from matcalc.checking.error_function import error_function
from matcalc.checking.exact import PRIME, ExactArithmetic
from matcalc.checking.linear_algebra import matrix_product
from matcalc.checking.unknown_scalar import scalar_function
from matcalc.forms.functions import KINKS, KNOWN, Function

fractions = st.fractions(min_value=-50, max_value=50, max_denominator=20)
exact = ExactArithmetic(0)


def residue(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def dual(value: Fraction, tangent: Fraction) -> Dual:
    return exact.perturbed(exact.number(value), exact.number(tangent))


def read(value: Dual) -> tuple[int, int]:
    return int(exact.plain(value).item()), int(exact.plain(exact.derivative(value)).item())


@given(fractions, fractions, fractions, fractions)
def test_dual_numbers_add_and_multiply_as_fractions_do(a: Fraction, da: Fraction, b: Fraction, db: Fraction) -> None:
    assert read(exact.add(dual(a, da), dual(b, db))) == (residue(a + b), residue(da + db))
    assert read(exact.multiply(dual(a, da), dual(b, db))) == (residue(a * b), residue(a * db + da * b))
    assert read(exact.scaled(b, dual(a, da))) == (residue(a * b), residue(da * b))


@given(fractions.filter(bool), fractions, st.integers(-4, 4))
def test_whole_powers_and_their_derivatives(a: Fraction, da: Fraction, exponent: int) -> None:
    expected = residue(a**exponent), residue(exponent * a ** (exponent - 1) * da)
    assert read(exact.power(dual(a, da), Fraction(exponent))) == expected


def test_powers_without_a_value() -> None:
    with pytest.raises(UndefinedError):
        exact.power(exact.number(Fraction(0)), Fraction(-1))
    with pytest.raises(NotRationalError):
        exact.power(exact.number(Fraction(4)), Fraction(1, 2))


def test_large_products_do_not_overflow() -> None:
    largest = exact.pattern(np.full((1, 1, 1, 50), PRIME - 1))
    total = exact.plain(exact.summed(exact.multiply(largest, largest), -1)).item()
    assert total == 50


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("arithmetic", [ExactArithmetic(1), FloatArithmetic(1)], ids=["exact", "float"])
def test_the_derivative_of_an_unknown_function_is_its_next_order(
    arithmetic: Arithmetic[np.ndarray | Dual], order: int
) -> None:
    value = arithmetic.drawn(Random(order), (2, 1, 3, 1))
    moved = arithmetic.apply(Function("f", order), arithmetic.perturbed(value, np.ones((1, 1, 3, 1), dtype=np.int64)))
    found = arithmetic.plain(arithmetic.derivative(moved))
    expected = arithmetic.plain(arithmetic.apply(Function("f", order + 1), value))
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    assert np.all(expected != 0)
    other = arithmetic.plain(arithmetic.apply(Function("g", order + 1), value))
    assert np.all(expected != other)


@pytest.mark.parametrize("arithmetic", [exact, FloatArithmetic(0)], ids=["exact", "float"])
def test_the_unknown_scalar_is_a_cubic_that_mixes_its_entries(arithmetic: Arithmetic[np.ndarray | Dual]) -> None:
    """Differences at 0, 1, 2, 3, 4: the third does not vanish, the fourth does; and E is not a sum of functions of one
    entry each, for which the mixed difference would vanish."""

    def at(x: int, y: int) -> float:
        args = [arithmetic.number(Fraction(value)) for value in (x, y)]
        return arithmetic.plain(scalar_function(arithmetic, args)).item()

    def reduced(value: float) -> float:
        return value % PRIME if isinstance(arithmetic, ExactArithmetic) else round(value, 9)

    def ahead(order: int) -> float:
        return reduced(sum((-1) ** (order - k) * comb(order, k) * at(k, 1) for k in range(order + 1)))

    assert ahead(3) != 0
    assert ahead(4) == 0
    assert reduced(at(1, 1) - at(1, 0) - at(0, 1) + at(0, 0)) != 0


def test_every_known_function_can_be_evaluated() -> None:
    assert {*FUNCTIONS, *KINKED} == set(KNOWN)
    assert set(KINKED) == set(KINKS)


SLOPES_AT_0 = {"abs": 0, "sign": 0, "relu": 0, "leaky_relu": 0.01, "step": 0}


@pytest.mark.parametrize("name", KINKS)
def test_at_a_kink_the_convention_holds(name: str) -> None:
    at_0 = np.zeros(1)
    assert evaluated(name, 0, at_0).tolist() == [0]
    assert evaluated(name, 1, at_0).tolist() == [SLOPES_AT_0[name]]
    assert evaluated(name, 2, at_0).tolist() == [0]
    stepped = FloatArithmetic(0).derivative(evaluated(name, 0, at_0 + 1j * STEP * 3))
    assert stepped.tolist() == pytest.approx([3 * SLOPES_AT_0[name]])


POWERS_AT_0 = [(Fraction(1), 1), (Fraction(2), 0), (Fraction(3), 0), (Fraction(7), 0), (Fraction(3, 2), 0)]


@pytest.mark.parametrize(("exponent", "slope"), POWERS_AT_0, ids=str)
def test_at_0_the_complex_step_leaves_no_error(exponent: Fraction, slope: int) -> None:
    arithmetic = FloatArithmetic(0)
    moved = arithmetic.perturbed(np.zeros((1, 1, 1, 1)), np.full((1, 1, 1, 1), 3.0))
    assert arithmetic.derivative(arithmetic.power(moved, exponent)).item() == 3 * slope
    twice = arithmetic.multiply(moved, moved)
    assert arithmetic.derivative(arithmetic.multiply(moved, twice)).item() == 0


@pytest.mark.parametrize(
    ("x", "published"),
    [
        (0.0, 0.0),
        (0.1, 0.1124629160),
        (0.5, 0.5204998778),
        (1.0, 0.8427007929),
        (1.5, 0.9661051465),
        (2.0, 0.9953222650),
    ],
)
def test_erf_is_that_of_the_table(x: float, published: float) -> None:
    """Abramowitz and Stegun 1964, table 7.1."""
    assert error_function(np.array([x, -x])).tolist() == pytest.approx([published, -published], abs=6e-11)


@pytest.mark.parametrize("x", [0.0, 0.3, -1.4, 2.6, 5.0])
@pytest.mark.parametrize("y", [0.2, -0.7, 1.0])
def test_erf_beside_the_real_axis_is_its_power_series(x: float, y: float) -> None:
    from mpmath import erf

    assert error_function(np.array([x + 1j * y]))[0] == pytest.approx(complex(erf(x + 1j * y)), abs=1e-14)


SYMPY = {
    "arcsin": "asin(x)",
    "arccos": "acos(x)",
    "arctan": "atan(x)",
    "sigmoid": "1/(1 + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "silu": "x/(1 + exp(-x))",
    "gelu": "x*(1 + erf(x/sqrt(2)))/2",
    "abs": "Piecewise((x, x > 0), (-x, True))",
    "sign": "Piecewise((1, x > 0), (-1, True))",
    "relu": "Piecewise((x, x > 0), (0, True))",
    "leaky_relu": "Piecewise((x, x > 0), (x/100, True))",
    "step": "Piecewise((1, x > 0), (0, True))",
}
POSITIVE, BOTH = [0.15, 0.4, 0.9, 1.3, 2.6], [-2.1, -0.6, 0.15, 0.4, 0.9, 1.3, 2.6]
WITHIN_ONE = [-0.8, -0.3, 0.15, 0.4, 0.7]
POINTS = dict.fromkeys(("log", "sqrt"), POSITIVE) | dict.fromkeys(("arcsin", "arccos"), WITHIN_ONE)


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("order", range(4))
def test_known_functions_and_their_derivatives_are_those_of_sympy(name: str, order: int) -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    written = sympy.parse_expr(SYMPY.get(name, f"{name}(x)"), local_dict={"x": x})
    points = np.array(POINTS.get(name, BOTH))
    expected = [float(written.diff(x, order).subs(x, point).evalf(30)) for point in points]
    next_one = [float(written.diff(x, order + 1).subs(x, point).evalf(30)) for point in points]
    plain = evaluated(name, order, points)
    assert not np.iscomplexobj(plain)
    size = np.abs(expected).max() + 1
    np.testing.assert_allclose(plain, expected, rtol=1e-11, atol=1e-12 * size)
    stepped = evaluated(name, order, points + 1j * STEP * 3)
    np.testing.assert_allclose(stepped.real, expected, rtol=1e-11, atol=1e-12 * size)
    tangent = FloatArithmetic(0).derivative(stepped)
    np.testing.assert_allclose(tangent, 3 * np.array(next_one), rtol=1e-10, atol=1e-11 * size)


@pytest.mark.parametrize("order", range(3))
@pytest.mark.parametrize(("name", "outside"), [("log", -0.5), ("sqrt", -1.0), ("arcsin", 1.5), ("arccos", -1.01)])
def test_outside_its_domain_no_derivative_has_a_value(name: str, outside: float, order: int) -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(evaluated(name, order, np.array([outside]))).all()


matrices = st.integers(1, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(-9, 9), min_size=size, max_size=size), min_size=size, max_size=size)
)


def held(matrix: list[list[int]]) -> Dual:
    return exact.pattern(np.array(matrix)[None, None])


def laplace(matrix: list[list[Fraction]]) -> Fraction:
    """The determinant by expansion along the first row."""
    if not matrix:
        return Fraction(1)
    minors = [[row[:j] + row[j + 1 :] for row in matrix[1:]] for j in range(len(matrix))]
    return sum(((-1) ** j * matrix[0][j] * laplace(minors[j]) for j in range(len(matrix))), Fraction(0))


@given(matrices, st.data())
def test_the_exact_determinant_and_its_derivative_are_laplaces_expansion(
    matrix: list[list[int]], data: st.DataObject
) -> None:
    """Also where it is 0. The determinant is linear in each row: its derivative replaces one row after the other."""
    entries = st.lists(st.integers(-9, 9), min_size=len(matrix), max_size=len(matrix))
    moved = [data.draw(entries) for _ in matrix]
    found = exact.determinant(exact.perturbed(held(matrix), np.array(moved)[None, None] % PRIME))
    slope = sum(laplace([*matrix[:i], moved[i], *matrix[i + 1 :]]) for i in range(len(matrix)))
    assert read(found) == (residue(Fraction(laplace(matrix))), residue(Fraction(slope)))


@given(matrices.filter(lambda matrix: laplace(matrix) != 0))
def test_the_exact_inverse_times_the_matrix_is_the_identity_along_every_direction(matrix: list[list[int]]) -> None:
    """X X⁻¹ = I determines the inverse, and (X X⁻¹)′ = 0 its derivative."""
    size = len(matrix)
    directions = np.eye(size**2, dtype=np.int64).reshape(1, size**2, size, size)
    moved = exact.perturbed(held(matrix), directions)
    product = matrix_product(exact, moved, exact.inverse(moved))
    assert exact.plain(product)[0, 0].tolist() == np.eye(size).tolist()
    assert not exact.plain(exact.derivative(product)).any()


@pytest.mark.parametrize("arithmetic", [exact, FloatArithmetic(0)], ids=["exact", "float"])
def test_a_singular_matrix_has_no_inverse(arithmetic: Arithmetic[np.ndarray | Dual]) -> None:
    column = arithmetic.drawn(Random(0), (2, 1, 3, 1))
    rank_one = matrix_product(arithmetic, column, arithmetic.moved(column, lambda array: array.swapaxes(-1, -2)))
    for singular in (rank_one, arithmetic.pattern(np.ones((1, 1, 3, 3)))):
        with pytest.raises(UndefinedError):
            arithmetic.inverse(singular)


def test_what_is_never_rational() -> None:
    square = held([[2, 1], [1, 3]])
    for refused in (
        lambda: exact.log_determinant(square),
        lambda: exact.softmax(square, (-1,)),
        lambda: exact.log_sum_exp(square, (-1,)),
    ):
        with pytest.raises(NotRationalError):
            refused()


def test_a_logarithm_of_a_singular_determinant_has_no_value() -> None:
    with pytest.raises(UndefinedError):
        FloatArithmetic(0).log_determinant(np.ones((1, 1, 3, 3)))


def test_pi_stands_for_one_number_of_the_seed() -> None:
    assert FloatArithmetic(0).constant("pi").item() == pytest.approx(3.14159265358979)
    drawn = [ExactArithmetic(seed).constant("pi").item() for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_large_arguments_of_exponentials_do_not_overflow() -> None:
    arithmetic = FloatArithmetic(0)
    value = arithmetic.perturbed(np.array([[[[1000.0], [1001.0]]]]), np.array([[[[1.0], [0.0]]]]))
    share = 1 / (1 + np.e)
    assert arithmetic.softmax(value, (-2,)).real.ravel() == pytest.approx([share, 1 - share])
    total = arithmetic.log_sum_exp(value, (-2, -1))
    assert total.real.item() == pytest.approx(1001 - np.log(1 - share))
    assert arithmetic.derivative(total).item() == pytest.approx(share)
