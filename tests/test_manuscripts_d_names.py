"""dW as the name of a gradient, in documents that say dW = ∂L/∂W; elsewhere d is a letter or a differential."""

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

LINEAR = r"""Let $Y = XW$ with $X \in \mathbb{R}^{N\times D}$ and $W \in \mathbb{R}^{D\times M}$, $L$ a function of $Y$.
"""
LAYER = r"""In layer $l$: $Z^{[l]} = W^{[l]} A^{[l-1]}$ and $A^{[l]} = g(Z^{[l]})$, where $Z^{[l]}$ is $n_l \times m$.
With $dZ^{[l]} = \frac{\partial J}{\partial Z^{[l]}}$, $dW^{[l]} = \frac{\partial J}{\partial W^{[l]}}$ and
$dA^{[l]} = \frac{\partial J}{\partial A^{[l]}}$:
"""


def kinds(text):
    found = check_manuscript(manuscript_of(text.encode(), "page.md"))
    return [line.verdict.kind for line in found.lines], found


@pytest.mark.parametrize(
    "said", [r"$dX = \nabla_X L$, $dY = \nabla_Y L$", r"$dX = \frac{\partial L}{\partial X}$, $dY = \nabla_Y L$"]
)
def test_a_gradient_is_called_dx_where_the_text_says_so(said):
    found, _ = kinds(f"{LINEAR}Write {said}.\n$$dX = dY W^T$$\n$$dX = dY W$$\n$$dX = 2 dY W^T$$")
    assert found[-3:] == [Kind.RIGHT, Kind.WRONG, Kind.WRONG]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (r"dZ^{[l]} = dA^{[l]} \odot g'(Z^{[l]})", Kind.RIGHT),
        (r"dW^{[l]} = dZ^{[l]} A^{[l-1]T}", Kind.RIGHT),
        (r"dA^{[l-1]} = W^{[l]T} dZ^{[l]}", Kind.RIGHT),
        (r"dA^{[l-1]} = W^{[l]} dZ^{[l]}", Kind.WRONG),
        (r"dW^{[l]} = A^{[l-1]} dZ^{[l]T}", Kind.WRONG),
    ],
)
def test_it_has_layers(line, kind):
    found, _ = kinds(f"{LAYER}$${line}$$")
    assert found[-1] is kind


def test_steps_end_in_that_name():
    page = f"{LINEAR}Write $dY = \\nabla_Y L$ and $dW = \\nabla_W L$.\n$$dW = ???$$\n"
    found = fill_manuscript(manuscript_of(page.encode(), "page.md"))
    assert not found.refused
    assert "dW &= X^{\\top} dY" in found.text


def test_a_fraction_of_ds_stays_a_derivative():
    found, _ = kinds(f"{LINEAR}Write $dX = \\nabla_X L$.\n$$\\frac{{dL}}{{dX}} = (\\nabla_Y L) W^T$$")
    assert found[-1] is Kind.RIGHT


def test_without_such_words_it_is_a_differential_that_is_not_read():
    _, found = kinds(f"{LINEAR}$$dL = \\operatorname{{tr}}((\\nabla_Y L)^T dY)$$")
    assert "differentials are not read" in found.text()
