"""Derivatives of the known functions: as texts, as numbers of any order, and the conventions at kinks."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from plain_values import PlainValues, slope

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import KINKS, KNOWN, Function
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Number, Power, Scale, Symbol, Zeros
from matcalc.forms.shapes import vector
from matcalc.forms.sympy_door import known_derivative, scalar_expression
from matcalc.forms.sympy_nodes import to_node
from matcalc.forms.traversal import walk
from matcalc.notation.text_out import input_text

X = Symbol("x", vector(Dimension.named("n")))
SIZES = {"n": 7}

TEXTS = [  # the name, the order, its text
    ("exp", 1, "exp(x)"),
    ("log", 1, "1 / x"),
    ("sqrt", 1, "x**(-1/2) / 2"),
    ("sin", 1, "cos(x)"),
    ("cos", 1, "-sin(x)"),
    ("tan", 1, "1 + tan(x)**2"),
    ("sinh", 1, "cosh(x)"),
    ("cosh", 1, "sinh(x)"),
    ("tanh", 1, "1 - tanh(x)**2"),
    ("arcsin", 1, "(1 - x**2)**(-1/2)"),
    ("arccos", 1, "-(1 - x**2)**(-1/2)"),
    ("arctan", 1, "1 / (1 + x**2)"),
    ("sigmoid", 1, "sigmoid(x) * (1 - sigmoid(x))"),
    ("softplus", 1, "sigmoid(x)"),
    ("silu", 1, "sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))"),
    ("gelu", 1, "1/2 + erf(2**(-1/2) * x) / 2 + (2 * pi)**(-1/2) * x * exp(-x**2 / 2)"),
    ("erf", 1, "2 * pi**(-1/2) * exp(-x**2)"),
    ("abs", 1, "sign(x)"),
    ("sign", 1, "zeros(n)"),
    ("relu", 1, "step(x)"),
    ("leaky_relu", 1, "1/100 + 99 * step(x) / 100"),
    ("step", 1, "zeros(n)"),
    ("sin", 2, "-sin(x)"),
    ("cos", 3, "sin(x)"),
    ("log", 2, "-x**-2"),
    ("tanh", 2, "-2 * tanh(x) * (1 - tanh(x)**2)"),
    ("sigmoid", 2, "sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x))"),
    ("softplus", 2, "sigmoid(x) * (1 - sigmoid(x))"),
    ("silu", 2, "sigmoid(x) * (1 - sigmoid(x)) * (2 + x - 2 * x * sigmoid(x))"),
    ("arctan", 2, "-2 * x * (1 + x**2)**-2"),
    ("relu", 2, "zeros(n)"),
]


@pytest.mark.parametrize(("name", "order", "text"), TEXTS)
def test_the_usual_form(name: str, order: int, text: str) -> None:
    assert input_text(known_derivative(Function(name, order), X)) == text


def test_every_known_function_is_among_them() -> None:
    assert {name for name, order, _ in TEXTS if order == 1} == set(KNOWN)


POINTS = np.array([[0.1], [0.25], [0.4], [0.55], [0.62], [0.7], [0.8]])


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_each_order_is_the_difference_quotient_of_the_one_before(name: str, order: int) -> None:
    after = known_derivative(Function(name, order), X)
    before = Apply(Function(name), X) if order == 1 else known_derivative(Function(name, order - 1), X)
    assert after.shape == X.shape
    assert all(part.function.order == 0 for part in walk(after) if isinstance(part, Apply))
    for sign in (1,) if name in ("log", "sqrt") else (1, -1):
        values = PlainValues(SIZES)

        def at(by: float, of: Node = before, values: PlainValues = values, sign: int = sign) -> np.ndarray:
            values.set = {X: sign * POINTS + by}
            return values.node(of)

        found, expected = at(0, after), slope(at, 1e-3)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", KINKS)
def test_at_0_the_convention_holds(name: str) -> None:
    values = PlainValues(SIZES)
    values.set = {X: np.zeros((7, 1))}
    expected = 0.01 if name == "leaky_relu" else 0.0
    assert (values.node(known_derivative(Function(name, 1), X)) == expected).all()


def test_a_function_itself_is_no_derivative() -> None:
    with pytest.raises(InvariantError, match="tanh is no derivative"):
        known_derivative(Function("tanh"), X)


def test_relu_and_its_kin_need_no_sympy() -> None:
    program = (
        "import sys\n"
        "from matcalc.forms.functions import KINKS, Function\n"
        "from matcalc.forms.matrix_form import Symbol\n"
        "from matcalc.forms.shapes import SCALAR\n"
        "from matcalc.forms.sympy_door import known_derivative\n"
        "for name in KINKS: known_derivative(Function(name, 1), Symbol('x', SCALAR))\n"
        "print('sympy' in sys.modules)\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_numbers_of_sympy_as_nodes() -> None:
    import sympy

    x = sympy.Symbol("x")
    made = to_node(3 * sympy.sqrt(8) * x / sympy.sqrt(sympy.pi) + sympy.Rational(2, 3), {x: X})
    assert input_text(made) == "2/3 + 6 * (pi / 2)**(-1/2) * x"
    assert to_node(sympy.Integer(-2), {}) is Number(Fraction(-2))
    for expression, found in ((sympy.besselj(0, x), "SymPy's besselj"), (sympy.E * x, "the number E")):
        with pytest.raises(InvariantError, match=f"{found} is not known here"):
            to_node(expression, {x: X})


def test_the_order_of_what_is_made_does_not_depend_on_sympys() -> None:
    import sympy

    x = sympy.Symbol("x")
    square, cosine = Power(X, Fraction(2)), Apply(Function("cos"), X)
    assert to_node(x**2 + 1 - sympy.cos(x), {x: X}) is Add((Number(Fraction(1)), square, Scale(Fraction(-1), cosine)))
    assert to_node(sympy.cos(x) * x**2, {x: X}) is Hadamard((square, cosine))


@pytest.mark.parametrize(("name", "order", "slope_below"), [("abs", 1, -1), ("sign", 1, 0), ("leaky_relu", 1, 0.01)])
def test_the_sympy_expression_holds_on_both_sides_of_a_kink(name: str, order: int, slope_below: float) -> None:
    assert float(scalar_expression(Function(name, order), -2)) == slope_below


def test_a_constant_slope_has_the_shape_of_the_argument() -> None:
    assert known_derivative(Function("sign", 1), X) is Zeros(X.shape)
