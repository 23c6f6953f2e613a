"""Lines about functions alone: what defines one, which known function that is, and what is claimed of it."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.function_formulas import formula_of
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

LAYER = r"""Let $W\in\mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $b\in\mathbb{R}^m$.

$$z = Wx + b$$
$$a = \sigma(z)$$

"""


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


FORMULAS = [
    ("1 / (1 + exp(-y))", "sigmoid"),
    ("exp(y) / (1 + exp(y))", "sigmoid"),
    ("(exp(y) - exp(-y)) / (exp(y) + exp(-y))", "tanh"),
    ("log(1 + exp(y))", "softplus"),
    ("y / (1 + exp(-y))", "silu"),
    ("relu(y)", "relu"),
    ("1 / (1 + exp(y))", ""),
    ("y**2", ""),
    ("y", ""),
]


@pytest.mark.parametrize(("text", "known"), FORMULAS)
def test_a_formula_is_known_by_its_values(text: str, known: str) -> None:
    found = formula_of("y", text)
    assert found is not None
    assert found.known == known


@pytest.mark.parametrize("text", ["W @ y", "y @", "n * y", ""])
def test_what_is_of_more_than_one_number_is_no_formula(text: str) -> None:
    assert formula_of("y", text) is None


RIGHT = [
    r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$",
    r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$ $$\sigma'(z) = \sigma(z)(1 - \sigma(z))$$",
    r"$$\sigma(x) = \frac{1}{1 + e^{-x}} = \frac{e^x}{1 + e^x}$$ $$\sigma(-x) = 1 - \sigma(x)$$",
    r"$$f(x) = x^2$$ $$f'(x) = 2x$$ $$f''(x) = 2$$",
    r"$$f(x) = \max(0, x)$$ $$g(t) = \tanh(t)$$ $$g'(t) = 1 - g(t)^2$$",
    r"$$f(x) = x^3$$ $$f'(x) = 3x^2$$ $$f(t) = \sin(t)$$ $$f'(t) = \cos(t)$$",
    LAYER + r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$ $$\nabla_z E = \nabla_a E \odot a \odot (1 - a)$$",
    LAYER + r"$$\sigma(y) = y^2$$ $$\nabla_z E = \nabla_a E \odot 2z = \nabla_a E \odot \sigma'(z)$$",
    r"The logistic function $\sigma$. " + LAYER + r"$$\nabla_z E = \nabla_a E \odot a \odot (1 - a)$$",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_of_a_defined_function_is_right(text: str) -> None:
    found = checked(text)
    assert found.exit_code == 0, found.text()


WRONG = [
    r"$$f(x) = x^2$$ $$f'(x) = 3x$$",
    r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$ $$\sigma'(z) = \sigma(z)(1 + \sigma(z))$$",
    r"$$\sigma(x) = \frac{1}{1 + e^{-x}} = \frac{e^x}{1 - e^x}$$",
    r"$$f(x) = x^3$$ $$f'(x) = 3x^2$$ $$f(t) = \sin(t)$$ $$f'(t) = 3t^2$$",
    LAYER + r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$ $$\nabla_z E = \nabla_a E \odot a \odot (1 + a)$$",
    LAYER + r"$$\sigma(y) = y^2$$ $$\nabla_z E = \nabla_a E \odot z$$",
]


@pytest.mark.parametrize("text", WRONG)
def test_only_what_is_claimed_of_a_defined_function_is_wrong(text: str) -> None:
    found = checked(text)
    assert len(found.wrong) == 1
    assert found.lines[-1].verdict.kind is Kind.WRONG


def test_what_a_letter_stands_for_is_told() -> None:
    defined = checked(r"$$\sigma(y) = \frac{1}{1 + e^{-y}}$$")
    assert not defined.lines
    assert "elementwise function σ, which is sigmoid (its formula)" in defined.names
    said = checked("The sigmoid function $\\sigma$. " + LAYER)
    assert "elementwise function σ, which is sigmoid (the words before it)" in said.names


def test_a_function_beside_a_product_of_entries_is_no_array() -> None:
    found = checked(LAYER + r"$$\nabla_z E = \nabla_a E \odot \sigma(z)$$")
    assert [line.verdict.kind for line in found.lines] == [Kind.WRONG]
    assert "A function stands for its derivative" in str(found.lines[0].verdict)


def test_what_is_claimed_does_not_change_the_shapes_that_are_defined() -> None:
    found = checked(LAYER + r"$$\nabla_x E = W \nabla_z E$$ $$\nabla_x E = W^T \nabla_z E$$")
    assert [line.verdict.kind for line in found.lines] == [Kind.WRONG, Kind.RIGHT]
