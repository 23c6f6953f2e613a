"""Lists of identities: the same letters have other shapes in other lines, unless the document says or defines them."""

from __future__ import annotations

import pytest

from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

IDENTITIES = r"""$$\frac{\partial\,a^TXb}{\partial X} = ab^T$$
$$\frac{\partial\,a^TX^Tb}{\partial X} = ba^T$$
$$\frac{\partial\det(X)}{\partial X} = \det(X)X^{-T}$$
$$\frac{\partial}{\partial X}\operatorname{tr}(AXB) = A^TB^T$$
$$\frac{\partial\,a^TX^{-1}b}{\partial X} = -X^{-T}ab^TX^{-T}$$
$$\operatorname{tr}(AB) = \operatorname{tr}(BA)$$
$$(AB)^{-1} = B^{-1}A^{-1}$$
$$\operatorname{tr}(A^TB) = \sum_{ij}A_{ij}B_{ij}$$
"""

SLIPS = r"""$$\operatorname{tr}(AB) = \operatorname{tr}(BA)$$
$$\operatorname{tr}(AB) = \sum_{ij}A_{ij}B_{ij}$$
$$(AB)^{-1} = A^{-1}B^{-1}$$
$$\frac{\partial\,a^TX^{-1}b}{\partial X} = X^{-T}ab^TX^{-T}$$
"""


def verdicts(text: str) -> list[str]:
    return [one.verdict.kind.value for one in check_manuscript(manuscript_of(text.encode(), "notes.md")).lines]


def test_each_identity_has_the_shapes_that_it_asks_for() -> None:
    assert verdicts(IDENTITIES) == ["right"] * 8


def test_slips_among_them_are_wrong() -> None:
    assert verdicts(SLIPS) == ["right", "wrong", "wrong", "wrong"]


@pytest.mark.parametrize(
    "said",
    [
        r"Let $A\in\mathbb R^{m\times n}$ and $B\in\mathbb R^{n\times m}$.",
        r"Let $C=AB$ and $E=\operatorname{tr}(C)$.",
    ],
)
def test_shapes_that_are_said_or_defined_hold_in_every_line(said: str) -> None:
    assert verdicts(said + "\n\n" + r"$$\operatorname{tr}(A^TB) = \sum_{ij}A_{ij}B_{ij}$$") != ["right"]


def test_the_steps_have_the_shapes_of_their_line() -> None:
    text = IDENTITIES + r"$$\frac{\partial}{\partial X}\log\det X = ??? = X^{-T}$$" + "\n"
    filled = fill_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert r"(X^{-1})_{ji}" in filled.text


@pytest.mark.parametrize(("line", "verdict"), [(r"\frac{a-y}{a\odot(1-a)}", "right"), (r"\frac{a-y}{a}", "wrong")])
def test_a_fraction_of_two_vectors_is_entry_by_entry(line: str, verdict: str) -> None:
    text = r"Let $a$ be a vector and $E=-\sum_i\left(y_i\log a_i+(1-y_i)\log(1-a_i)\right)$."
    assert verdicts(f"{text}\n\n$$\\nabla_aE = {line}$$\n") == [verdict]


def test_identities_have_shapes_of_their_own_beside_vectors_of_ones() -> None:
    rows = r"$\operatorname{tr}(Y^TX) = \operatorname{tr}(X^TY)$" + "\n\n"
    rows += r"$\operatorname{tr}(Y^TX^T) = \operatorname{tr}(XY)$" + "\n\n"
    page = r"Let $u\in\mathbb R^n$ and $s = \mathbf 1^Tu$." + "\n\n" + r"$\nabla_us = \mathbf 1$" + "\n\n"
    assert verdicts(page + rows) == ["right"] * 3
