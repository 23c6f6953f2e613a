r"""Documents whose sums go over samples: x_i is a vector for each i, by declarations, words, bold type or use."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

DECLARED = r"""Let $x_i \in \mathbb{R}^d$, $y_i\in\mathbb{R}$ for $i=1,\dots,n$ and $w\in\mathbb{R}^d$.
$$L = \sum_{i=1}^n (w^T x_i - y_i)^2$$
"""

BOLD = r"""We minimise
$$L(\mathbf w) = \frac1n\sum_{i=1}^n (\mathbf w^\top\mathbf x_i - y_i)^2.$$
"""

TURNED = r"""The loss of the samples $x_i\in\mathbb{R}^d$ is
$$L = \frac{1}{2n}\sum_i (x_i^T w - y_i)^2.$$
"""

BY_USE = r"""$$L = \sum_i (x_i^T w - y_i)^2$$
"""

WORDS = r"""Let the vectors $x_i$ and the numbers $y_i$ be given.
$$L = \sum_i (w^T x_i - y_i)^2$$
"""

LISTED = r"""Let $x_1,\dots,x_n\in\mathbb{R}^d$ and $\mu\in\mathbb{R}^d$.
$$L = \sum_{i=1}^n \|x_i-\mu\|^2$$
"""

LOGISTIC = r"""Let $x_i \in \mathbb{R}^d$ and $y_i \in \{0,1\}$, and let $\sigma$ be the sigmoid.
$$L = -\sum_i [ y_i \log \sigma(w^Tx_i) + (1-y_i)\log(1-\sigma(w^Tx_i)) ]$$
"""

STEPS = r"""Let $x_i\in\mathbb{R}^d$, $w\in\mathbb{R}^d$ and let $\sigma$ be the sigmoid. With
$$z_i = w^T x_i + b, \qquad p_i = \sigma(z_i)$$
the loss is
$$L = \frac1n\sum_{i=1}^n (p_i - y_i)^2.$$
"""

OUTPUTS = r"""Let $x_i\in\mathbb{R}^d$ and $y_i\in\mathbb{R}^k$ for $i=1,\dots,n$, and $W\in\mathbb{R}^{k\times d}$.
$$L = \sum_{i=1}^n \|W x_i - y_i\|^2$$
"""

LAYER = r"""Let $x_i\in\mathbb{R}^d$ and
$$z_i = Wx_i + b, \qquad L = \frac12\sum_i \|z_i - y_i\|^2.$$
"""

ABOVE = r"""$$J(\theta) = \frac{1}{2m}\sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2$$
"""

SCATTER = r"""Let $x_i\in\mathbb{R}^d$ for $i=1,\dots,n$.
$$S = \frac1n\sum_{i=1}^n x_i x_i^T$$
$$f = u^T S u$$
"""

RESIDUALS = r"""Let $x_i \in \mathbb{R}^d$. With the residuals $r_i = y_i - w^Tx_i$ let
$$L=\frac12\sum_i r_i^2.$$
"""

HINGE = r"""For samples $(x_i, y_i)$ with $x_i\in\mathbb R^d$ let
$$L = \sum_i \max(0, 1 - y_i w^Tx_i) + \frac{\lambda}{2}\|w\|^2.$$
"""

KERNEL = r"""Let $\alpha\in\mathbb{R}^n$ be given, and the vectors $x_i$.
$$f = \|\sum_{i=1}^n\alpha_ix_i\|^2$$
"""

MEAN = r"""For samples $x_i\in\mathbb R^d$ let $m=\frac1n\sum_{i=1}^n x_i$.
$$V = \frac1n\sum_{i=1}^n (x_i-m)(x_i-m)^T$$
"""

COUNTED = r"""$$L = \frac1n\sum_i \|x_i-\mu\|^2 + \sum_i x_i^Tx_i$$
"""

ROWS = r"""Let $X\in\mathbb{R}^{n\times d}$ have the rows $x_i^T$, where $x_i\in\mathbb R^d$.
$$L = \sum_{i=1}^n (w^T x_i - y_i)^2$$
"""

COLUMNS = r"""The columns of $X$ are the samples $x_i\in\mathbb R^d$.
$$L = \sum_{i=1}^n (w^T x_i - y_i)^2$$
"""

RIGHT, WRONG = "right", "wrong"

LINES = (  # what the document says, a line of it, and its verdict
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n (w^T x_i - y_i) x_i", RIGHT),
    (DECLARED, r"\nabla_w L = 2\sum_{j=1}^n (w^T x_j - y_j) x_j", RIGHT),
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n x_i (x_i^T w - y_i)", RIGHT),
    (DECLARED, r"\nabla_w L = 2\Big(\sum_i x_i x_i^T\Big) w - 2\sum_i y_i x_i", RIGHT),
    (DECLARED, r"\frac{\partial L}{\partial w_j} = 2\sum_{i=1}^n (w^T x_i - y_i) x_{ij}", RIGHT),
    (DECLARED, r"\frac{\partial L}{\partial w_j} = 2\sum_{i=1}^n (w^T x_i - y_i) (x_i)_j", RIGHT),
    (DECLARED, r"\nabla_{x_i} L = 2(w^T x_i - y_i) w", RIGHT),
    (DECLARED, r"\frac{\partial L}{\partial y_i} = -2(w^T x_i - y_i)", RIGHT),
    (DECLARED, r"\nabla_w L = -2\sum_{i=1}^n (w^T x_i - y_i) x_i", WRONG),
    (DECLARED, r"\nabla_w L = \sum_{i=1}^n (w^T x_i - y_i) x_i", WRONG),
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n (w^T x_i + y_i) x_i", WRONG),
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n (w^T x_i - y_i) x_i^T", WRONG),
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n (w^T x_i - y_i)", WRONG),
    (DECLARED, r"\nabla_w L = 2\sum_{i=1}^n (w^T x_i - y_i) w", WRONG),
    (DECLARED, r"\nabla_w L = 2\sum_i\sum_j (w^T x_i - y_i) x_j", WRONG),
    (DECLARED, r"\frac{\partial L}{\partial w_j} = \sum_{i=1}^n (w^T x_i - y_i) x_{ij}", WRONG),
    (DECLARED, r"\frac{\partial L}{\partial w_j} = 2\sum_{i=1}^n (w^T x_i - y_i)", WRONG),
    (DECLARED, r"\nabla_{x_i} L = 2(w^T x_i - y_i) x_i", WRONG),
    (DECLARED, r"\nabla_{x_i} L = (w^T x_i - y_i) w", WRONG),
    (BOLD, r"\nabla_{\mathbf w} L = \frac2n\sum_{i=1}^n (\mathbf w^\top\mathbf x_i - y_i)\mathbf x_i", RIGHT),
    (BOLD, r"\nabla_{\mathbf w} L = \frac2n\sum_{i=1}^n \mathbf x_i(\mathbf x_i^\top\mathbf w - y_i)", RIGHT),
    (BOLD, r"\nabla_{\mathbf w} L = 2\sum_{i=1}^n (\mathbf w^\top\mathbf x_i - y_i)\mathbf x_i", WRONG),
    (BOLD, r"\nabla_{\mathbf w} L = \frac2n\sum_{i=1}^n (y_i - \mathbf w^\top\mathbf x_i)\mathbf x_i", WRONG),
    (BOLD, r"\nabla_{\mathbf w} L = \frac2n\sum_{i=1}^n (\mathbf w^\top\mathbf x_i - y_i)\mathbf x_i^\top", WRONG),
    (TURNED, r"\nabla_w L = \frac1n\sum_i (x_i^T w - y_i) x_i", RIGHT),
    (TURNED, r"\nabla_w L = \frac{1}{n}\sum_i x_i x_i^T w - \frac{1}{n}\sum_i y_i x_i", RIGHT),
    (TURNED, r"\nabla_w L = \frac{1}{2n}\sum_i (x_i^T w - y_i) x_i", WRONG),
    (TURNED, r"\nabla_w L = \frac1n\sum_i (x_i^T w - y_i)", WRONG),
    (BY_USE, r"\nabla_w L = 2\sum_i (x_i^T w - y_i) x_i", RIGHT),
    (BY_USE, r"\nabla_w L = 2\sum_i (x_i^T w - y_i) x_i^T", WRONG),
    (BY_USE, r"\nabla_w L = \sum_i (x_i^T w - y_i) x_i", WRONG),
    (WORDS, r"\nabla_w L = 2\sum_i (w^T x_i - y_i) x_i", RIGHT),
    (WORDS, r"\nabla_w L = -2\sum_i (w^T x_i - y_i) x_i", WRONG),
    (LISTED, r"\nabla_\mu L = -2\sum_{i=1}^n (x_i-\mu)", RIGHT),
    (LISTED, r"\nabla_\mu L = 2\sum_i (\mu - x_i)", RIGHT),
    (LISTED, r"\nabla_\mu L = 2n\mu - 2\sum_i x_i", RIGHT),
    (LISTED, r"\nabla_\mu L = 2\sum_{i=1}^n (x_i-\mu)", WRONG),
    (LISTED, r"\nabla_\mu L = -\sum_{i=1}^n (x_i-\mu)", WRONG),
    (LISTED, r"\nabla_\mu L = -2\sum_{i=1}^n (x_i-\mu)^T", WRONG),
    (LISTED, r"\nabla_\mu L = 2\mu - 2\sum_i x_i", WRONG),
    (LOGISTIC, r"\nabla_w L = \sum_i (\sigma(w^Tx_i) - y_i) x_i", RIGHT),
    (LOGISTIC, r"\nabla_w L = -\sum_i (y_i - \sigma(w^Tx_i)) x_i", RIGHT),
    (LOGISTIC, r"\nabla_w L = \sum_i (y_i - \sigma(w^Tx_i)) x_i", WRONG),
    (LOGISTIC, r"\nabla_w L = \sum_i (\sigma(w^Tx_i) - y_i)", WRONG),
    (LOGISTIC, r"\nabla_w L = 2\sum_i (\sigma(w^Tx_i) - y_i) x_i", WRONG),
    (LOGISTIC, r"\nabla_w L = \sum_i (\sigma(w^Tx_i) - y_i) x_i^T", WRONG),
    (STEPS, r"\nabla_w L = \frac2n\sum_{i=1}^n (p_i - y_i)p_i(1-p_i) x_i", RIGHT),
    (STEPS, r"\frac{\partial L}{\partial b} = \frac2n\sum_{i=1}^n (p_i - y_i)p_i(1-p_i)", RIGHT),
    (STEPS, r"\frac{\partial L}{\partial z_i} = \frac2n (p_i - y_i)p_i(1-p_i)", RIGHT),
    (STEPS, r"\nabla_w L = \frac2n\sum_{i=1}^n (p_i - y_i) x_i", WRONG),
    (STEPS, r"\nabla_w L = \frac1n\sum_{i=1}^n (p_i - y_i)p_i(1-p_i) x_i", WRONG),
    (STEPS, r"\frac{\partial L}{\partial z_i} = 2 (p_i - y_i)p_i(1-p_i)", WRONG),
    (OUTPUTS, r"\nabla_W L = 2\sum_i (W x_i - y_i) x_i^T", RIGHT),
    (OUTPUTS, r"\nabla_W L = 2W\sum_i x_i x_i^T - 2\sum_i y_i x_i^T", RIGHT),
    (OUTPUTS, r"\nabla_{x_i} L = 2W^T(W x_i - y_i)", RIGHT),
    (OUTPUTS, r"\nabla_{y_i} L = 2(y_i - W x_i)", RIGHT),
    (OUTPUTS, r"\nabla_W L = 2\sum_i x_i (W x_i - y_i)^T", WRONG),
    (OUTPUTS, r"\nabla_W L = \sum_i (W x_i - y_i) x_i^T", WRONG),
    (OUTPUTS, r"\nabla_W L = 2\sum_i (y_i - W x_i) x_i^T", WRONG),
    (OUTPUTS, r"\nabla_W L = 2\sum_i (W x_i - y_i) y_i^T", WRONG),
    (OUTPUTS, r"\nabla_{x_i} L = 2(W x_i - y_i)", WRONG),
    (LAYER, r"\nabla_W L = \sum_i (z_i - y_i) x_i^T", RIGHT),
    (LAYER, r"\nabla_b L = \sum_i (z_i - y_i)", RIGHT),
    (LAYER, r"\nabla_W L = \sum_i x_i (z_i - y_i)^T", WRONG),
    (LAYER, r"\nabla_b L = 2\sum_i (z_i - y_i)", WRONG),
    (LAYER, r"\nabla_W L = \sum_i (\nabla_{z_i} L) x_i^T", RIGHT),
    (LAYER, r"\nabla_b L = \sum_i \nabla_{z_i} L", RIGHT),
    (LAYER, r"\nabla_{x_i} L = W^T\nabla_{z_i} L", RIGHT),
    (LAYER, r"\nabla_W L = \sum_i x_i(\nabla_{z_i} L)^T", WRONG),
    (LAYER, r"\nabla_{x_i} L = W\nabla_{z_i} L", WRONG),
    (STEPS, r"\nabla_w L = \sum_i \frac{\partial L}{\partial z_i} x_i", RIGHT),
    (STEPS, r"\nabla_w L = -\sum_i \frac{\partial L}{\partial z_i} x_i", WRONG),
    (ABOVE, r"\nabla_\theta J = \frac1m\sum_i(\theta^Tx^{(i)}-y^{(i)})x^{(i)}", RIGHT),
    (ABOVE, r"\frac{\partial J}{\partial\theta_j} = \frac1m\sum_i(\theta^T x^{(i)}-y^{(i)})x_j^{(i)}", RIGHT),
    (ABOVE, r"\nabla_\theta J = \frac{1}{2m}\sum_i(\theta^Tx^{(i)}-y^{(i)})x^{(i)}", WRONG),
    (ABOVE, r"\nabla_\theta J = \frac1m\sum_i(\theta^Tx^{(i)}-y^{(i)})", WRONG),
    (ABOVE, r"\nabla_\theta J = \frac1m\sum_i(y^{(i)}-\theta^Tx^{(i)})x^{(i)}", WRONG),
    (ABOVE, r"\frac{\partial J}{\partial\theta_j} = \frac1m\sum_i(\theta^T x^{(i)}+y^{(i)})x_j^{(i)}", WRONG),
    (SCATTER, r"\nabla_u f = \frac2n\sum_i (u^Tx_i)x_i", RIGHT),
    (SCATTER, r"\nabla_u f = 2Su", RIGHT),
    (SCATTER, r"f = \frac1n\sum_{i=1}^n (u^Tx_i)^2", RIGHT),
    (SCATTER, r"\nabla_u f = \frac1n\sum_i (u^Tx_i)x_i", WRONG),
    (SCATTER, r"f = \sum_{i=1}^n (u^Tx_i)^2", WRONG),
    (RESIDUALS, r"\nabla_w L = -\sum_i r_i x_i", RIGHT),
    (RESIDUALS, r"\frac{\partial r_i}{\partial w} = -x_i", RIGHT),
    (RESIDUALS, r"\frac{\partial r_i}{\partial w_j} = -x_{ij}", RIGHT),
    (RESIDUALS, r"\nabla_w L = \sum_i r_i x_i", WRONG),
    (RESIDUALS, r"\frac{\partial r_i}{\partial w} = x_i", WRONG),
    (RESIDUALS, r"\frac{\partial r_i}{\partial w_j} = x_{ij}", WRONG),
    (HINGE, r"\nabla_w L = -\sum_i y_i \mathbf 1[1-y_iw^Tx_i>0]\, x_i + \lambda w", RIGHT),
    (HINGE, r"\nabla_w L = \sum_i y_i \mathbf 1[1-y_iw^Tx_i>0]\, x_i + \lambda w", WRONG),
    (HINGE, r"\nabla_w L = -\sum_i y_i x_i + \lambda w", WRONG),
    (KERNEL, r"f = \sum_{i,j}\alpha_i\alpha_jx_i^Tx_j", RIGHT),
    (KERNEL, r"\frac{\partial f}{\partial\alpha_i} = 2\sum_j\alpha_jx_i^Tx_j", RIGHT),
    (KERNEL, r"\nabla_{x_i}f = 2\alpha_i\sum_j\alpha_jx_j", RIGHT),
    (KERNEL, r"f = \sum_{i}\alpha_i^2x_i^Tx_i", WRONG),
    (KERNEL, r"\frac{\partial f}{\partial\alpha_i} = \sum_j\alpha_jx_i^Tx_j", WRONG),
    (KERNEL, r"\nabla_{x_i}f = 2\alpha_i\sum_j\alpha_jx_i", WRONG),
    (MEAN, r"V = \frac1n\sum_{i=1}^n x_ix_i^T - mm^T", RIGHT),
    (MEAN, r"V = \frac1n\sum_{i=1}^n x_ix_i^T + mm^T", WRONG),
    (MEAN, r"V = \frac1n\sum_{i=1}^n x_ix_i^T - m^Tm", WRONG),
    (COUNTED, r"\nabla_\mu L = 2\mu - \frac2n\sum_i x_i", RIGHT),
    (COUNTED, r"\nabla_\mu L = 2n\mu - \frac2n\sum_i x_i", WRONG),
    (ROWS, r"L = \|Xw-y\|^2", RIGHT),
    (ROWS, r"\nabla_w L = 2X^T(Xw-y)", RIGHT),
    (ROWS, r"\nabla_w L = 2\sum_i (w^Tx_i-y_i)x_i", RIGHT),
    (ROWS, r"L = \|Xw+y\|^2", WRONG),
    (ROWS, r"\nabla_w L = X^T(Xw-y)", WRONG),
    (ROWS, r"\nabla_w L = 2X(Xw-y)", WRONG),
    (COLUMNS, r"\nabla_w L = 2X(X^Tw-y)", RIGHT),
    (COLUMNS, r"\nabla_w L = 2X^T(X^Tw-y)", WRONG),
)

REFUSED = (  # what the document says, a line of it, and why that is not read
    (DECLARED, r"\nabla_w L = 2\sum_i x_i^2 w", "x_i^2 is read in two ways: x ⊙ x, entry by entry, or xᵀ x"),
    (
        DECLARED,
        r"\frac{\partial L}{\partial w_j} = 2\sum_i (w^T x_i - y_i) x_{ji}",
        "x_{ji} is read in two ways, as nothing says which index numbers the vectors; write (x_j)_i or (x_i)_j",
    ),
    (
        DECLARED,
        r"\frac{\partial L}{\partial w_j} = 2\sum_i (w^T x_i - y_i) x_{i1}",
        "x_{i1} is read in two ways: as one of the vectors x_i, or as another array",
    ),
    (
        DECLARED,
        r"\nabla_w L = 2X^T(Xw-y)",
        "x_i is one of several vectors, and nothing that is read says whether these are rows or columns of X",
    ),
    (
        DECLARED,
        r"g = w^T x",
        "x_i is a vector for each i, and x alone is another array; give one of them another letter",
    ),
    (DECLARED, r"\nabla_w L = 2\sum_i (w^T x_i - y_i) x_j", "has the index j, and no other side has"),
    (
        r"$$L = \sum_i \mathbf x_i$$" "\n",
        r"M = \mathbf x_1 + \mathbf x_i",
        "is read in two ways: as one of the vectors x_i, or as another array",
    ),
    (
        r"Let $x_i\in\mathbb R^d$, $y_i\in\mathbb R$ and $W\in\mathbb R^{k\times d}$." "\n",
        r"L = \sum_i \|Wx_i - y_i\|^2",
        "y_i is read as a number here, and beside it Wx_i is a vector: say which y_i is",
    ),
    (
        r"Let $x_i\in\mathbb R^d$." "\n",
        r"p_i = \operatorname{softmax}(Wx_i)",
        "a function of whole arrays is of named arrays here, not of entries",
    ),
)

UNDECIDED = (  # what the document says, a line that is not right without more, and why nothing is said of it
    (LISTED + "Let the data be centred.\n", r"\nabla_\mu L = 2n\mu", 'says "centred", and that can not be used here'),
    (
        r"Suppose $\sum_{i=1}^n x_i = 0$." "\n" + LISTED,
        r"\nabla_\mu L = 2n\mu",
        r"takes \sum_{i=1}^n x_i = 0 as given, and that can not be used here",
    ),
    (
        r"Let $x_i\in\mathbb R^d$ with $\|x_i\|=1$." "\n" r"$$f = \sum_{i=1}^n x_i^Tx_i w^Tw$$" "\n",
        r"\nabla_w f = 2nw",
        r"takes \|x_i\|=1 as given, and that can not be used here",
    ),
    (
        r"$$L = \sum_i \|x_i-\mu\|^2 - \sum_i x_i^T x_i$$" "\n",
        r"\nabla_\mu L = 2n\mu - 2\sum_i x_i",
        "nothing here says what n is: no equation defines or reads it",
    ),
    (
        DECLARED,
        r"w = w - \eta\sum_i (w^T x_i - y_i) x_i",
        "a step that gives an array a new value is no equation",
    ),
)

ENTRIES = (  # documents in which x_i is an entry, with the verdicts of their lines
    (
        r"""The quadratic form $f = \sum_i x_i (Ax)_i$ has
