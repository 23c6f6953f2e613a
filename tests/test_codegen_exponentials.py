"""Random quotients, products, sums and logarithms of exponentials: their code is right where nothing overflows, too."""

from __future__ import annotations

import math
import random
import re
import warnings

import mpmath
import numpy as np
import pytest
from identities.in_mpmath import derivative, value

import matcalc

SIZES = {"n": 3}
POSITIVE = (
    *("exp(z)", "exp(-x)", "(1 + exp(z))", "(1 + exp(-z))", "(exp(x) + 2)", "(exp(x) + exp(y))", "(1 + exp(x - y))"),
    *("(exp(z) + exp(-z))", "cosh(z)", "sum(exp(z))", "sum(exp(x + y))", "mean(exp(z))", "(1 + sum(exp(z)))"),
    *("sigmoid(z)", "(1 - sigmoid(z))", "softmax(z)", "(c**2).T @ exp(z)"),
)
PLAIN = ("x", "y", "z", "c", "exp(z)", "exp(-z)", "sigmoid(z)", "softmax(2 * z)", "sinh(z)", "tanh(x)")

OFTEN_TWICE = 0.25
"""How often both operands are the same."""


def positive(draw: random.Random, depth: int) -> str:
    if not depth or draw.random() < 0.3:
        return draw.choice(POSITIVE)
    one = positive(draw, depth - 1)
    other = one if draw.random() < OFTEN_TWICE else positive(draw, depth - 1)
    return draw.choice(
        [f"({one} + {other})", f"({one} * {other})", f"({one} / {other})", f"sum({one} * c**2)", f"({one})**2"]
    )


def any_sign(draw: random.Random, depth: int) -> str:
    if not depth:
        return draw.choice(PLAIN)
    one, divisor = any_sign(draw, depth - 1), positive(draw, depth - 1)
    other = one if draw.random() < OFTEN_TWICE else any_sign(draw, depth - 1)
    return draw.choice(
        [
            *(f"({one} + {other})", f"({one} - {other})", f"{one} * {other}", f"({one})**2", f"log(1 + {divisor})"),
            *(f"{one} / {divisor}", f"{one} / {divisor}", f"({one} * ones(n)).T @ ({other} * ones(n)) * {divisor}"),
        ]
    )


@pytest.mark.parametrize("seed", range(60))
def test_random_quotients_of_exponentials(seed: int) -> None:
    draw = random.Random(seed)
    lets = [("u", f"{any_sign(draw, 1)} * ones(n)"), ("q", f"{positive(draw, 1)} * ones(n)")]
    program = (*lets, ("out", f"sum(({any_sign(draw, 2)}) * u / q)"))
    numbers = np.random.default_rng(seed)
    arrays = {name: numbers.uniform(-1, 1, SIZES["n"]) for name in "xyzc"}
    order = draw.choice([1, 1, 2])
    derivation = matcalc.derive(
        program[-1][1],
        wrt="z",
        order=order,
        lets=[f"{name} = {text}" for name, text in lets],
        shapes={name: ["n"] for name in "xyzc"},
    )
    with mpmath.workdps(120):
        wanted = np.squeeze(derivative(program, "z", arrays, SIZES, order)).astype(float)
        wanted_value = np.squeeze(value(program, arrays, SIZES)).astype(float)
    with warnings.catch_warnings(action="error"):
        for code, right in ((derivation.lambdify(), wanted), (derivation.value, wanted_value)):
            found = code(**{name: one for name, one in arrays.items() if name in code.parameters})
            np.testing.assert_allclose(np.squeeze(found), right, rtol=0, atol=1e-9 * max(1, np.abs(right).max()))


ROOTS = [  # of what grows, in logarithms, by names
    ("p = exp(B) @ x", "r = log(sqrt(p)) * x", "sum(r)"),
    ("p = exp(B) @ x", "q = log(sqrt(p**2 + 1/2))", "norm2sq(exp(q - logsumexp(q)))"),
    ("p = exp(B)**(1/3) @ x", "r = log(p**(2/3))", "sum(r * x)"),
]


