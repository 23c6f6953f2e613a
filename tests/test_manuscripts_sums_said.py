"""Sums of entries that a text gives in words count; what it does not say does not."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED

SAID = [  # words, and the verdicts on p − y, y − p and 2p − y, which are the gradient where the sum is 1, never, 2
    ("where the entries of $y$ sum to 1.", [RIGHT, WRONG, WRONG]),
    ("where the components of $y$ sum to one.", [RIGHT, WRONG, WRONG]),
    ("where $y$ sums to $1$.", [RIGHT, WRONG, WRONG]),
    ("where the entries of $y$ sum to $2$.", [WRONG, WRONG, RIGHT]),
    ("where the entries of $y$ do not sum to 1.", [UNDECIDED, WRONG, WRONG]),
    ("where the rows of $y$ sum to 1.", [UNDECIDED, WRONG, WRONG]),
    ("for any $y$.", [UNDECIDED, WRONG, WRONG]),
]


@pytest.mark.parametrize(("words", "kinds"), SAID)
def test_what_the_entries_sum_to(words: str, kinds: list[Kind]) -> None:
    claims = [r"p - y", r"y - p", r"2p - y"]
    lines = [rf"Let $p = \operatorname{{softmax}}(z)$, $E = -y^T\log p$ {words}", ""]
    lines += [rf"$$\nabla_z E = {claim}$$" for claim in claims]
    checked = check_manuscript(manuscript_of("\n".join(lines).encode(), "softmax.md"))
    assert [line.verdict.kind for line in checked.lines] == kinds


@pytest.mark.parametrize(
    "words",
    [
        r"$Y \in \{0,1\}^{n\times k}$ is one-hot",
        "the rows of $Y$ are one-hot",
        "each row of $Y$ is one-hot",
        "with one-hot labels $Y$",
        "with the one-hot matrix $Y$",
    ],
)
def test_one_hot_rows_sum_to_one(words: str) -> None:
    page = rf"Let $Z, Y \in \mathbb{{R}}^{{n\times k}}$, {words}, $P = \operatorname{{softmax}}(Z)$ row by row, and "
    page += r"$$L = -\sum_i \sum_j Y_{ij} \log P_{ij}.$$ $$\nabla_Z L = P - Y$$ $$\nabla_Z L = Y - P$$"
    checked = check_manuscript(manuscript_of(page.encode(), "softmax.md"))
    assert [line.verdict.kind for line in checked.lines] == [RIGHT, WRONG]


def test_rows_of_one_hot_columns_do_not_sum_to_one() -> None:
    page = r"Let $Z, Y \in \mathbb{R}^{n\times k}$, the columns of $Y$ are one-hot, $P = \operatorname{softmax}(Z)$ "
    page += r"row by row, and $$L = -\sum_i \sum_j Y_{ij} \log P_{ij}.$$ $$\nabla_Z L = P - Y$$"
    checked = check_manuscript(manuscript_of(page.encode(), "softmax.md"))
    assert [line.verdict.kind for line in checked.lines] == [WRONG]
