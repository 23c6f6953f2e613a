"""One factorization serves several systems with one matrix and with its transpose, and inverses, where there is one."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import numpy as np
import pytest

import matcalc

jax.config.update("jax_enable_x64", True)

CASES = [  # expression, at, assumed, factorizations by name
    ("y.T @ inv(A) @ b", ["A", "b", "y"], None, {"lu_factor": 1, "cho_factor": 0}),
    ("sum(Y * (A @ inv(B) @ C))", ["A", "B", "C"], None, {"lu_factor": 1, "lu_solve": 2}),
    ("y.T @ inv(A + A @ A) @ y", ["A", "y"], None, {"lu_factor": 1}),
    (
        "y.T @ inv(A) @ y + logdet(A)",
        ["A", "y"],
        "A spd",
        {"lu_factor": 0, "cho_factor": 1, "linalg.inv": 0, "linalg.solve": 0},
    ),
    ("y.T @ inv(A) @ b", ["b"], None, {"lu_factor": 0, "linalg.solve": 1}),
]


@pytest.mark.parametrize(("expression", "wrt", "assume", "calls"), CASES)
@pytest.mark.parametrize("kind", ["jax", "torch", "jax-custom-vjp", "torch-autograd"])
def test_systems_with_one_matrix(
    expression: str,
    wrt: list[str],
    assume: str | None,
    calls: Mapping[str, int],
    kind: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shapes = {name: ("n",) if name in ("y", "b") else ("n", "n") for name in "AbyBCY" if name in expression}
    derived = matcalc.derive(expression, wrt=wrt, shapes=shapes, assume=assume)
    code = derived.code(kind)
    if kind == "jax":
        gradients = code[: code.index("def forward")]
        assert {name: gradients.count(f"{name}(") for name in calls} == calls, code
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # code of matcalc, which tests itself
    assert capsys.readouterr().out


def test_gradients_of_two_systems_are_those_of_jax() -> None:
    rng = np.random.default_rng(0)
    arrays = {"A": rng.normal(size=(5, 5)), "b": rng.normal(size=5), "y": rng.normal(size=5)}
    derived = matcalc.derive("y.T @ inv(A) @ b", wrt=["A", "b", "y"], shapes="A: n×n, b: n, y: n")
    expected = jax.grad(lambda one: one["y"] @ jax.numpy.linalg.solve(one["A"], one["b"]))(arrays)
    for kind in ("numpy", "jax", "torch"):
        found = derived.lambdify(kind)(**arrays)
        for name, gradient in expected.items():
            np.testing.assert_allclose(np.asarray(found[name]), gradient, rtol=1e-9)
