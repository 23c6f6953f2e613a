"""Rows, scalars, compound dimensions and slices in every position: gradients against difference quotients in numpy.

Each program is written twice, once in the input language and once by hand in numpy.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from plain_values import PlainValues
from programs import derived

from matcalc.forms.matrix_form import Symbol
from matcalc.notation.shapes_in import parse_shape

STEP = 1e-5
TOLERANCE = 1e-6
SIZES = {"m": 2, "n": 3, "p": 4}
SHAPES = {
    "r": "1×n",
    "t": "1×m",
    "x": "n",
    "a": "m",
    "A": "m×n",
    "S": "n×n",
    "s": "",
    "y": "n+1",
    "w": "n+m",
    "B": "m×n+1",
    "C": "n+m×p",
}

ROWS: list[tuple[str, str]] = [  # program, the same in numpy, where every array has two axes
    ("r @ x", "r @ x"),
    ("x.T @ r.T", "x.T @ r.T"),
    ("(r @ x)**2", "(r @ x) ** 2"),
    ("r @ x + a.T @ a", "r @ x + a.T @ a"),
    ("r @ S @ x", "r @ S @ x"),
    ("r @ S @ r.T", "r @ S @ r.T"),
    ("t @ A @ x", "t @ A @ x"),
    ("t @ A @ r.T", "t @ A @ r.T"),
    ("tr(x @ r)", "np.trace(x @ r)"),
    ("tr(r.T @ r)", "np.trace(r.T @ r)"),
    ("tr(x @ r @ S)", "np.trace(x @ r @ S)"),
    ("x.T @ diag_of(x @ r)", "x.T @ np.diag(x @ r)[:, None]"),
    ("x.T @ diag(r.T) @ x", "x.T @ np.diag(r[0]) @ x"),
    ("dot(r.T, x)", "r @ x"),
    ("dot(r, x.T)", "r @ x"),
    ("dot(r, r)", "r @ r.T"),
    ("norm2sq(r)", "r @ r.T"),
    ("norm2sq(r - x.T)", "(r - x.T) @ (r - x.T).T"),
    ("norm2sq(A - r)", "np.sum((A - r) ** 2)"),
    ("norm2sq(A.T @ a - r.T)", "np.sum((A.T @ a - r.T) ** 2)"),
    ("norm2sq(a @ r - A)", "np.sum((a @ r - A) ** 2)"),
    ("sum(r)", "np.sum(r)"),
    ("sum(r.T)", "np.sum(r)"),
    ("sum(r * x.T)", "np.sum(r * x.T)"),
    ("sum(r.T * x)", "np.sum(r.T * x)"),
    ("sum(r * A)", "np.sum(r * A)"),
    ("sum(a * A * r)", "np.sum(a * A * r)"),
    ("sum(A + r)", "np.sum(A + r)"),
    ("sum((A + r)**2)", "np.sum((A + r) ** 2)"),
    ("sum(r**2)", "np.sum(r**2)"),
    ("sum(r**3 * x.T)", "np.sum(r**3 * x.T)"),
    ("sum(1 / r)", "np.sum(1 / r)"),
    ("sum(exp(r))", "np.sum(np.exp(r))"),
    ("sum(tanh(r) * x.T)", "np.sum(np.tanh(r) * x.T)"),
    ("sum(tanh(r.T) * x)", "np.sum(np.tanh(r.T) * x)"),
    ("sum(tanh(r @ S))", "np.sum(np.tanh(r @ S))"),
    ("sum(sum(A, axis=0) * r)", "np.sum(A.sum(axis=0) * r)"),
    ("sum(A, axis=0) @ x", "A.sum(axis=0) @ x"),
    ("sum(r, axis=0) @ x", "r @ x"),
    ("sum(r, axis=1) * s", "np.sum(r) * s"),
    ("sum(A * sum(A, axis=0))", "np.sum(A * A.sum(axis=0))"),
    ("sum(vstack(x.T, A) @ x)", "np.sum(np.vstack([x.T, A]) @ x)"),
    ("sum(vstack(r, A) @ x)", "np.sum(np.vstack([r, A]) @ x)"),
    ("sum(vstack(r, A)**2)", "np.sum(r**2) + np.sum(A**2)"),
    ("sum(hstack(r, t)**2)", "np.sum(r**2) + np.sum(t**2)"),
    ("sum(hstack(r, s)**3)", "np.sum(r**3) + s**3"),
    ("hstack(r, t) @ w", "np.hstack([r, t]) @ w"),
    ("hstack(r, 1) @ y", "np.hstack([r, [[1.0]]]) @ y"),
    ("dot(hstack(r, t).T, w)", "np.hstack([r, t]) @ w"),
    ("s * r @ x", "s * (r @ x)"),
    ("sum(s * r + x.T)", "np.sum(s * r + x.T)"),
    ("sum(s + r)", "np.sum(s + r)"),
    ("sum((r @ x) * A)", "np.sum((r @ x) * A)"),
    ("r @ x * s**2", "r @ x * s**2"),
    ("sum(exp(s) * r)", "np.sum(np.exp(s) * r)"),
]

SCALARS: list[tuple[str, str]] = [
    ("s", "s"),
    ("s**3", "s**3"),
    ("s * s.T", "s * s"),
    ("tr(s)", "s"),
    ("exp(s) * s", "np.exp(s) * s"),
    ("s * x.T @ x", "s * (x.T @ x)"),
    ("x.T @ (s * x)", "s * (x.T @ x)"),
    ("sum(x - s)", "np.sum(x - s)"),
    ("norm2sq(A - s)", "np.sum((A - s) ** 2)"),
    ("norm2sq(S - s * eye(n))", "np.sum((S - s * np.eye(3)) ** 2)"),
    ("sum(x / s)", "np.sum(x / s)"),
    ("tanh(a.T @ A @ x) * s", "np.tanh(a.T @ A @ x) * s"),
    ("a.T @ A @ x / s", "a.T @ A @ x / s"),
]

BLOCKS: list[tuple[str, str]] = [
    ("sum(x[0:n])", "np.sum(x)"),
    ("sum(y[0:n])", "np.sum(y[:3])"),
    ("sum(y[1:n+1] * x)", "np.sum(y[1:] * x)"),
    ("sum(y[0:n] * y[1:n+1])", "np.sum(y[:3] * y[1:])"),
    ("y[n:n+1] * sum(y)", "y[3] * np.sum(y)"),
    ("sum(tanh(y[0:n]))", "np.sum(np.tanh(y[:3]))"),
    ("sum(w[0:n] * x) + norm2sq(w[n:n+m])", "np.sum(w[:3] * x) + np.sum(w[3:] ** 2)"),
    ("r @ w[0:n]", "r @ w[:3]"),
    ("sum(B[:, 0:n] * A)", "np.sum(B[:, :3] * A)"),
    ("a.T @ B[:, 0:n] @ x", "a.T @ B[:, :3] @ x"),
    ("sum(B[:, n:n+1] * a)", "np.sum(B[:, 3:] * a)"),
    ("sum(B[0:1, :])", "np.sum(B[:1])"),
    ("B[0:1, 0:n] @ x", "B[:1, :3] @ x"),
    ("norm2sq(C[0:n, :])", "np.sum(C[:3] ** 2)"),
    ("tr(C[0:n, :] @ C[0:n, :].T)", "np.sum(C[:3] ** 2)"),
    ("sum(C[n:n+m, :].T @ a)", "np.sum(C[3:].T @ a)"),
    ("sum(C.T @ vstack(x, a))", "np.sum(C.T @ np.vstack([x, a]))"),
    ("norm2sq(C.T @ w)", "np.sum((C.T @ w) ** 2)"),
    ("norm2sq(B @ vstack(x, 1))", "np.sum((B @ np.vstack([x, [[1.0]]])) ** 2)"),
    ("norm2sq(B @ vstack(x, s))", "np.sum((B @ np.vstack([x, s])) ** 2)"),
    ("norm2sq(hstack(A, a) @ y)", "np.sum((np.hstack([A, a]) @ y) ** 2)"),
    ("sum(x[0:1] * x)", "np.sum(x[:1] * x)"),
]


def operands(text: str) -> list[str]:
    """The arrays of a program."""
    return [name for name in dict.fromkeys(re.findall(r"\b[a-zA-Z]+\b", text.replace(".T", ""))) if name in SHAPES]


CASES = [
    pytest.param(text, by_hand, wrt, id=f"{text} by {wrt}")
    for text, by_hand in (*ROWS, *SCALARS, *BLOCKS)
    for wrt in operands(text)
]


@pytest.mark.parametrize(("text", "by_hand", "wrt"), CASES)
def test_a_gradient_agrees_with_difference_quotients(text: str, by_hand: str, wrt: str) -> None:
    names = operands(text)
    shapes = {name: SHAPES[name] for name in names}
    result = derived([f"E = {text}"], shapes, [wrt])
    gradient = result.gradient(wrt)
    bodies = {f.definition.symbol: f.matrix_form for f in result.forward if f.matrix_form is not None}
    plain = PlainValues(SIZES, bodies)  # E may stand in its own gradient: the one of x / s by s is −E / s
    arrays = {name: plain.given(Symbol(name, parse_shape(shape))) for name, shape in shapes.items()}

    def at(entry: tuple[int, int], by: float) -> float:
        moved = arrays[wrt].copy()
        moved[entry] += by
        return float(np.sum(eval(by_hand, {"np": np}, {**arrays, wrt: moved})))

    expected = np.empty(arrays[wrt].shape)
    for entry in np.ndindex(expected.shape):
        expected[entry] = (at(entry, STEP) - at(entry, -STEP)) / (2 * STEP)
    found = plain.entries(gradient.value, gradient.free).reshape(expected.shape)
    assert np.allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)
