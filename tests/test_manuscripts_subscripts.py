"""Documents whose subscripts number layers and steps, whose vectors are squared beside ⊙, and whose rows end in E^T."""

from __future__ import annotations

import pytest

from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

NETWORK = r"""For $k=1,\dots,L$ let $z_k=W_ka_{k-1}+b_k$ and $a_k=f(z_k)$.

"""

STEPS = r"""Let $x_{k+1} = Ax_k$ and $E = \frac12\|x_{k+1}\|^2$.

"""

SQUARED = r"""Let $h = \tanh(z)$ and $E = \frac12\|h-y\|^2$.

"""

LINES = (  # what the document says, a line of it, and its verdict
    (NETWORK, r"\nabla_{z_k}E = f'(z_k)\odot\nabla_{a_k}E", "right"),
    (NETWORK, r"\nabla_{a_{k-1}}E = W_k^T\nabla_{z_k}E", "right"),
    (NETWORK, r"\nabla_{a_{k-1}}E = W_k\nabla_{z_k}E", "wrong"),
    (NETWORK, r"\nabla_{W_k}E = \nabla_{z_k}E\,a_{k-1}^T", "right"),
    (NETWORK, r"\nabla_{W_k}E = a_{k-1}\nabla_{z_k}E^T", "wrong"),
    (NETWORK, r"(\nabla_{W_k}E)^T = a_{k-1}\nabla_{z_k}E^T", "right"),
    (STEPS, r"\nabla_{x_k}E = A^Tx_{k+1}", "right"),
    (STEPS, r"\nabla_{x_k}E = Ax_{k+1}", "wrong"),
    (SQUARED, r"\nabla_zE = (h-y)\odot(1-h^2)", "right"),
    (SQUARED, r"\nabla_zE = (h-y)\odot(1-h^3)", "wrong"),
    (SQUARED, r"\frac{\partial h}{\partial z} = \operatorname{diag}(1-h^2)", "right"),
    (SQUARED, r"\nabla_zE = (1-z^2)\odot(h-y)", "wrong"),
)


@pytest.mark.parametrize(("said", "line", "verdict"), LINES)
def test_a_line_has_its_verdict(said: str, line: str, verdict: str) -> None:
    checked = check_manuscript(manuscript_of(f"{said}$${line}$$\n".encode(), "notes.md"))
    assert [one.verdict.kind.value for one in checked.lines] == [verdict]
    assert not checked.unread


def test_a_step_before_is_printed_with_its_sign() -> None:
    line = r"\nabla_{W_k}E = a_{k-1}\nabla_{z_k}E^T"
    checked = check_manuscript(manuscript_of(f"{NETWORK}$${line}$$\n".encode(), "notes.md"))
    assert "(∇_{zₖ} E) aₖ₋₁ᵀ is needed here, not aₖ₋₁ (∇_{zₖ} E)ᵀ" in str(checked.lines[0].verdict)


def test_a_squared_vector_alone_is_read_in_two_ways() -> None:
    checked = check_manuscript(manuscript_of(f"{SQUARED}$$\\nabla_zE = (1-h^2)(h-y)$$\n".encode(), "notes.md"))
    assert "h^2 is read in two ways: x ⊙ x, entry by entry, or xᵀ x" in checked.unread[0].message


def test_a_subscript_that_numbers_a_layer_stays_before_the_indices() -> None:
    text = NETWORK + r"$$\nabla_{a_{k-1}}E = ??? = W_k^T\nabla_{z_k}E$$"
    filled = fill_manuscript(manuscript_of(f"{text}\n".encode(), "notes.md"))
    assert r"\sum_{j} \frac{\partial E}{\partial z_{k,j}} W_{k,ji}" in filled.text


ATTENTION = r"""$Q,K\in\mathbb R^{n\times d}$, $S=QK^T$, $P=\mathrm{softmax}_{rows}(S)$.

"""


def test_a_subscript_that_names_an_axis_needs_no_text_command() -> None:
    line = r"\nabla_SE = P\odot(\nabla_PE-((\nabla_PE\odot P)\mathbf 1)\mathbf 1^T)"
    checked = check_manuscript(manuscript_of(f"{ATTENTION}$${line}$$\n".encode(), "notes.md"))
    assert [one.verdict.kind.value for one in checked.lines] == ["right"]


def test_ones_are_filled_in_bold_where_the_document_has_no_bold_letters() -> None:
    filled = fill_manuscript(manuscript_of(f"{ATTENTION}$$\\nabla_SE = ???$$\n".encode(), "notes.md"))
    assert r"\operatorname{diag}((\nabla_{P} E \odot P) \mathbf{1}) P" in filled.text


def test_a_plain_one_with_a_transpose_is_a_vector_of_ones() -> None:
    text = r"$X\in\mathbb R^{n\times d}$, $f = 1^TXb$." + "\n\n" + r"$$\nabla_bf = X^T\mathbf 1$$"
    checked = check_manuscript(manuscript_of(f"{text}\n".encode(), "notes.md"))
    assert [one.verdict.kind.value for one in checked.lines] == ["right"]


@pytest.mark.parametrize(("line", "verdict"), [("1b^T", "right"), ("b1^T", "wrong"), (r"1\cdot b^T", "wrong")])
def test_a_plain_one_beside_a_row_is_a_vector_of_ones(line: str, verdict: str) -> None:
    text = r"$X\in\mathbb R^{n\times d}$, $f = 1^TXb$." + "\n\n" + rf"$$\nabla_Xf = {line}$$"
    checked = check_manuscript(manuscript_of(f"{text}\n".encode(), "notes.md"))
    assert [one.verdict.kind.value for one in checked.lines] == [verdict]


def test_the_gradient_of_a_function_is_no_habit_of_gradients_at_names() -> None:
    text = r"$$f(x)=\log\sum_ie^{x_i}$$" + "\n" + r"$$\nabla f(x)=???=\mathrm{softmax}(x)$$"
    filled = fill_manuscript(manuscript_of(f"{text}\n".encode(), "notes.md"))
    assert r"\nabla f(x)&= (\nabla_{t} f) \exp(x)" in filled.text
    assert r"\nabla t" not in filled.text
