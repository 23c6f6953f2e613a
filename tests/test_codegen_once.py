"""What the code computes is computed once, in the cheapest order, and what can be left out is not formed.

Counted in the text of the function that is asked for, whose self-test compares it with differences.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

import matcalc

LIBRARY = Path(__file__).parent.parent / "derivations"


@dataclass(frozen=True)
class Case:
    """An expression, what it is differentiated by, and how often its code multiplies matrices and calls functions."""

    expression: str
    wrt: tuple[str, ...]
    shapes: str
    products: int
    calls: Mapping[str, int] = field(default_factory=dict)


CASES = [
    Case("x.T @ inv(A + u@v.T) @ y", ("u", "v"), "A: n×n, u: n, v: n, x: n, y: n", 2, {"solve": 2, "outer": 1}),
    Case("a.T@X@X.T@b", ("X", "a", "b"), "X: m×n, a: m, b: m", 4, {"outer": 2}),
    Case("tr(A@B@C@D)", ("A", "D"), "A: m×n, B: n×p, C: p×q, D: q×m", 3),
    Case("sum((A@X@B)**2)", ("X",), "A: m×n, X: n×p, B: p×q", 4),
    Case("tr(C@A@X@X.T@A.T)", ("C",), "C: m×m, A: m×n, X: n×p", 2),
    Case("sum(kron(A,B)@x)", ("x",), "A: m×n, B: p×q, x: (n*q)", 0, {"kron": 1, "sum": 2}),
    Case("y.T@kron(A,B)@x", ("x", "y"), "A: m×n, B: p×q, x: (n*q), y: (m*p)", 4, {"kron": 0}),
    Case("sum(kron(A,B))", ("A",), "A: m×n, B: p×q", 0, {"kron": 0, "sum": 1}),
    Case("norm(x)**2/norm(y)", ("y",), "x: n, y: n", 0, {"sqrt": 1}),
    Case("sum(tanh(W@vstack(x,1))**2)", ("W", "x"), "W: m×(n + 1), x: n", 2, {"hstack": 1, "tanh": 1}),
]


def counted(code: str) -> tuple[int, Counter[str]]:
    """How many products and calls by name the first function of a file has."""
    function = next(part for part in ast.parse(code).body if isinstance(part, ast.FunctionDef))
    products, calls = 0, Counter[str]()
    for part in ast.walk(function):
        products += isinstance(part, ast.BinOp) and isinstance(part.op, ast.MatMult)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            calls[part.func.attr] += 1
    return products, calls


def run(code: str) -> None:
    """Run the file with its self-test, which ends the program where a derivative is wrong."""
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # code of matcalc


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.expression)
def test_nothing_is_computed_twice(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    code = matcalc.derive(case.expression, wrt=list(case.wrt), shapes=case.shapes).code("numpy")
    products, calls = counted(code)
    assert products == case.products, code
    assert {name: calls[name] for name in case.calls} == dict(case.calls), code
    run(code)
    assert "gradient" in capsys.readouterr().out


def test_a_chain_keeps_to_vectors_whatever_products_it_is_typed_in() -> None:
    code = matcalc.derive("x.T @ ((A @ B) @ x)", wrt="x", shapes="x: n, A: n×p, B: p×n").code("numpy")
    assert "return A @ (B @ x) + B.T @ (A.T @ x)" in code


@pytest.mark.parametrize("beside", ["1", "b", "b.T", "s"])
def test_what_stretches_beside_a_product_is_not_multiplied_out(beside: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A @ B + 1 is a matrix, (A @ B) @ x + 1 @ x nothing."""
    shapes = "A: m×k, B: k×n, x: n, c: m, s:, b: " + ("n" if beside == "b.T" else "m")
    derived = matcalc.derive(f"c.T@(A@B + {beside})@x", wrt=["c", "x"], shapes=shapes)
    rng = np.random.default_rng(0)
    arrays = {"A": rng.normal(size=(4, 2)), "B": rng.normal(size=(2, 3)), "x": rng.normal(size=3)}
    arrays |= {"c": rng.normal(size=4), "s": rng.normal(), "b": rng.normal(size=3 if beside == "b.T" else 4)}
    stretched = {"1": 1.0, "b": arrays["b"][:, None], "b.T": arrays["b"], "s": arrays["s"]}[beside]
    matrix = arrays["A"] @ arrays["B"] + stretched
    function = derived.lambdify("numpy")
    found = function(**{name: arrays[name] for name in function.parameters})
    np.testing.assert_allclose(found["c"], matrix @ arrays["x"], rtol=1e-12)
    np.testing.assert_allclose(found["x"], matrix.T @ arrays["c"], rtol=1e-12)
    run(derived.code("numpy"))
    assert "gradient at x" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ("lemma-variance", ['"x": grad_d']),
        ("dense-layer-bias-column", ["grad_W_tilde = np.outer(grad_z, a_tilde)"]),
        ("residual-network", ["t1[k] = f(z[k])", "np.outer(grad_x[k], t1[k])"]),
        ("matrix-power", ["for k in range(1, K):\n        P[k] = P[k - 1] @ X"]),
        ("weighted-least-squares", ["t1 = X.T @ D\n    return np.linalg.solve(t1 @ X, t1 @ y)"]),
    ],
)
def test_what_has_a_name_goes_by_it(entry: str, lines: list[str]) -> None:
    code = matcalc.derive(entry).code("numpy")
    assert all(line in code for line in lines), code


