"""Linear models."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry, fixed


def lasso(tap, X, w, y, λ):
    return 0.5 * jnp.sum((y - X @ w) ** 2) + λ * jnp.sum(jnp.abs(w))


def logistic_regression(tap, X, w, y):
    score = X @ w
    return jnp.sum(jnp.logaddexp(0, score) - y * score)


def poisson_regression(tap, X, w, y):
    score = X @ w
    return jnp.sum(jnp.exp(score) - y * score)


def softmax_regression(tap, X, W, Y, V=None):
    return -jnp.sum(jax.vmap(lambda x, y: jnp.vdot(y, jax.nn.log_softmax(x @ W)))(X, Y))


def linear_svm(tap, X, w, b, y, C):
    return 0.5 * jnp.vdot(w, w) + C * jnp.sum(jnp.maximum(0.0, 1 - y * (X @ w + b)))


def rayleigh_quotient(tap, A, x):
    return jnp.einsum("i,ij,j", x, A, x) / jnp.vdot(x, x)


def pca(tap, X, w):
    return jnp.mean((X @ w) ** 2) / jnp.vdot(w, w)


def canonical_correlation(tap, Σ_11, Σ_22, Σ_12, a, b):
    return a @ Σ_12 @ b / jnp.sqrt((a @ Σ_11 @ a) * (b @ Σ_22 @ b))


def linear_discriminant(tap, S_B, S_W, w):
    return (w @ S_B @ w) / (w @ S_W @ w)


def bits(random, sizes):
    return random.choice([0.0, 1.0], sizes["m"])


def labels(random, sizes):
    return random.choice([-1.0, 1.0], sizes["m"])


ENTRIES = {
    "lasso": Entry(lasso, draw={"λ": fixed(0.7)}),
    "logistic-regression": Entry(logistic_regression, draw={"y": bits}, sizes={"m": 9}),
    "poisson-regression": Entry(poisson_regression, draw={"y": lambda random, sizes: random.poisson(2.0, sizes["m"])}),
    "softmax-regression": Entry(softmax_regression),
    "linear-svm": Entry(linear_svm, draw={"y": labels, "C": fixed(0.3)}, sizes={"m": 9}),
    "rayleigh-quotient": Entry(rayleigh_quotient),
    "pca": Entry(pca),
    "canonical-correlation": Entry(canonical_correlation),
    "linear-discriminant": Entry(linear_discriminant),
}
