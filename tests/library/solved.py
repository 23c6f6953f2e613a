"""Problems whose gradient is set to 0 and solved, and the steps of optimisation."""

import jax.numpy as jnp
import numpy as np

from tests.library.entry import Entry


def least_squares(tap, X, w, y):
    return ((X @ w - y) ** 2).sum()


def ridge_regression(tap, X, w, y, lam):
    return ((X @ w - y) ** 2).sum() + lam * jnp.vdot(w, w)


def weighted_least_squares(tap, X, w, y, D):
    return (jnp.diag(D) * (X @ w - y) ** 2).sum()


def _log_density(X, mu, Sigma):
    """Of each row, without the constant."""
    apart = X - mu
    return -jnp.linalg.slogdet(Sigma)[1] / 2 - (apart * jnp.linalg.solve(Sigma, apart.T).T).sum(axis=1) / 2


def gaussian(tap, X, mu, Sigma):
    return _log_density(X, mu, Sigma).sum()


def mixture(tap, X, r, mu, Sigma, N, p, lam):
    return jnp.vdot(r, _log_density(X, mu, Sigma)) + jnp.vdot(N, jnp.log(p)) + lam * (1 - p.sum())


def kalman(tap, K, H, P, R):
    rest = jnp.eye(len(P)) - K @ H
    return jnp.trace(rest @ P @ rest.T + K @ R @ K.T)


def lagrange(tap, Q, x, c, A, b, lam):
    return x @ Q @ x / 2 + jnp.vdot(c, x) + jnp.vdot(lam, A @ x - b)


def newton(tap, f, g, H, p):
    return f + jnp.vdot(g, p) + p @ H @ p / 2


def gauss_newton(tap, r, J, p):
    return ((r + J @ p) ** 2).sum() / 2


def k_means(tap, X, R, M):
    return sum(((X - centre) ** 2).sum(axis=1) @ R[:, k] for k, centre in enumerate(M))


def _one_hot(random, sizes):
    """Every centre has a sample."""
    return np.eye(sizes["k"])[np.arange(sizes["n"]) % sizes["k"]]


def _diagonal(random, sizes):
    return np.diag(random.uniform(0.5, 2, sizes["m"]))


def factors(tap, X, U, V):
    return ((X - U @ V.T) ** 2).sum()


def nonnegative(tap, V, W, H):
    return ((V - W @ H) ** 2).sum() / 2


TALL = {"m": 9, "n": 4}
SAMPLES = {"n": 11, "d": 3}

ENTRIES = {
    "gauss-newton-step": Entry(gauss_newton, sizes=TALL),
    "gaussian-maximum-likelihood": Entry(gaussian, sizes=SAMPLES),
    "gaussian-mixture-m-step": Entry(mixture, sizes=SAMPLES),
    "k-means-objective": Entry(k_means, sizes={"n": 11, "k": 3, "d": 5}, draw={"R": _one_hot}),
    "kalman-gain": Entry(kalman),
    "lagrange-equality-quadratic": Entry(lagrange, sizes={"m": 3, "n": 7}),
    "least-squares": Entry(least_squares, sizes=TALL),
    "matrix-factorization": Entry(factors, sizes={"m": 8, "n": 7, "k": 3}),
    "newton-step": Entry(newton),
    "nonnegative-matrix-factorization": Entry(nonnegative),
    "ridge-regression": Entry(ridge_regression),
    "weighted-least-squares": Entry(weighted_least_squares, sizes=TALL, draw={"D": _diagonal}),
}
