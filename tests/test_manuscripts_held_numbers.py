"""A function that is defined with more letters than the one it is of: those are numbers that it is held at."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

RIGHT, WRONG = Kind.RIGHT, Kind.WRONG

LOSS = r"$\ell(z) = \frac12(y-z)^2$."
KERNEL = r"$\phi(t) = \exp(-\gamma t^2)$."
LOGISTIC = r"$\ell(z) = -y\log\sigma(z) - (1-y)\log(1-\sigma(z))$ with $\sigma(z) = \frac{1}{1+e^{-z}}$."
ENTROPY = r"$\ell(z) = -y\log z$."
LAYER = KERNEL + r" Let $h = \phi(Wx)$ and $E = h^Th$."
VECTOR = LOSS + r" Let $r = Xw - y$ and $J = \|r\|^2$."


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (LOSS, r"\ell'(z) = z - y", RIGHT),
        (LOSS, r"\ell'(z) = y - z", WRONG),
        (KERNEL, r"\phi'(t) = -2\gamma t\phi(t)", RIGHT),
        (KERNEL, r"\phi'(t) = -\gamma t\phi(t)", WRONG),
        (LOGISTIC, r"\ell'(z) = \sigma(z) - y", RIGHT),
        (ENTROPY, r"\ell'(z) = -\frac yz", RIGHT),
        (LAYER, r"\nabla_x E = -4\gamma W^T(Wx\odot h\odot h)", RIGHT),
        (LAYER, r"\nabla_x E = -2\gamma W^T(Wx\odot h\odot h)", WRONG),
        (VECTOR, r"\ell'(z) = z - y", RIGHT),  # a number of the loss, whatever y is elsewhere
    ],
)
def test_a_function_is_judged_with_the_numbers_it_is_held_at(before: str, claim: str, kind: Kind) -> None:
    found = check_manuscript(manuscript_of(f"{before}\n\n${claim}$\n".encode(), "notes.md"))
    assert [line.verdict.kind for line in found.lines] == [kind]
    assert not found.unread


def test_a_formula_held_at_what_is_a_vector_elsewhere_is_not_put_in() -> None:
    text = LOSS + r" Let $J = \ell(w^Tx) + \|y\|^2$." + "\n\n$\\ell'(z) = z - y$\n\n" + r"$\nabla_w J = \ell'(w^Tx)x$"
    found = check_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert [line.verdict.kind for line in found.lines] == [RIGHT]
    assert any("can not be put in here" in one.message for one in found.unread)
