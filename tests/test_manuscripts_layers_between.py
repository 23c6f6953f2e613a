"""A last layer L and any layer l: what is differentiated depends on layer l though no equation leads from it to L."""

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

LAYERS = "In layer $l$, $z^l = w^l a^{l-1} + b^l$ and $a^l = \\sigma(z^l)$, where $w^l$ is a matrix.\n"
COSTS = {
    "said": "The cost $C$ is a function of $a^L$.\n",
    "written out": "The cost is $C = \\frac12\\|a^L - y\\|^2$.\n",
    "open": "",
}
RIGHT = (
    r"\nabla_{z^l} C = (w^{l+1})^T \nabla_{z^{l+1}} C \odot \sigma'(z^l)",
    r"\nabla_{w^l} C = \nabla_{z^l} C (a^{l-1})^T",
    r"\nabla_{b^l} C = \nabla_{z^l} C",
)
WRONG = (
    r"\nabla_{z^l} C = 3 (w^{l+1})^T \nabla_{z^{l+1}} C \odot \sigma'(z^l)",
    r"\nabla_{z^l} C = -(w^{l+1})^T \nabla_{z^{l+1}} C \odot \sigma'(z^l)",
    r"\nabla_{b^l} C = 2 \nabla_{z^l} C",
)
LAST = r"\nabla_{z^L} C = \nabla_{a^L} C \odot \sigma'(z^L)"


def checked(text):
    return check_manuscript(manuscript_of(text.encode(), "page.md"))


def kinds(text):
    return [line.verdict.kind for line in checked(text).lines]


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@pytest.mark.parametrize(("lines", "kind"), [(RIGHT, Kind.RIGHT), (WRONG, Kind.WRONG)], ids=["right", "wrong"])
def test_a_line_about_any_layer_is_judged_though_no_equation_leads_to_the_last_one(cost, lines, kind):
    page = "\n".join(f"$${line}$$" for line in (*lines, LAST))
    assert kinds(LAYERS + cost + page) == [kind] * len(lines) + [Kind.RIGHT]


def test_the_last_layer_has_the_cost_that_is_written_out():
    last = r"$$\nabla_{z^L} C = (a^L - y) \odot \sigma'(z^L)$$ $$\nabla_{z^L} C = (y - a^L) \odot \sigma'(z^L)$$"
    any_layer = r"$$\nabla_{z^l} C = \nabla_{a^l} C \odot \sigma'(z^l)$$"
    assert kinds(LAYERS + COSTS["written out"] + last + any_layer) == [Kind.RIGHT, Kind.WRONG, Kind.RIGHT]


RECURRENT = """Let $h^{(t)} = \\tanh(W h^{(t-1)} + U x^{(t)})$ with $W \\in \\mathbb{R}^{n\\times n}$,
$U \\in \\mathbb{R}^{n\\times d}$, $h^{(t)} \\in \\mathbb{R}^n$ and $x^{(t)} \\in \\mathbb{R}^d$.
$E$ is a function of $h^{(T)}$.
"""


def test_what_every_step_reads_has_no_derivative_that_is_known_from_the_steps_written_out():
    last = r"((1 - h^{(T)} \odot h^{(T)}) \odot \nabla_{h^{(T)}} E) (h^{(T-1)})^\top"
    step = r"W{} ((1 - h^{{(t+1)}} \odot h^{{(t+1)}}) \odot \nabla_{{h^{{(t+1)}}}} E)"
    page = f"{RECURRENT}$$\\nabla_W E = {last}$$\n"
    page += "\n".join(f"$$\\nabla_{{h^{{(t)}}}} E = {step.format(turned)}$$" for turned in (r"^\top", ""))
    found = checked(page)
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED, Kind.RIGHT, Kind.WRONG]
    assert "what defines h⁽ᵀ⁻¹⁾ is not known here" in " ".join(found.text().split())


def test_what_holds_as_both_sides_are_zero_is_not_right():
    page = "Let $z = Wx + b$, $L = \\|z - t\\|^2$ and $h = f(u)$.\n$$\\nabla_u L = 5 \\nabla_h L \\odot f'(u)$$"
    found = checked(page)
    assert [line.verdict.kind for line in found.lines] == [Kind.UNDECIDED]
    assert "no equation that is read here leads from u to L, so that both sides are 0" in " ".join(found.text().split())


def test_any_layer_is_filled_beside_a_cost_of_the_last():
    asked = "With $\\delta^l = \\nabla_{z^l} C$:\n"
    asked += "$$\\delta^l = ??? = (w^{l+1})^T \\delta^{l+1} \\odot \\sigma'(z^l)$$\n$$\\delta^L = ???$$\n"
    page = LAYERS + COSTS["written out"] + asked
    found = fill_manuscript(manuscript_of(page.encode(), "page.md"))
    assert not found.refused
    assert "&= (w^{l+1})^T \\delta^{l+1} \\odot \\sigma'(z^l)" in found.text
    assert "&= (a^{L} - y) \\odot \\sigma'(z^{L})" in found.text
