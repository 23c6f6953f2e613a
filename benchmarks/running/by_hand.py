"""The derivatives as somebody who knows NumPy writes them: no array computed twice, in place where that saves a copy.

Each takes all arrays of its problem by name and returns the derivatives, an array a name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(x: Array) -> Array:
    """Where exp(−x) overflows, 1 / (1 + ∞) = 0 is the value."""
    with np.errstate(over="ignore"):
        powers = np.exp(-x)
    powers += 1
    return np.reciprocal(powers, out=powers)


def softmax(scores: Array) -> Array:
    """Of each row; the scores are overwritten."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def logistic_regression(X: Array, w: Array, y: Array) -> dict[str, Array]:
    return {"w": X.T @ (sigmoid(X @ w) - y)}


def logistic_regression_hessian(X: Array, w: Array, y: Array) -> dict[str, Array]:  # noqa: ARG001 — the labels drop out
    """SᵀS with S = √D X: NumPy sees a product of a matrix with its own transpose, and computes half of it."""
    p = sigmoid(X @ w)
    scaled = X * np.sqrt(p * (1 - p))[:, None]
    return {"w": scaled.T @ scaled}


def softmax_regression(X: Array, W: Array, Y: Array) -> dict[str, Array]:
    residual = softmax(X @ W)
    residual -= Y
    return {"W": X.T @ residual}


def ridge_regression(X: Array, w: Array, y: Array, lam: Array) -> dict[str, Array]:
    return {"w": 2 * (X.T @ (X @ w - y) + lam * w)}


def matrix_factorization(T: Array, Omega: Array, U: Array, V: Array) -> dict[str, Array]:
    residual = U @ V.T
    residual -= T
    residual *= Omega
    residual *= Omega
    return {"U": 2 * (residual @ V), "V": 2 * (residual.T @ U)}


def matrix_factorization_hessian(T: Array, Omega: Array, U: Array, V: Array) -> dict[str, Array]:  # noqa: ARG001
    """A k × k block for each row of U, and zeros between the rows."""
    m, k = U.shape
    pairs = (V[:, :, None] * V[:, None, :]).reshape(len(V), k * k)
    blocks = (2 * Omega**2) @ pairs
    hessian = np.zeros((m, k, m, k))
    rows = np.arange(m)
    hessian[rows, :, rows, :] = blocks.reshape(m, k, k)
    return {"U": hessian}


def three_layer_network(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array, Y: Array
) -> dict[str, Array]:
    A1 = X @ W1
    A1 += b1
    np.tanh(A1, out=A1)
    A2 = A1 @ W2
    A2 += b2
    np.tanh(A2, out=A2)
    Z = A2 @ W3
    Z += b3
    D3 = softmax(Z)
    D3 -= Y
    D3 /= len(X)
    D2 = D3 @ W3.T
    D2 *= 1 - A2 * A2
    D1 = D2 @ W2.T
    D1 *= 1 - A1 * A1
    return {
        "W1": X.T @ D1,
        "b1": D1.sum(axis=0),
        "W2": A1.T @ D2,
        "b2": D2.sum(axis=0),
        "W3": A2.T @ D3,
        "b3": D3.sum(axis=0),
    }


def layer_normalization(X: Array, gamma: Array, beta: Array, G: Array, epsilon: Array) -> dict[str, Array]:  # noqa: ARG001
    n = X.shape[1]
    normal = X - X.mean(axis=1, keepdims=True)
    inverse = 1 / np.sqrt(np.einsum("ij,ij->i", normal, normal)[:, None] / n + epsilon)
    normal *= inverse
    inner = G * gamma
    mean = inner.mean(axis=1, keepdims=True)
    inner -= normal * (np.einsum("ij,ij->i", inner, normal)[:, None] / n)
    inner -= mean
    inner *= inverse
    return {"X": inner, "gamma": np.einsum("ij,ij->j", G, normal), "beta": G.sum(axis=0)}


def attention(Q: Array, K: Array, V: Array, G: Array, c: Array) -> dict[str, Array]:
    A = softmax((c * Q) @ K.T)
    S = G @ V.T
    S -= np.einsum("ij,ij->i", S, A)[:, None]
    S *= A
    return {"Q": S @ (c * K), "K": S.T @ (c * Q), "V": A.T @ G}


def gp_likelihood(D: Array, y: Array, s: Array, ell: Array, v: Array) -> dict[str, Array]:
    n = len(y)
    C = np.exp(D / (-2 * ell**2))
    K = s * C
    K.flat[:: n + 1] += v
    M = np.linalg.inv(K)
    alpha = M @ y
    M -= np.outer(alpha, alpha)
    C *= M
    return {
        "s": C.sum() / 2,
        "ell": np.vdot(C, D) * s / (2 * ell**3),
        "v": np.trace(M) / 2,
    }
