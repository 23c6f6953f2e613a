"""Lines of two courses on networks, CS231n and CS224n."""

from __future__ import annotations

import numpy as np

from matcalc.forms.layout import Layout
from tests.latex_values.by_hand import F1, F, gradient, logistic, scalar, softmax
from tests.valued_lines import Valued

diag, exp, log, outer = np.diag, np.exp, np.log, np.outer

COURSES = (
    Valued("cs231n-product", "f = f:; x = x:; y = y:", (lambda f: f, lambda x, y: x * y), defines="f"),
    Valued(
        "cs231n-product",
        "f = f:; x = x:; y = y:",
        (lambda grad_x: grad_x, lambda y: y),
        number=1,
        made={"f": lambda x, y: x * y},
        scalar="f",
    ),
    Valued(
        "cs231n-chain",
        "f = f:; x = x:; q = q:",
        (lambda grad_x: grad_x, lambda grad_q, d_q_by_x: grad_q * d_q_by_x),
        made={"q": lambda x: x**3 + exp(x), "f": lambda q: np.sin(q)},
        scalar="f",
    ),
    Valued(
        "cs231n-sigmoid",
        "x = x:",
        (lambda x: logistic(x), lambda x: 1 / (1 + exp(-x))),
        functions={"sigma": logistic},
    ),
    Valued(
        "cs231n-sigmoid",
        "x = x:",
        (
            lambda d_s_by_x: d_s_by_x,
            lambda x: exp(-x) / (1 + exp(-x)) ** 2,
            lambda x: (1 - logistic(x)) * logistic(x),
        ),
        number=1,
        made={"s": lambda x: logistic(x)},
        functions={"sigma": logistic},
    ),
    Valued(
        "cs224n-jacobian-entry",
        "f = f: m; x = x: n; w = w: m n",
        (lambda d_f_by_x: d_f_by_x, lambda w, x: w * F1(x)),
        free="i: m, j: n",
        made={"f": lambda w, x: w @ F(x)},
    ),
    Valued(
        "cs224n-matrix-times-column", "z = z: m; W = W: m n; x = x: n", (lambda z: z, lambda W, x: W @ x), defines="z"
    ),
    Valued(
        "cs224n-matrix-times-column",
        "z = z: m; W = W: m n; x = x: n",
        (lambda d_z_by_x: d_z_by_x, lambda W: W),
        number=1,
        made={"z": lambda W, x: W @ x},
    ),
    Valued(
        "cs224n-row-times-matrix",
        "z = z: m; W = W: n m; x = x: n",
        (lambda d_z_by_x: d_z_by_x, lambda W: W.T),
        made={"z": lambda W, x: x @ W},
        note="the text has rows z = x W; a derivative of rows is that of columns",
    ),
    Valued("cs224n-elementwise", "z = z: m; x = x: m", (lambda z: z, lambda x: F(x)), defines="z"),
    Valued(
        "cs224n-elementwise",
        "z = z: m; x = x: m",
        (lambda d_z_by_x: d_z_by_x, lambda x: diag(F1(x))),
        number=1,
        made={"z": lambda x: F(x)},
    ),
    Valued(
        "cs224n-weights",
        "J = J:; W = W: m n; delta = delta: 1 m; x = x: n",
        (lambda grad_W: grad_W, lambda delta, x: outer(delta, x)),
        made={
            "z": lambda W, x: W @ x,
            "J": lambda z: scalar(z),
            "delta": lambda z: gradient(scalar, z)[np.newaxis],
        },
        scalar="J",
        note="δ is a row, and the derivative by W has the shape of W",
    ),
    Valued(
        "cs224n-softmax",
        "J = J:; theta = theta: m; p = hat y: m; y = y: m; u = u: m",
        (lambda grad_theta: grad_theta[np.newaxis], lambda p, y: (p - y)[np.newaxis]),
        made={
            "y": lambda u: u / u.sum(),
            "p": lambda theta: softmax(theta),
            "J": lambda p, y: -(y * log(p)).sum(),
        },
        scalar="J",
        layout=Layout.NUMERATOR,
    ),
    Valued(
        "cs224n-network",
        "x = x: n; z = z: m; W = W: m n; b = b_1: m",
        (lambda z: z, lambda W, x, b: W @ x + b),
        number=1,
        defines="z",
    ),
    Valued(
        "cs224n-network",
        "z = z: m; h = h: m; u = u: m",
        (lambda h: h, lambda z: np.where(z > 0, z, 0)),
        number=2,
        made={"z": lambda u: u - 0.9},
        defines="h",
    ),
    Valued(
        "cs224n-network",
        "h = h: m; theta = theta: p; U = U: p m; b = b_2: p",
        (lambda theta: theta, lambda U, h, b: U @ h + b),
        number=3,
        defines="theta",
    ),
    Valued(
        "cs224n-network",
        "theta = theta: p; y = hat y: p",
        (lambda y: y, lambda theta: softmax(theta)),
        number=4,
        defines="y",
    ),
    Valued(
        "cs224n-delta",
        "delta = delta_1: 1 m; second = delta_2: 1 n; U = U: m n; h = h: 1 n; u = u: n",
        (lambda second: second, lambda delta, U, h: (delta @ U) * np.sign(h)),
        made={
            "z": lambda u: u - 0.9,
            "h": lambda z: np.maximum(z, 0)[np.newaxis],
            "t": lambda U, h: U @ h[0],
            "J": lambda t: scalar(t),
            "delta": lambda t: gradient(scalar, t)[np.newaxis],
            "second": lambda grad_z: grad_z[np.newaxis],
        },
        scalar="J",
        note="h is taken as a row, as what it is multiplied with",
    ),
    Valued(
        "cs224n-output-bias",
        "J = J:; b = b_2: m; theta = theta: m; delta = delta_1: 1 m",
        (
            lambda grad_b: grad_b[np.newaxis],
            lambda grad_theta, d_theta_by_b: grad_theta[np.newaxis] @ d_theta_by_b,
            lambda delta: delta,
        ),
        made={
            "theta": lambda b: b + 0.3,
            "J": lambda theta: scalar(theta),
            "delta": lambda theta: gradient(scalar, theta)[np.newaxis],
        },
        scalar="J",
        layout=Layout.NUMERATOR,
    ),
    Valued("cs224n-identity", "z = z: m; x = x: m", (lambda z: z, lambda x: x), defines="z"),
    Valued(
        "cs224n-identity",
        "z = z: m; x = x: m",
        (lambda d_z_by_x: d_z_by_x, lambda x: np.eye(len(x))),
        number=1,
        made={"z": lambda x: x},
    ),
)
