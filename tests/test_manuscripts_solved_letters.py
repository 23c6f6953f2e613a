"""What an equation says of σ², of log p or of −ℓ says what σ, p and ℓ are; of other functions it is no claim."""

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED

PAGES = {  # a page, and the verdicts on its lines
    "a variance, and its root in use": (
        r"""Let $x \in \mathbb{R}^n$, $\mu = \frac1n\sum_i x_i$ and $\sigma^2 = \frac1n\sum_i (x_i-\mu)^2$.
$$\frac{\partial \sigma}{\partial x_i} = \frac{x_i - \mu}{n\sigma}$$
$$\frac{\partial \sigma}{\partial x_i} = \frac{x_i - \mu}{\sigma}$$""",
        [RIGHT, WRONG],
    ),
    "batch norm": (
        r"""For numbers $x_1,\dots,x_m$: $\mu = \frac1m\sum_i x_i$, $\sigma^2 = \frac1m\sum_i (x_i-\mu)^2$,
$\hat x_i = \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}}$ and $\ell$ is a function of $\hat x$.
$$\frac{\partial \ell}{\partial \mu} = -\sum_i \frac{\partial \ell}{\partial \hat x_i}
\frac{1}{\sqrt{\sigma^2 + \epsilon}}$$
$$\sum_i \hat x_i = 0$$""",
        [RIGHT, RIGHT],
    ),
    "one for each column": (
        r"""Let $x \in \mathbb{R}^{n\times d}$, $s_j^2 = \frac1n\sum_{i=1}^n (x_{ij} - m_j)^2$,
$m_j = \frac1n\sum_{i=1}^n x_{ij}$ and
$z_{ij} = (x_{ij}-m_j)/s_j$: $$\sum_i z_{ij}^2 = n$$ $$\sum_i z_{ij}^2 = 1$$""",
        [RIGHT, WRONG],
    ),
    "a density by its logarithm": (
        r"""Let $x \in \mathbb{R}^n$ and $\log p(x) = -\frac12 x^T x$.
$$\frac{\partial \log p}{\partial x} = -x$$ $$\frac{\partial \log p}{\partial x} = x$$""",
        [RIGHT, WRONG],
    ),
    "a negative log-likelihood": (
        r"""Let $-\ell = \log\det\Sigma$. $$\frac{\partial \ell}{\partial \Sigma} = -\Sigma^{-T}$$
$$\frac{\partial \ell}{\partial \Sigma} = \Sigma^{-T}$$""",
        [RIGHT, WRONG],
    ),
    "what is said twice is a claim": (
        r"""Let $x, y \in \mathbb{R}^n$, $r = \|x - y\|$. $$r^2 = x^Tx - 2x^Ty + y^Ty$$ $$r^2 = x^Tx - x^Ty + y^Ty$$""",
        [RIGHT, WRONG],
    ),
    "functions that are not solved": (
        r"""The coefficient is $R^2 = 1 - \|y - Xw\|^2 / \|y\|^2$, and $\sin\theta = x^Ty$.""",
        [UNDECIDED, UNDECIDED],
    ),
    "a matrix and its square": (
        r"""Let $A$ be a matrix with $A^2 = I$, and $B$ any $n \times n$ matrix.
$$(A + B)^2 = I + AB + BA + B^2$$ $$\operatorname{tr}(B)^2 = \operatorname{tr}(B^2)$$""",
        [UNDECIDED, WRONG],
    ),
}


@pytest.mark.parametrize(("page", "kinds"), PAGES.values(), ids=PAGES)
def test_lines_are_judged_with_what_the_letter_is(page: str, kinds: list[Kind]) -> None:
    checked = check_manuscript(manuscript_of(page.encode(), "page.md"))
    assert [one.message for one in checked.unread] == []
    assert [line.verdict.kind for line in checked.lines] == kinds


def test_sides_that_have_no_array_in_common_are_no_identity() -> None:
    page = "Let $x, y, u \\in \\mathbb{R}^n$. $$\\|u\\|^2 = x^T y$$ $$x^T y = \\|x\\|^2$$"
    checked = check_manuscript(manuscript_of(page.encode(), "page.md"))
    assert [line.verdict.kind for line in checked.lines] == [UNDECIDED, WRONG]
    assert "the two sides have no array in common, so this is no identity" in " ".join(checked.text().split())
