"""The order of products: what it costs to find it, and what is not formed in it."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.codegen import chains
from matcalc.codegen.computed import Computed
from matcalc.codegen.halves import halves
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import Shape


def products_tried(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many products of two are made to find the halves of a product of so many matrices."""
    tried = 0
    combined = chains.combined

    def counting(left: Node, right: Node) -> Node:
        nonlocal tried
        tried += 1
        return combined(left, right)

    monkeypatch.setattr(chains, "combined", counting)
    sides = Shape(Dimension.named("n"), Dimension.named("n"))
    halves([Symbol(f"A{at}", sides) for at in range(count)], Computed())
    monkeypatch.undo()
    return tried


def test_the_cut_on_a_diagonal_takes_no_longer_to_find_than_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert products_tried(32, monkeypatch) < 10 * products_tried(16, monkeypatch)  # cubic: 8


@pytest.mark.parametrize(
    ("expression", "wrt", "shapes", "order", "lines"),
    [
        ("logsumexp(X @ w)", "w", "X: m×n, w: n", 2, "    return (X.T * t1) @ X - np.outer(t2, t2)\n"),
        (
            "norm(X@w - y)",
            "w",
            "X: m×n, w: n, y: m",
            2,
            "    t3 = X.T @ t1\n    return X.T @ X / t2 - np.outer(t3, t3) / t2**3\n",
        ),
        ("tr(softmax(B@B.T, axis=0))", "B", "B: m×n", None, "    return 2 * t2[:, None] * B - (t3 + t3.T) @ B\n"),
        (
            "sum(A @ (B - u @ v.T) @ C)",
            "A",
            "A: m×n, B: n×p, u: n, v: p, C: p×q",
            None,
            "    return np.broadcast_to(B @ t1 - u * (v @ t1), (m, n))\n",
        ),
        (
            "x.T @ A.T @ inv(C + A@A.T) @ A @ x",
            ["x", "A"],
            "x: n, A: m×n, C: m×m",
            None,
            "    grad_A = np.outer(t3, x - A.T @ t4) + np.outer(t4, x - A.T @ t3)\n",
        ),
    ],
)
def test_no_outer_product_and_no_diagonal_is_formed_to_be_multiplied(
    expression: str,
    wrt: str | list[str],
    shapes: str,
    order: int | None,
    lines: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = matcalc.derive(expression, wrt=wrt, shapes=shapes, order=order).code("numpy")
    assert lines in code, code
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # code of matcalc, which tests itself
    assert "gradient at" in capsys.readouterr().out
