r"""Documents whose sums go over samples: x_i is a vector for each i, by declarations, words, bold type or use."""

from __future__ import annotations

import pytest

from matcalc.manuscripts.checking import check_manuscript
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
)


def _checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


@pytest.mark.parametrize(("said", "line", "verdict"), LINES)
def test_a_line_has_its_verdict(said: str, line: str, verdict: str) -> None:
    checked = _checked(f"{said}$${line}$$\n")
    assert [one.verdict.kind.value for one in checked.lines] == [verdict]
    assert not checked.unread
