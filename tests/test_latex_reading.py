"""LaTeX read as trees of formulas: what is the same, what is told apart, and what is said of what can not be read."""

import pytest
from latex_corpus import CORPUS, Line
from latex_trees import outline

from matcalc.notation.latex_in.formula import Run, Scripted, Span, Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements


def read(text: str) -> tuple[Statement, ...]:
    return read_statements(text, 0, len(text), macros_in(""))


@pytest.mark.parametrize("line", CORPUS, ids=lambda line: line.id)
def test_every_line_of_the_corpus_is_read(line: Line) -> None:
    assert read(line.latex)


SAME = [
    (r"W^{(k)}_{ij}", r"W_{ij}^{(k)}"),
    (r"\mathbf{z^{(k+1)}}", r"\mathbf{z}^{(k+1)}"),
    (r"{\bf W}^{(k)}", r"\mathbf{W}^{(k)}"),
    (r"\boldsymbol W", r"\mathbf{W}"),
    (r"\boldsymbol{\mathrm{W}}", r"\bm{W}"),
    (r"\hat\mathbf{y}", r"\mathbf{\hat{y}}"),
    (r"\hat{y_i}", r"\hat{y}_i"),
    (r"\underline{x}", r"\mathbf{x}"),
    (r"f^{\prime}(z)", r"f'(z)"),
    (r"f^{'}(z)", r"f'(z)"),
    (r"W^\top", r"W^{\intercal}"),
    (r"\frac12", r"\frac{1}{2}"),
    (r"{a + b \over c}", r"\dfrac{a + b}{c}"),
    (r"x^23", r"x^{2} 3"),
    (r"\left(a\right)", r"\bigl( a \Bigr)"),
    (r"\|x\|_2^2", r"\left\Vert x \right\Vert_2^2"),
    (r"||x||^2", r"\lVert x \rVert^2"),
    (r"\norm{x}", r"\|x\|"),
    (r"|x||y|", r"\left|x\right| \abs{y}"),
    (r"\sum\limits_{i=1}^n x_i", r"\sum_{i=1}^{n} x_{i}"),
    (r"\textcolor{red}{a}\, b \mathstrut", r"a b"),
    (r"\left[\begin{array}{cc} a & b \end{array}\right]", r"\begin{bmatrix} a & b \\ \end{bmatrix}"),
    (r"\operatorname{log\,det} X", r"\operatorname{logdet} X"),
    ("∇_z E ⊙ σ′(𝐳⁽ᵏ⁾)", r"\nabla_z E \odot \sigma'(\mathbf{z}^{(k)})"),
    ("W⁻¹ x̂ᵢ × ½".replace("½", "2"), r"W^{-1} \hat{x}_i \times 2"),
    ("a % b \\frac{ \n + c", "a + c"),
    (r"a = b, \tag{3}\label{x} \nonumber", "a = b."),
    (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b = c"),
    (r"\begin{eqnarray} a &=& b, \\ &=& c. \end{eqnarray}", "a = b = c"),
    (r"a = b \\ \quad + c", "a = b + c"),
    (r"f(a + \\ & b)", "f(a + b)"),
    (r"a \coloneqq b", r"a \stackrel{\text{def}}{=} b"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_ways_to_type_one_thing(first: str, second: str) -> None:
    assert outline(read(first)) == outline(read(second))


APART = [
    (r"\mathcal{L}", "L"),
    (r"\hat{x}", r"\tilde{x}"),
    (r"\mathbf{x}", "x"),
    (r"W^{(k)T}", r"{W^{(k)}}^T"),
    (r"|x|", r"\|x\|"),
    (r"x_i^2", r"{x_i}^2"),
    (r"\mathrm{net}", "net"),
    (r"f'", "f"),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_two_things_that_look_alike_are_told_apart(first: str, second: str) -> None:
    assert outline(read(first)) != outline(read(second))


HOLES = [
    *("???", "?", "? ? ?", r"\text{???}", r"\textbf{ ? }", r"\ldots?", r"\dots ?", r"\square", r"\Box", r"\boxed{?}"),
    *(r"\boxed{\phantom{abc}}", r"\boxed{\quad}", r"\underline{\hspace{2cm}}", r"\_\_\_", "□"),
]


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_one_member_of_its_chain_and_has_its_place(hole: str) -> None:
    text = f"a = {hole} = b"
    (statement,) = read(text)
    assert list(statement.holes) == [1]
    span = statement.members[1].span
    assert text[span.start : span.end] == hole


@pytest.mark.parametrize("formula", [r"\boxed{x}", r"\ldots", r"\text{what?}", r"\underline{x}"])
def test_what_shows_something_is_no_hole(formula: str) -> None:
    (statement,) = read(f"a = {formula}")
    assert not list(statement.holes)


STATEMENTS = [
    ("a = b, c = d", ["a = b", "c = d"]),
    (r"a = b, \quad i, j = 1, \ldots, n", ["a = b", r"i, j = 1, \ldots, n"]),
    (r"i, j = 1, \ldots, n", [r"i, j = 1, \ldots, n"]),
    (r"f(x, y) = (a, b)", [r"f(x, y) = (a, b)"]),
    (r"a = b \Rightarrow c = d", ["a = b", "c = d"]),
    (r"a = b \quad \to \quad c = d", ["a = b", "c = d"]),
    (r"\text{where } a = b \text{ and } c = d", ["a = b", "c = d"]),
    (r"a &= b & c &= d \\ e &= f", ["a = b", "c = d", "e = f"]),
    (r"a = b \\ -c = d", ["a = b", "-c = d"]),
]


@pytest.mark.parametrize(("text", "parts"), STATEMENTS)
def test_statements_are_told_apart(text: str, parts: list[str]) -> None:
    assert outline(read(text)) == outline(tuple(read(part)[0] for part in parts))


REMARKS = [
    (r"a = b \;\;\;\; (\star)", r"(\star)"),
    (r"a = b && \text{(chain rule)}", "(chain rule)"),
    (r"a = b \quad (i = 1, \ldots, n)", r"(i = 1, \ldots, n)"),
    (r"a = b \text{ if } c > 0", r"\text{ if } c > 0"),
    (r"a = b, \quad \forall i", r"\forall i"),
]


@pytest.mark.parametrize(("text", "remark"), REMARKS)
def test_a_remark_is_no_part_of_the_formula(text: str, remark: str) -> None:
    (statement,) = read(text)
    found = statement.members[-1].remark
    assert found is not None
    assert found.text == remark
    assert outline(statement.members[-1].formula) == outline(read("a = b")[0].members[-1].formula)


def test_brackets_after_a_wide_space_that_may_be_a_factor_stay() -> None:
    assert outline(read(r"a = W \quad (b + c)")) == outline(read("a = W (b + c)"))


MACROS = [
    (r"\newcommand{\W}{\mathbf{W}}", r"\W^T", r"\mathbf{W}^T"),
    (r"\newcommand*\pd[2]{\frac{\partial #1}{\partial #2}}", r"\pd{E}{z}", r"\frac{\partial E}{\partial z}"),
    (r"\newcommand{\lay}[2][k]{#2^{(#1)}}", r"\lay{W} \lay[l]{b}", r"W^{(k)} b^{(l)}"),
    (r"\def\pd#1#2{\frac{#1}{#2}}", r"\pd ab", r"\frac ab"),
    (r"\DeclareMathOperator*{\tr}{Tr}", r"\tr(A)", r"\operatorname{Tr}(A)"),
    (r"\let\bs=\boldsymbol", r"\bs{x}", r"\boldsymbol{x}"),
    (r"\let\oldvec\vec \renewcommand{\vec}[1]{\oldvec{\mathbf{#1}}}", r"\vec{x}", r"\vec{\mathbf{x}}"),
    (r"\NewDocumentCommand{\g}{O{x} m}{\nabla_{#1} #2}", r"\g{E} \g[y]{E}", r"\nabla_{x} E \nabla_{y} E"),
    (r"\DeclarePairedDelimiter{\nrm}{\lVert}{\rVert}", r"\nrm*{x}", r"\|x\|"),
    (r"\providecommand{\W}{A}\renewcommand{\W}{B}", r"\W", "B"),
    ("% \\newcommand{\\W}{A}\n\\newcommand{\\W}{B}", r"\W", "B"),
]


@pytest.mark.parametrize(("definition", "text", "plain"), MACROS)
def test_macros_of_the_document_are_expanded(definition: str, text: str, plain: str) -> None:
    document = f"{definition}\n{text}"
    start = len(document) - len(text)
    statements = read_statements(document, start, len(document), macros_in(document))
    assert outline(statements) == outline(read(plain))
    assert statements[0].span.start >= start
    assert outline(read(f"{definition} {text}".replace("% \\newcommand{\\W}{A}\n", ""))) == outline(read(plain))


def test_what_a_macro_makes_has_the_place_of_its_call() -> None:
    text = r"\def\W{\mathbf{W}} a + \W b"
    (statement,) = read(text)
    place = text.rindex(r"\W")
    formula = statement.members[0].formula
    assert isinstance(formula, Run)
    assert formula.items[2].span == Span(place, place + 2)


def test_the_place_of_a_bold_letter_takes_in_its_command() -> None:
    text = r"a + \mathbf{W}^{(k)}"
    (statement,) = read(text)
    formula = statement.members[0].formula
    assert isinstance(formula, Run)
    found = formula.items[2]
    assert isinstance(found, Scripted)
    assert text[found.base.span.start : found.base.span.end] == r"\mathbf{W}"
    assert text[found.span.start : found.span.end] == r"\mathbf{W}^{(k)}"
