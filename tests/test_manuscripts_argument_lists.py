"""What stands in the brackets behind a function on a left side: names with , or ; or | between."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

LISTS = [  # how J is said to be, and a right and a wrong line about it
    (r"J(w;\lambda) = \|Xw-y\|^2 + \lambda w^Tw", r"\nabla_w J = 2X^T(Xw-y) + 2\lambda w", "2X^T(Xw-y) + \\lambda w"),
    (r"J(W, b; x, y) = \frac12\|Wx+b-y\|^2", "\\nabla_W J = (Wx+b-y)x^T", "x(Wx+b-y)^T"),
]


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


@pytest.mark.parametrize(("said", "right", "wrong"), LISTS)
def test_parameters_stand_behind_a_semicolon(said: str, right: str, wrong: str) -> None:
    text = f"With vectors $x$, $y$, $b$ let ${said}$. ${right}$ and ${right.partition('=')[0]}= {wrong}$."
    found = checked(text)
    assert [line.verdict.kind for line in found.lines] == [Kind.RIGHT, Kind.WRONG]
    assert not found.unread


@pytest.mark.parametrize("right", ["2w", "3w"])
def test_where_the_equation_of_a_function_is_not_read_its_gradient_is_undecided(right: str) -> None:
    found = checked(rf"Let $J(w|\lambda) = w^Tw$. $\nabla_w J = {right}$")
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED]
    assert len(found.unread) == 1
