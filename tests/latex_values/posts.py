"""A question on backpropagation with its answer, and derivatives as posts type them."""

from __future__ import annotations

import numpy as np

from matcalc.forms.layout import Layout
from tests.latex_values.by_hand import F1, F, scalar, softmax
from tests.valued_lines import Valued

diag, kron, outer, tr = np.diag, np.kron, np.outer, np.trace

POSTS = (
    Valued(
        "question-forward-entry",
        "z = z^k+1: m; W = W^k: n m; a = a^k: n",
        (lambda z: z, lambda W, a: a @ W),
        free="j: m",
        defines="z",
    ),
    Valued(
        "question-activation-entry",
        "a = a^k+1: m; z = z^k+1: m",
        (lambda a: a, lambda z: F(z)),
        free="j: m",
        defines="a",
    ),
    Valued(
        "question-forward",
        "z = z^k+1: m; W = W^k: m n; a = a^k: n; b = b^k: m",
        (lambda z: z, lambda W, a, b: W @ a + b),
        defines="z",
    ),
    Valued(
        "question-z-entry",
        "z = z^k+1: m; E = E:; a = a^k+1: m",
        (
            lambda grad_z: grad_z,
            lambda grad_z: grad_z,
            lambda grad_a, d_a_by_z: grad_a * diag(d_a_by_z),
            lambda grad_a, z: grad_a * F1(z),
        ),
        free="j: m",
        made={"a": lambda z: F(z), "E": lambda a: scalar(a)},
        scalar="E",
    ),
    Valued(
        "question-a-entry",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: n m",
        (
            lambda grad_a: grad_a,
            lambda grad_a: grad_a,
            lambda grad_z, d_z_by_a: grad_z @ d_z_by_a,
            lambda grad_z, W: W @ grad_z,
        ),
        free="i: n",
        made={"z": lambda W, a: a @ W, "E": lambda z: scalar(z)},
        scalar="E",
    ),
    Valued(
        "question-z",
        "z = z^k+1: m; E = E:; a = a^k+1: m",
        (lambda grad_z: grad_z, lambda grad_z: grad_z, None, lambda grad_a, z: grad_a * F1(z)),
        made={"a": lambda z: F(z), "E": lambda a: scalar(a)},
        scalar="E",
    ),
    Valued(
        "question-a",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: m n",
        (lambda grad_a: grad_a, lambda grad_a: grad_a, None, lambda W, grad_z: W.T @ grad_z),
        made={"z": lambda W, a: W @ a, "E": lambda z: scalar(z)},
        scalar="E",
    ),
    Valued(
        "question-w",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: m n",
        (lambda grad_W: grad_W, lambda grad_W: grad_W, None, lambda grad_z, a: outer(grad_z, a)),
        made={"z": lambda W, a: W @ a, "E": lambda z: scalar(z)},
        scalar="E",
    ),
    Valued(
        "answer-stacked",
        "E = E:; a = a^k: n",
        (lambda grad_a: grad_a, lambda grad_a: grad_a),
    ),
    Valued(
        "answer-inner",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: m n",
        (lambda grad_a: grad_a, lambda W, grad_z: np.array([W[:, i] @ grad_z for i in range(W.shape[1])])),
        free="i: n",
        made={"z": lambda W, a: W @ a, "E": lambda z: scalar(z)},
        scalar="E",
        note="with z = W a; the answer's own z = Wᵀ a asks for a row of W",
    ),
    Valued(
        "answer-product",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: m n",
        (lambda grad_a: grad_a, lambda W, grad_z: W.T @ grad_z),
        made={"z": lambda W, a: W @ a, "E": lambda z: scalar(z)},
        scalar="E",
    ),
    Valued(
        "answer-chain",
        "z = z^k+1: m; E = E:; a = a^k: n; W = W^k: n m",
        (
            lambda grad_a: grad_a,
            lambda grad_a: grad_a,
            lambda d_z_by_a, grad_z: d_z_by_a.T @ grad_z,
            lambda W, grad_z: W @ grad_z,
        ),
        made={"z": lambda W, a: a @ W, "E": lambda z: scalar(z)},
        scalar="E",
        layout=Layout.DENOMINATOR,
        note="with z = Wᵀ a",
    ),
    Valued(
        "answer-affine",
        "z = z^k+1: m; a = a^k: n; W = W^k: n m; b = b^k: m",
        (
            lambda d_z_by_a: d_z_by_a.T,
            lambda d_z_by_a: d_z_by_a.T,
            lambda d_u_by_a: d_u_by_a.T,
        ),
        made={"z": lambda W, a, b: W.T @ a + b, "u": lambda W, a: W.T @ a},
        layout=Layout.DENOMINATOR,
    ),
    Valued(
        "post-least-squares",
        "w = w: n; X = X: m n; y = y: m",
        (lambda grad_w: grad_w, lambda grad_w: grad_w, lambda X, w, y: 2 * X.T @ (X @ w - y)),
        made={"t": lambda X, w, y: ((X @ w - y) ** 2).sum()},
        scalar="t",
    ),
    Valued(
        "post-trace",
        "A = A: m n; B = B: n m",
        (lambda grad_A: grad_A, lambda B: B.T),
        made={"t": lambda A, B: tr(A @ B)},
        scalar="t",
    ),
    Valued(
        "post-softmax",
        "p = p: m; z = z: m",
        (lambda d_p_by_z: d_p_by_z, lambda p: diag(p) - outer(p, p)),
        free="i: m, j: m",
        made={"p": lambda z: softmax(z)},
    ),
    Valued(
        "post-kronecker",
        "A = A: m n; X = X: n p; B = B: p q",
        (
            lambda A, X, B: (A @ X @ B).ravel(order="F"),
            lambda A, X, B: kron(B.T, A) @ X.ravel(order="F"),
        ),
    ),
    Valued(
        "post-layer-norm",
        "out = hat x: n; x = x: n; mean = bar x:; s = tilde sigma:; e = varepsilon:",
        (lambda out: out, lambda x, mean, s, e: (x - mean) / np.sqrt(s**2 + e)),
        defines="out",
    ),
    Valued(
        "post-unicode",
        "z = z: n; E = E:; a = a_prime: n",
        (lambda grad_z: grad_z, lambda grad_z: grad_z, None, lambda grad_a, z: grad_a * F1(z)),
        made={"a": lambda z: F(z), "E": lambda a: scalar(a)},
        scalar="E",
    ),
)
