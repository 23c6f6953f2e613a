"""Documents whose lines are compared: what is right, the first wrong step, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.cli import main
from matcalc.errors import InputError
from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_file, check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked, Line

HERE = Path(__file__).parent / "manuscripts"

LAYER = r"""Column vectors $\mathbf{a}$, $\mathbf{x}$ and $\mathbf{b}$, a matrix $\mathbf{W}$:

$$\mathbf{z} = \mathbf{W}\mathbf{x} + \mathbf{b}$$
$$\mathbf{a} = f(\mathbf{z})$$

"""

TWENTY = {  # the line of the page, and what is named there
    9: "A transpose is missing",
    10: "The outer product is the other way round",
    11: "A matrix product stands for ⊙",
    12: "A sign is wrong",
    13: "A function stands for its derivative",
    14: "The derivative of a function is forgotten",
    15: "⊙ stands for a matrix product",
    16: "the indices do not fit",
    22: "right only where A is symmetric",
    23: "The transposed twin of a term is forgotten",
    24: "A number is wrong",
    25: "A sign is wrong",
    26: "A transpose is missing",
    27: "A transpose is missing",
    28: "A transpose is missing",
    29: "The outer product is the other way round",
    30: "Two factors are in the wrong order",
    31: "Two factors are in the wrong order",
    32: "A factor is forgotten",
    33: "A number is wrong",
}


def checked(text: str, name: str = "notes.md") -> Checked:
    return check_manuscript(manuscript_of(text.encode(), name))


@pytest.fixture(scope="module")
def twenty() -> Checked:
    return check_file(HERE / "twenty-mistakes.md")


def test_each_of_twenty_mistakes_is_found(twenty: Checked) -> None:
    assert [line.number for line in twenty.wrong] == list(TWENTY)
    assert len(twenty.lines) == len(TWENTY)
    assert not twenty.unread


@pytest.mark.parametrize("number", TWENTY)
def test_each_of_twenty_mistakes_is_named(twenty: Checked, number: int) -> None:
    (line,) = (one for one in twenty.lines if one.number == number)
    assert TWENTY[number] in str(line.verdict)


CHAIN = r"""$$\begin{aligned}
\frac{\partial E}{\partial x_j} &= \sum_i \frac{\partial E}{\partial z_i} \frac{\partial z_i}{\partial x_j} \\
&= \sum_i \frac{\partial E}{\partial z_i} W_{ij} \\
&= FACTOR \sum_i \frac{\partial E}{\partial z_i} W_{ij} \\
&= FACTOR \sum_l W_{lj} \frac{\partial E}{\partial z_l}
\end{aligned}$$
"""


def test_a_right_chain_is_right() -> None:
    found = checked(LAYER + CHAIN.replace("FACTOR", "1"))
    assert [line.verdict.kind for line in found.lines] == [Kind.RIGHT] * 4
    assert found.exit_code == 0


def test_the_first_wrong_step_of_a_chain_is_named() -> None:
    found = checked(LAYER + CHAIN.replace("FACTOR", "2"))
    assert [line.is_first for line in found.lines] == [False, False, True, False]
    assert found.exit_code == 1
    assert "line 9, the first wrong step: 2 \\sum_i" in found.text(100)
    assert found.text(100).endswith("points, all dimensions different: 2 exactly, modulo a prime.")


RIGHT = (
    r"$\nabla_{\mathbf{x}} E = \mathbf{W}^T \nabla_{\mathbf{z}} E$",
    r"$\frac{\partial E}{\partial \mathbf{x}} = \left(\frac{\partial \mathbf{z}}{\partial \mathbf{x}}\right)^T "
    r"\nabla_{\mathbf{z}} E$",
    r"$\frac{\partial \mathbf{z}}{\partial \mathbf{x}} = \mathbf{W}$",
    r"$\nabla_{\mathbf{z}} E = f'(\mathbf{z}) \odot \nabla_{\mathbf{a}} E "
    r"= \operatorname{diag}(f'(\mathbf{z})) \nabla_{\mathbf{a}} E$",
    r"$\frac{\partial E}{\partial W_{ij}} = \frac{\partial E}{\partial z_i} x_j$",
    r"$\nabla_{\mathbf{b}} E = -(-\frac{\partial E}{\partial \mathbf{z}})$",
    r"$(\mathbf{W}\mathbf{W}^T)^T = \mathbf{W}\mathbf{W}^T$",
    r"$\frac{\partial (\mathbf{x}^T \mathbf{x})}{\partial \mathbf{x}} = 2 \mathbf{x}$",
)


@pytest.mark.parametrize("line", RIGHT)
def test_what_is_right_is_called_right(line: str) -> None:
    found = checked(LAYER + line + "\n")
    assert found.exit_code == 0, found.text(100)
    assert len(found.lines) == line.count("=")


def test_a_transposed_jacobian_is_right_in_the_other_layout_and_a_transposed_gradient_is_not() -> None:
    jacobian = checked(LAYER + r"$\frac{\partial \mathbf{z}}{\partial \mathbf{x}} = \mathbf{W}^T$")
    assert jacobian.exit_code == 0
    assert jacobian.lines[0].verdict.kind is Kind.UNFINISHED
    assert str(jacobian.lines[0].verdict) == (
        "Right in another layout: this is denominator layout; in that of the others a Jacobian is output × variable."
    )
    gradient = checked(LAYER + r"$\nabla_{\mathbf{x}} E = (\nabla_{\mathbf{z}} E)^T \mathbf{W}$")
    assert gradient.exit_code == 1


def test_a_sign_before_a_derivative_is_read() -> None:
    found = checked(LAYER + r"$\frac{\partial E}{\partial \mathbf{b}} = -\frac{\partial E}{\partial \mathbf{z}}$")
    assert [line.verdict.kind for line in found.lines] == [Kind.WRONG]


def test_what_is_not_understood_is_undecided_and_never_wrong() -> None:
    found = checked(LAYER + r"$\nabla_{\mathbf{x}} E = \mathbf{q} \odot \mathbf{r}$" + "\n")
    assert {line.verdict.kind for line in found.lines} <= {Kind.UNDECIDED, Kind.WRONG}
    unread = checked(LAYER + r"$\nabla_{\mathbf{x}} E = \unknownmacro{\mathbf{q}}$" + "\n")
    assert unread.exit_code == 4
    assert unread.unread[0].line == 6
    assert "unknownmacro" in unread.unread[0].message


PLAIN = """shapes: W: m×n, x: n, b: m, X: n×n
z = W @ x + b       # what is defined
a = f(z)
upstream: a
grad_z = grad_a * f'(z)
grad_W = grad_z @ x.T
grad_x = W.T @ grad_z
       = (grad_z.T @ W).T
