"""What a derivation has names for and a document has not: written out, introduced first, or not needed at all."""

from __future__ import annotations

import re

import pytest

from matcalc.manuscripts.fill import Filling, Style, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.wording import ReasonPlace

SQUARES = "Let $X \\in \\mathbb{R}^{n\\times d}$, $y \\in \\mathbb{R}^n$, $w \\in \\mathbb{R}^d$.\n\n"
LAYER = (
    "Let $x \\in \\mathbb{R}^n$, $W \\in \\mathbb{R}^{m\\times n}$ and $b, h, t \\in \\mathbb{R}^m$.\n\n"
    "$$h = \\tanh(W x + b)$$\n$$L = \\tfrac12 \\|h - t\\|^2$$\n\n"
)
OUR_OWN = re.compile(r"\b[tuvsrq]_\{?[0-9]|\([tuvsrq]_\{[0-9]\}\)")


def filled(text: str) -> str:
    return filling(text).data.decode()


def filling(text: str) -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), "notes.md"), Style(reasons=ReasonPlace.FOOTNOTE))


TEXTS = {
    "least squares": SQUARES + "$$L = \\|X w - y\\|^2$$\n\n$$\\nabla_w L = ??? = 2 X^\\top (X w - y)$$\n",
    "ridge": SQUARES + "$$J = \\|X w - y\\|^2 + \\lambda \\|w\\|^2$$\n\n$$\\nabla_w J = ???$$\n",
    "layer": LAYER + "$$\\nabla_W L = ???$$\n",
    "entries": LAYER + "$$\\frac{\\partial L}{\\partial x_i} = ???$$\n",
    "trace": "Let $A, B, X \\in \\mathbb{R}^{n\\times n}$.\n\n"
    "$$\\frac{\\partial}{\\partial X} \\operatorname{tr}(A X B) = ???$$\n",
    "determinant": "Let $X \\in \\mathbb{R}^{n\\times n}$.\n\n$$\\frac{\\partial \\det(X)}{\\partial X} = ???$$\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_name_stands_there_that_the_document_has_not(text: str) -> None:
    made = filled(text)
    assert "???" not in made
    assert OUR_OWN.search(made) is None
    assert r"\frac{\partial t}" not in made
    assert "derived above" not in made
    assert "from the equation above" not in made


def test_what_is_put_in_is_said_with_its_equation() -> None:
    made = filled(TEXTS["least squares"])
    assert r"$L = \sum_{p} (X w - y)_{p}^{2}$, so $\frac{\partial L}{\partial (X w - y)_{j}} = 2 (X w - y)_{j}$" in made
    assert r"&= 2 \sum_{j} (X w - y)_{j} X_{ji}" in made


def test_paths_that_run_into_each_other_are_told_and_their_contributions_added() -> None:
    made = filled(TEXTS["ridge"])
    assert r"\frac{\partial J}{\partial w_{i}} &= 2 \sum_{j} (X w - y)_{j} X_{ji} + 2 \lambda w_{i}" in made
    assert "$J$ sees $w$ through $X w - y$, and directly in $J$: all contributions add; " in made
    assert r"so $\frac{\partial (X w - y)_{j}}{\partial w_{i}} = X_{ji}$" in made
    assert r"\nabla_w J &= 2 X^{\top} (X w - y) + 2 \lambda w" in made


def test_an_entry_along_such_paths_has_no_derivative_that_could_mean_two_things() -> None:
    made = filled("Let $x, y \\in \\mathbb{R}^n$, $h \\in \\mathbb{R}^m$ and matrices $W$, $V$.\n\n"
                  "$$h = \\tanh(W x)$$\n$$y = x + V h$$\n\n$$\\frac{\\partial E}{\\partial x_i} = ???$$\n")  # fmt: skip
    assert r"\frac{\partial h_" not in made
    assert r"\frac{\partial y_" not in made
    assert "chain rule: $E$ sees $x$ through $W x$, and directly in $y$: all contributions add" in made


def test_something_long_has_a_name_that_is_introduced_first() -> None:
    long = "A \\tanh(B x + c) + D \\tanh(C x + b) + y"
    made = filled(
        "Let $x, y, b, c \\in \\mathbb{R}^n$ and $A, B, C, D \\in \\mathbb{R}^{n\\times n}$.\n\n"
        f"$$L = \\|{long}\\|^2$$\n\n$$\\frac{{\\partial L}}{{\\partial y_i}} = ???$$\n"
    )
    (rows,) = re.findall(r"\\begin\{aligned\}(.*?)\\end\{aligned\}", made, re.DOTALL)
    assert rows.strip().startswith(rf"t_{{3}} &= {long}")
    assert r"\frac{\partial L}{\partial y_i} &= \sum_{j} \frac{\partial L}{\partial (t_{3})_{j}}" in rows
    assert set(re.findall(r"t_\{[0-9]\}", rows)) == {"t_{3}"}
    assert "a short name for what the next lines need" in made


@pytest.mark.parametrize("text", [TEXTS[name] for name in ("ridge", "layer", "trace", "determinant")])
def test_no_row_is_a_left_side_alone(text: str) -> None:
    for block in re.findall(r"\\begin\{aligned\}(.*?)\\end\{aligned\}", filled(text), re.DOTALL):
        rows = [row.strip() for row in re.split(r"\\\\(?:\[5pt\])?\n", block)]
        assert all("&=" in row or row.startswith(r"&\quad") for row in rows)


def test_the_derivative_of_an_array_by_a_name_of_ours_is_written_as_one() -> None:
    made = filled(
        "Let $z \\in \\mathbb{R}^n$ and $p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}$.\n\n"
        "$$\\frac{\\partial p_i}{\\partial z_j} = ???$$\n"
    )
    assert r"&= \frac{\partial p_{i}}{\partial t} \exp(z_{j}) + p_{i} \delta_{ij}" in made
    assert "J_" not in made
