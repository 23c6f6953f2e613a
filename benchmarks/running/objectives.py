"""The objectives as users of automatic differentiation write them, stable where the plain formula is not.

`b` holds the words of a backend: jax.numpy, torch and autograd.numpy under the same names.
"""

from __future__ import annotations

from typing import Any


def logistic_regression(b: Any, X: Any, w: Any, y: Any) -> Any:
    scores = X @ w
    return (b.softplus(scores) - y * scores).sum()


def softmax_regression(b: Any, X: Any, W: Any, Y: Any) -> Any:
    return -(Y * b.log_softmax(X @ W)).sum()


def ridge_regression(_b: Any, X: Any, w: Any, y: Any, lam: Any) -> Any:
    return ((X @ w - y) ** 2).sum() + lam * (w**2).sum()


def matrix_factorization(_b: Any, T: Any, Omega: Any, U: Any, V: Any) -> Any:
    return ((Omega * (T - U @ V.T)) ** 2).sum()


def three_layer_network(b: Any, X: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any, Y: Any) -> Any:
    hidden = b.tanh(b.tanh(X @ W1 + b1) @ W2 + b2)
    return -(Y * b.log_softmax(hidden @ W3 + b3)).sum() / len(X)


def layer_normalization(b: Any, X: Any, gamma: Any, beta: Any, G: Any, epsilon: Any) -> Any:
    centred = X - X.mean(1)[:, None]
    deviation = b.sqrt((centred**2).mean(1)[:, None] + epsilon)
    return (G * (gamma * centred / deviation + beta)).sum()


def attention(b: Any, Q: Any, K: Any, V: Any, G: Any, c: Any) -> Any:
    return (G * (b.softmax(c * (Q @ K.T)) @ V)).sum()


def gp_likelihood(b: Any, D: Any, y: Any, s: Any, ell: Any, v: Any) -> Any:
    factor = b.cholesky(s * b.exp(-D / (2 * ell**2)) + v * b.eye(len(y)))
    half = b.solve_triangular(factor, y)
    return b.log(b.diag(factor)).sum() + (half**2).sum() / 2
