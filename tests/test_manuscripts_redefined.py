"""Names that a document defines anew: the new equation counts from there on."""

from __future__ import annotations

import pytest

from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

FIRST = r"Let $f = x^TAx$. Then $\nabla_xf = (A+A^T)x$."


def verdicts(text: str) -> list[str]:
    return [one.verdict.kind.value for one in check_manuscript(manuscript_of(text.encode(), "notes.md")).lines]


@pytest.mark.parametrize("words", ["Let", "Now let", "Next, let us take", "Consider"])
def test_the_new_equation_counts_from_there_on(words: str) -> None:
    second = rf"{words} $f = \|Ax-b\|^2$."
    right, wrong = r"Then $\nabla_xf = 2A^T(Ax-b)$.", r"Then $\nabla_xf = (A+A^T)x$."
    assert verdicts(f"{FIRST}\n\n{second} {right}\n") == ["right", "right"]
    assert verdicts(f"{FIRST}\n\n{second} {wrong}\n") == ["right", "wrong"]


def test_without_such_words_a_second_equation_is_a_claim() -> None:
    assert verdicts(FIRST + "\n\n" + r"Hence $f = \|Ax-b\|^2$." + "\n") == ["right", "wrong"]


def test_steps_are_those_of_the_equation_before_them() -> None:
    text = FIRST + "\n\n" + r"Now let $f = x^Tx$. $$\nabla_xf = ???$$" + "\n"
    assert "&= 2 x &&" in fill_manuscript(manuscript_of(text.encode(), "notes.md")).text


def test_a_row_with_its_size_is_no_number() -> None:
    text = r"$X$ is $N\times D$, $W$ is $D\times M$, $b$ is a row $1\times M$, $Y = XW + b$." + "\n\n"
    line = r"$$\frac{\partial L}{\partial b} = \sum_{i}\sum_j \frac{\partial L}{\partial Y_{ij}}$$"
    assert verdicts(text + line) == ["undecided"]


def test_a_chain_that_is_not_read_and_claims_something_is_no_success() -> None:
    text = r"Let $L(w)=\frac12\|Xw-y\|^2$." + "\n\n" + r"$$w_{new} = w - \eta\nabla L(w) = w + \eta X^T(Xw-y)$$"
    assert check_manuscript(manuscript_of(f"{text}\n".encode(), "notes.md")).exit_code == 4
