"""Claims that are wrong and look right: at one length alone, for one orientation, one sign, one kind of matrix."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

CLAIMS = [
    ("tr(A) = sum(A)", "A: n×n"),
    ("A @ B = B @ A", "A: n×n, B: n×n"),
    ("x @ x.T = x.T @ x", "x: n"),
    ("d/dx norm(x)**2 = 2*norm(x)", "x: n"),
    ("grad_X(tr(X.T @ X)) = 2*X.T", "X: m×n"),
    ("∇_X det(X) = det(X)*inv(X)", "X: n×n"),
    ("d/dx abs(x) = 1", "x:"),
    ("d/dx sum(relu(x)) = ones(n)", "x: n"),
    ("d/dx sqrt(x**2) = 1", "x:"),
    ("sign(x)*x = x", "x: n"),
    ("sum(softmax(x)) = n", "x: n"),
    ("det(2*A) = 4*det(A)", "A: n×n"),
    ("det(-A) = det(A)", "A: n×n"),
    ("logdet(A + A) = logdet(A) + 2*log(2)", "A: n×n"),
    ("A @ A - tr(A)*A + det(A)*eye(n) = 0*A", "A: n×n"),
    ("norm(A) = sqrt(tr(A @ A))", "A: n×n"),
    ("outer(x, y) = outer(y, x)", "x: n, y: n"),
    ("d/dx mean(x**2) = x", "x: n"),
    ("n*(n - 1)*x = 2*(2*n - 3)*x", "x: n"),
    ("sum(x / x)**2 = 5*sum(x / x) - 6", "x: n"),
    ("m*x = n*x", "x: n, A: m×n"),
]


@pytest.mark.parametrize(("claim", "shapes"), CLAIMS)
def test_a_wrong_claim_is_not_called_right(claim: str, shapes: str) -> None:
    assert matcalc.check(claim, shapes=shapes).kind.value == "wrong"


DOCUMENTS = [
    r"$x\in\mathbb{R}^n$, $f = \|x\|$. $$\nabla_x f = x$$",
    r"$x,y\in\mathbb{R}^n$. $$\sum_i x_i y_i = \sum_i x_i \sum_i y_i$$",
    r"$x,y\in\mathbb{R}^n$. $$\sum_i \sum_j x_i y_j = \sum_i x_i y_i$$",
    r"$x\in\mathbb{R}^n$, $f = \sum_i x_i^2$. $$\frac{\partial f}{\partial x_j} = 2\sum_j x_j$$",
    r"$A\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$, $f = x^TAx$. $$\nabla_x f = 2Ax$$",
    r"$A\in\mathbb{R}^{n\times n}$, $f = \det A$. $$\frac{\partial f}{\partial A_{ij}} = (A^{-1})_{ij} \det A$$",
    r"$W\in\mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $z = Wx$. $$\frac{\partial z_i}{\partial W_{jk}} = x_k$$",
    r"$z = Wx$, $W$ a matrix, $x$ a vector. $$\frac{\partial z}{\partial W} = x$$",
    r"$x\in\mathbb{R}^n$, $p = \mathrm{softmax}(x)$. $$\frac{\partial p_i}{\partial x_j} = p_i(1-p_j)$$",
    r"$x,y\in\mathbb{R}^n$, $f = \frac1n\sum_{i=1}^n (x_i-y_i)^2$. $$\nabla_x f = x-y$$",
    r"$x\in\mathbb{R}^n$, $a = \mathrm{relu}(x)$. $$\nabla_x E = \nabla_a E$$",
    r"$A,B\in\mathbb{R}^{n\times n}$. $$\operatorname{tr}(AB) = \operatorname{tr}(A)\operatorname{tr}(B)$$",
    r"$x\in\mathbb{R}^n$, $f = n^2 x^Tx$. $$\frac{\partial f}{\partial x_i} = 2(5n-6)x_i$$",
    r"$x\in\mathbb{R}^n$, $L = \log\sum_k e^{x_k}$. $$\nabla_x L = e^x$$",
    r"$S\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$, $f = x^T S^{-1} x$. $$\nabla_x f = 2S^{-1}x$$",
    r"$x\in\mathbb{R}^n$. $$\|x + 1\|^2 = \|x\|^2 + 2\sum_i x_i + 1$$",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_wrong_line_is_not_called_right(text: str) -> None:
    found = check_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert [line.verdict.kind.value for line in found.lines] == ["wrong"]


@pytest.mark.parametrize("claim", ["det(2*A) = 2*det(A)", "det(-A) = -det(A)"])
def test_a_number_that_depends_on_the_size_ends_the_search_for_a_repair(claim: str) -> None:
    verdict = matcalc.check(claim, shapes={"A": "n×n"})
    assert verdict.kind.value == "wrong"
    assert verdict.repair is None


@pytest.mark.parametrize("left", ["d2/dx2 (x.T @ A @ x)", "∂²/∂x² (x.T @ A @ x)", "∇²(x.T @ A @ x)"])
def test_second_derivatives_are_refused(left: str) -> None:
    with pytest.raises(matcalc.MatcalcError, match="second derivatives are not read here"):
        matcalc.check(f"{left} = A + A.T", shapes={"A": "n×n", "x": "n"})


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("d/dw (relu(1 - w.T @ x)) = -x", "wrong"),
        ("d/dw (norm2sq(w)/2 + relu(1 - w.T @ x)) = w - x", "wrong"),
        ("d/dw (relu(1 - w.T @ x)) = -step(1 - w.T @ x) * x", "right"),
        ("d/dw (abs(2 - w.T @ x)) = -x", "wrong"),
    ],
)
def test_a_kink_is_met_from_both_sides(claim: str, kind: str) -> None:
    assert matcalc.check(claim, shapes={"w": "n", "x": "n"}).kind.value == kind
