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
from matcalc.checking.elementwise import FUNCTIONS, STEP, evaluated
from matcalc.checking.exact import PRIME, Dual, ExactArithmetic
from matcalc.checking.unknown_scalar import scalar_function
from matcalc.forms.functions import KNOWN, Function

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
        return value % PRIME if arithmetic.is_exact else round(value, 9)

    def ahead(order: int) -> float:
        return reduced(sum((-1) ** (order - k) * comb(order, k) * at(k, 1) for k in range(order + 1)))

    assert ahead(3) != 0
    assert ahead(4) == 0
    assert reduced(at(1, 1) - at(1, 0) - at(0, 1) + at(0, 0)) != 0


def test_every_known_function_can_be_evaluated() -> None:
    assert set(FUNCTIONS) == set(KNOWN)


SYMPY = {"sigmoid": "1/(1 + exp(-x))", "softplus": "log(1 + exp(x))"}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("order", range(4))
def test_known_functions_and_their_derivatives_are_those_of_sympy(name: str, order: int) -> None:
    import sympy

    x = sympy.Symbol("x")
    written = sympy.parse_expr(SYMPY.get(name, f"{name}(x)"))
    points = np.array([0.15, 0.4, 0.9, 1.3, 2.6])
    expected = [float(written.diff(x, order).subs(x, point).evalf(30)) for point in points]
    next_one = [float(written.diff(x, order + 1).subs(x, point).evalf(30)) for point in points]
    plain = evaluated(name, order, points)
    assert not np.iscomplexobj(plain)
    np.testing.assert_allclose(plain, expected, rtol=1e-11, atol=1e-12)
    stepped = evaluated(name, order, points + 1j * STEP * 3)
    np.testing.assert_allclose(stepped.real, expected, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(stepped.imag / STEP, 3 * np.array(next_one), rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("order", range(3))
def test_outside_its_domain_no_derivative_has_a_value(order: int) -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(evaluated("log", order, np.array([-1.0, -0.5]))).all()
