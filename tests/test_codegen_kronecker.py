"""No Kronecker product is formed to be summed, inverted or multiplied."""

from __future__ import annotations

import numpy as np
import pytest

import matcalc

CASES = [  # expression, at, shapes, a line
    ("sum(kron(A,B)**2)", ["A", "B"], "A: m×n, B: p×q", 'grad_A = 2 * A * np.einsum("rx,rx->", B, B)'),
    ("logdet(kron(A,B))", ["A", "B"], "A: m×m, B: p×p", "grad_A = p * np.linalg.inv(A).T"),
    ("y.T @ inv(kron(A,B)) @ y", ["A", "B", "y"], "A: m×m, B: p×p, y: (m*p)", "np.linalg.solve(B, "),
    ("norm(kron(A,B))", ["A"], "A: m×n, B: p×q", "np.sqrt(np.sum(A**2)) * np.sqrt(np.sum(B**2))"),
    ("sum(kron(A,B) * kron(C,D))", ["A", "D"], "A: m×n, B: p×q, C: m×n, D: p×q", "grad_A = "),
    ("tr(inv(kron(A,B)) @ C)", ["A"], "A: m×m, B: p×p, C: (m*p)×(m*p)", "grad"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "line"), CASES, ids=[case[0] for case in CASES])
def test_of_a_kronecker_product_only_the_factors_are_used(
    expression: str, wrt: list[str], shapes: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = matcalc.derive(expression, wrt=wrt, shapes=shapes).code("numpy")
    gradients = code[: code.index("def forward")]
    assert line in gradients, code
    assert "np.kron(A, B)" not in gradients, code
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # code of matcalc, which tests itself
    assert "gradient at A" in capsys.readouterr().out


def test_the_logarithm_of_a_determinant_whose_factors_are_negative() -> None:
    """det(A ⊗ B) is det(A)ᵖ det(B)ᵐ, positive where det(A) is negative and p is even."""
    derived = matcalc.derive("logdet(kron(A,B))", wrt="A", shapes="A: m×m, B: p×p")
    first, second = np.array([[0.0, 2.0], [1.0, 0.5]]), np.array([[3.0, 1.0], [0.5, 1.0]])
    found = derived.lambdify("numpy")(A=first, B=second)
    np.testing.assert_allclose(found, 2 * np.linalg.inv(first).T, rtol=1e-12)
