"""Identities of the Matrix Cookbook; the derivatives in them are difference quotients."""

from __future__ import annotations

import numpy as np

from tests.valued_lines import Valued

det, inv, kron, log, norm, outer, tr = np.linalg.det, np.linalg.inv, np.kron, np.log, np.linalg.norm, np.outer, np.trace

RESIDUAL = {"W": lambda V: V + V.T, "t": lambda W, x, A, s: (x - A @ s) @ W @ (x - A @ s)}
"""A weighted sum of squares."""

IDENTITIES = (
    Valued("cookbook-1", "A = A: n n; B = B: n n", (lambda A, B: inv(A @ B), lambda A, B: inv(B) @ inv(A))),
    Valued("cookbook-11", "A = A: n n", (lambda A: tr(A), lambda A: sum(A[i, i] for i in range(len(A)))), free=""),
    Valued(
        "cookbook-24", "u = u: n; v = v: n", (lambda u, v: det(np.eye(len(u)) + outer(u, v)), lambda u, v: 1 + u @ v)
    ),
    Valued(
        "cookbook-49",
        "X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda X: det(X) * inv(X).T),
        made={"t": lambda X: det(X)},
    ),
    Valued(
        "cookbook-51",
        "A = A: n n; X = X: n n; B = B: n n",
        (
            lambda d_t_by_X: d_t_by_X,
            lambda A, X, B: det(A @ X @ B) * inv(X).T,
            lambda A, X, B: det(A @ X @ B) * inv(X.T),
        ),
        made={"t": lambda A, X, B: det(A @ X @ B)},
    ),
    Valued(
        "cookbook-52",
        "A = A: n n; X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda A, X: 2 * det(X.T @ A @ X) * inv(X).T),
        made={"t": lambda A, X: det(X.T @ A @ X)},
    ),
    Valued(
        "cookbook-57",
        "X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda X: inv(X).T, lambda X: inv(X.T)),
        made={"t": lambda X: log(abs(det(X)))},
    ),
    Valued(
        "cookbook-61",
        "X = X: n n; a = a: n; b = b: n",
        (lambda d_t_by_X: d_t_by_X, lambda X, a, b: -inv(X).T @ outer(a, b) @ inv(X).T),
        made={"t": lambda X, a, b: a @ inv(X) @ b},
    ),
    Valued(
        "cookbook-64",
        "A = A: n n; X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda A, X: -(inv(X + A) @ inv(X + A)).T),
        made={"t": lambda A, X: tr(inv(X + A))},
    ),
    Valued(
        "cookbook-69",
        "x = x: n; a = a: n",
        (lambda d_t_by_x: d_t_by_x, lambda d_t_by_x: d_t_by_x, lambda a: a),
        made={"t": lambda x, a: x @ a},
    ),
    Valued(
        "cookbook-70",
        "X = X: m n; a = a: m; b = b: n",
        (lambda d_t_by_X: d_t_by_X, lambda a, b: outer(a, b)),
        made={"t": lambda X, a, b: a @ X @ b},
    ),
    Valued(
        "cookbook-71",
        "X = X: m n; a = a: n; b = b: m",
        (lambda d_t_by_X: d_t_by_X, lambda a, b: outer(b, a)),
        made={"t": lambda X, a, b: a @ X.T @ b},
    ),
    Valued(
        "cookbook-72",
        "X = X: n n; a = a: n",
        (lambda d_t_by_X: d_t_by_X, lambda d_t_by_X: d_t_by_X, lambda a: outer(a, a)),
        made={"t": lambda X, a: a @ X @ a},
    ),
    Valued(
        "cookbook-77",
        "X = X: m n; b = b: n; c = c: n",
        (lambda d_t_by_X: d_t_by_X, lambda X, b, c: X @ (outer(b, c) + outer(c, b))),
        made={"t": lambda X, b, c: (X @ b) @ (X @ c)},
    ),
    Valued(
        "cookbook-78",
        "x = x: n; B = B: m n; b = b: m; C = C: m p; D = D: p n; d = d: p",
        (lambda d_t_by_x: d_t_by_x, lambda x, B, b, C, D, d: B.T @ C @ (D @ x + d) + D.T @ C.T @ (B @ x + b)),
        made={"t": lambda x, B, b, C, D, d: (B @ x + b) @ C @ (D @ x + d)},
    ),
    Valued(
        "cookbook-81",
        "x = x: n; B = B: n n",
        (lambda d_t_by_x: d_t_by_x, lambda B, x: (B + B.T) @ x),
        made={"t": lambda x, B: x @ B @ x},
    ),
    Valued(
        "cookbook-82",
        "X = X: m n; D = D: m m; b = b: n; c = c: n",
        (lambda d_t_by_X: d_t_by_X, lambda X, D, b, c: D.T @ X @ outer(b, c) + D @ X @ outer(c, b)),
        made={"t": lambda X, D, b, c: (X @ b) @ D @ (X @ c)},
    ),
    Valued(
        "cookbook-83",
        "X = X: m n; D = D: m m; b = b: n; c = c: m",
        (lambda d_t_by_X: d_t_by_X, lambda X, D, b, c: outer((D + D.T) @ (X @ b + c), b)),
        made={"t": lambda X, D, b, c: (X @ b + c) @ D @ (X @ b + c)},
    ),
    Valued(
        "cookbook-84",
        "x = x: m; A = A: m n; s = s: n; W = W: m m; V = V: m m",
        (lambda d_t_by_s: d_t_by_s, lambda W, x, A, s: -2 * A.T @ W @ (x - A @ s)),
        made=RESIDUAL,
        note="W is symmetric, as the book says",
    ),
    Valued(
        "cookbook-87",
        "x = x: m; A = A: m n; s = s: n; W = W: m m; V = V: m m",
        (lambda d_t_by_x: d_t_by_x, lambda W, x, A, s: 2 * W @ (x - A @ s)),
        made=RESIDUAL,
        note="W is symmetric, as the book says",
    ),
    Valued(
        "cookbook-88",
        "x = x: m; A = A: m n; s = s: n; W = W: m m; V = V: m m",
        (lambda d_t_by_A: d_t_by_A, lambda W, x, A, s: -2 * outer(W @ (x - A @ s), s)),
        made=RESIDUAL,
        note="W is symmetric, as the book says",
    ),
    Valued(
        "cookbook-100",
        "X = X: m n; A = A: n m",
        (lambda d_t_by_X: d_t_by_X, lambda A: A.T),
        made={"t": lambda X, A: tr(X @ A)},
    ),
    Valued(
        "cookbook-101",
        "A = A: p m; X = X: m n; B = B: n p",
        (lambda d_t_by_X: d_t_by_X, lambda A, B: A.T @ B.T),
        made={"t": lambda A, X, B: tr(A @ X @ B)},
    ),
    Valued(
        "cookbook-102",
        "A = A: p n; X = X: m n; B = B: m p",
        (lambda d_t_by_X: d_t_by_X, lambda A, B: B @ A),
        made={"t": lambda A, X, B: tr(A @ X.T @ B)},
    ),
    Valued(
        "cookbook-105",
        "A = A: m m; X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda A, X: tr(A) * np.eye(len(X))),
        made={"t": lambda A, X: tr(kron(A, X))},
    ),
    Valued(
        "cookbook-106",
        "X = X: n n",
        (lambda d_t_by_X: d_t_by_X, lambda X: 2 * X.T),
        made={"t": lambda X: tr(X @ X)},
    ),
    Valued(
        "cookbook-108",
        "X = X: m n; B = B: m m",
        (lambda d_t_by_X: d_t_by_X, lambda X, B: B @ X + B.T @ X),
        made={"t": lambda X, B: tr(X.T @ B @ X)},
    ),
    Valued(
        "cookbook-114",
        "A = A: n m; X = X: m n; B = B: n m",
        (lambda d_t_by_X: d_t_by_X, lambda A, X, B: A.T @ X.T @ B.T + B.T @ X.T @ A.T),
        made={"t": lambda A, X, B: tr(A @ X @ B @ X)},
    ),
    Valued(
        "cookbook-119",
        "A = A: p m; X = X: m n; B = B: n q; C = C: p q",
        (lambda d_t_by_X: d_t_by_X, lambda A, X, B, C: 2 * A.T @ (A @ X @ B + C) @ B.T),
        made={"t": lambda A, X, B, C: ((A @ X @ B + C) ** 2).sum()},
    ),
    Valued(
        "cookbook-124",
        "A = A: m n; X = X: n n; B = B: n m",
        (lambda d_t_by_X: d_t_by_X, lambda A, X, B: -(inv(X) @ B @ A @ inv(X)).T),
        made={"t": lambda A, X, B: tr(A @ inv(X) @ B)},
    ),
    Valued(
        "cookbook-129",
        "x = x: n; a = a: n; u = u: n",
        (lambda d_t_by_x: d_t_by_x, lambda x, a: (x - a) / np.sqrt(((x - a) ** 2).sum())),
        made={"a": lambda u: -u, "t": lambda x, a: norm(x - a)},
    ),
    Valued(
        "cookbook-130",
        "x = x: n; a = a: n; u = u: n",
        (
            lambda d_t_by_x: d_t_by_x,
            lambda x, a: np.eye(len(x)) / norm(x - a) - outer(x - a, x - a) / norm(x - a) ** 3,
        ),
        made={"a": lambda u: -u, "t": lambda x, a: (x - a) / norm(x - a)},
    ),
    Valued(
        "cookbook-156",
        "A = A: n n; B = B: m m; C = C: n m",
        (
            lambda A, B, C: inv(A + C @ B @ C.T),
            lambda A, B, C: inv(A) - inv(A) @ C @ inv(inv(B) + C.T @ inv(A) @ C) @ C.T @ inv(A),
        ),
    ),
    Valued(
        "cookbook-160",
        "A = A: n n; b = b: n; c = c: n",
        (
            lambda A, b, c: inv(A + outer(b, c)),
            lambda A, b, c: inv(A) - inv(A) @ outer(b, c) @ inv(A) / (1 + c @ inv(A) @ b),
        ),
    ),
    Valued(
        "cookbook-kronecker",
        "A = A: m n; B = B: p m; C = C: n p; D = D: m n",
        (lambda A, B, C, D: kron(A, B) @ kron(C, D), lambda A, B, C, D: kron(A @ C, B @ D)),
    ),
    Valued(
        "cookbook-vec",
        "A = A: m n; B = B: m n",
        (lambda A, B: tr(A.T @ B), lambda A, B: A.ravel(order="F") @ B.ravel(order="F")),
    ),
)
