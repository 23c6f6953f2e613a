"""Mistakes of every kind in right results: each is called wrong, and the right repair is named for most of them.

That a mistake is one is found by the plain NumPy of tests/plain_values.py or by its shape, not by the checker; and so
is that what a repair gives is right.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import matcalc
from matcalc.errors import ShapeError
from matcalc.forms.matrix_form import Node
from matcalc.judging.claimed import check_claim
from matcalc.judging.findings import Rows
from matcalc.judging.slips import slips
from matcalc.judging.written import Written, stand_in
from matcalc.notation.text_out import input_text
from tests.identities.comparison import claimed, point_of
from tests.identities.identity import Identity

EXPRESSIONS = [  # expression, variable, shapes
    ("x.T @ A @ x", "x", "A: n×n, x: n"),
    ("sum((X @ w - y)**2) / m", "w", "X: m×n, w: n, y: m"),
    ("a.T @ X @ b", "X", "a: m, X: m×n, b: n"),
    ("a.T @ inv(X) @ b", "X", "a: n, X: n×n, b: n"),
    ("logdet(X)", "X", "X: n×n"),
    ("tr(A @ X @ B)", "X", "A: p×m, X: m×n, B: n×p"),
    ("sum(f(W @ x))", "W", "W: m×n, x: n"),
    ("sum(f(W @ x))", "x", "W: m×n, x: n"),
    ("sum(tanh(W @ x + b) * y)", "W", "W: m×n, x: n, b: m, y: m"),
    ("norm2sq(A @ X - B)", "X", "A: p×m, X: m×n, B: p×n"),
    ("tr(X.T @ A @ X @ B)", "X", "X: m×n, A: m×m, B: n×n"),
    ("det(X)", "X", "X: n×n"),
    ("-sum(y * log(softmax(z)))", "z", "y: n, z: n"),
    ("sum(exp(A @ x) * y)", "x", "A: m×n, x: n, y: m"),
    ("x.T @ A @ y + y.T @ B @ x", "x", "A: n×m, B: m×n, x: n, y: m"),
]


def mistakes() -> list[tuple[str, str, str, str, str, str]]:
    """Expression, variable, shapes, the right result, what went wrong, and what was made of it."""
    found = []
    for expression, wrt, shapes in EXPRESSIONS:
        result = matcalc.derive(expression, wrt=wrt, shapes=shapes).result.expanded()
        node = result.read(str(result))
        assert isinstance(node, Node)
        row = Identity("", expression, wrt, str(result), shapes, "", "gradient")
        for slipped in slips(Written.of(node)):
            made = written(slipped.whole)
            if made is not None and not has_value_of(row, made):
                found.append((expression, wrt, shapes, str(result), slipped.slip.name.lower(), made))
    return list(dict.fromkeys(found))


def written(whole: Written) -> str | None:
    """The text of what was made, also where its shapes do not fit; None where it has none."""
    try:
        return input_text(whole.node)
    except ShapeError:
        stand = stand_in(whole)
        return None if stand is None else input_text(stand)


def has_value_of(row: Identity, text: str) -> bool:
    """Whether a text has the value of the result of a row, by NumPy, at three points."""
    for seed in (1, 2, 3):
        point = point_of(row, seed)
        left = np.real(np.asarray(claimed(row.result, row, point)))
        try:
            right = np.real(np.asarray(claimed(text, row, point)))
        except ValueError:  # shapes that do not fit
            return False
        if left.shape != right.shape or not np.allclose(left, right, rtol=1e-8, atol=1e-10):
            return False
    return True


@pytest.fixture(scope="module")
def judged():
    """Every mistake with the verdict on it."""
    return [
        (mistake, check_claim(f"grad_{mistake[1]}({mistake[0]}) = {mistake[5]}", shapes=mistake[2]))
        for mistake in mistakes()
    ]


def test_every_mistake_is_called_wrong(judged):
    assert len(judged) >= 100
    called = [(mistake[4:], verdict.kind.value) for mistake, verdict in judged if verdict.kind.value != "wrong"]
    assert called == []
    kinds = Counter(mistake[4] for mistake, _ in judged)
    assert len(kinds) >= 14, kinds


def test_the_right_repair_is_named_for_nine_of_ten(judged):
    """A repair counts where NumPy finds that it has the value of the right result."""
    missed = []
    for (expression, wrt, shapes, right, slip, made), verdict in judged:
        row = Identity("", expression, wrt, right, shapes, "", "gradient")
        if verdict.repair is None or not has_value_of(row, verdict.repair.text):
            missed.append((slip, made, right))
    named = len(judged) - len(missed)
    print(f"the right repair is named for {named} of {len(judged)} mistakes ({100 * named / len(judged):.1f} %)")
    for each in missed:
        print("  not named:", *each)
    assert named >= 0.9 * len(judged)


def test_examples_show_that_the_sides_differ(judged):
    """Both values of every example, worked out again by NumPy from the numbers that it gives."""
    count = 0
    for (expression, wrt, shapes, right, _slip, made), verdict in judged:
        example = verdict.counterexample
        if example is None or example.assumed:
            continue
        row = Identity("", expression, wrt, right, shapes, "", "gradient")
        point = point_of(row, 1)
        given = {
            name: np.array([[float(number) for number in each] for each in rows])
            for name, rows in example.given.items()
        }
        sizes = sizes_of(row, given)
        values = {**{name: np.zeros((1, 1)) for name in point.values}, **given}
        moved = type(point)(values, sizes)
        for text, rows in ((right, example.left), (made, example.right)):
            expected = array_of(rows)
            value = np.real(np.asarray(moved.value(text))).reshape(expected.shape)
            assert np.allclose(value, expected, rtol=1e-3, atol=1e-3), (text, given)
        assert example.left != example.right
        count += 1
    assert count >= 40


def array_of(rows: Rows) -> np.ndarray:
    """The numbers of an example."""
    return np.array([[float(number) for number in row] for row in rows])


def sizes_of(row: Identity, given: dict[str, np.ndarray]) -> dict[str, int]:
    """The lengths of an example, read off its arrays."""
    found = {}
    for name, lengths in dict(row.axes).items():
        if name in given:
            found.update(zip(lengths, given[name].shape, strict=False))
    return found