@pytest.mark.parametrize("lines", ROOTS)
def test_logarithms_of_roots(lines: tuple[str, ...]) -> None:
    *lets, expression = lines
    derivation = matcalc.derive(expression, wrt="x", lets=lets, shapes={"x": ["n"], "B": ["n", "n"]})
    numbers = np.random.default_rng(0)
    arrays = {"x": numbers.uniform(0.5, 1.5, 3), "B": numbers.uniform(-1, 1, (3, 3))}
    with mpmath.workdps(50):
        program = (*(tuple(line.split(" = ")) for line in lets), ("out", expression))
        wanted = np.squeeze(derivative(program, "x", arrays, {"n": 3}, 1)).astype(float)
        wanted_value = float(np.squeeze(value(program, arrays, {"n": 3})))
    np.testing.assert_allclose(derivation.lambdify()(**arrays), wanted, rtol=1e-6)
    np.testing.assert_allclose(derivation.value(**arrays), wanted_value, rtol=1e-12)


AXES = {"x": ("n",), "y": ("n",), "s": (), "A": ("n", "n"), "B": ("m", "n")}
OFTEN = [  # a factor or a summand that stands more than once, arrays of which only a number grows
    *(("tr((diag(x) + diag(x)) @ A)", "x"), ("sum((diag(x) + diag(y) + diag(x)) @ A)", "x")),
    *(("sum((diag(x) + diag(x)) @ A)", "A"), ("sum(((diag(x) + diag(x)) @ A)**2)", "A")),
    *(("sum(log(exp(x) * exp(x) * y**2))", one) for one in "xy"),
    *(("log(sum(exp(x)) * sum(exp(x)) * sum(y))", "y"), ("sum(x * sigmoid(x) * sigmoid(x))", "x")),
    *((f"sum(log({one}) * x)", "x") for one in ("exp(s) * ones(n)", "exp(s) + ones(n)", "cosh(s) * ones(n)")),
    *(("sum(log(exp(s) + ones(m, n)))", "s"), ("sum(B * log(exp(x).T * ones(m, n) + ones(m, n)))", "B")),
    *(("sum(log(exp(s) + ones(m, n)) @ x)", one) for one in "sx"),
    *(("sum(y / x**(1/2) * x**(1/2))", "y"), ("sum((x**2)**(1/2) / (x**2)**(1/2) * y)", "y")),
    *(("sum(y / (x**2 + 1)**(1/2) * (x**2 + 1)**(1/2))", one) for one in "xy"),
]


@pytest.mark.parametrize(("expression", "wrt"), OFTEN)
@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_what_stands_more_than_once(expression: str, wrt: str, backend: str) -> None:
    names = {name: list(axes) for name, axes in AXES.items() if re.search(rf"\b{name}\b", expression)}
    derivation = matcalc.derive(expression, wrt=wrt, shapes=names)
    numbers = np.random.default_rng(0)
    sizes = {"n": 3, "m": 4}
    arrays = {name: numbers.uniform(0.5, 1.5, [sizes[axis] for axis in axes]) for name, axes in names.items()}
    with mpmath.workdps(50):
        program = (("out", expression),)
        wanted = np.squeeze(derivative(program, wrt, arrays, sizes, 1)).astype(float)
        wanted_value = np.squeeze(value(program, arrays, sizes)).astype(float)
    for code, right in ((derivation.lambdify(backend), wanted), (derivation.value, wanted_value)):
        found = np.asarray(code(**{name: one for name, one in (arrays | sizes).items() if name in code.parameters}))
        assert found.shape == right.shape
        np.testing.assert_allclose(found, right, rtol=1e-6)