$$\nabla_x f = (A+A^T)x, \qquad \nabla_x f = Ax.$$
""",
        [RIGHT, WRONG],
    ),
    (
        r"""$$s = \sum_i a_i x_i$$
$$\frac{\partial s}{\partial x_i} = a_i$$
$$\frac{\partial s}{\partial x_i} = x_i$$
""",
        [RIGHT, WRONG],
    ),
    (
        r"""Let $z_i = \sum_j W_{ij}x_j + b_i$ and $E = \sum_i z_i^2$.
$$\frac{\partial E}{\partial x_j} = 2\sum_i z_iW_{ij}$$
$$\nabla_x E = 2W^Tz$$
$$\nabla_x E = 2Wz$$
""",
        [RIGHT, RIGHT, WRONG],
    ),
    (
        r"""Let $z^{(k)} = W^{(k)}a^{(k-1)} + b^{(k)}$ and $a^{(k)} = f(z^{(k)})$, and $c = \sum_k a^{(k)}_k$.
$$\nabla_{W^{(k)}}E = \nabla_{z^{(k)}}E\,(a^{(k-1)})^T$$
$$\nabla_{W^{(k)}}E = a^{(k-1)}(\nabla_{z^{(k)}}E)^T$$
""",
        [RIGHT, WRONG],
    ),
)


def _checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


@pytest.mark.parametrize(("said", "line", "verdict"), LINES)
def test_a_line_has_its_verdict(said: str, line: str, verdict: str) -> None:
    checked = _checked(f"{said}$${line}$$\n")
    assert [one.verdict.kind.value for one in checked.lines] == [verdict]
    assert not checked.unread


@pytest.mark.parametrize(("said", "line", "why"), REFUSED)
def test_what_can_not_be_decided_is_not_read(said: str, line: str, why: str) -> None:
    checked = _checked(f"{said}$${line}$$\n")
    assert not checked.wrong
    assert any(why in one.reason for one in checked.unread)


@pytest.mark.parametrize(("said", "line", "why"), UNDECIDED)
def test_what_rests_on_more_than_is_read_is_not_called_wrong(said: str, line: str, why: str) -> None:
    checked = _checked(f"{said}$${line}$$\n")
    assert not checked.wrong
    assert any(why in str(one.verdict) for one in checked.lines)


@pytest.mark.parametrize(("text", "verdicts"), ENTRIES)
def test_an_entry_is_read_as_before(text: str, verdicts: list[str]) -> None:
    checked = _checked(text)
    assert [one.verdict.kind.value for one in checked.lines] == verdicts
    assert not any("vectors" in one and "_i" in one for one in checked.names)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (DECLARED, "vectors x_i (its shape)"),
        (WORDS, "vectors x_i (the words before it)"),
        (BOLD, "vectors x_i (its bold type)"),
        (BY_USE, "vectors x_i (its use)"),
        (ABOVE, "vectors x^(i) (its use)"),
        (ROWS, "vectors x_i, the rows of X (its shape)"),
    ],
)
def test_what_is_read_as_samples_is_said(said: str, name: str) -> None:
    line = r"$$\nabla_w L = 2X^T(Xw-y)$$" if said is ROWS else ""
    assert name in _checked(f"{said}{line}\n").names


@pytest.mark.parametrize(
    "line",
    [
        r"\nabla_w L = \sum_i (w^T x_i - y_i) x_i",
        r"\nabla_w L = 2\sum_i (w^T x_i - y_i) w",
        r"\nabla_w L = 2\sum_i (w^T x_i - y_i) x_i^T",
    ],
)
def test_a_diagnosis_speaks_of_no_matrix_that_the_document_has_not(line: str) -> None:
    (found,) = _checked(f"{DECLARED}$${line}$$\n").lines
    said = str(found.verdict)
    assert "Right is" not in said
    assert "xᵀ" not in said
    assert "t₂" not in said
    assert "where the rows of x are the x_i" in said


def test_a_derivative_by_a_sample_needs_the_matrix_of_all() -> None:
    filled = fill_manuscript(manuscript_of(f"{DECLARED}$$\\nabla_{{x_i}} L = ???$$\n".encode(), "notes.md"))
    message = "the steps would speak of a matrix of which row i is x_i, and the document has none"
    assert [str(one.why[0][0]).startswith(message) for one in filled.refused] == [True]


def test_steps_are_filled_with_the_matrix_of_the_document() -> None:
    filled = fill_manuscript(manuscript_of(f"{ROWS}$$\\nabla_w L = ???$$\n$$L = \\|Xw-y\\|^2$$\n".encode(), "notes.md"))
    assert not filled.refused
    assert r"2 X^T" in filled.text


def test_bold_names_that_always_have_an_index_are_several_vectors() -> None:
    page = r"""For data $\mathbf x_1,\dots,\mathbf x_N$ and a symmetric matrix $\boldsymbol\Sigma$ let
$$\ln p = -\frac{1}{2}\sum_{n=1}^N
(\mathbf x_n - \boldsymbol\mu)^T\boldsymbol\Sigma^{-1}(\mathbf x_n - \boldsymbol\mu).$$
$$\nabla_{\boldsymbol\mu}\ln p = \sum_{n=1}^N \boldsymbol\Sigma^{-1}(\mathbf x_n-\boldsymbol\mu)$$
$$\nabla_{\boldsymbol\mu}\ln p = -\sum_{n=1}^N \boldsymbol\Sigma^{-1}(\mathbf x_n-\boldsymbol\mu)$$"""
    checked = check_manuscript(manuscript_of(page.encode(), "gaussian.md"))
    assert [line.verdict.kind for line in checked.lines] == [Kind.RIGHT, Kind.WRONG]
