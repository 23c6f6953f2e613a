"""Reasons beside rows are remarks, whatever formulas they hold; equations of a second column stay equations."""

from __future__ import annotations

import pytest

from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements

REASONS = [
    r"\begin{aligned} &\text{chain rule: }E\text{ sees }x \\ &\text{through the entries of }z \end{aligned}",
    r"\begin{aligned} &{\textstyle z_{l} = \sum_{p} W_{lp} x_{p}}\text{,} \\ &\text{so it is } W_{li} \end{aligned}",
    r"\delta_{li}\text{ keeps only }l = i",
    r"{z_{j} = \sum_{l} W_{jl} x_{l}}\text{, so }{\textstyle \frac{\partial z_{j}}{\partial x_{i}} = W_{ji}}",
]


def statements(text: str):
    return read_statements(text, 0, len(text), macros_in(""))


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_one_remark(reason: str) -> None:
    text = rf"\begin{{aligned}} y &= W x &&\quad {reason} \\[5pt] &= W x + 0 &&\quad {reason} \end{{aligned}}"
    (one,) = statements(text)
    assert [member.remark is not None for member in one.members] == [False, True, True]
    assert one.members[1].remark.text == reason


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{aligned} y &= W x &&\quad z = V y \\ u &= v &&\quad t = s \end{aligned}",
        r"\begin{aligned} y &= W x &&\quad \text{and} \quad z = V y \\ u &= v && t = s \end{aligned}",
    ],
)
def test_a_second_column_of_equations_is_read(text: str) -> None:
    assert len(statements(text)) == 4


def test_a_document_filled_twice_has_nothing_unread() -> None:
    text = "Vectors $x$, $z$, a matrix $W$ and a scalar $E$: $z = W x$.\n\n$$\\nabla_x E = ??? = W^T \\nabla_z E$$\n"
    made = fill_manuscript(manuscript_of(text.encode(), "notes.md")).data
    again = made + b"\n$$\\nabla_W E = ???$$\n"
    found = fill_manuscript(manuscript_of(again, "notes.md"))
    assert (found.read.unread, len(found.filled), found.data[: len(made)]) == ((), 1, made)
    assert check_manuscript(manuscript_of(found.data, "notes.md")).exit_code == 0
