"""What is right is said in the form of the textbooks, in the names of the document."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from tests.planted_lines import Planted, document_of

SAID = [  # document, wrong line, what is said to be right
    ("softmax.md", r"\nabla_z L = y - p", "Right is p − y."),
    ("softmax.md", r"\nabla_z L = \log p \odot z", "Right is p − y."),
    ("softmax.md", r"\nabla_W L = p \, x^T z z^T W", "Right is (p − y) xᵀ."),
    ("logistic.tex", r"\nabla_z L = \log p \odot z", "Right is p − y."),
    ("logistic.tex", r"\nabla_w L = X^\top (z \odot z)", "Right is Xᵀ (p − y)."),
    ("sigmoid.tex", r"\nabla_{\mathbf{z}} E = \mathbf{z} \odot \mathbf{z}", "Right is (h − t) ⊙ h ⊙ (1 − h)."),
    ("ridge.md", r"\nabla_w J = w \|w\|^2", "Right is 2 ((1/n) Xᵀ r + λ w)."),
    ("deep.md", r"\nabla_x L = x \odot x \odot x", "Right is Wᵀ (Vᵀ (c ⊙ f′(u)) ⊙ f′(z))."),
    ("deep.md", r"\nabla_x L = \nabla_z L \odot x \odot x", "Right is Wᵀ ∇_z L."),
    ("entries.md", r"\frac{\partial L}{\partial x_j} = x_j x_j x_j", "Right is Σ_i W_ij z_i − Σ_i W_ij t_i."),
]


@pytest.mark.parametrize(("document", "line", "said"), SAID)
def test_what_is_right_is_written_out_and_short(document: str, line: str, said: str) -> None:
    text = document_of(Planted(document, line, "", ""), line)
    (found,) = check_manuscript(manuscript_of(text.encode(), document)).wrong
    assert found.verdict.kind is Kind.WRONG
    assert said in str(found.verdict)


TWO_SCALARS = r"""
Let $x, c \in \mathbb{R}^n$, and

$$y = 2 x, \qquad v = y^T y, \qquad L = c^T y$$

$$LINE$$
"""


@pytest.mark.parametrize(
    ("line", "is_right"),
    [
        (r"\nabla_y v = 2 y", True),
        (r"\nabla_x v = 8 x", True),
        (r"\frac{dv}{dx} = 8 x", True),
        (r"\nabla_y L = c", True),
        (r"\nabla_y v = c", False),
        (r"\nabla_x L = 8 x", False),
    ],
)
def test_of_two_scalars_the_one_that_is_differentiated_is_meant(line: str, is_right: bool) -> None:
    found = check_manuscript(manuscript_of(TWO_SCALARS.replace("LINE", line).encode(), "notes.md"))
    assert found.is_right is is_right