d/dX (logdet(X)) = inv(X).T
"""


def test_lines_of_the_input_language() -> None:
    found = checked(PLAIN, "lines.txt")
    kinds = [(line.number, line.verdict.kind) for line in found.lines]
    right = [(number, Kind.RIGHT) for number in (5, 6, 7)]
    assert kinds == [*right, (8, Kind.UNFINISHED), (9, Kind.RIGHT)]
    wrong = checked(PLAIN.replace("(grad_z.T @ W).T", "W @ grad_z"), "lines.txt")
    assert [line.number for line in wrong.wrong] == [8]
    assert "A transpose is missing" in str(wrong.wrong[0].verdict)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing here\n", r"lines.txt: line 1: there is no = in it: a line is an equation"),
        ("= W @ x\n", r"lines.txt: line 1: there is no line before it that it could go on from"),
        ("z = x + y\n", r"lines.txt: nothing is claimed in it: after the equations, write lines such as grad_W = "),
    ],
)
def test_lines_that_can_not_be_read(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        checked(text, "lines.txt")


def test_a_document_without_equations() -> None:
    with pytest.raises(InputError, match=r"notes\.md: there is no equation in its mathematics"):
        checked("Let $x$ be a vector.\n")


def test_the_command_says_it_and_exits_so(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text(LAYER + r"$\nabla_{\mathbf{b}} E = - \nabla_{\mathbf{z}} E$" + "\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file), "--format", "json"])
    assert result.exit_code == 1
    said = json.loads(result.output)
    assert said["right"] is False
    assert said["lines"][0]["line"] == 6
    assert said["lines"][0]["kind"] == "wrong"
    assert said["lines"][0]["first"] is True
    refused = CliRunner().invoke(main, ["check", str(file), "--problem", "dense-layer"])
    assert refused.exit_code == 2
    assert "--problem belongs to a single claim" in refused.output


def test_a_step_behind_a_wrong_one_is_compared_with_it() -> None:
    chain = (
        r"$\nabla_{\mathbf{x}} E = 2 \mathbf{W}^T \nabla_{\mathbf{z}} E = 2 ((\nabla_{\mathbf{z}} E)^T \mathbf{W})^T"
    )
    found = checked(LAYER + chain + r" = \mathbf{W}^T \nabla_{\mathbf{z}} E$" + "\n")
    assert [line.verdict.kind for line in found.lines] == [Kind.WRONG, Kind.RIGHT, Kind.WRONG]
    assert str(found.lines[1].verdict) == "Right as a step: it follows from the line before, which is wrong."
    assert str(found.lines[2].verdict) == "Wrong as a step: it is what it has to be, and the line before is not."


def test_the_equal_parts_of_a_chain_with_other_signs_are_compared() -> None:
    found = checked(LAYER + r"$\mathbf{z} = \mathbf{W}\mathbf{x} - \mathbf{b} \approx \mathbf{a}$" + "\n")
    assert [(line.number, line.verdict.kind) for line in found.lines] == [(6, Kind.WRONG)]


def test_two_shapes_of_one_name_are_told() -> None:
    text = r"Let $W \in \mathbb{R}^{m \times n}$ and $x$ a vector, $z = W x$." + "\n\n"
    found = checked(text + r"With $W \in \mathbb{R}^{p \times q}$: $\frac{\partial z}{\partial x} = W$." + "\n")
    assert found.clashes[0] == "Line 1 says that W is m × n, line 3 that it is p × q: neither counts."


def test_lines_know_how_they_are_shown() -> None:
    found = checked(LAYER + r"$\nabla_{\mathbf{b}} E = - \nabla_{\mathbf{z}} E$" + "\n")
    assert repr(found).startswith("<Checked: notes.md: 1 wrong; the first wrong step is in line 6.")
    assert isinstance(found.lines[0], Line)
    assert not found


ENDS = [  # the document, what is said of its last line
    (
        r"Let $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$.  $$\sum_{i=1}^m x_i = \mathbf{1}^T x$$",
        "ends at i = m, and i runs to n",
    ),
    (r"Let $x \in \mathbb{R}^n$.  $$\sum_{i=1}^m x_i = \mathbf{1}^T x$$", "ends at i = m, and i runs to n"),
    (r"Let $x \in \mathbb{R}^n$.  $$\sum_{i=1}^3 x_i = \mathbf{1}^T x$$", "ends at i = 3, and i runs to n"),
    (r"$$\sum_{i=1}^m x_i = \mathbf{1}^T x$$ $$\sum_{i=1}^n x_i = \mathbf{1}^T x$$", "ends at i = n, and i runs to m"),
    (r"Let $x \in \mathbb{R}^n$.  $$\sum_{i=1}^{n-1} x_i = \mathbf{1}^T x$$", "a sum goes from 1 to the end"),
    (r"Let $x \in \mathbb{R}^n$.  $$\sum_{i \ne j} x_i x_j = (\mathbf{1}^T x)^2$$", "a sum goes over all values"),
    (r"Let $x \in \mathbb{R}^n$.  $$\sum_{i < j} x_i x_j = (\mathbf{1}^T x)^2$$", "a sum goes over all values"),
    (r"Let $x \in \mathbb{R}^n$.  $$\prod_i x_i = \mathbf{1}^T x$$", "a product over an index"),
]


@pytest.mark.parametrize(("text", "said"), ENDS)
def test_a_part_of_a_sum_is_never_read_as_the_whole(text: str, said: str) -> None:
    found = checked(text)
    assert said in found.unread[-1].message


@pytest.mark.parametrize(
    "text",
    [
        r"Let $x \in \mathbb{R}^n$.  $$\sum_{i=1}^n x_i = \mathbf{1}^T x$$",
        r"$$\sum_{i=1}^m x_i = \mathbf{1}^T x$$",
        r"$W \in \mathbb{R}^{m\times n}$, $p = \mathrm{softmax}(W x)$.  $$\sum_{k=1}^K p_k = 1$$",
    ],
)
def test_a_sum_over_all_is_read_whatever_its_end_is_called(text: str) -> None:
    found = checked(text)
    assert not found.unread
    assert [line.verdict.kind.value for line in found.lines] == ["right"]


def test_what_is_differentiated_is_the_output_though_another_number_has_an_equation() -> None:
    found = checked(
        r"Let $z\in\mathbb{R}^n$, $L = \log\sum_k \exp(z_k)$ and $t = \sum_j \exp(z_j)$."
        "\n\n"
        r"$$\nabla_z L = t^{-1}\exp(z)$$"
    )
    assert [line.verdict.kind.value for line in found.lines] == ["right"]


def test_what_stands_in_brackets_beside_an_entry_is_known() -> None:
    found = checked(
        r"Vectors $x$, $h$, $o$, $t$, matrices $U$, $V$: $h = \tanh(Ux)$, $o = Vh$, $E = \|o - t\|^2$."
        "\n\n"
        r"$$\frac{\partial E}{\partial U_{ij}} = \frac{\partial E}{\partial h_{i}} \tanh'((U x)_{i}) x_{j}$$"
        r"$$\frac{\partial E}{\partial U_{ij}} = 2\frac{\partial E}{\partial h_{i}} \tanh'((U x)_{i}) x_{j}$$"
    )
    assert [line.verdict.kind.value for line in found.lines] == ["right", "wrong"]
