"""A document that was filled is read again: each of its rows is right, and there is nothing left to fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcalc.documents.chains import Detail
from matcalc.errors import InputError
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import Style, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked
from matcalc.manuscripts.wording import ReasonPlace

LAYER = (Path(__file__).parent / "manuscripts" / "layer-with-question-marks.md").read_text(encoding="utf-8")

DOCUMENTS = {
    "layer.md": LAYER,
    "layer.txt": LAYER,
    "layer.tex": LAYER,
    "names-with-numbers.md": r"""Let $W_1 \in \mathbb{R}^{h\times n}$, $W_2 \in \mathbb{R}^{k \times h}$.

$$\begin{aligned}
z_1 &= W_1 x + b_1 \\
h_1 &= \tanh(z_1) \\
y &= W_2 h_1 + b_2 \\
L &= \frac12 \|y - t\|^2
\end{aligned}$$

Then $$\frac{\partial L}{\partial W_1} = ???$$ and $$\frac{\partial L}{\partial b_1} = ???$$
""",
    "softmax.tex": r"""\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}
Let $W \in \mathbb{R}^{k \times n}$, $x \in \mathbb{R}^n$, $t \in \mathbb{R}^k$, with $\mathbf{1}^T t = 1$.
\[ z = W x, \quad p = \mathrm{softmax}(z), \quad L = -t^T \log p \]
\[ \nabla_z L = ??? = p - t \]
\[ \nabla_W L = ??? \]
\end{document}
""",
    "two-scalars.md": r"""Let $A \in \mathbb{R}^{m\times n}$, $X \in \mathbb{R}^{n \times p}$,
$B \in \mathbb{R}^{p \times m}$.
$$f = \operatorname{tr}(A X B)$$
$$\frac{\partial f}{\partial X} = ??? = A^T B^T$$
$$g = \operatorname{tr}(X^T A^T A X)$$
""",
    "functions-behind-matrices.md": r"""Let $A \in \mathbb{R}^{m\times n}$, $B \in \mathbb{R}^{m\times m}$
and $x \in \mathbb{R}^n$.

1. With $y = A f(x)$ and $L = y^T B y$:
   - $\nabla_x L = ???$
   - $\nabla_A L = ???$
""",
    "logdet.txt": r"""Let X be an n×n matrix, S an n×n symmetric matrix.
$$F = \log\det X + \mathrm{tr}(S X^{-1})$$
$$\frac{\partial F}{\partial X} = ???$$
""",
    "bias.md": r"""$\mathbf{z} = \mathbf{W}\mathbf{x} + \mathbf{b}$ and $L = \mathbf{y}^T \tanh(\mathbf{z})$

$$\nabla_{\mathbf{W}} L = ???$$
""",
    "two-columns.tex": r"""Let $A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$.
\begin{align*}
y &= A \sigma(x) & L &= \frac12 \|y - t\|^2 \\
  &  &   &= \frac12 (y-t)^T (y-t)
\end{align*}
\begin{align*}
\nabla_x L &= ??? \\
\nabla_A L &= ???
\end{align*}
""",
}


def checked(text: str, name: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), name))


def typed(found: Checked) -> set[str]:
    return {" ".join(line.typed.replace(r"\displaybreak[1]", "").split()) for line in found.lines}


def not_right(found: Checked) -> set[str]:
    return {line.typed for line in found.lines if not line.verdict.is_right}


def filled_again(data: bytes, name: str, style: Style) -> bytes:
    try:
        return fill_manuscript(manuscript_of(data, name), style).data
    except InputError as error:
        if "there is no ??? in its mathematics" not in str(error):
            raise
        return data


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("detail", Detail)
def test_every_row_is_right_and_none_is_left_out(name: str, detail: Detail) -> None:
    said = not_right(checked(DOCUMENTS[name], name)) if name.startswith("layer") else set()
    rows: dict[ReasonPlace, set[str]] = {}
    for reasons in ReasonPlace:
        style = Style(detail, reasons)
        filling = fill_manuscript(manuscript_of(DOCUMENTS[name].encode(), name), style)
        assert filling.filled
        assert not [one for one in filling.refused if one.hole is not None]
        found = checked(filling.text, name)
        assert not_right(found) <= said
        assert found.unread == ()
        rows[reasons] = typed(found)
        assert filled_again(filling.data, name, style) == filling.data
    assert rows[ReasonPlace.NONE] <= rows[ReasonPlace.INLINE]
    assert rows[ReasonPlace.NONE] <= rows[ReasonPlace.FOOTNOTE]


COLUMNS = r"""Let $x, c \in \mathbb{R}^n$, $L = x^T x$ and $M = c^T x$.
\begin{align*}
\nabla_x L &= x + x & \nabla_x M &= c \\
&= 2 x
\end{align*}
"""


def test_a_row_goes_on_with_the_chain_of_its_own_column() -> None:
    assert checked(COLUMNS, "a.tex").is_right
    wrong = checked(COLUMNS.replace("&= 2 x", "&= c"), "a.tex")
    assert [line.typed for line in wrong.lines if not line.verdict.is_right] == ["c"]
    both = checked(COLUMNS.replace("= c ", "= c + 0 x ").replace("&= 2 x", "&= 2 x & &= c"), "a.tex")
    assert [len(both.lines), both.is_right] == [4, True]


def test_a_number_beside_an_index_is_a_part_of_the_name_where_that_stands_alone() -> None:
    text = r"""Let $W_1 \in \mathbb{R}^{h\times n}$, $z_1 = W_1 x$, $L = z_1^T z_1$.
