"""Backpropagation as Nielsen writes it."""

from __future__ import annotations

import numpy as np

from tests.latex_values.by_hand import F1, F, gradient, logistic, scalar, softmax
from tests.valued_lines import Valued

exp, log, norm, outer = np.exp, np.log, np.linalg.norm, np.outer

SOFTMAX_LAYER = {
    "y": lambda u: u / u.sum(),
    "z": lambda b: b + 0.3,
    "a": lambda z: softmax(z),
    "C": lambda a, y: -(y * log(a)).sum(),
}
"""A layer of softmax, and its cost."""

NIELSEN = (
    Valued(
        "nielsen-forward",
        "out = a^l: m; w = w^l: m n; a = a^l-1: n; b = b^l: m",
        (lambda out: out, lambda w, a, b: F(w @ a + b)),
        defines="out",
    ),
    Valued(
        "nielsen-forward-entry",
        "out = a^l: m; w = w^l: m n; a = a^l-1: n; b = b^l: m",
        (lambda out: out, lambda w, a, b: F(w @ a + b)),
        free="j: m",
        defines="out",
    ),
    Valued(
        "nielsen-weighted",
        "z = z^l: m; w = w^l: m n; a = a^l-1: n; b = b^l: m",
        (lambda z: z, lambda w, a, b: w @ a + b),
        defines="z",
    ),
    Valued(
        "nielsen-error",
        "delta = delta^l: m; C = C:; z = z^l: m",
        (lambda grad_z: grad_z, lambda grad_z: grad_z),
        free="j: m",
    ),
    Valued(
        "nielsen-bp1-entry",
        "delta = delta^L: m; C = C:; a = a^L: m; z = z^L: m",
        (lambda delta: delta, lambda grad_a, z: grad_a * F1(z)),
        free="j: m",
        made={"a": lambda z: F(z), "C": lambda a: scalar(a), "delta": lambda grad_z: grad_z},
        scalar="C",
    ),
    Valued(
        "nielsen-bp1",
        "delta = delta^L: m; C = C:; a = a: m; z = z^L: m",
        (lambda delta: delta, lambda grad_a, z: grad_a * F1(z)),
        made={"a": lambda z: F(z), "C": lambda a: scalar(a), "delta": lambda grad_z: grad_z},
        scalar="C",
    ),
    Valued(
        "nielsen-bp1-quadratic",
        "delta = delta^L: m; a = a^L: m; y = y: m; z = z^L: m",
        (lambda delta: delta, lambda a, y, z: (a - y) * F1(z)),
        made={
            "a": lambda z: F(z),
            "C": lambda a, y: ((a - y) ** 2).sum() / 2,
            "delta": lambda grad_z: grad_z,
        },
        scalar="C",
    ),
    Valued(
        "nielsen-bp2",
        "delta = delta^l: n; w = w^l+1: m n; next = delta^l+1: m; z = z^l: n",
        (lambda delta: delta, lambda w, next, z: (w.T @ next) * F1(z)),
        made={
            "v": lambda w, z: w @ F(z),
            "C": lambda v: scalar(v),
            "next": lambda grad_v: grad_v,
            "delta": lambda grad_z: grad_z,
        },
        scalar="C",
    ),
    Valued(
        "nielsen-bp2-entry",
        "delta = delta^l: n; w = w^l+1: m n; next = delta^l+1: m; z = z^l: n",
        (lambda delta: delta, lambda w, next, z: (w.T @ next) * F1(z)),
        free="j: n",
        made={
            "v": lambda w, z: w @ F(z),
            "C": lambda v: scalar(v),
            "next": lambda grad_v: grad_v,
            "delta": lambda grad_z: grad_z,
        },
        scalar="C",
    ),
    Valued(
        "nielsen-bp3",
        "b = b^l: m; C = C:; delta = delta^l: m",
        (lambda grad_b: grad_b, lambda delta: delta),
        free="j: m",
        made={
            "z": lambda b: b + 0.3,
            "C": lambda z: scalar(F(z)),
            "delta": lambda z: gradient(lambda z: scalar(F(z)), z),
        },
        scalar="C",
    ),
    Valued(
        "nielsen-bp4",
        "w = w^l: m n; C = C:; delta = delta^l: m; a = a^l-1: n",
        (lambda grad_w: grad_w, lambda a, delta: outer(delta, a)),
        free="j: m, k: n",
        made={
            "z": lambda w, a: w @ a,
            "C": lambda z: scalar(z),
            "delta": lambda z: gradient(scalar, z),
        },
        scalar="C",
    ),
    Valued(
        "nielsen-quadratic",
        "C = C:; y = y: m; a = a^L: m",
        (
            lambda C: C,
            lambda y, a: norm(y - a) ** 2 / 2,
            lambda y, a: sum((y[j] - a[j]) ** 2 for j in range(len(y))) / 2,
        ),
        free="",
        defines="C",
    ),
    Valued(
        "nielsen-sigmoid",
        "z = z:",
        (lambda z: logistic(z), lambda z: 1 / (1 + exp(-z))),
        functions={"sigma": logistic},
    ),
    Valued(
        "nielsen-sigmoid-prime",
        "z = z:",
        (lambda d_s_by_z: d_s_by_z, lambda z: logistic(z) * (1 - logistic(z))),
        made={"s": lambda z: logistic(z)},
        functions={"sigma": logistic},
    ),
    Valued(
        "nielsen-softmax",
        "a = a^L: m; z = z^L: m",
        (lambda a: a, lambda z: softmax(z)),
        free="j: m",
        defines="a",
    ),
    Valued(
        "nielsen-softmax-bias",
        "C = C:; b = b^L: m; a = a^L: m; y = y: m; u = u: m",
        (lambda grad_b: grad_b, lambda a, y: a - y),
        free="j: m",
        made=SOFTMAX_LAYER,
        scalar="C",
        note="C is the log-likelihood cost of an example whose y adds up to 1",
    ),
    Valued(
        "nielsen-softmax-weights",
        "C = C:; w = w^L: m n; h = a^L-1: n; a = a^L: m; y = y: m; b = b: m; u = u: m",
        (lambda grad_w: grad_w, lambda h, a, y: outer(a - y, h)),
        free="j: m, k: n",
        made={**SOFTMAX_LAYER, "z": lambda w, h, b: w @ h + b},
        scalar="C",
    ),
    Valued(
        "nielsen-cost-difference",
        "C = C:; a = a^L: m; y = y: m",
        (lambda grad_a: grad_a, lambda a, y: a - y),
        made={"C": lambda a, y: ((a - y) ** 2).sum() / 2},
        scalar="C",
        note="a is that of the last layer, as on the other side",
    ),
    Valued(
        "nielsen-chain",
        "delta = delta^l: n; next = delta^l+1: m; C = C:; z = z^l: n; v = z^l+1: m; w = w: m n",
        (
            lambda grad_z: grad_z,
            lambda grad_z: grad_z,
            lambda grad_v, d_v_by_z: grad_v @ d_v_by_z,
            lambda grad_v, w, z: (w.T @ grad_v) * F1(z),
        ),
        free="j: n",
        made={"v": lambda w, z: w @ F(z), "C": lambda v: scalar(v)},
        scalar="C",
    ),
)
