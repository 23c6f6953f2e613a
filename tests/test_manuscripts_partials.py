"""Lines with ∂E/∂z inside a matrix expression: what is right in a layout, and what mends what is wrong in it."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Line

LAYER = r"""The vectors $x$, $b$, $z$ and $a$ are columns.
Let $W\in\mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $b\in\mathbb{R}^m$.
$$z=Wx+b$$
$$a=f(z)$$
"""


def line_of(mathematics: str) -> Line:
    """The one line with its verdict."""
    (line,) = check_manuscript(manuscript_of(f"{LAYER}$${mathematics}$$\n".encode(), "layer.md")).lines
    return line


WRONG = [  # line, the repair, what is said
    (
        r"\frac{\partial E}{\partial x}=W\frac{\partial E}{\partial z}",
        "transpose_dropped",
        "A transpose is missing: Wᵀ is needed here, not W; that would join n with m. Then Wᵀ (∂E/∂z) is n",
    ),
    (r"\frac{\partial E}{\partial x}=2W^T\frac{\partial E}{\partial z}", "number", "not 2 Wᵀ (∂E/∂z)."),
    (
        r"\frac{\partial E}{\partial x}=2\frac{\partial E}{\partial z}W",
        "number",
        "It is read in numerator layout, in which least is wrong with it.\nA number is wrong: (∂E/∂z) W is needed",
    ),
    (
        r"\frac{\partial E}{\partial W}=x\left(\frac{\partial E}{\partial z}\right)^T",
        "outer_turned",
        "(∂E/∂z) xᵀ is needed here, not x (∂E/∂z)ᵀ.",
    ),
    (r"\frac{\partial E}{\partial W}=\frac{\partial E}{\partial z}", "factor_forgotten", "(∂E/∂z) xᵀ is needed here"),
    (r"\nabla_x E=W\frac{\partial E}{\partial z}", "transpose_dropped", "Wᵀ is needed here, not W"),
]


@pytest.mark.parametrize(("mathematics", "repair", "said"), WRONG)
def test_what_mends_a_wrong_line(mathematics: str, repair: str, said: str) -> None:
    verdict = line_of(mathematics).verdict
    assert verdict.kind is Kind.WRONG
    assert verdict.repair is not None
    assert verdict.repair.name == repair
    assert said in str(verdict)
    assert verdict._repr_markdown_()


def test_what_no_change_mends_is_wrong_with_the_right_one() -> None:
    verdict = line_of(r"\frac{\partial E}{\partial x}=W^TWW^T\frac{\partial E}{\partial a}").verdict
    assert verdict.kind is Kind.WRONG
    assert verdict.repair is None
    assert "Right is Wᵀ (∂E/∂z)." in str(verdict)


def test_what_only_code_stretches_is_wrong_on_paper() -> None:
    verdict = line_of(r"\nabla_W E = \nabla_z E \odot x^T").verdict
    assert verdict.kind is Kind.WRONG
    assert "⊙ needs two arrays of one shape, and here ∇_z E is m and xᵀ is 1 × n." in str(verdict)
    assert "⊙ stands for a matrix product: (∇_z E) xᵀ is needed here." in str(verdict)
    assert line_of(r"\nabla_z E = f'(z) \odot \nabla_a E").verdict.is_right


DIRECTLY = r"""Let $X\in\mathbb{R}^{m\times n}$, $w\in\mathbb{R}^n$, $y\in\mathbb{R}^m$ and $\mu = \exp(Xw)$.
$$L = \mathbf 1^T\mu - y^TXw$$
"""
"""L reads w through μ, and directly."""

OF_AN_EXPRESSION = r"\frac{\partial}{\partial w}\left(\mathbf 1^T\mu - y^TXw\right)"


@pytest.mark.parametrize(
    ("mathematics", "kind"),
    [
        (rf"{OF_AN_EXPRESSION} = X^T\mu - X^Ty", Kind.RIGHT),
        (rf"{OF_AN_EXPRESSION} = -X^Ty", Kind.UNDECIDED),
        (rf"{OF_AN_EXPRESSION} = X^Ty", Kind.WRONG),
        (r"\frac{\partial L}{\partial w} = -X^Ty", Kind.WRONG),
    ],
)
def test_an_expression_may_be_differentiated_with_the_rest_held(mathematics: str, kind: Kind) -> None:
    (line,) = check_manuscript(manuscript_of(f"{DIRECTLY}$${mathematics}$$\n".encode(), "poisson.md")).lines
    assert line.verdict.kind is kind
    if kind is Kind.UNDECIDED:
        assert "it holds where μ is held, and not where it changes with w; write out which is meant" in str(
            line.verdict
        )