$$\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial z_{1,j}} W_{1,ji} = 2 \sum_j z_{1,j} W_{1,ji}$$
"""
    found = checked(text, "a.md")
    assert [len(found.lines), found.is_right] == [2, True]
    assert not checked(text.replace("= 2", "="), "a.md").is_right
    first = checked(r"$z_i = \sum_j W_{ij} x_j$, $z_1 = W_{11} x_1 + W_{12} x_2$", "a.md")
    assert "matrix W" in " ".join(first.names)
    assert "vectors z, x" in " ".join(first.names)


def test_of_two_scalars_that_is_meant_which_is_differentiated() -> None:
    text = DOCUMENTS["two-scalars.md"].replace(
        r"\frac{\partial f}{\partial X} = ??? = A^T B^T", r"\frac{\partial f}{\partial X_{ij}} = \sum_l A_{li} B_{jl}"
    )
    assert checked(text, "a.md").is_right
    assert not checked(text.replace("B_{jl}", "B_{lj}"), "a.md").is_right


@pytest.mark.parametrize("name", ["f", "g", r"\sigma", r"\phi"])
def test_a_letter_before_brackets_is_a_function_behind_a_matrix_too(name: str) -> None:
    text = rf"""Let $A \in \mathbb{{R}}^{{m\times n}}$, $x \in \mathbb{{R}}^n$, $y = A {name}(x)$, $L = y^T y$.
$$\nabla_x L = 2 A^T y \odot {name}'(x)$$
"""
    assert checked(text, "a.md").is_right
    assert not checked(text.replace("A^T y", "A^T x"), "a.md").is_right


@pytest.mark.parametrize("product", ["y^T z", "z^T y", r"\sum_k y_k z_k", r"\sum_k z_k y_k"])
def test_what_is_multiplied_by_a_sum_is_as_long_as_it(product: str) -> None:
    text = f"$z = W x + b$ and $L = {product}$\n\n$$\\nabla_W L = y x^T$$\n$$\\nabla_b L = y$$\n"
    found = checked(text, "a.md")
    assert [len(found.lines), found.is_right] == [2, True]
    assert not checked(text.replace("= y x^T", "= 2 y x^T"), "a.md").is_right


def test_rows_are_not_put_beside_another_equation() -> None:
    text = DOCUMENTS["two-columns.tex"].replace("L &= ??? \\\\\n", "L &= ??? & ")
    filling = fill_manuscript(manuscript_of(text.encode(), "a.tex"))
    assert len(filling.filled) == 1
    (refused,) = filling.refused
    assert refused.why == (("another equation stands before it in its row: write it in a row of its own",),)


@pytest.mark.parametrize("claimed", ["", " = A x + A^T x"])
def test_two_question_marks_in_one_chain_are_filled_once(claimed: str) -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^n$, $L = x^T A x$.\n\n$$\\nabla_x L = ???MORE$$\n"
    )
    style = Style(reasons=ReasonPlace.NONE)
    once = fill_manuscript(manuscript_of(text.replace("MORE", claimed).encode(), "a.md"), style)
    twice = fill_manuscript(manuscript_of(text.replace("MORE", " = ???" + claimed).encode(), "a.md"), style)
    assert len(twice.filled) == 2
    assert "???" not in twice.text
    assert twice.text.count("&=") <= once.text.count("&=") + 2
    assert checked(twice.text, "a.md").is_right


def test_what_is_not_read_is_told_in_lines_as_long_as_the_terminal() -> None:
    found = checked("$z = W x$, $L = z^T z$\n\n$$\\nabla_x L = 2 W^T z$$\n$$q = \\unheardof$$\n", "a.md")
    said = found.text(60)
    assert (
        "not read: \\unheardof is not known; define\nit by \\newcommand in the document\n  $$q = \\unheardof$$\n"
        in said
    )
