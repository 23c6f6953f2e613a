"""Code at values where floating point overflows, cancels or stands on a kink, held against many digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import jax
import mpmath
import numpy as np
import pytest
from extreme_cases import Case, entry, typed
from identities.in_mpmath import derivative

import matcalc

jax.config.update("jax_enable_x64", True)

DIGITS_OF_1_LESS_P = 1000
CROSS_ENTROPY = "-sum(y * log(p) + (1 - y) * log(1 - p))"
Z, ZY, XWY, QKV = "Z: m×n", "z: n, y: n", "X: m×n, w: n, y: m", "Q: n×d, K: m×d, V: m×p"
BINARY: dict[str, Any] = {"unit": ("y",), "digits": DIGITS_OF_1_LESS_P}
ONE_HOT: dict[str, Any] = {"unit": ("y",), "assume": ("sum(y) = 1",)}
ONE_HOT_ROWS: dict[str, Any] = {"unit": ("Y",), "assume": ("sum(Y, axis=1) = 1",)}

FAR = [
    *(typed(f"sum({name}(z))", "z", "z: n", order=2) for name in ("sigmoid", "softplus", "tanh", "silu", "gelu")),
    *(typed(f"{name}(z)", "z", "z: n") for name in ("softmax", "log_softmax", "sigmoid")),
    typed("logsumexp(z)", "z", "z: n", order=2),
    typed("sum(logsumexp(Z, axis=1)**2)", "Z", Z),
    typed("sum(log(sum(exp(Z), axis=1)))", "Z", Z),
    typed("-sum(softmax(z) * log(softmax(z)))", "z", "z: n"),
    typed("sum(log(1 + exp(z)))", "z", "z: n"),
    typed("sum(log(sigmoid(z)))", "z", "z: n", order=2),
    typed("-sum(y * log(softmax(z)))", "z", ZY, **ONE_HOT),
    typed("-sum(y * log(softmax(z)))", "z", ZY, unit=("y",), order=2),
    typed("-sum(Y * log(softmax(Z, axis=1)))", "Z", "Z: m×n, Y: m×n", **ONE_HOT_ROWS),
    typed("-sum(Y * log(P))", "Z", "Z: m×n, Y: m×n", lets="P = softmax(Z, axis=1)", **ONE_HOT_ROWS),
    typed("-sum(Y * log(P))", "W", "X: m×d, W: d×n, Y: m×n", lets="P = softmax(X @ W, axis=1)", **ONE_HOT_ROWS),
    typed(CROSS_ENTROPY, "w", XWY, lets="p = sigmoid(X @ w)", order=2, **BINARY),
    typed(CROSS_ENTROPY, "w", XWY, lets="z = X @ w; p = sigmoid(z)", **BINARY),
    typed("sum(softplus(-y * (X @ w)))", "w", XWY, order=2),
    typed("sum(log(1 + exp(-y * (X @ w))))", "w", XWY),
    typed("-sum(p * log(p))", "z", "z: n", lets="p = softmax(z)"),
    typed("sum((softmax(Q @ K.T / sqrt(d), axis=1) @ V)**2)", "Q", QKV),
    typed("norm2sq(A @ V)", "K", QKV, lets="S = Q @ K.T; A = softmax(S, axis=1)"),
    entry("binary-cross-entropy", "z", "z", **BINARY),
    entry("softmax-cross-entropy", "z", "z", unit=("y",)),
    entry("softmax-cross-entropy-batch", "Z", "Z", unit=("Y",)),
    entry("logistic-regression", "w", "w", **BINARY),
    entry("label-smoothing", "z", "z", unit=("y",)),
    entry("kl-divergence", "u", "u"),
    entry("kl-divergence", "v", "v"),
    *(
        entry(name, "z", "z", given=("n",))
        for name in ("log-softmax", "softmax-layer", "sigmoid", "softplus", "silu", "gelu", "tanh")
    ),
    entry("softmax-jacobian", "z", "z"),
    entry("scaled-dot-product-attention", "Q", "Q", given=("n", "p")),
    entry("scaled-dot-product-attention", "S", "K", given=("n", "p")),
    entry("masked-attention", "K", "M", given=("n", "p")),
    entry("gated-linear-unit", "u", "c", given=("m",)),
    entry("gated-linear-unit", "V", "c", given=("m",)),
    entry("swiglu", "x", "W", given=("n",)),
    *(entry("gru-cell", name, "b_z", "b_r", given=("n",)) for name in ("x", "W_z", "b_r")),
    typed("sum(1 / (1 + exp(-z)))", "z", "z: n"),
    typed("-sum(Y * log(P))", "Z", "Z: m×n, Y: m×n", lets="P = softmax(Z, axis=0)", unit=("Y",)),
    entry("contrastive-infonce", "Z", "Z"),
    entry("lemma-softmax", "x", "x"),
    entry("lemma-logsumexp", "x", "x"),
]

ZC, PAIR, ABC = "z: n, c: n", "x: n, y: n", "a: , b: , c: "
TANH = "(exp(z) - exp(-z)) / (exp(z) + exp(-z))"
KL = "sum(softmax(u) * log(softmax(u) / softmax(v)))"
FOCAL = "-sum((1 - p)**2 * y * log(p) + p**2 * (1 - y) * log(1 - p))"
UV: dict[str, Any] = {"shapes": "u: n, v: n", "far": ("u", "v")}


def in_all_orders(expression: str, wrt: str, shapes: str, **more: Any) -> tuple[Case, ...]:
    """Gradient, Hessian, and Hessian times an array."""
    return (
        typed(expression, wrt, shapes, **more),
        typed(expression, wrt, shapes, order=2, **more),
        typed(expression, wrt, shapes, along="direction", **more),
    )


WRITTEN_OUT = [  # sums of exponentials that are divided by such sums, and their logarithms
    *in_all_orders(f"sum({TANH})", "z", "z: n"),
    *in_all_orders("sum((exp(2 * z) - 1) / (exp(2 * z) + 1))", "z", "z: n"),
    *in_all_orders("sum((1 - exp(-2 * z)) / (1 + exp(-2 * z)))", "z", "z: n"),
    *in_all_orders("sum(exp(z) / (1 + exp(z)))", "z", "z: n"),
    typed("sum((exp(z) * (1 - y) - y) / (1 + exp(z)))", "z", ZY),
    *in_all_orders("sum(log(exp(x) + exp(y)))", "x", PAIR),
    typed("sum(exp(x) / (exp(x) + exp(y)))", "x", PAIR, far=("x", "y")),
    *in_all_orders("log(exp(a) + exp(b) + exp(c))", "b", ABC, far=("a", "b", "c")),
    *in_all_orders("sum(log(exp(z) + exp(-z)))", "z", "z: n"),
    typed("sum(log(2 + exp(z)))", "z", "z: n", order=2),
    *in_all_orders("sum(exp(z) / sum(exp(z)) * c)", "z", ZC),
    typed("exp(z) / sum(exp(z))", "z", "z: n"),
    *in_all_orders("sum(z * exp(z)) / sum(exp(z))", "z", "z: n"),
    typed("sum(exp(Z) / sum(exp(Z), axis=1) * Y)", "Z", "Z: m×n, Y: m×n"),
    typed("sum(exp(Z) / sum(exp(Z), axis=1) * Y)", "Z", "Z: m×n, Y: m×n", order=2),
    typed("sum(exp(Z) / sum(exp(Z), axis=0) * Y)", "Z", "Z: m×n, Y: m×n", along="direction"),
    typed("sum(P * Y)", "Z", "Z: m×n, Y: m×n", lets="E = exp(Z); s = sum(E, axis=1); P = E / s"),
    *in_all_orders("sum(p * c)", "z", ZC, lets="e = exp(z); s = sum(e); p = e / s"),
    typed("-sum(y * log(p))", "z", ZY, lets="e = exp(z); s = sum(e); p = e / s"),
    typed("sum(A @ V * B)", "Q", f"{QKV}, B: n×p", lets="E = exp(Q @ K.T); r = sum(E, axis=1); A = E / r"),
    *in_all_orders("log(1 + sum(exp(z)))", "z", "z: n"),
    *in_all_orders("log(mean(exp(z)))", "z", "z: n"),
    typed("-log(exp(s) / (exp(s) + sum(exp(z))))", "z", "s: , z: n", far=("s", "z"), order=2),
    *in_all_orders("log(sum(c * exp(z)))", "z", ZC, positive=("c",)),
    *in_all_orders("sum(log(A @ exp(z)))", "z", "z: n, A: m×n", positive=("A",)),
    typed("sum(log(exp(Z) @ c))", "Z", "Z: m×n, c: n", positive=("c",)),
    typed("sum(log(exp(Z) @ c))", "Z", "Z: m×n, c: n", positive=("c",), order=2),
    typed("sum(log(c.T @ exp(Z)))", "Z", "Z: m×n, c: m", positive=("c",), order=2),
    *in_all_orders("sum(log(cosh(z)))", "z", "z: n"),
    typed("sum(log(1 + tanh(z)))", "z", "z: n", digits=1000),
    typed("sum(log(1 + tanh(z)) + y * log(1 - tanh(z)))", "z", ZY, digits=1000),
    typed("sum(sqrt(exp(z) * y))", "z", ZY, positive=("y",), far=("y",)),
    *in_all_orders("sum(y * log(1 - tanh(z)**2))", "z", ZY, digits=1000),
    typed("sum(log(cosh(X @ w - y)))", "w", XWY, order=2),
    *in_all_orders("sum(1 / cosh(z))", "z", "z: n"),
    typed("sum(sinh(z) / cosh(z))", "z", "z: n", order=2),
    typed("log(c.T @ softmax(z))", "z", ZC, order=2, positive=("c",)),
    *(typed(KL, one, **UV) for one in "uv"),
    typed(KL, "u", along="direction", **UV),
    typed("sum(p * log(p / q))", "v", lets="p = softmax(u); q = softmax(v)", **UV),
    typed("-sum((1 - p)**2 * y * log(p))", "z", ZY, lets="p = softmax(z)", along="direction", digits=3000),
    *in_all_orders(FOCAL, "z", ZY, lets="p = sigmoid(z)", digits=3000),
    *in_all_orders(CROSS_ENTROPY, "z", ZY, lets="p = 1 / (1 + exp(-z))", **BINARY),
    typed("sum(log(P))", "Q", "Q: n×d, K: m×d", lets="P = softmax(Q @ K.T, axis=1)"),
    typed("-log(sum(sqrt(softmax(u) * softmax(v))))", "u", **UV),
    typed("-sum(y * log(p))", "z", ZY, lets="e = exp(z); s = sum(e); p = e / s", order=2),
    typed("sum(y * exp(z))**2 / sum(exp(2 * z))", "z", ZY, positive=("y",)),
    typed("sum(y * sqrt(1 + exp(z)) / exp(z / 2))", "z", ZY),
]

P_OF_Y = "p = softmax(z); d = y.T @ p"
VANISHING = [  # sums in which all rounds to 0 but what has the weight 0, and softplus
    *in_all_orders("-log(y.T @ softmax(z))", "z", ZY, **ONE_HOT),
    *in_all_orders("-log(d)", "z", ZY, lets=P_OF_Y, **ONE_HOT),
    *in_all_orders("-(1 - y.T @ p)**2 * log(y.T @ p)", "z", ZY, lets="p = softmax(z)", **ONE_HOT)[:2],
    *in_all_orders("-log(sum(y * exp(z)) / sum(exp(z)))", "z", ZY, **ONE_HOT),
    *in_all_orders("log(sum(y * exp(z)))", "z", ZY, **ONE_HOT),
    typed("log(sum(y * exp(z)))", "y", ZY, far=("z",), positive=("y",)),
    *in_all_orders("log(mean(y * sigmoid(z)))", "z", ZY, **ONE_HOT),
    *(
        typed(f"-mean(log({q}))", "Z", "Z: m×n, Y: m×n", lets=f"P = softmax(Z, axis=1){lets}", **ONE_HOT_ROWS)
        for q, lets in (
            ("q", "; q = sum(Y * P, axis=1)"),
            ("(Y * P) @ ones(n)", ""),
            ("diag_of(Y @ P.T)", ""),
            ("diag_of(P @ Y.T)", ""),
            ("sum(Y * P**2, axis=1)", ""),
        )
    ),
    *in_all_orders("-sum(log(sum(Y * softmax(Z, axis=0), axis=0)))", "Z", "Z: m×n, Y: m×n", unit=("Y",)),
    *in_all_orders("-log(sum(y * softmax(z)**2))", "z", ZY, **ONE_HOT),
    *in_all_orders("sum(sqrt(softplus(z)))", "z", "z: n", digits=1000),
    *in_all_orders("log(sum((1 - y) * exp(z)))", "z", "z: n, y: n", unit=("y",)),
    typed("sum(y**2 * exp(z)) / sum(y * exp(z))", "z", ZY, **ONE_HOT),
    typed("log(sum(w * exp(z)))", "z", "z: n, y: n, a: n", lets="w = y * a", positive=("a",), **ONE_HOT),
    typed("log(c.T @ softmax(z))", "c", ZC, far=("z",), positive=("c",)),
    *in_all_orders("sqrt(y.T @ softmax(z))", "z", ZY, **ONE_HOT),
    *in_all_orders("sqrt((y.T @ softmax(z))**2)", "z", ZY),
    *in_all_orders("log((A @ softmax(z)).T @ y)", "z", "z: n, A: m×n, y: m", positive=("A", "y")),
    *in_all_orders("-mean(log(sum(Y * softmax(Z, axis=1), axis=1)))", "Z", "Z: m×n, Y: m×n", **ONE_HOT_ROWS),
    *in_all_orders("sum(log(softmax(Z, axis=1) @ c))", "Z", "Z: m×n, c: n", unit=("c",), assume=("sum(c) = 1",)),
    typed("sum(log(c.T @ exp(Z)))", "Z", "Z: m×n, c: m", unit=("c",), assume=("sum(c) = 1",), order=2),
    typed("-log(y.T @ softmax(W @ x))", "W", "W: n×m, x: m, y: n", **ONE_HOT),
    typed("-log(y.T @ softmax(W @ x))", "W", "W: n×m, x: m, y: n", order=2, **ONE_HOT),
    *in_all_orders("sum(log(softplus(z)))", "z", "z: n", digits=1000),
    typed("sum(y * log(softplus(z)))", "z", ZY, order=2, digits=1000),
    typed("sum(y * log(s))", "z", ZY, lets="s = softplus(z)", digits=1000),
    *in_all_orders("sum(sigmoid(z) / softplus(z))", "z", "z: n", digits=1000),
]

OPEN = [  # a sum in which it vanishes is not multiplied out; each 1 - p is a sum of its own; both vanish
    typed("-(1 - y.T @ p)**2 * log(y.T @ p)", "z", ZY, lets="p = softmax(z)", along="direction", **ONE_HOT),
    typed("sum(log(1 - softmax(z)))", "z", "z: n", digits=3000),
    typed("log(y.T @ softmax(z) + y.T @ softmax(2 * z))", "z", ZY, **ONE_HOT),
]
"""What has a value and gets none: a mark that is no longer needed is an error."""

BACKENDS = ("numpy", "jax", *(("torch",) if find_spec("torch") else ()))


def run(derivation: matcalc.Derivation, backend: str, arrays: dict[str, Any]) -> Any:
    """The result of the code for that backend, as an array of NumPy."""
    code = derivation.lambdify(backend)
    made = _made(backend)
    return np.asarray(code(**{name: made(one) for name, one in arrays.items() if name in code.parameters}))


def _made(backend: str) -> Callable[[Any], Any]:
    if backend == "torch":
        return __import__("torch").as_tensor
    return {"numpy": np.asarray, "jax": jax.numpy.asarray}[backend]


def assert_close(found: Any, wanted: Any, tolerance: float) -> None:
    assert np.isfinite(wanted).all()
    assert np.isfinite(found).all()
    np.testing.assert_allclose(np.squeeze(found), wanted, rtol=0, atol=tolerance * max(1, np.abs(wanted).max()))


def assert_right_far_from_zero(case: Case) -> None:
    """The derivative in float64 and float32, and the value; a warning is an error here, as everywhere in the tests."""
    derivation = case.derived()
    arrays = case.arrays(far=1000)
    wanted = case.truth(arrays, case.order)
    for backend in BACKENDS:
        assert_close(run(derivation, backend, arrays), wanted, 1e-12)
    if not case.upstream:
        code = derivation.value
        found = code(**{name: one for name, one in arrays.items() if name in code.parameters})
        assert_close(found, case.truth(arrays, 0), 1e-12)
    single = case.arrays(far=80, kind="float32")
    wanted = case.truth(single, case.order)
    for backend in BACKENDS:
        assert_close(run(derivation, backend, single), wanted, 2e-5)


@pytest.mark.parametrize("case", [*FAR, *WRITTEN_OUT, *VANISHING], ids=lambda case: case.name)
def test_logits_far_from_zero(case: Case) -> None:
    assert_right_far_from_zero(case)


@pytest.mark.xfail(reason="overflows on the way", raises=(AssertionError, RuntimeWarning))
@pytest.mark.parametrize("case", OPEN, ids=[case.name for case in OPEN])
def test_logits_far_from_zero_where_code_overflows_still(case: Case) -> None:
    assert_right_far_from_zero(case)


@pytest.mark.parametrize(
    ("expression", "value", "gradient"),
    [
        (f"sum({TANH})", "np.sum(np.tanh(z))", None),
        ("sum(log(exp(z) + exp(y)))", "np.sum(np.logaddexp(z, y))", "sigmoid(z - y)"),
        ("sum(log(cosh(z)))", "np.sum(np.logaddexp(z, -z) - math.log(2))", "np.tanh(z)"),
        ("sum(exp(z) / sum(exp(z)) * y)", "softmax(z) @ y", "t1 * (y - t1 @ y)"),
        ("log(sum(y * exp(z)))", "logsumexp(t1) + np.log(y @ softmax(t1))", "y * t1 / (y @ t1)"),
        ("log(1 + sum(exp(z)))", "softplus(logsumexp(z))", "np.exp(z - softplus(logsumexp(z)))"),
    ],
)
def test_quotients_of_exponentials_in_the_words_of_the_field(expression: str, value: str, gradient: str | None) -> None:
    derivation = matcalc.derive(expression, wrt="z", shapes={"z": ["n"], **({"y": ["n"]} if "y" in expression else {})})
    assert f"return {value}\n" in derivation.value.source
    assert gradient is None or f"return {gradient}\n" in derivation.lambdify().source


def test_what_has_the_weight_0_is_left_out() -> None:
    """Not where no weight can be 0."""
    derivation = matcalc.derive("-log(y.T @ softmax(z))", wrt="z", shapes="z: n, y: n")
    assert "t1 = softmax(np.where(y != 0, z, -np.inf))\n    return softmax(z) - y * t1 / (y @ t1)\n" in (
        derivation.lambdify().source
    )
    declared = matcalc.derive("-log(y.T @ softmax(z))", wrt="z", shapes="z: n, y: n", assume=["y positive"])
    assert "t1 = softmax(z)\n    return t1 * (1 - y / (y @ t1))\n" in declared.lambdify().source


@pytest.mark.parametrize("expression", ["sum(y * exp(-exp(-z)))", "sum(y * erf(exp(z)))", "y.T @ tanh(cosh(z))"])
@pytest.mark.parametrize("order", [1, 2])
def test_an_exponential_of_what_grows_is_not_multiplied_by_it(expression: str, order: int) -> None:
    """exp(-exp(-z)) exp(-z) is 0, though its factors are 0 and infinite there; that exp(-z) overflows is said."""
    case = typed(expression, "z", ZY, order=order)
    arrays = case.arrays(far=1000)
    with np.errstate(over="ignore"):
        for backend in BACKENDS:
            assert_close(run(case.derived(), backend, arrays), case.truth(arrays, order), 1e-12)


def test_a_gradient_that_overflows_is_noticed() -> None:
    nan, wanted = np.array([np.nan, 0.0]), np.zeros(2)
    with pytest.raises(AssertionError):
        assert_close(nan, wanted, 1e-12)
    with pytest.raises(AssertionError):
        assert_close(np.array([1e-6, 0.0]), wanted, 1e-12)


# nearly singular matrices

CONDITION = 1e12
N = 4
NEARLY_SINGULAR = [  # what is differentiated, by what, order, facts
    ("logdet(A)", "A", 1, ()),
    ("logdet(A)", "A", 2, ()),
    ("logdet(S)", "S", 1, ("S spd",)),
    ("inv(A) @ x", "x", 1, ()),
    ("inv(A) @ x", "A", 1, ()),
    ("x.T @ inv(S) @ x", "x", 1, ("S spd",)),
    ("x.T @ inv(S) @ x", "x", 2, ("S spd",)),
    ("x.T @ inv(A) @ x", "A", 1, ()),
    ("tr(inv(A) @ B)", "A", 1, ()),
    ("norm2sq(inv(A) @ x)", "x", 1, ()),
    ("logdet(S) + x.T @ inv(S) @ x", "S", 1, ("S spd",)),
    ("det(A)", "A", 1, ()),
]


def nearly_singular() -> dict[str, Any]:
    """A, S: of that condition, S symmetric."""
    random = np.random.default_rng(0)
    left, right = (np.linalg.qr(random.standard_normal((N, N)))[0] for _ in range(2))
    scales = np.geomspace(1, 1 / CONDITION, N)
    symmetric = (left * scales) @ left.T
    arrays = {"A": (left * scales) @ right, "S": (symmetric + symmetric.T) / 2}
    return {**arrays, "x": random.standard_normal(N), "B": random.standard_normal((N, N))}


@pytest.mark.parametrize(("expression", "wrt", "order", "facts"), NEARLY_SINGULAR, ids=str)
def test_nearly_singular_matrices(expression: str, wrt: str, order: int, facts: tuple[str, ...]) -> None:
    arrays = {name: one for name, one in nearly_singular().items() if re.search(rf"\b{name}\b", expression)}
    shapes = {name: ["n"] * one.ndim for name, one in arrays.items()}
    derivation = matcalc.derive(expression, wrt=wrt, order=order, assume=list(facts), shapes=shapes)
    with mpmath.workdps(200):
        wanted = np.squeeze(derivative((("out", expression),), wrt, arrays, {"n": N}, order)).astype(float)
    for backend in BACKENDS:
        error = np.abs(run(derivation, backend, arrays) - wanted).max() / np.abs(wanted).max()
        assert error < CONDITION * np.finfo(float).eps, backend


def test_a_solution_satisfies_its_equation_however_singular_the_matrix() -> None:
    """An inverse that is formed leaves a residual as large as the condition; a solve does not."""
    arrays = nearly_singular()
    a = arrays["A"]
    x = a @ np.ones(N)
    found = matcalc.derive("inv(A) @ x", wrt="x", shapes="A: n×n, x: n").value(A=a, x=x)
    bound = 10 * np.finfo(float).eps * np.linalg.norm(a) * np.linalg.norm(found)
    assert np.linalg.norm(a @ found - x) < bound
    assert np.linalg.norm(a @ (np.linalg.inv(a) @ x) - x) > bound


# kinks

KINKED: list[tuple[Case, dict[str, float]]] = [  # and the numbers that put it on the kink
    *((typed(f"sum({name}(z))", "z", "z: n"), {"z": 0}) for name in ("relu", "abs", "leaky_relu")),
    (typed("norm1(z)", "z", "z: n"), {"z": 0}),
    (typed("sum(y * relu(z) - abs(z))", "z", ZY), {"z": 0}),
    (typed("norm1(Z * relu(Z))", "Z", Z), {"Z": 0}),
    (typed("sum(relu(1 - y * s))", "s", "s: n, y: n"), {"s": -1, "y": -1}),
    (entry("hinge-loss", "f"), {"f": 1, "y": 1}),
    (entry("relu", "z", given=("n",)), {"z": 0}),
    (entry("lasso", "w"), {"w": 0}),
    (entry("linear-svm", "b"), {"w": 0, "b": 1, "y": 1}),
    (entry("huber-loss", "y_hat"), {"y_hat": 0, "y": 0, "δ": 1}),
    (entry("huber-loss", "y_hat"), {"y_hat": 1, "y": 0, "δ": 1}),
]


def on_the_kink(case: Case, numbers: dict[str, float]) -> dict[str, Any]:
    return {
        name: np.full(one.shape, numbers[name], float) if name in numbers else one
        for name, one in case.arrays(1).items()
    }


@pytest.mark.parametrize(("case", "numbers"), KINKED, ids=[f"{case.name} at {at}" for case, at in KINKED])
def test_a_derivative_on_a_kink_lies_between_the_slopes_beside_it(case: Case, numbers: dict[str, float]) -> None:
    arrays = on_the_kink(case, numbers)
    least, most = case.slopes(arrays)
    derivation = case.derived()
    for backend in BACKENDS:
        found = np.squeeze(run(derivation, backend, arrays))
        assert ((least - 1e-12 <= found) & (found <= most + 1e-12)).all(), (found, least, most)


@pytest.mark.parametrize("expression", ["sum(relu(z)**2)", "sum(z * abs(z))", "sum(relu(z))", "norm1(z)"])
def test_second_derivatives_on_a_kink_are_numbers(expression: str) -> None:
    derivation = matcalc.derive(expression, wrt="z", order=2, shapes="z: n")
    for backend in BACKENDS:
        assert np.isfinite(run(derivation, backend, {"z": np.zeros(3)})).all()


def test_where_two_kinks_meet_each_has_the_slope_0() -> None:
    """relu(z) - alpha relu(-z): no derivative at 0, and relu' is 0 there."""
    case = entry("leaky-relu", "z", given=("n",))
    np.testing.assert_array_equal(run(case.derived(), "numpy", on_the_kink(case, {"z": 0})), 0)


