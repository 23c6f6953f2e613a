"""A letter that can only be a number is one, whatever its size, and whatever function it is named an argument of."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

RIGHT, WRONG = Kind.RIGHT, Kind.WRONG

RIDGE = r"J(\lambda) = \|Xw-y\|^2 + \lambda\|w\|^2"
NAMED = r"\mathrm{RSS}(\lambda) = \|Xw-y\|^2 + \lambda w^Tw"
SCALED = r"J(\sigma) = \frac{1}{\sigma^2}\|x\|^2 + N\log\sigma"
LIKELIHOOD = r"\ell = \frac N2\log|\Lambda| - \frac12\operatorname{tr}(S\Lambda)"
CAPITAL = r"L = T\log|A| + x^TAx"
MARGINS = r"J(w) = \frac12\|w\|^2 + C\sum_i \log(1+e^{-y_iw^Tx_i})"
VECTOR = r"J(x) = a^T(x - b) + x^TAx"
MATRICES = r"Y = AX + B"


@pytest.mark.parametrize(
    ("definition", "claim", "kind"),
    [
        (RIDGE, r"\nabla_w J = 2X^T(Xw-y) + 2\lambda w", RIGHT),
        (RIDGE, r"\nabla_w J = 2X^T(Xw-y) + \lambda w", WRONG),
        (RIDGE, r"\frac{\partial J}{\partial\lambda} = w^Tw", RIGHT),
        (NAMED, r"\nabla_w \mathrm{RSS} = 2X^T(Xw-y) + 2\lambda w", RIGHT),
        (SCALED, r"\nabla_x J = \frac{2}{\sigma^2}x", RIGHT),
        (SCALED, r"\frac{\partial J}{\partial\sigma} = \frac N\sigma - \frac{2}{\sigma^3}\|x\|^2", RIGHT),
        (LIKELIHOOD, r"\frac{\partial\ell}{\partial\Lambda} = \frac N2\Lambda^{-T} - \frac12S^T", RIGHT),
        (LIKELIHOOD, r"\frac{\partial\ell}{\partial\Lambda} = \frac N2\Lambda^{-1} - \frac12S^T", WRONG),
        (CAPITAL, r"\frac{\partial L}{\partial A} = TA^{-T} + xx^T", RIGHT),
        (CAPITAL, r"\frac{\partial L}{\partial A} = A^{-T} + xx^T", WRONG),
        (MARGINS, r"\nabla_w J = w - C\sum_i \frac{y_ix_i}{1+e^{y_iw^Tx_i}}", RIGHT),
        (VECTOR, r"\nabla_x J = a + (A + A^T)x", RIGHT),  # an argument that stays a vector
        (
            MATRICES,
            r"\frac{\partial E}{\partial X} = A^T \frac{\partial E}{\partial Y}",
            RIGHT,
        ),  # capitals that stay matrices
    ],
)
def test_a_letter_is_a_number_where_a_scalar_is_a_sum_of_its_products(definition: str, claim: str, kind: Kind) -> None:
    text = f"${definition}$\n\n${claim}$\n"
    assert check_manuscript(manuscript_of(text.encode(), "notes.md")).lines[-1].verdict.kind is kind
