"""Points: signs of the inputs, and programs that have values at few of them."""

from functools import partial
from random import Random

import numpy as np
import pytest
from programs import derived, program

from matcalc import InputError, Limits, derive
from matcalc.checking.arithmetic import RoundingError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.domain import without_value
from matcalc.checking.drawn import DRAWS, check_cotangents
from matcalc.checking.many_digits import ManyDigits
from matcalc.checking.points import Points
from matcalc.checking.replay import verify
from matcalc.checking.seeds import seeded
from matcalc.checking.signs import MIXED, NEGATIVE, POSITIVE, WAYS, signs_of_inputs
from matcalc.checking.sizes import choose_sizes
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text

LETTERS = "abcdqrst"
LOGS = [f"E = {' + '.join(f'sum(log({letter}))' for letter in LETTERS)}"]


def signs(made: Program, draw: int) -> dict[str, int]:
    return {symbol.name: sign for symbol, sign in signs_of_inputs(made, draw, Random(0)).items()}


def test_eight_logarithms_of_eight_inputs_are_checked() -> None:
    shapes = dict.fromkeys(LETTERS, "n")
    found = verify(derived(LOGS, shapes, ["a", "t"]), program(LOGS, shapes), show=input_text)
    assert [result.of.name for result in found.results] == ["a", "t"]


@pytest.mark.parametrize(
    "line",
    ["E = sum(log(A @ x)) + x.T @ b", "E = sum((A @ x)**(1/2)) + x.T @ b", "E = sum(tanh(b)) + sum(sqrt(A @ (x * x)))"],
)
def test_only_what_a_logarithm_or_a_root_reads_is_made_positive(line: str) -> None:
    made = program([line], {"A": "m×n", "x": "n", "b": "n"})
    assert signs(made, 0) == {"A": MIXED, "x": MIXED, "b": MIXED}
    assert signs(made, 1) == {"A": POSITIVE, "x": POSITIVE, "b": MIXED}
    assert signs(made, 2) == {"A": NEGATIVE, "x": NEGATIVE, "b": MIXED}
    assert signs(made, 3) == {"A": POSITIVE, "x": POSITIVE, "b": POSITIVE}
    assert signs(made, WAYS) == signs(made, 0)


def test_a_root_is_seen_through_other_equations_and_in_index_form() -> None:
    lines = ["u = A @ x", "v[i] = sum j: u[i]**(1/2) B[i,j] y[j]", "E = sum(v)"]
    made = program(lines, {"A": "m×n", "x": "n", "B": "m×p", "y": "p"})
    assert signs(made, 1) == {"A": POSITIVE, "x": POSITIVE, "B": MIXED, "y": MIXED}


def test_the_last_way_is_by_chance() -> None:
    made = program(LOGS, dict.fromkeys(LETTERS, "n"))
    assert set(signs(made, WAYS - 1).values()) == {MIXED, POSITIVE, NEGATIVE}


def test_inputs_have_both_signs_where_the_program_has_values_there() -> None:
    made = program(["E = sum(exp(a) * b)"], {"a": "6", "b": "6"})
    points = Points(FloatArithmetic(0), made, choose_sizes(made, 0), Random(0))
    for symbol in made.inputs:
        assert {*np.sign(points.values[symbol]).ravel()} == {-1, 1}


@pytest.mark.parametrize("line", ["E = sum(log(x - 1))", "E = sum(log(-x - y)) + sum(log(-z))"])
def test_points_far_from_0_and_negative_ones_are_found(line: str) -> None:
    made = program([line], dict.fromkeys("xyz", "3"))
    found = verify(derived([line], dict.fromkeys("xyz", "3"), ["x"]), made, show=input_text)
    assert found.results[-1].of.name == "x"


@pytest.mark.parametrize(
    "line",
    [
        "E = sum(arcsin(A @ x) * arccos(y.T @ y))",
        "E = sum(sqrt(1 - x * x)) + sqrt(1 - x.T @ x)",
        "E = sum(arcsin(1 - x * x)) + sum(A)",
        "E = log(1 - norm(A @ x)) + sum(arctan(10 * y))",
        "E = log(det(B)) + sum(log(softmax(y)))",
        "E = log(x.T @ inv(B) @ x) + logdet(B)",
        "E = sum(log(abs(y) - 1))",
    ],
)
def test_points_in_narrow_domains_are_found(line: str) -> None:
    made = program([line], {"A": "m×n", "B": "n×n", "x": "n", "y": "m"})
    assert values_at_some_draw(made)


def test_where_there_is_no_value_no_draw_finds_one() -> None:
    assert not values_at_some_draw(program(["E = sum(arcsin(2 + x * x))"], {"x": "n"}))
    assert not values_at_some_draw(program(["E = sum(inv(x @ x.T))"], {"x": "n"}))
    assert not values_at_some_draw(program(["E = logdet(x @ x.T)"], {"x": "n"}))


def values_at_some_draw(made: Program) -> bool:
    """Whether the program has a value at one of the draws that replay would make, for each of three seeds."""
    sizes = choose_sizes(made, 0)

    def points_at(draw: int, seed: int) -> Points[np.ndarray]:
        return Points(FloatArithmetic(seed), made, sizes, seeded(seed, draw), draw)

    return all(without_value(partial(points_at, seed=seed), DRAWS) is None for seed in range(3))


NO_VALUE = [
    "log(-1)*sum(x)",
    "sqrt(-2)*sum(x)",
    "log(0)*sum(x)",
    "log(-pi)*sum(x)",
    "arcsin(2)*sum(x)",
    "sum(x)/sin(0)",
    "log(-2 - sum(y*y)) + sum(x)",
    "sum(log(zeros(n)) + x)",
    "sum(arcsin(2+x**2))",
    "sum(log(-exp(x)))",
]


@pytest.mark.parametrize("text", NO_VALUE)
def test_what_has_no_value_anywhere_is_refused_soon(text: str) -> None:
    """Also where the derivative, taken by the rules, has one, or where residues see nothing wrong."""
    with pytest.raises(InputError, match=r"no value: at 60 random points .* has no finite value"):
        derive(text, wrt="x", shapes="x: n, y: n", limits=Limits(seconds=10))


def test_cotangents_are_measured_against_the_terms_that_cancel() -> None:
    """E = 10⁹ (|x|² / |x|²): its gradient is 0, and what is found is the rounding of 10⁹."""
    made = program(["s = x.T @ x", "u = 10**9 * s", "E = u * s**(-1)"], {"x": "n"})
    for seed in range(8):
        sizes = choose_sizes(made, seed)
        derivatives = Derivatives(Points(FloatArithmetic(0), made, sizes, Random(seed)))
        found, predicted, scale = derivatives.joint_direction(Random(seed), made)
        assert np.all(scale > 1e8)
        assert np.all(np.abs(found - predicted) < 1e-9 * scale)
        with pytest.raises(RoundingError):
            check_cotangents(derivatives, Random(seed), made)
        in_digits = Derivatives(Points(ManyDigits(0), made, sizes, Random(seed)))
        check_cotangents(in_digits, Random(seed), made)
