"""Expressions that a long run of random ones once failed on."""

from __future__ import annotations

import pytest
from identities.comparison import assert_same, claimed, measured, point_of
from identities.derived import result_text
from identities.identity import Identity, Kind

CASES: list[tuple[str, str, str, Kind]] = [
    ("2 * sum(tanh(kron(a, A)))", "A", "A: m×n, a: m", "hessian"),
    ("sum(g((sum(f(kron(P, x))) @ (s - ones(1, p))) / exp(sin(v.T))), axis=1)", "x", "P: m×m, s:, v: p, x: n", "index"),
    ("hstack(ones(m, n), G.T)[:, 0:n]", "G", "G: p×m, x: n", "index"),
    ("sum(tanh(kron(log_softmax(R, axis=1), abs(ones(n, n))))) * s", "R", "R: p×p, s:, x: n", "gradient"),
    (
        "arctan(hstack(v.T, tr(X) * dot(ones(n, p), C)) @ vstack(ones(p, p), u.T))",
        "C",
        "C: n×p, X: n×n, u: p, v: p",
        "index",
    ),
    ("sum(tanh(kron(softmax(sqrt(2 + tanh(ones(p)))) * (t**2 + s), eye(p))))", "t", "s:, t:, u: p", "gradient"),
    (
        "tan(tanh(x.T @ A.T) / 2) @ (hstack(B, Q)[:, 0:n] @ ones(n, p))",
        "A",
        "A: m×n, B: m×n, Q: m×m, x: n, u: p",
        "index",
    ),
    ("log(2 + tanh(hstack(B, a) @ vstack(sum(A * B) * ones(n), s)))", "A", "A: m×n, B: m×n, a: m, s:", "index"),
    ("diag_of(1 / (1 + X**2))", "X", "X: n×n", "index"),
    ("sum(exp(kron(ones(m), B)))", "B", "B: n×p, x: m", "gradient"),
    ("x / sum(x)", "x", "x: n", "jacobian"),
    ("(var(exp(sin(ones(p)))**(1/2), axis=0) @ t**3)**3", "t", "t:, u: p", "gradient"),
    ("sum(relu(-x**2)**(3/2))", "x", "x: n", "gradient"),
    ("sum(tanh(kron(sqrt(1 + (G / p)**2) @ ones(m, m), ones(m, n)))) / 3", "G", "G: p×m, x: n", "hessian"),
    ("logsumexp((x - x)**3)", "x", "x: n", "gradient"),
    ("norm(tanh((x - x)**3) + 1)", "x", "x: n", "gradient"),
    ("sum(exp(kron(hstack(A, ones(m)) @ vstack(A.T, ones(1, m)), A)))", "A", "A: m×n", "hessian"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "kind"), CASES, ids=[case[0] for case in CASES])
def test_the_derivative_agrees_with_the_oracle(expression: str, wrt: str, shapes: str, kind: Kind) -> None:
    row = Identity("once", expression, wrt, "0", shapes, "a random run", kind)
    text = result_text(row)
    point = point_of(row, 3)
    assert_same(claimed(text, row, point), measured(row, point), row, text)
