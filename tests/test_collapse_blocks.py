"""Derivatives through stacked arrays: blocks and slices by name, no shifted indices, and right by the oracle."""

from __future__ import annotations

import pytest
from identities.comparison import assert_same, claimed, measured, point_of
from identities.identity import Identity, Kind

import matcalc
from matcalc.forms.matrix_form import Node

SHAPES = {"A": "m×n", "B": "m×p", "C": "p×n", "D": "m×n", "x": "n", "y": "m", "c": "p"}
SHAPES |= {"z": "(m*n + m*p)", "u": "(n*p)", "w": "(m*p)"}

CASES: list[tuple[str, str, Kind, str]] = [
    ("sum(hstack(A, B) * hstack(A, B)**2)", "A", "gradient", "3 * A**2"),
    ("sum(exp(vec(hstack(A, B))) * z)", "A", "gradient", "exp(A) * unvec(z, m, n + p)[:, 0:n]"),
    ("vec(hstack(y, A))", "y", "jacobian", "kron(vstack(1, zeros(n)), eye(m))"),
    ("vec(hstack(A, y))", "y", "jacobian", "kron(vstack(zeros(n), 1), eye(m))"),
    ("vec(vstack(x.T, A))", "x", "jacobian", "kron(eye(n), vstack(1, zeros(m)))"),
    ("kron(c, vstack(x, y))", "x", "jacobian", "kron(c, vstack(eye(n), zeros(m, n)))"),
    ("kron(vstack(x, y), c)", "y", "jacobian", "kron(vstack(zeros(n, m), eye(m)), c)"),
    ("hstack(A, B)", "A", "index", "J[i:m,j,r,k] = vstack(eye(n), zeros(p, n))[j,k] delta[i,r]"),
    ("hstack(A, B)", "A", "vec", "kron(vstack(eye(n), zeros(p, n)), eye(m))"),
    ("hstack(A, B)**2", "B", "vec", "2 * diag(vec(hstack(A, B))) @ kron(vstack(zeros(n, p), eye(p)), eye(m))"),
    (
        "vec(hstack(A, B))",
        "A",
        "index",
        "J[i:m*n + m*p,j:m,k] = sum r: delta[i,(j,r)] vstack(eye(n), zeros(p, n))[r,k]",
    ),
    (
        "vstack(A @ x, x) * sum(A)",
        "A",
        "index",
        "J[i,j,k] = sum(A) vstack(eye(m), zeros(n, m))[i,j] x[k] + vstack(A @ x, x)[i]",
    ),
    ("unvec(vstack(u, w), p, n + m)", "u", "index", "J[i:p,j:m + n,k] = vstack(eye(n*p), zeros(m*p, n*p))[(i,j),k]"),
]


@pytest.mark.parametrize(("expression", "wrt", "kind", "text"), CASES, ids=[f"{c[0]} by {c[1]}, {c[2]}" for c in CASES])
def test_blocks_are_named(expression: str, wrt: str, kind: Kind, text: str) -> None:
    shapes = ", ".join(f"{name}: {side}" for name, side in SHAPES.items())
    row = Identity("block", expression, wrt, "0", shapes, "here", kind)
    result = matcalc.derive(expression, wrt=wrt, shapes=dict(row.axes)).result
    found = result.stacked if kind == "vec" else str(result)
    assert found == text
    point = point_of(row, 3)
    assert_same(claimed(text, row, point), measured(row, point), row, text)
    read = result.read(str(result))
    assert (read if isinstance(read, Node) else read.body) == result.value
