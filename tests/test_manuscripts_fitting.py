"""The shapes of a document come from all its equations together; one that does not fit does not lose the others."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

SOFTMAX = r"""Let $z = Wx + b$, $p = \mathrm{softmax}(z)$ and $L = -\sum_i y_i \log p_i$, where $\sum_i y_i = 1$.

"""
ENTRIES = r"""Let $z_i = \sum_j W_{ij} x_j + b_i$, $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$, $L = -\sum_i y_i \log p_i$,
where $\sum_i y_i = 1$.

"""
RNN = r"""A network: $h_t = \tanh(W h_{t-1} + U x_t + b)$, $o = V h_t$, $L = \frac12 \|o - y\|^2$.

"""
MLP = r"""$h = \mathrm{ReLU}(W_1 x + b_1)$, $z = W_2 h + b_2$, $p = \mathrm{softmax}(z)$, $L = -\sum_k y_k \log p_k$,
$\sum_k y_k = 1$.

"""

TOGETHER = [  # a page without shapes: its equations, what is right, and what is wrong
    (SOFTMAX, r"\nabla_z L = p - y", r"\nabla_z L = y - p"),
    (SOFTMAX, r"\nabla_W L = (p - y) x^T", r"\nabla_W L = x (p - y)^T"),
    (SOFTMAX, r"\frac{\partial L}{\partial W_{ij}} = (p_i - y_i) x_j", r"\frac{\partial L}{\partial W_{ij}} = p_i x_j"),
    (ENTRIES, r"\nabla_W L = (p - y) x^T", r"\nabla_W L = (p + y) x^T"),
    (RNN, r"\nabla_{h_t} L = V^T (o - y)", r"\nabla_{h_t} L = V (o - y)"),
    (RNN, r"\nabla_W L = ((1 - h_t \odot h_t) \odot V^T (o - y)) h_{t-1}^T", r"\nabla_W L = V^T (o - y) h_{t-1}^T"),
    (MLP, r"\nabla_{W_2} L = (p - y) h^T", r"\nabla_{W_2} L = h (p - y)^T"),
    (MLP, r"\nabla_h L = W_2^T (p - y)", r"\nabla_h L = W_2 (p - y)"),
    (r"Let $y = \gamma \odot x + \beta$. ", r"\nabla_\gamma E = \nabla_y E \odot x", r"\nabla_\gamma E = \nabla_y E"),
    (
        r"The cost is $J = \frac{1}{2m} \sum_{i=1}^m (h_i - y_i)^2$ with $h = X w$. ",
        r"\frac{\partial J}{\partial w} = \frac{1}{m} X^T (h - y)",
        r"\frac{\partial J}{\partial w} = \frac{2}{m} X^T (h - y)",
    ),
]


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


@pytest.mark.parametrize(("page", "right", "wrong"), TOGETHER)
def test_lengths_follow_from_all_equations_together(page: str, right: str, wrong: str) -> None:
    found = checked(f"{page}$${right}$$\n")
    assert found.exit_code == 0, found.text(100)
    assert not found.unread
    spoilt = checked(f"{page}$${wrong}$$\n")
    assert spoilt.exit_code == 1, spoilt.text(100)


@pytest.mark.parametrize("page", [page for page, _, _ in TOGETHER[::3]])
def test_what_follows_from_all_equations_together_is_filled(page: str) -> None:
    asked = next(right.partition(" = ")[0] for other, right, _ in TOGETHER if other is page)
    found = fill_manuscript(manuscript_of(f"{page}$${asked} = ???$$\n".encode(), "notes.md"))
    assert len(found.filled) == 1


MISFIT = r"""Let $W \in \mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $b \in \mathbb{R}^m$.

$$z = Wx + b$$
$$u = x W$$
$$v = u + 1$$
$$E = \frac12\|z\|^2$$

