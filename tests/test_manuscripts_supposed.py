"""Facts in words and formulas, what is right only with one more, and identities whose shapes nothing says."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

SOFTMAX = r"""

$$p = \operatorname{softmax}(z)$$
$$L = -\sum_k y_k \log p_k$$
$$\nabla_z L = p - y$$
"""

QUADRATIC = r""" $$h = \mathbf w^T \mathbf S \mathbf w$$ $$\nabla_{\mathbf w} h = 2 \mathbf S \mathbf w$$"""

LAYER = r"""Let $W\in\mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $b\in\mathbb{R}^m$.

$$z = Wx + b$$
$$a = \sigma(z)$$

"""


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


def kinds(text: str) -> list[Kind]:
    return [line.verdict.kind for line in checked(text).lines]


SAID = [
    r"Let $z\in\mathbb{R}^K$, where $y\in\mathbb{R}^K$ is one-hot.",
    r"Let $z\in\mathbb{R}^K$. The label $y$ is one-hot with $\sum_k y_k = 1$.",
    r"Let $z\in\mathbb{R}^K$ and let $y$ be a one-hot vector.",
    r"Let $z\in\mathbb{R}^K$. Let $y$ be a probability vector.",
    r"Let $z\in\mathbb{R}^K$ and $\mathbf 1^T y = 1$.",
]


@pytest.mark.parametrize("words", SAID)
def test_a_sum_of_one_that_is_said_counts(words: str) -> None:
    assert checked(words + SOFTMAX).exit_code == 0


@pytest.mark.parametrize("words", [r"Let $z\in\mathbb{R}^K$.", r"Let $z\in\mathbb{R}^K$; $y$ is not one-hot."])
def test_what_is_right_only_where_a_sum_is_one_is_undecided(words: str) -> None:
    found = checked(words + SOFTMAX)
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED]
    assert "right if the entries of y sum to 1, which nothing here says" in str(found.lines[0].verdict)


def test_a_sum_of_one_does_not_make_right_what_is_wrong() -> None:
    assert kinds(SAID[0] + SOFTMAX.replace("p - y", "p + y")) == [Kind.WRONG]


def test_what_is_right_only_for_the_sigmoid_is_undecided() -> None:
    found = checked(LAYER + r"$$\nabla_z E = \nabla_a E \odot a \odot (1 - a)$$")
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED]
    assert "right if sigma is the function sigmoid, which nothing here says" in str(found.lines[0].verdict)
    assert kinds(LAYER + r"$$\nabla_z E = \nabla_a E \odot a \odot (1 + a)$$") == [Kind.WRONG]


@pytest.mark.parametrize(
    "words",
    [r"Let $\mathbf S$ be symmetric.", r"with $\mathbf S$ symmetric:", r"$\mathbf S$ is a symmetric matrix."],
)
def test_what_is_said_of_a_matrix_counts(words: str) -> None:
    assert checked(words + QUADRATIC).exit_code == 0


def test_a_case_is_no_fact() -> None:
    case = r"If $\mathbf S$ is symmetric, more can be said."
    assert kinds(case + "\n\n" + QUADRATIC) == [Kind.WRONG]
    (line,) = checked(case + QUADRATIC).lines
    assert line.verdict.kind is Kind.UNDECIDED
    assert "right if S is symmetric, which line 1 says for other lines" in str(line.verdict)


IDENTITIES = [
    (r"$$(AB)^T = B^T A^T$$", Kind.RIGHT),
    (r"$$(AB)^T = A^T B^T$$", Kind.WRONG),
    (r"$$\det(AB) = \det A \det B$$", Kind.RIGHT),
    (r"$$\det(A + B) = \det A + \det B$$", Kind.WRONG),
    (r"$$(AB)^{-1} = B^{-1} A^{-1}$$", Kind.RIGHT),
    (r"$$(AB)^{-1} = A^{-1} B^{-1}$$", Kind.WRONG),
    (r"$$(A^{-1})^T = A^{-T}$$", Kind.RIGHT),
    (r"$$\operatorname{tr} AB = \operatorname{tr} BA$$", Kind.RIGHT),
    (r"$$\operatorname{tr}(AB) = \operatorname{tr} A \operatorname{tr} B$$", Kind.WRONG),
    (r"$$(A + B)^2 = A^2 + 2AB + B^2$$", Kind.WRONG),
    (r"$$(A + B)^2 = A^2 + AB + BA + B^2$$", Kind.RIGHT),
]


@pytest.mark.parametrize(("text", "kind"), IDENTITIES)
def test_an_identity_is_judged_in_the_shapes_that_both_sides_tell(text: str, kind: Kind) -> None:
    assert kinds(text) == [kind]
    assert kinds("Let $A$ and $B$ be square matrices. " + text) == [kind]


SIZES = [
    (r"$X$ is $N \times D$, and $w$ has length $D$.", ["matrix X (its shape)", "vector w (its shape)"]),
    (r"Let $X$ be $N \times D$ and $w$ be of length $D$.", ["matrix X (its shape)"]),
    (r"$X$ has shape $N \times D$; $w$ has a size of $D$.", ["matrix X (its shape)", "vector w (its shape)"]),
]


@pytest.mark.parametrize(("words", "names"), SIZES)
def test_a_size_alone_says_what_an_array_is_and_its_letters_are_lengths(words: str, names: list[str]) -> None:
    found = checked(words + r" $$y = Xw$$ $$\nabla_w E = X^T \nabla_y E$$")
    assert found.exit_code == 0
    assert set(names) <= set(found.names)
    assert not any(" N" in name or " D" in name for name in found.names)


def test_a_letter_that_is_a_length_and_an_array_is_both() -> None:
    found = checked(
        r"$X$ is $N \times D$, $V$ is $D \times H$ and $b$ has size $H$. $$H = \tanh(XV)$$ "
        r"$$\nabla_V E = X^T(\nabla_H E \odot (1 - H \odot H))$$"
    )
    assert found.exit_code == 0, found.text()
    assert {"matrices X, V (its shape)", "vector b (its shape)"} <= set(found.names)


def test_what_has_a_rank_or_is_large_in_words_has_no_size() -> None:
    found = checked(r"$A$ has size $n$ and rank $r$. $$(AB)^T = B^T A^T$$")
    assert [line.verdict.kind for line in found.lines] == [Kind.RIGHT]


MODEL = r"""Let $y=Xw+e$ and $J(w)=\frac12\|y-Xw\|_2^2$.

