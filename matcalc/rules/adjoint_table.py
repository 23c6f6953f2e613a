"""The table of adjoints: for each rule that moves a linear map over, the map, its adjoint, and the proof.

Everything is written in the language of derivations, with inner(A, B) for ⟨A, B⟩; notation.derived_in reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.matrix_form import Node
from matcalc.rules import adjoints, adjoints_blocks, adjoints_elementwise, adjoints_sums
from matcalc.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Adjoint:
    """A linear map and its adjoint.

    rule: the name of the rule that uses it. image: what the map makes of `of`. adjoint: what its adjoint makes of `by`.
    proof: expressions of equal value, from inner(by, image) to inner(adjoint, of). shapes: of all names in them.
    """

    rule: str
    of: str
    image: str
    by: str
    adjoint: str
    proof: tuple[str, ...]
    shapes: tuple[tuple[str, str], ...]


def _adjoint(
    rule: Rule[Node], maps: tuple[str, str], back: tuple[str, str], between: tuple[str, ...], shapes: str
) -> Adjoint:
    """between: the proof without its two ends."""
    (of, image), (by, adjoint) = maps, back
    proof = (f"inner({by}, {image})", *between, f"inner({adjoint}, {of})")
    named = (text.split(":") for text in shapes.split(", "))
    return Adjoint(
        rule.name, of, image, by, adjoint, proof, tuple((name.strip(), shape.strip()) for name, shape in named)
    )


ADJOINTS: tuple[Adjoint, ...] = (
    _adjoint(
        adjoints.move_number,
        ("X", "c * X"),
        ("Y", "c * Y"),
        ("tr(Y.T @ (c * X))", "c * tr(Y.T @ X)", "tr((c * Y).T @ X)"),
        "c:, X: m×n, Y: m×n",
    ),
    _adjoint(
        adjoints.move_left_factor,
        ("X", "A @ X"),
        ("Y", "A.T @ Y"),
        ("tr(Y.T @ A @ X)", "tr((A.T @ Y).T @ X)"),
        "A: m×n, X: n×p, Y: m×p",
    ),
    _adjoint(
        adjoints.move_right_factor,
        ("X", "X @ B"),
        ("Y", "Y @ B.T"),
        ("tr(Y.T @ X @ B)", "tr(B @ Y.T @ X)", "tr((Y @ B.T).T @ X)"),
        "X: m×n, B: n×p, Y: m×p",
    ),
    _adjoint(
        adjoints.move_both_factors,
        ("X", "A @ X @ B"),
        ("Y", "A.T @ Y @ B.T"),
        ("tr(Y.T @ A @ X @ B)", "tr(B @ Y.T @ A @ X)", "tr((A.T @ Y @ B.T).T @ X)"),
        "A: m×n, X: n×p, B: p×q, Y: m×q",
    ),
    _adjoint(
        adjoints.move_inverse,
        ("X", "-inv(A) @ X @ inv(A)"),
        ("Y", "-inv(A).T @ Y @ inv(A).T"),
        ("-tr(Y.T @ inv(A) @ X @ inv(A))", "-tr(inv(A) @ Y.T @ inv(A) @ X)", "tr((-inv(A).T @ Y @ inv(A).T).T @ X)"),
        "A: n×n, X: n×n, Y: n×n",
    ),
    _adjoint(
        adjoints_elementwise.move_elementwise_factor,
        ("X", "V * X"),
        ("Y", "Y * V"),
        ("tr(Y.T @ (V * X))", "tr((Y * V).T @ X)"),
        "V: m×n, X: m×n, Y: m×n",
    ),
    _adjoint(
        adjoints_elementwise.move_array_beside_number,
        ("t", "t * B"),
        ("Y", "tr(Y.T @ B)"),
        ("tr(Y.T @ (t * B))", "tr(Y.T @ B) * t"),
        "t:, B: m×n, Y: m×n",
    ),
    _adjoint(
        adjoints.move_transpose,
        ("X", "X.T"),
        ("Y", "Y.T"),
        ("tr(Y.T @ X.T)", "tr((X @ Y).T)", "tr(X @ Y)", "tr(Y @ X)"),
        "X: m×n, Y: n×m",
    ),
    _adjoint(
        adjoints_elementwise.move_inner,
        ("X", "inner(U, X)"),
        ("t", "t * U"),
        ("t * tr(U.T @ X)", "tr((t * U).T @ X)"),
        "t:, U: m×n, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_sum,
        ("X", "sum(X)"),
        ("t", "t * ones(m, n)"),
        ("t * sum(X)",),
        "t:, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_row_sums,
        ("X", "sum(X, axis=1)"),
        ("y", "y @ ones(n).T"),
        ("tr(y.T @ X @ ones(n))", "tr((y @ ones(n).T).T @ X)"),
        "y: m, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_column_sums,
        ("X", "sum(X, axis=0)"),
        ("y", "ones(m) @ y"),
        ("tr(y.T @ ones(m).T @ X)", "tr((ones(m) @ y).T @ X)"),
        "y: 1×n, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_mean,
        ("X", "mean(X)"),
        ("t", "t / (m * n) * ones(m, n)"),
        ("t * sum(X) / (m * n)",),
        "t:, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_row_means,
        ("X", "mean(X, axis=1)"),
        ("y", "y @ ones(n).T / n"),
        ("inner(y, X @ ones(n) / n)", "tr(y.T @ X @ ones(n)) / n", "tr((y @ ones(n).T / n).T @ X)"),
        "y: m, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_column_means,
        ("X", "mean(X, axis=0)"),
        ("y", "ones(m) @ y / m"),
        ("inner(y, ones(m).T @ X / m)", "tr(y.T @ ones(m).T @ X) / m", "tr((ones(m) @ y / m).T @ X)"),
        "y: 1×n, X: m×n",
    ),
    _adjoint(
        adjoints_sums.move_trace,
        ("X", "tr(X)"),
        ("t", "t * eye(n)"),
        ("t * tr(X)", "tr((t * eye(n)).T @ X)"),
        "t:, X: n×n",
    ),
    _adjoint(
        adjoints_sums.move_diag,
        ("x", "diag(x)"),
        ("Y", "diag_of(Y)"),
        ("sum(diag_of(Y) * x)",),
        "x: n, Y: n×n",
    ),
    _adjoint(
        adjoints_sums.move_diagonal,
        ("X", "diag_of(X)"),
        ("y", "diag(y)"),
        ("sum(y * diag_of(X))",),
        "X: n×n, y: n",
    ),
    _adjoint(
        adjoints_elementwise.move_softmax,
        ("x", "softmax(z) * (x - sum(softmax(z) * x))"),
        ("y", "softmax(z) * (y - sum(softmax(z) * y))"),
        (
            "sum(softmax(z) * y * x) - sum(softmax(z) * y) * sum(softmax(z) * x)",
            "sum(softmax(z) * (y - sum(softmax(z) * y)) * x)",
        ),
        "x: n, y: n, z: n",
    ),
    _adjoint(
        adjoints_elementwise.move_softmax_of_rows,
        ("X", "softmax(Z, axis=1) * (X - sum(softmax(Z, axis=1) * X, axis=1))"),
        ("Y", "softmax(Z, axis=1) * (Y - sum(softmax(Z, axis=1) * Y, axis=1))"),
        (
            "sum(softmax(Z, axis=1) * Y * X) "
            "- sum(sum(softmax(Z, axis=1) * Y, axis=1) * sum(softmax(Z, axis=1) * X, axis=1))",
            "sum(softmax(Z, axis=1) * (Y - sum(softmax(Z, axis=1) * Y, axis=1)) * X)",
        ),
        "X: m×n, Y: m×n, Z: m×n",
    ),
    _adjoint(
        adjoints_elementwise.move_softmax_of_columns,
        ("X", "softmax(Z, axis=0) * (X - sum(softmax(Z, axis=0) * X, axis=0))"),
        ("Y", "softmax(Z, axis=0) * (Y - sum(softmax(Z, axis=0) * Y, axis=0))"),
        (
            "sum(softmax(Z, axis=0) * Y * X) "
            "- sum(sum(softmax(Z, axis=0) * Y, axis=0) * sum(softmax(Z, axis=0) * X, axis=0))",
            "sum(softmax(Z, axis=0) * (Y - sum(softmax(Z, axis=0) * Y, axis=0)) * X)",
        ),
        "X: m×n, Y: m×n, Z: m×n",
    ),
    _adjoint(
        adjoints_blocks.move_hstack,
        ("X", "hstack(X, zeros(m, p))"),
        ("Y", "Y[:, 0:n]"),
        ("tr(Y[:, 0:n].T @ X) + tr(Y[:, n : n + p].T @ zeros(m, p))",),
        "X: m×n, Y: m×(n+p)",
    ),
    _adjoint(
        adjoints_blocks.move_vstack,
        ("X", "vstack(X, zeros(p, n))"),
        ("Y", "Y[0:m, :]"),
        ("tr(Y[0:m, :].T @ X) + tr(Y[m : m + p, :].T @ zeros(p, n))",),
        "X: m×n, Y: (m+p)×n",
    ),
    _adjoint(
        adjoints_blocks.move_block,
        ("X", "X[0:m, :]"),
        ("Y", "vstack(Y, zeros(p, n))"),
        ("tr(Y.T @ X[0:m, :]) + tr(zeros(p, n).T @ X[m : m + p, :])",),
        "X: (m+p)×n, Y: m×n",
    ),
    _adjoint(
        adjoints_blocks.move_vec,
        ("X", "vec(X)"),
        ("y", "unvec(y, m, n)"),
        ("y.T @ vec(X)", "vec(unvec(y, m, n)).T @ vec(X)", "tr(unvec(y, m, n).T @ X)"),
        "X: m×n, y: (m*n)",
    ),
    _adjoint(
        adjoints_blocks.move_unvec,
        ("x", "unvec(x, m, n)"),
        ("Y", "vec(Y)"),
        ("tr(Y.T @ unvec(x, m, n))", "vec(Y).T @ vec(unvec(x, m, n))", "vec(Y).T @ x"),
        "x: (m*n), Y: m×n",
    ),
)


_BY_RULE = {adjoint.rule: adjoint for adjoint in ADJOINTS}


def adjoint_of_rule(rule: str) -> Adjoint | None:
    """The adjoint that the rule of that name uses; None for any other rule."""
    return _BY_RULE.get(rule)
