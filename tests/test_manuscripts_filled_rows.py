"""Rows that are filled in, each read by itself: its indices, its names and its value are those of its left side."""

from __future__ import annotations

import re

import pytest

from matcalc.documents.chains import Detail
from matcalc.manuscripts.claims import Claim, claims_in
from matcalc.manuscripts.fill import Filling, Style, fill_manuscript
from matcalc.manuscripts.fill_report import fill_report
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.reading import read
from matcalc.manuscripts.wording import ReasonPlace

SOFTMAX = r"""Let $z, y, p \in \mathbb{R}^n$, $p = \mathrm{softmax}(z)$, and $\sum_k y_k = 1$.
$$L = -\sum_k y_k \log p_k$$
"""
LOGISTIC = r"""Let $x, w \in \mathbb{R}^n$, $y$ and $p$ scalars, where $\sigma$ is the logistic function.
$$p = \sigma(w^T x), \qquad L = -y\log p - (1-y)\log(1-p)$$
"""
LOGSUMEXP = r"""Let $z\in\mathbb{R}^n$, $L = \log\sum_k \exp(z_k)$.
"""
NETWORK = r"""$z_i = \sum_j W_{ij} x_j + b_i$, $a_i = f(z_i)$.
"""

DOCUMENTS = {
    "dense layer": r"""Column vectors $x$, $z$, a matrix $W$, $z = Wx$, $a = f(z)$.
$$\nabla_x E = ??? = W^T \nabla_z E$$
$$\nabla_W E = ???$$""",
    "softmax, an entry": SOFTMAX + r"$$\frac{\partial L}{\partial z_j} = ??? = p_j - y_j$$",
    "softmax, an entry at the end": SOFTMAX + r"$$\frac{\partial L}{\partial z_j} = ???$$",
    "softmax, an array": SOFTMAX + r"$$\nabla_z L = ??? = p - y$$",
    "least squares": r"""$X$ is a matrix, $w$ and $y$ are vectors, $E = \|Xw - y\|^2$.
$$\nabla_w E = ??? = 2X^T(Xw-y)$$""",
    "quadratic form": r"""Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $f = x^T A x$.
$$\frac{\partial f}{\partial x_k} = ???$$
$$\nabla_x f = ??? = (A + A^T)x$$
$$\nabla_A f = ???$$""",
    "logistic": LOGISTIC + r"$$\nabla_w L = ??? = (p - y)x$$",
    "logistic, an entry": LOGISTIC + r"$$\frac{\partial L}{\partial w_i} = ???$$",
    "sigmoid": r"""Let $a,z\in\mathbb{R}^n$, $a = \sigma(z)$.
$$\frac{\partial a_i}{\partial z_j} = ???$$
$$\nabla_z E = ???$$""",
    "covariance": r"""Let $x, \mu \in \mathbb{R}^n$, $\Sigma \in \mathbb{R}^{n\times n}$.
$$f = (x-\mu)^T \Sigma^{-1} (x-\mu)$$
$$\nabla_\mu f = ???$$
$$\nabla_\Sigma f = ???$$""",
    "log-sum-exp": LOGSUMEXP + r"$$\nabla_z L = ???$$",
    "log-sum-exp, an entry": LOGSUMEXP + r"$$\frac{\partial L}{\partial z_j} = ???$$",
    "norm": r"""Let $x\in\mathbb{R}^n$, $r = \|x\|$.
$$\frac{\partial r}{\partial x_i} = ??? = \frac{x_i}{r}$$
$$\nabla_x r = ???$$""",
    "network of entries": NETWORK + r"$$\frac{\partial E}{\partial W_{pq}} = ???$$",
    "Jacobian of entries": NETWORK + r"$$\frac{\partial z_k}{\partial W_{ij}} = ???$$",
    "two layers": r"""Vectors $x$, $h$, $o$, $t$, matrices $U$, $V$:
$$h = \tanh(Ux), \qquad o = Vh, \qquad E = \frac12\|o - t\|^2$$
$$\nabla_U E = ???$$
$$\nabla_x E = ??? = U^T((1 - h\odot h) \odot V^T(o-t))$$""",
    "trace": r"""$A \in \mathbb{R}^{m\times n}$, $X\in\mathbb{R}^{n\times m}$, $f = \operatorname{tr}(AX)$.
$$\nabla_X f = ??? = A^T$$
$$\frac{\partial f}{\partial X_{ij}} = ???$$""",
    "determinant": r"""$X\in\mathbb{R}^{n\times n}$, $f = \log\det X$.
$$\nabla_X f = ??? = X^{-T}$$""",
    "length": r"""Let $x\in\mathbb{R}^n$, $f = \frac{n}{2} x^T x$.
$$\nabla_x f = ??? = n x$$""",
    "bold": r"""Let $\mathbf{x}\in\mathbb{R}^n$, $\mathbf{W}\in\mathbb{R}^{m\times n}$, $\mathbf{y}\in\mathbb{R}^m$.
$$\mathbf{p} = \operatorname{softmax}(\mathbf{W}\mathbf{x}), \qquad L = -\sum_i y_i \log p_i$$
$$\nabla_{\mathbf{W}} L = ???$$
$$\frac{\partial L}{\partial W_{ij}} = ???$$""",
    "scalars": r"""Scalars $x$, $t$, $y$, where $\sigma$ is the sigmoid; $y = \sigma(x)$, $E = \frac12 (y-t)^2$.
$$\frac{\partial E}{\partial x} = ??? = (y-t)y(1-y)$$""",
}

