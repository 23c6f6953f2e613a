"""What a sentence says of the last of several names is not said of those that have a set of their own."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

RIGHT, WRONG = Kind.RIGHT, Kind.WRONG

CASES = [
    (
        r"Let $x \in \mathbb{R}^n$ and $A$ be a symmetric $n\times n$ matrix.",
        [(r"\nabla_x (x^T A x) = 2Ax", RIGHT), (r"\nabla_x (x^T A x) = Ax", WRONG)],
    ),
    (
        r"Let $x\in\mathbb{R}^n$, $B \in \mathbb{R}^{n\times n}$ and $A \in \mathbb{R}^{n\times n}$ be a"
        " symmetric matrix.",
        [(r"\nabla_x (x^T B x) = 2Bx", WRONG), (r"\nabla_x (x^T A x) = 2Ax", RIGHT)],
    ),
    (
        r"Let $A\in\mathbb{R}^{n\times n}$ and $B \in \mathbb{R}^{n\times n}$ be symmetric and $x\in\mathbb{R}^n$.",
        [(r"\nabla_x (x^T B x) = 2Bx", RIGHT), (r"\nabla_x (x^T A x) = 2Ax", RIGHT)],
    ),
]


@pytest.mark.parametrize(("words", "claims"), CASES)
def test_of_which_name_it_is_said(words: str, claims: list[tuple[str, Kind]]) -> None:
    text = "\n".join([words, "", *(f"$${claim}$$" for claim, _ in claims)])
    lines = check_manuscript(manuscript_of(text.encode(), "forms.md")).lines
    assert [line.verdict.kind for line in lines] == [kind for _, kind in claims]


def test_an_equation_between_a_number_and_a_matrix_is_no_hypothesis() -> None:
    text = "Let $A$ be a matrix and $x$ a vector.\n\n$$\\|Ax\\|^2 = x^TA^TAx$$\n$$x^Tx = xx^T$$\n"
    checked = check_manuscript(manuscript_of(text.encode(), "identities.md"))
    assert [line.verdict.kind for line in checked.lines] == [RIGHT, WRONG]