def test_a_norm_has_no_derivative_at_0() -> None:
    """0 / 0, which NumPy also says aloud: no number that could be taken for one."""
    derivation = matcalc.derive("norm(z)", wrt="z", shapes="z: n")
    with pytest.warns(RuntimeWarning, match="invalid value"):
        found = run(derivation, "numpy", {"z": np.zeros(3)})
    assert np.isnan(found).all()
    assert derivation.value(z=np.zeros(3)) == 0


def test_a_norm_of_what_relu_makes_0_has_the_derivative_0() -> None:
    """That the norm is divided by is said by NumPy; where relu is flat nothing else matters."""
    derivation = matcalc.derive("norm(relu(z))", wrt="z", shapes="z: n")
    for backend in BACKENDS:
        with np.errstate(invalid="ignore"):
            np.testing.assert_array_equal(run(derivation, backend, {"z": np.array([-1.0, -2.0, -0.5])}), 0)
    found = run(derivation, "numpy", {"z": np.array([3.0, -2.0, 4.0])})
    np.testing.assert_allclose(found, [0.6, 0, 0.8], rtol=1e-15)


@pytest.mark.parametrize("name", ["norm2sq(z)", "sum(z**2)**2", "sum(sqrt(1 + z**2))"])
def test_smooth_functions_of_zeros(name: str) -> None:
    derivation = matcalc.derive(name, wrt="z", order=2, shapes="z: n")
    assert np.isfinite(run(derivation, "numpy", {"z": np.zeros(3)})).all()