@pytest.mark.parametrize(
    ("expression", "shapes"),
    [
        ("log(exp(x).T @ c)", {"x": 3, "c": 3}),
        ("log(c.T @ exp(x))", {"x": 3, "c": 3}),
        ("log(exp(x).T @ B @ exp(y))", {"x": 3, "B": (3, 4), "y": 4}),
        ("log(sum(exp(x).T @ B))", {"x": 3, "B": (3, 4)}),
    ],
)
def test_rows_of_exponentials(expression: str, shapes: dict[str, int | tuple[int, ...]]) -> None:
    """A row that is summed along is a number."""
    letters = {3: "n", 4: "m"}
    axes = {
        name: [letters[length] for length in ([shape] if isinstance(shape, int) else shape)]
        for name, shape in shapes.items()
    }
    derivation = matcalc.derive(expression, wrt="x", shapes=axes)
    numbers = np.random.default_rng(0)
    arrays = {name: numbers.uniform(0.5, 1.5, shape) for name, shape in shapes.items()}
    with mpmath.workdps(50):
        program, sizes = (("out", expression),), {"n": 3, "m": 4}
        wanted = np.squeeze(derivative(program, "x", arrays, sizes, 1)).astype(float)
        wanted_value = np.squeeze(value(program, arrays, sizes)).astype(float)
    for code, right in ((derivation.lambdify(), wanted), (derivation.value, wanted_value)):
        found = code(**{name: one for name, one in arrays.items() if name in code.parameters})
        assert np.shape(found) == right.shape
        np.testing.assert_allclose(found, right, rtol=1e-9)


@pytest.mark.parametrize(
    ("expression", "at_2"),
    [
        ("log(1 + exp(s - s))", math.log(2)),
        ("2*s/(1 + exp(-(s - s)))", 2.0),
        ("s**2/(1 + exp(s - s))", 2.0),
        ("exp(s)/(cosh(1)**2 + 1)", math.exp(2) / (math.cosh(1) ** 2 + 1)),
        ("exp(s)/(sinh(1) + exp(s))", math.exp(2) / (math.sinh(1) + math.exp(2))),
        ("sum(s * ones(2)/(exp(s*ones(2) - s*ones(2)) + 2))", 4 / 3),
    ],
)
def test_exponents_that_cancel(expression: str, at_2: float) -> None:
    derivation = matcalc.derive(expression, wrt="s", shapes="s:")
    assert derivation.value(s=2.0) == pytest.approx(at_2, rel=1e-15)
    assert np.isfinite(derivation.lambdify()(s=2.0))


def test_products_that_bound_each_other_stay_as_they_are() -> None:
    """exp(B) / exp(B / (1 + exp(s))): each bounds the other, for ever."""
    derivation = matcalc.derive("sum(exp(B.T)/exp(B.T/(1+exp(s))))", wrt="B", shapes="B: m×n, s:")
    matrix, s = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]]), 0.5
    quotient = np.exp(matrix - matrix / (1 + np.exp(s)))
    assert derivation.value(B=matrix, s=s) == pytest.approx(quotient.sum(), rel=1e-14)
    np.testing.assert_allclose(derivation.lambdify()(B=matrix, s=s), quotient * (1 - 1 / (1 + np.exp(s))), rtol=1e-13)


def test_a_long_product_of_quotients_is_code_in_bounded_time() -> None:
    """Multiplied out it would be 2¹² products."""
    numbers = [f"a{i}" for i in range(12)]
    quotients = "*".join(f"(exp(x) + {one})/(exp(x) + exp({one}))" for one in numbers)
    derivation = matcalc.derive(f"sum({quotients})", wrt="x", shapes={name: ["n"] for name in ("x", *numbers)})
    arrays = {name: np.full(3, 0.1 * at) for at, name in enumerate(numbers)} | {"x": np.array([0.1, -0.2, 0.3])}
    wanted = np.prod(
        [
            (np.exp(arrays["x"]) + one) / (np.exp(arrays["x"]) + np.exp(one))
            for one in (arrays[name] for name in numbers)
        ],
        axis=0,
    ).sum()
    assert derivation.value(**arrays) == pytest.approx(wanted, rel=1e-13)
    assert len(derivation.code("numpy")) < 40_000