def test_a_family_of_the_users_keeps_its_name_beside_one_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (LIBRARY / "residual-network.toml").read_text(encoding="utf-8")
    path = tmp_path / "residual.toml"
    path.write_text(re.sub(r"\bz\b", "t1", text), encoding="utf-8")
    code = matcalc.derive(path).code("numpy")
    assert "t2[k] = f(t1[k])" in code
    run(code)
    assert "gradient at V[k]" in capsys.readouterr().out


def test_factors_that_products_share_are_multiplied_once(capsys: pytest.CaptureFixture[str]) -> None:
    code = matcalc.derive("norm(A@x-b)", wrt=["x", "A", "b"], shapes="A: m×n, x: n, b: m").code("numpy")
    assert code.count("t1 * t2") == 1
    assert "t3 = t1 * t2" in code
    run(code)
    code = matcalc.derive("sum(sin(b*a)) + sum(cos(a*b*c))", wrt=["c"], shapes="a: n, b: n, c: n").code("numpy")
    assert code.count("b * a") == 2  # in the gradient and in the value that it is tested with
    run(code)
    assert capsys.readouterr().out.count("gradient at") == 4


def test_row_sums_use_the_product_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Σ_k of (Sᵀ R)_ik W_ik is Σ_j of S_ji (R Wᵀ)_ji, and R Wᵀ is there already."""
    text = "norm2sq(relu(X @ W + ones(N) @ b.T) @ V - Y) / 2"
    derived = matcalc.derive(text, wrt=["W", "b", "V"], shapes="X: N×n, W: n×p, b: p, V: p×q, Y: N×q")
    code = derived.code("numpy")
    assert "t4 = (t3 @ V.T) * (t1 > 0)\n" in code
    assert "grad_W = X.T @ t4\n    grad_b = np.sum(t4, axis=0)\n" in code
    run(code)
    assert capsys.readouterr().out.count("gradient at") == 3


def test_what_a_family_is_made_of_has_the_name_of_another(tmp_path: Path) -> None:
    """g[k] is a part of h[k], and of the gradient at W on the way back."""
    lines = ["g[k] = tanh(W @ h[k-1])", "h[k] = g[k]*x[k] + tanh(W @ h[k-1])*y", "L = sum(h[K]**2)"]
    text = 'title = "x"\n[over]\nk = "K"\n[shapes]\n"h[0]" = "n"\nW = "n×n"\n"x[k]" = "n"\ny = "n"\n'
    text += (
        "".join(f'[[define]]\nexpr = "{line}"\n' for line in lines) + '[[derive]]\nwrt = "W"\n[[derive]]\nwrt = "y"\n'
    )
    path = tmp_path / "cell.toml"
    path.write_text(text, encoding="utf-8")
    code = matcalc.derive(path).code("numpy")
    assert code.count("np.tanh") == 2  # in the gradients and in the value that they are tested with
    assert "grad_t1_all = np.stack([grad_t1[k] for" in code
    assert code.count("np.tanh(t1[k])") == 2
    run(code)


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
def test_a_gradient_of_equal_numbers_beside_another(backend: str) -> None:
    pytest.importorskip(backend)
    derived = matcalc.derive("3 * sum(W @ x + b) + m * sum(b)", wrt=["W", "b"], shapes="W: m×n, x: n, b: m")
    run(derived.code(backend))
    arrays = {"W": np.ones((2, 3)), "x": np.arange(3.0), "b": np.ones(2)}
    code = derived.lambdify(backend)
    made = {name: __import__("torch").as_tensor(one) if backend == "torch" else one for name, one in arrays.items()}
    found = code(**{name: one for name, one in made.items() if name in code.parameters})
    assert "float" in str(found["b"].dtype)
    np.testing.assert_array_equal(found["b"], [5, 5])


def test_sums_of_quotients_are_opened_one_at_a_time() -> None:
    lengths = []
    for count in (6, 12):
        factors = [f"(a{at} / u{at} + b{at})" for at in range(count)] + [f"u{at}" for at in range(count)]
        shapes = {f"{letter}{at}": ["n"] for letter in "aub" for at in range(count)} | {"w": ["n"]}
        derived = matcalc.derive(f"sum({' * '.join(factors)} * w)", wrt="w", shapes=shapes)
        lengths.append(len(derived.lambdify().source))
    assert lengths[1] < 3 * lengths[0]


def test_what_cancels_through_names_is_not_computed() -> None:
    lets = ["e = exp(z)", "s = sum(e)", "p = e / s"]
    code = matcalc.derive("-sum(y * log(p))", wrt="z", lets=lets, shapes="z: n, y: n", order=2).code("numpy")
    assert "    p = softmax(z)\n    t1 = p * np.sum(y)\n    return np.diag(t1) - np.outer(t1, p)\n" in code


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
def test_a_named_number_is_spread_over_an_array(backend: str) -> None:
    pytest.importorskip(backend)
    run(matcalc.derive("p / 7", wrt="y", lets=["p = sum(x + y)"], shapes="x: n, y: n").code(backend))