"""


@pytest.mark.parametrize(("sign", "kind"), [("-", Kind.UNDECIDED), ("", Kind.WRONG)])
def test_data_that_a_model_explains_may_be_given(sign: str, kind: Kind) -> None:
    found = checked(MODEL + rf"$$\nabla J(w)={sign}X^T(y-Xw)$$")
    assert [line.verdict.kind for line in found.lines] == [kind]
    said = "it is right if y is given, whatever line 1 makes of it" in " ".join(str(found.lines[0].verdict).split())
    assert said is (kind is Kind.UNDECIDED)


@pytest.mark.parametrize(("inside", "kind"), [("f'(x)", Kind.UNDECIDED), ("f(x)", Kind.WRONG)])
def test_what_only_its_letter_makes_a_number_may_be_a_vector(inside: str, kind: Kind) -> None:
    found = checked(rf"Let $q=f(x)$. $$\frac{{\partial q}}{{\partial x}} = \operatorname{{diag}}({inside})$$")
    assert [line.verdict.kind for line in found.lines] == [kind]
    assert ("it is right if q is a vector" in str(found.lines[0].verdict)) is (kind is Kind.UNDECIDED)


def test_a_softmax_is_of_a_vector() -> None:
    page = r"Let $p=\mathrm{softmax}(z)$." + "\n\n"
    assert kinds(page + r"$$\frac{\partial p}{\partial z}=\operatorname{diag}(p)-pp^T$$") == [Kind.RIGHT]
    assert kinds(page + r"$$\frac{\partial p}{\partial z}=\operatorname{diag}(p)+pp^T$$") == [Kind.WRONG]