BY_AN_EXPRESSION = "a derivative is by a named array or an entry of one"
"""What a reader of rows such as ∂E/∂(X w)_j says; the row itself is right."""


def filling(text: str, detail: Detail = Detail.NORMAL, reasons: ReasonPlace = ReasonPlace.NONE) -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), "notes.md"), Style(detail, reasons))


def row_by_row(text: str) -> str:
    """The document with each row of aligned formulas, and each = of a line, in a display of its own."""
    rows = re.sub(r"\$\$\\begin\{aligned\}(.*?)\\end\{aligned\}\$\$", _displays, text, flags=re.DOTALL)
    return re.sub(r"\$\$(.*)\$\$", lambda line: line[0] if "quad" in line[0] else _displays(line), rows)


def _displays(found: re.Match[str]) -> str:
    left, made = "", []
    for row in found[1].replace("&=", "=").split(r"\\"):
        before, *rights = row.split(" = ") if not row.strip().startswith("=") else ("", *row.split("= ")[1:])
        left = before.strip() or left
        made += [f"$${left} = {right.strip()}$$" for right in rights]
    return "\n".join(made)


def by_our_names(claim: Claim, ours: set[str]) -> bool:
    """Whether it is a derivative by what the steps gave a name: by no equation of the document."""
    return (
        bool(ours)
        and re.search(rf"grad_({'|'.join(ours)})\b|D\(.*\b({'|'.join(ours)})\b", claim.said.expression) is not None
    )


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_each_row_is_true_of_what_stands_on_its_left(text: str, detail: Detail) -> None:
    """An index that another side has not, or a length that it runs along, is told when the row is read."""
    found = filling(text, detail)
    assert not found.refused
    after = read(manuscript_of(row_by_row(found.text).encode(), "notes.md"))
    assert [one.message for one in after.unread if BY_AN_EXPRESSION not in one.message] == []
    before = {name.name for name in found.read.understood.vocabulary.names.values()}
    ours = {name.name for name in after.understood.vocabulary.names.values()} - before
    assert ours <= after.understood.equations.keys(), "names of ours are introduced"
    rows = [claim for claim in claims_in(after.understood) if not by_our_names(claim, ours)]
    assert rows
    assert [claim.said.typed for claim in rows if claim.held is None or not claim.held.is_as_declared] == []


@pytest.mark.parametrize("reasons", ReasonPlace)
def test_the_rows_are_the_same_whatever_stands_beside_them(reasons: ReasonPlace) -> None:
    made = filling(DOCUMENTS["softmax, an array"], reasons=reasons)
    put_in, *simplified, last = (
        row for row in made.text.splitlines() if row.startswith("&= p") and ("oslash" in row or "p - y" in row)
    )
    assert r"&= p \odot (-y \oslash p - ((-y \oslash p)^{\top} p) \mathbf{1})" in put_in
    assert [row.split(" &&")[0].removesuffix(" \\\\") for row in simplified] == [
        r"&= p \odot ((p^{\top} (y \oslash p)) \mathbf{1} - y \oslash p)",
        r"&= p \odot ((\mathbf{1}^{\top} y) \mathbf{1} - y \oslash p)",
        r"&= p \odot (1 - y \oslash p)",
    ]
    assert last.startswith("&= p - y")
    assert "written in another way" not in made.text


def test_entries_have_the_letter_of_the_left_side() -> None:
    made = filling(DOCUMENTS["softmax, an entry"], reasons=ReasonPlace.INLINE).text
    assert r"\frac{\partial p_{k}}{\partial z_{j}}" in made
    assert r"\partial z_{k}" not in made
    assert r"\text{of }y\text{ are declared to sum to }1" in made


def test_names_of_ours_are_introduced_and_no_others() -> None:
    assert r"t &= \sum_{j} \exp(z_{j})" in filling(DOCUMENTS["log-sum-exp, an entry"]).text
    assert r"t &=" not in filling(DOCUMENTS["trace"]).text


def test_a_right_side_that_holds_at_one_length_alone_is_not_filled() -> None:
    found = filling(DOCUMENTS["length"].replace("= n x", "= 2 x"))
    assert not found.filled
    assert found.refused[0].is_wrong
    assert "It is then n x." in " ".join(fill_report(found, 200).split())


CHAINED = r"""Let $x\in\mathbb{R}^n$, $E = x^T x$.
"""


def test_in_a_chain_what_is_beside_a_wrong_member_alone_is_not_filled() -> None:
    found = filling(CHAINED + r"$$\nabla_x E = ??? = 2x = ??? = 3x$$")
    assert len(found.filled) == len(found.refused) == 1
    assert found.refused[0].is_wrong
    assert r"&= 2x = ??? = 3x" in found.text
    found = filling(CHAINED + r"$$\nabla_x E = ??? = 3x = ??? = 2x$$")
    assert not found.filled
    assert "???" in found.text


def test_what_would_be_right_with_a_fact_more_is_not_called_wrong() -> None:
    found = filling(DOCUMENTS["logistic"].replace(", where $\\sigma$ is the logistic function", ""))
    assert not found.filled
    assert not found.refused[0].is_wrong
    assert "it is right if sigma is the function sigmoid, which nothing here says" in " ".join(
        fill_report(found, 200).split()
    )


def test_a_gradient_that_is_claimed_stays() -> None:
    made = filling(CHAINED.replace("E = x^T x", "E = z^T z$, $z = W x") + r"$$\nabla_x E = ??? = W^T \nabla_z E$$").text
    assert "2 z" not in made
    assert "2 W^T z" in filling(CHAINED.replace("E = x^T x", "E = z^T z$, $z = W x") + r"$$\nabla_x E = ???$$").text
