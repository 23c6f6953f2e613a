"""Lines of Goodfellow, Bengio and Courville, and of Parr and Howard."""

from __future__ import annotations

import numpy as np

from matcalc.forms.layout import Layout
from tests.latex_values.by_hand import F1, F, gradient, logistic, scalar, softmax
from tests.valued_lines import Valued

diag, exp, inv, log, outer, tr = np.diag, np.exp, np.linalg.inv, np.log, np.outer, np.trace

TEXTBOOKS = (
    Valued(
        "goodfellow-quadratic",
        "f = f:; A = A: m n; x = x: n; b = b: m",
        (lambda f: f, lambda A, x, b: ((A @ x - b) ** 2).sum() / 2),
        defines="f",
    ),
    Valued(
        "goodfellow-quadratic-gradient",
        "f = f:; A = A: m n; x = x: n; b = b: m",
        (
            lambda grad_x: grad_x,
            lambda A, x, b: A.T @ (A @ x - b),
            lambda A, x, b: A.T @ A @ x - A.T @ b,
        ),
        made={"f": lambda A, x, b: ((A @ x - b) ** 2).sum() / 2},
        scalar="f",
    ),
    Valued(
        "goodfellow-chain",
        "z = z:; y = y: m; x = x: n; w = w: m n",
        (lambda grad_x: grad_x, lambda d_y_by_x, grad_y: d_y_by_x.T @ grad_y),
        made={"y": lambda w, x: w @ F(x), "z": lambda y: scalar(y)},
        scalar="z",
    ),
    Valued(
        "goodfellow-forward",
        "a = a^k: m; b = b^k: m; W = W^k: m n; h = h^k-1: n",
        (lambda a: a, lambda b, W, h: b + W @ h),
        defines="a",
    ),
    Valued("goodfellow-activation", "h = h^k: m; a = a^k: m", (lambda h: h, lambda a: F(a)), defines="h"),
    Valued(
        "goodfellow-backward",
        "g = g: m; J = J:; a = a^k: m",
        (lambda g: g, lambda grad_a: grad_a, lambda g, a: g * F1(a)),
        made={"h": lambda a: F(a), "J": lambda h: scalar(h), "g": lambda h: gradient(scalar, h)},
        scalar="J",
        equal_from=1,
        note="g on the left is the new one, after the arrow",
    ),
    Valued(
        "goodfellow-bias",
        "J = J:; b = b^k: m; g = g: m; c = lambda:; R = Omega:; t = theta: m",
        (lambda grad_b: grad_b, lambda g, c, d_R_by_b: g + c * d_R_by_b),
        made={
            "L": lambda b: scalar(b + 0.2),
            "R": lambda b: (b**4).sum(),
            "J": lambda L, c, R: L + c * R,
            "g": lambda d_L_by_b: d_L_by_b,
        },
        scalar="J",
    ),
    Valued(
        "goodfellow-weights",
        "J = J:; W = W^k: m n; g = g: m; h = h^k-1: n; c = lambda:; R = Omega:; t = theta: m",
        (lambda grad_W: grad_W, lambda g, h, c, d_R_by_W: outer(g, h) + c * d_R_by_W),
        made={
            "a": lambda W, h: W @ h,
            "L": lambda a: scalar(a),
            "R": lambda W: (W**4).sum(),
            "J": lambda L, c, R: L + c * R,
            "g": lambda d_L_by_a: d_L_by_a,
        },
        scalar="J",
    ),
    Valued(
        "goodfellow-next",
        "g = g: m; J = J:; h = h^k-1: n; W = W^k: m n",
        (lambda g: g, lambda grad_h: grad_h, lambda W, g: W.T @ g),
        made={"a": lambda W, h: W @ h, "J": lambda a: scalar(a), "g": lambda a: gradient(scalar, a)},
        scalar="J",
        equal_from=1,
        note="g on the left is the new one, after the arrow",
    ),
    Valued(
        "goodfellow-softmax",
        "z = z: m",
        (
            lambda z: softmax(z),
            lambda z: np.array([exp(z[i]) / sum(exp(z[j]) for j in range(len(z))) for i in range(len(z))]),
        ),
        free="i: m",
    ),
    Valued(
        "goodfellow-frobenius",
        "A = A: m n",
        (lambda A: np.sqrt((A**2).sum()), lambda A: np.sqrt(tr(A @ A.T))),
    ),
    Valued(
        "goodfellow-solution",
        "w = w: p; X = X^train: m p; y = y^train: m",
        (lambda w: w, lambda X, y: inv(X.T @ X) @ X.T @ y),
        defines="w",
    ),
    Valued(
        "goodfellow-entries",
        "C = C: m n; A = A: m p; B = B: p n",
        (lambda C: C, lambda A, B: A @ B),
        free="i: m, j: n",
        defines="C",
    ),
    Valued("goodfellow-transposed", "A = A: m n; B = B: n p", (lambda A, B: (A @ B).T, lambda A, B: B.T @ A.T)),
    Valued("goodfellow-dot", "x = x: n; y = y: n", (lambda x, y: x @ y, lambda x, y: x @ y, lambda x, y: y @ x)),
    Valued("goodfellow-trace", "A = A: n n", (lambda A: tr(A), lambda A: sum(A[i, i] for i in range(len(A)))), free=""),
    Valued(
        "goodfellow-cyclic",
        "A = A: m n; B = B: n p; C = C: p m",
        (lambda A, B, C: tr(A @ B @ C), lambda A, B, C: tr(C @ A @ B), lambda A, B, C: tr(B @ C @ A)),
    ),
    Valued(
        "goodfellow-hidden",
        "h = h: m; W = W: n m; x = x: n; c = c: m",
        (lambda h: h, lambda W, x, c: F(x @ W + c)),
        defines="h",
    ),
    Valued(
        "goodfellow-xor",
        "f = f:; w = w: m; W = W: n m; x = x: n; c = c: m; b = b:; u = u: m",
        (lambda f: f, lambda w, W, x, c, b: w @ np.maximum(0, x @ W + c) + b),
        made={"c": lambda u: 4 - 8 * (u - u.min()) / (u.max() - u.min())},
        defines="f",
        note="c makes some units positive and some negative",
    ),
    Valued(
        "goodfellow-softplus",
        "x = x:",
        (lambda d_s_by_x: d_s_by_x, lambda x: logistic(x)),
        made={"s": lambda x: log(1 + exp(x))},
        functions={"zeta": lambda x: log(1 + exp(x)), "sigma": logistic},
    ),
    Valued(
        "goodfellow-descent",
        "new = x_prime: n; x = x: n; e = epsilon:; f = f:",
        (lambda new: new, lambda x, e, grad_x: x - e * grad_x),
        made={"f": lambda x: scalar(x)},
        scalar="f",
        defines="new",
    ),
    Valued(
        "parr-dot",
        "y = y:; w = w: n; u = u: n; x = x: n",
        (
            lambda grad_w: grad_w[np.newaxis],
            lambda grad_u, d_u_by_w: grad_u[np.newaxis] @ d_u_by_w,
            lambda x: np.ones((1, len(x))) @ diag(x),
            lambda x: x[np.newaxis],
        ),
        made={"u": lambda w, x: w * x, "y": lambda u: u.sum()},
        scalar="y",
        layout=Layout.NUMERATOR,
    ),
    Valued(
        "parr-chain",
        "f = f: m; g = g: n; x = x: p; v = v: m n; w = w: n p",
        (lambda d_f_by_x: d_f_by_x, lambda d_f_by_g, d_g_by_x: d_f_by_g @ d_g_by_x),
        made={"g": lambda w, x: w @ F(x), "f": lambda v, g: v @ F(g)},
    ),
)