"""


def test_an_equation_that_does_not_fit_is_told_and_left_out() -> None:
    found = checked(MISFIT + "$$\\nabla_W E = z x^T$$\n$$\\nabla_b E = z x$$\n$$\\nabla_x v = W^T$$\n")
    kinds = [(line.number, line.verdict.kind) for line in found.lines]
    assert kinds == [(8, Kind.RIGHT), (9, Kind.WRONG), (10, Kind.UNDECIDED)]
    assert "what defines u is not known here" in str(found.lines[2].verdict)
    assert [(one.line, one.is_misfit) for one in found.unread] == [(4, True)]
    report = found.text(100)
    assert "line 4, column 7: left out, as it does not go with the other equations: x @ W does not fit" in report
    assert "1 left out" in report


def test_a_page_with_an_equation_that_does_not_fit_is_undecided_at_best() -> None:
    found = checked(MISFIT + "$$\\nabla_W E = z x^T$$\n")
    assert [line.verdict.kind for line in found.lines] == [Kind.RIGHT]
    assert found.exit_code == 4


def test_what_does_not_rest_on_a_misfit_is_filled() -> None:
    page = MISFIT + "$$\\nabla_W E = ???$$\n\n$$\\nabla_x v = ???$$\n"
    found = fill_manuscript(manuscript_of(page.encode(), "notes.md"))
    assert [hole.line for hole in found.filled] == [8]
    assert [refused.line for refused in found.refused] == [10]
    what, array, *_ = found.refused[0].why[0]
    assert (what, array.name) == ("what defines ", "u")


UNREAD = r"""Let $u = \foo x$ and $v = u + 1$, $E = \frac12 \|v\|^2$.

"""


def test_nothing_that_goes_through_an_equation_that_was_not_read_is_right() -> None:
    through = checked(UNREAD + "$$\\nabla_x E = 0$$\n")
    assert [line.verdict.kind for line in through.lines] == [Kind.UNDECIDED]
    assert through.exit_code == 4
    beside = checked(UNREAD + "$$\\nabla_u E = v$$\n")
    assert beside.exit_code == 0, beside.text(100)
    assert len(beside.unread) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r"$z = Wx$ and $s = \foo{x}$: $\frac{\partial z}{\partial x} = W$", 0),  # no claim rests on it
        (r"$z = Wx$: $\frac{\partial z}{\partial x} = \foo{W}$", 4),  # a claim
        (r"$s = \foo{x}$", 2),  # nothing was read
        (r"$z = Wx$: $\frac{\partial z}{\partial x} = W W$, $s = \foo{x}$", 1),
    ],
)
def test_the_exit_code_of_a_page_with_a_formula_that_is_not_read(text: str, code: int) -> None:
    found = checked(f"A matrix $W$ and a vector $x$. {text}\n")
    assert (found.exit_code, len(found.unread)) == (code, text.count("foo")), found.text(100)


ROWS = r"""
\begin{aligned}
z &= W x + b \\
E &= \frac12 \|z\|^2 \\
q &= \foo{z} \\[2pt]
  &= \foo{z + 0} \\
