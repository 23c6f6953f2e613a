"""Cotangents found by numbers: against central differences, and against the joint direction that tests them."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from checking_layer import A_NEXT, F1, A, B, E, I, J, L, M, P, Q, W, Z, at, by, layer, sum_of

from matcalc.checking.arithmetic import Arithmetic
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.derivatives import DIRECTIONS, Derivatives
from matcalc.checking.drawn import check_cotangents
from matcalc.checking.exact import ExactArithmetic
from matcalc.checking.points import Points
from matcalc.checking.sizes import Sizes
from matcalc.errors import VerificationError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, IndexSum, Partial, of_factor
from matcalc.forms.matrix_form import Add, Apply, EntrySum, Hadamard, Node, Power, Product, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import Shape, vector

SIZES = Sizes((("m", 3), ("n", 4)))
T = Symbol("t", vector(M))


def program_of(*definitions: Definition) -> Program:
    return Program((W, A, B), definitions, E)


PROGRAMS = {
    "layer": layer("tanh"),
    "a variable used twice": program_of(
        Definition(Z, Add((Product((W, A)), B))),
        Definition(T, Hadamard((Apply(Function("sigmoid"), Z), Z))),
        Definition(E, Add((Product((Transpose(T), Z)), EntrySum(Hadamard((B, Z)), None)))),
    ),
    "given in index form": program_of(
        Definition(Z, IndexDefinition((I,), sum_of(at(W, I, J), at(A, J, exponent=2), over=(J,)))),
        Definition(E, Power(Product((Transpose(Z), Z)), Fraction(1, 2))),
    ),
}


def derivatives(program: Program, arithmetic: Arithmetic[np.ndarray]) -> Derivatives[np.ndarray]:
    return Derivatives(Points(arithmetic, program, SIZES, Random(4)))


def output(points: Points[np.ndarray], moved: Symbol, by_this: np.ndarray) -> np.ndarray:
    """E of the forward program in plain float64 with one symbol moved, at every point."""
    values: dict[Node, np.ndarray] = {}
    evaluation = points.evaluation(values.get)
    for symbol in points.program.symbols:
        defined = points.definitions.get(symbol)
        value = points.values[symbol] if defined is None else points.body(defined, evaluation)
        values[symbol] = value + by_this if symbol is moved else value
    return values[E][:, 0, 0, 0]


@pytest.mark.parametrize("name", PROGRAMS)
def test_cotangents_are_central_differences(name: str) -> None:
    made = derivatives(PROGRAMS[name], FloatArithmetic(0))
    points, step = made.points, 1e-5
    for symbol in points.program.symbols:
        found = np.broadcast_to(made.cotangent(symbol), points.values[symbol].shape)
        for row, col in np.ndindex(*points.lengths(symbol)):
            direction = np.zeros((1, 1, *points.lengths(symbol)))
            direction[..., row, col] = step
            ahead, behind = output(points, symbol, direction), output(points, symbol, -direction)
            np.testing.assert_allclose(found[:, 0, row, col], (ahead - behind) / (2 * step), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("arithmetic", [FloatArithmetic(0), ExactArithmetic(0)], ids=["float", "exact"])
@pytest.mark.parametrize("symbol", [W, A, B, Z, A_NEXT, E])
def test_a_lost_path_is_caught_by_the_joint_direction(arithmetic: Arithmetic[np.ndarray], symbol: Symbol) -> None:
    made = derivatives(layer("tanh"), arithmetic)
    check_cotangents(made, Random(1), layer("tanh"))
    made.cotangents[symbol] = arithmetic.scaled(Fraction(1, 2), made.cotangent(symbol))
    with pytest.raises(VerificationError, match="the cotangents do not agree with a joint direction"):
        check_cotangents(made, Random(1), layer("tanh"))


SLOPE = Apply(F1, Z)
PARTIALS = {
    "output by a far variable": (by(E, (), B, (I,)), sum_of(at(Apply(F1, Z), I), by(E, (), A_NEXT, (I,))), (I,)),
    "local": (by(Z, (I,), W, (P, Q)), sum_of(Delta(I, P), at(A, Q)), (I, P, Q)),
    "local, not through other equations": (by(A_NEXT, (I,), A, (J,)), IndexSum(()), (I, J)),
    "diagonal of a local derivative": (by(A_NEXT, (I,), Z, (I,)), of_factor(at(SLOPE, I)), (I,)),
    "by itself": (by(W, (I, J), W, (P, Q)), sum_of(Delta(I, P), Delta(J, Q)), (I, J, P, Q)),
    "of another input": (by(B, (I,), A, (J,)), IndexSum(()), (I, J)),
    "of an expression": (
        Partial(sum_of(at(W, I, J), at(A, J), over=(J,), times=3), at(A, Q)),
        sum_of(at(W, I, Q), times=3),
        (I, Q),
    ),
    "of an expression whose index is also the variable's": (
        Partial(sum_of(at(SLOPE, I), at(Z, I)), at(Z, I)),
        IndexSum(sum_of(at(Apply(Function("f", 2), Z), I), at(Z, I)).terms + of_factor(at(SLOPE, I)).terms),
        (I,),
    ),
    "with other definitions held": (Partial(of_factor(at(Apply(F1, Z), I)), at(A, J)), IndexSum(()), (I, J)),
    "of a power": (
        Partial(of_factor(at(B, I, exponent=3)), at(B, L)),
        sum_of(at(B, I, exponent=2), Delta(I, L), times=3),
        (I, L),
    ),
}


@pytest.mark.parametrize("name", PARTIALS)
def test_derivative_symbols_have_their_value(name: str) -> None:
    partial, expected, free = PARTIALS[name]
    arithmetic = ExactArithmetic(0)
    made = derivatives(layer(), arithmetic)
    left = arithmetic.plain(made.evaluation.index_sum(of_factor(partial), free))
    right = arithmetic.plain(made.evaluation.index_sum(expected, free))
    np.testing.assert_array_equal(*np.broadcast_arrays(left, right))


def test_more_entries_than_directions_at_once() -> None:
    size = Dimension.number(12)
    square = Symbol("S", Shape(size, size))
    program = Program((square,), (Definition(E, EntrySum(Power(square, Fraction(3)), None)),), E)
    arithmetic = FloatArithmetic(0)
    made = Derivatives(Points(arithmetic, program, Sizes(()), Random(0)))
    assert DIRECTIONS < 12 * 12
    np.testing.assert_allclose(made.cotangent(square), 3 * made.points.values[square] ** 2, rtol=1e-13)
