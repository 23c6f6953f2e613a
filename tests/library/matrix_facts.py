"""Facts about matrices."""

import jax.numpy as jnp

from tests.library.entry import Entry


def log_determinant(X):
    return jnp.linalg.slogdet(X)[1]


def sherman_morrison(tap, A, u, v):
    """By the inverse of A alone, not as the problem is derived."""
    change = tap("M", jnp.zeros_like(A))
    inverse = jnp.linalg.inv(A + change)
    return {"B": inverse - jnp.outer(inverse @ u, v @ inverse) / (1 + v @ inverse @ u)}


def matrix_cube(tap, X):
    square = tap("S", X @ X)
    return {"Y": X @ square}


def residual_norm_squared(tap, A, X, B, C):
    return jnp.sum(tap("R", A @ X @ B - C) ** 2)


def regular(random, sizes):
    """A matrix far from singular."""
    return random.standard_normal((sizes["n"], sizes["n"])) + 4 * jnp.eye(sizes["n"])


REGULAR = {"X": regular}

ENTRIES = {
    "determinant": Entry(lambda _tap, X: jnp.linalg.det(X), draw=REGULAR),
    "log-determinant": Entry(lambda _tap, X: log_determinant(X), draw=REGULAR),
    "matrix-inverse": Entry(lambda _tap, X: {"Y": jnp.linalg.inv(X)}, draw=REGULAR),
    "inverse-between-vectors": Entry(lambda _tap, X, a, b: a @ jnp.linalg.solve(X, b), draw=REGULAR),
    "trace-of-product": Entry(lambda _tap, A, X, B: jnp.trace(A @ X @ B)),
    "trace-of-quadratic-form": Entry(lambda _tap, X, A: jnp.trace(X.T @ A @ X)),
    "trace-of-four-factors": Entry(lambda _tap, X, A, B: jnp.trace(X @ A @ X.T @ B)),
    "trace-of-square": Entry(lambda _tap, X: jnp.sum(X * X.T)),
    "trace-of-powers": Entry(lambda _tap, X: jnp.trace(jnp.linalg.matrix_power(X, 3))),
    "matrix-cube": Entry(matrix_cube),
    "quadratic-form": Entry(lambda _tap, x, A: x @ A @ x),
    "quadratic-form-symmetric": Entry(lambda _tap, x, A, b: x @ A @ x / 2 - b @ x),
    "bilinear-form": Entry(lambda _tap, x, A, y: x @ A @ y),
    "frobenius-norm": Entry(lambda _tap, X: jnp.linalg.norm(X, "fro")),
    "frobenius-norm-squared": Entry(residual_norm_squared),
    "vec-kronecker": Entry(lambda _tap, A, X, B: A @ X @ B),
    "sherman-morrison": Entry(sherman_morrison, draw={"A": regular}),
    "matrix-determinant-lemma": Entry(lambda _tap, A, u, v: log_determinant(A + jnp.outer(u, v)), draw={"A": regular}),
}
