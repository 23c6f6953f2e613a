"""Several ??? in one chain, gradients that are put in, and how a right side says the same."""

from __future__ import annotations

from matcalc.manuscripts.fill import Filling, Style, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.wording import ReasonPlace

SQUARES = (
    "Vectors $\\mathbf{x}$, $\\mathbf{b}$; a matrix $\\mathbf{A}$.\n\n"
    "$$f = \\|\\mathbf{A}\\mathbf{x} - \\mathbf{b}\\|^2$$\n\n"
)
FIRST = r"2\mathbf{A}^T(\mathbf{A}\mathbf{x} - \mathbf{b})"
SECOND = r"2\mathbf{A}^T\mathbf{A}\mathbf{x} - 2\mathbf{A}^T\mathbf{b}"
LAYERS = (
    "Let $x \\in \\mathbb{R}^n$, $W \\in \\mathbb{R}^{m\\times n}$ and $h, t \\in \\mathbb{R}^m$.\n\n"
    "$$h = \\tanh(W x)$$\n$$L = \\tfrac12 \\|h - t\\|^2$$\n\n"
)


def filling(text: str) -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), "notes.md"), Style(reasons=ReasonPlace.FOOTNOTE))


def filled(text: str) -> str:
    return filling(text).data.decode()


def test_a_second_hole_goes_on_from_the_right_side_before_it() -> None:
    made = filled(f"{SQUARES}$$\\nabla_{{\\mathbf{{x}}}} f = ??? = {FIRST} = ??? = {SECOND}$$\n")
    assert made.count("chain rule") == 1
    assert made.count(f"&= {FIRST}") == made.count(f"&= {SECOND}") == 1
    assert "(e) the brackets are multiplied out." in made


def test_nothing_is_derived_after_the_result() -> None:
    found = filling(f"{SQUARES}$$\\nabla_{{\\mathbf{{x}}}} f = ??? = {FIRST} = ???$$\n")
    assert len(found.filled) == 1
    (refused,) = found.refused
    assert "the result stands before this ??? already" in str(refused.why)
    assert rf"&= {FIRST} = ??? &&\quad" in found.data.decode()


def test_a_gradient_that_the_equations_give_is_put_in() -> None:
    made = filled(LAYERS + "$$\\nabla_W L = ???$$\n")
    assert r"&= ((h - t) \odot (1 - h^{\circ 2})) x^{\top}" in made
    assert r"$\nabla_h L = h - t$" in made or r"$\nabla_{h} L = h - t$" in made


def test_what_is_claimed_is_reached_and_nothing_comes_after_it() -> None:
    made = filled(LAYERS + r"$$\nabla_x L = ??? = W^{\top} (\nabla_h L \odot (1 - h^{\circ 2}))$$" + "\n")
    assert "h - t" not in made.partition("$$\\begin{aligned}")[2]
    made = filled(LAYERS + r"$$\nabla_x L = ??? = W^{\top} ((h - t) \odot (1 - h^{\circ 2}))$$" + "\n")
    assert "written in another way" not in made


def test_a_name_of_the_document_for_a_gradient_is_said() -> None:
    text = (
        "$z_i = \\sum_j W_{ij} x_j + b_i$, $a_i = f(z_i)$, and $\\delta_i = \\frac{\\partial E}{\\partial z_i}$.\n\n"
        "$$\\frac{\\partial E}{\\partial W_{ij}} = ??? = \\delta_i x_j$$\n"
    )
    assert r"the document writes $\delta = \frac{\partial E}{\partial z}$" in filled(text)


def test_the_step_function_is_explained() -> None:
    text = (
        "Matrices $X$, $W$, $H$, $S$, $V$.\n\n$$H = \\mathrm{ReLU}(X W)$$\n$$S = H V$$\n\n"
        "$$\\frac{\\partial L}{\\partial W} = ???$$\n"
    )
    assert filled(text).count("step is the derivative of relu: 1 above 0 and 0 below") == 1


def test_of_a_number_nothing_is_said_twice() -> None:
    text = "Let $z = w^T x + b$, $a = \\sigma(z)$ with vectors $w, x$ and scalar $b$.\n\n"
    made = filled(text + "$$\\frac{\\partial E}{\\partial b} = ???$$\n")
    assert made.count(r"\frac{\partial E}{\partial b} &=") == 1
    assert "both sides are one number" not in made
    assert "every entry" not in made