\nabla_z E &= z \\
\nabla_W E &= z x^T
\end{aligned}
"""


@pytest.mark.parametrize("fence", [("$$", "$$"), (r"\[", r"\]")])
def test_one_row_that_is_not_read_does_not_lose_the_others(fence: tuple[str, str]) -> None:
    found = checked(f"{fence[0]}{ROWS}{fence[1]}\n")
    assert [line.verdict.kind for line in found.lines] == [Kind.RIGHT, Kind.RIGHT]
    assert [one.line for one in found.unread] == [5]


OPEN = [  # what can not be decided, and why
    (
        r"Vectors $x$, $q$, a matrix $W$, $z = Wx$, $u = q + x$. $$\frac{\partial z}{\partial u} = W$$",
        "the equation of z as it is read here does not have u in it",
    ),
    (
        r"Vectors $x$, $b$, a matrix $A$. $r = b - A x$, and $x$ solves $r = 0$. $E$ is a function of $x$. "
        r"$$\nabla_b E = A^{-T} \nabla_x E$$",
        "sets an expression to 0",
    ),
    (
        r"Vectors $x$, $z$, matrices $W$, $U$. $t = W z + U x$ and $r = z - f(t)$. $$z = f(t)$$",
        "the left side stands on the right as well",
    ),
]


@pytest.mark.parametrize(("text", "why"), OPEN)
def test_what_is_open_is_never_wrong(text: str, why: str) -> None:
    found = checked(text + "\n")
    assert Kind.WRONG not in [line.verdict.kind for line in found.lines], found.text(100)
    assert found.lines[-1].verdict.kind is Kind.UNDECIDED, found.text(100)
    assert why in " ".join(found.text(100).split())


def test_a_derivative_by_an_array_that_stands_elsewhere_is_no_fault_of_ours() -> None:
    page = r"Vectors $x$, $q$, a matrix $W$, $z = Wx$, $u = q + x$. "
    found = checked(page + r"$$\frac{\partial z}{\partial q} = W$$")
    assert "no equation here says how z depends on q" in " ".join(found.text(100).split())


def test_two_scalars_without_an_equation_are_two_functions() -> None:
    page = r"Vectors $x$, $z$, a matrix $W$, $z = Wx$. $$\nabla_x E = W^T \nabla_z E$$ $$\nabla_x F = W^T \nabla_z F$$"
    assert checked(page).exit_code == 0
    assert checked(page + r"$$\nabla_x F = W \nabla_z F$$").exit_code == 1


def test_a_scalar_is_a_function_of_what_words_say() -> None:
    page = r"A vector $z$, $p = \mathrm{softmax}(z)$, $l = \mathrm{logsoftmax}(z)$. "
    claim = r"$$\nabla_z E = \nabla_l E - (\mathbf{1}^T \nabla_l E) p$$"
    assert checked(page + "$E$ is any differentiable function of $l$. " + claim).exit_code == 0
    assert checked(page + claim).exit_code == 1  # E may read p as well


def test_words_say_along_which_axis_a_softmax_goes() -> None:
    page = r"Matrices $Q$, $K$, $V$. $S = Q K^T$, $A = \mathrm{softmax}(S)$%s, $O = A V$. "
    claim = r"$$\nabla_S E = A \odot (\nabla_A E - ((\nabla_A E \odot A) \mathbf{1}) \mathbf{1}^T)$$"
    assert checked(page % " of each row" + claim).exit_code == 0
    assert checked(page % ", column by column" + claim).exit_code == 1
    assert checked(page % "" + claim).exit_code == 4


def test_a_gradient_of_a_scalar_whose_equation_is_not_read_is_open() -> None:
    page = r"Vectors $x$, $t$, a matrix $W$, a scalar $y$: $z = W x$, $E = \foo \sum_k (z_k - t_k)^2$, $y = x^T x$. "
    found = checked(page + r"$$\nabla_x E = W^T (z - t)$$")
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED]
    assert "what defines E is not known here" in found.text(200)


@pytest.mark.parametrize("form", ["md", "tex"])
def test_what_derive_writes_is_read_back(form: str) -> None:
    derivation = matcalc.derive("log-softmax")
    text = derivation.markdown() if form == "md" else derivation.latex()
    found = check_manuscript(manuscript_of(text.encode(), f"page.{form}"))
    assert found.exit_code == 0, found.text(100)
    assert len(found.lines) >= 10


def test_many_equations_are_read() -> None:
    layers = [rf"$$h_{{{k}}} = \tanh(W_{{{k}}} h_{{{k - 1}}} + b_{{{k}}})$$" for k in range(1, 81)]
    found = checked("\n".join(layers) + "\n" + r"$$E = \frac12 \|h_{80} - y\|^2$$ $$\nabla_{h_{80}} E = h_{80} - y$$")
    assert found.exit_code == 0, found.text(100)


SUMS = [  # what is right where the entries of the targets sum to 1, and what that is called
    (
        r"$Z = XW$, $P = \mathrm{softmax}(Z)$ row by row, $L = -\sum_i \sum_k Y_{ik} \log P_{ik}$. "
        r"$$\nabla_W L = X^T (P - Y)$$",
        "it is right if each row of Y sums to 1",
    ),
    (
        r"$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ and $L = -\sum_i y_i \log p_i$. "
        r"$$\frac{\partial L}{\partial z_i} = p_i - y_i$$",
        "it is right if the entries of y sum to 1",
    ),
]


@pytest.mark.parametrize(("text", "why"), SUMS)
def test_targets_that_may_sum_to_one_make_no_line_wrong(text: str, why: str) -> None:
    found = checked(text)
    assert found.exit_code == 4, found.text(200)
    assert why in found.text(200)
    assert checked(text.replace("Y)$$", "2 Y)$$").replace("- y_i$$", "- 2 y_i$$")).exit_code == 1


def test_two_indices_tell_a_matrix_whatever_its_type() -> None:
    page = r"$\boldsymbol{t}_1 = \boldsymbol{P} - \boldsymbol{Y}$ and $(\boldsymbol{t}_1)_{ij} = P_{ij} - Y_{ij}$"
    assert checked(page).exit_code == 0
    assert checked(page.replace("} - Y_{ij", "} + Y_{ij")).exit_code == 1
