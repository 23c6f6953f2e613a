"""Steps that would do harm or say something false are not written, and every ??? is accounted for."""

from __future__ import annotations

import pytest

from matcalc.forms.matrix_form import Add, Node
from matcalc.manuscripts import fill as filling_in
from matcalc.manuscripts.edits import Edit
from matcalc.manuscripts.fill import Filling, fill_manuscript
from matcalc.manuscripts.fill_report import fill_report
from matcalc.manuscripts.harm import harm_of
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.steps import Row, steps_for
from matcalc.notation.latex_in.formula import Span

LAYER = "Vectors $\\mathbf{x}$, $\\mathbf{z}$; a matrix $\\mathbf{W}$.\n\n$$\\mathbf{z} = \\mathbf{W}\\mathbf{x}$$\n\n"
BY_X = r"\nabla_{\mathbf{x}} E = ??? = \mathbf{W}^T \nabla_{\mathbf{z}} E"


def filling(text: str, name: str = "notes.md") -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), name))


def whys(found: Filling) -> list[tuple[int, str]]:
    return [(one.line, "".join(str(part) for sentence in one.why for part in sentence)) for one in found.refused]


def test_a_right_side_in_another_layout_says_how_its_entries_stand() -> None:
    found = filling(LAYER + r"$$\frac{\partial \mathbf{z}}{\partial \mathbf{x}} = ??? = \mathbf{W}^T$$" + "\n")
    made = found.data.decode()
    assert r"&= \mathbf{W} " not in made
    assert r"\frac{\partial \mathbf{z}}{\partial \mathbf{x}} &= \mathbf{W}^T" in made
    assert r"\text{in denominator layout }{\textstyle \frac{\partial z_{i}}{\partial x_{j}}}" in made
    assert "written in another way" not in made


def test_a_row_where_a_gradient_would_be_a_column() -> None:
    made = filling(LAYER + "$$\\frac{\\partial E}{\\partial \\mathbf{x}} = ??? = "
                   "(\\nabla_{\\mathbf{z}} E)^T \\mathbf{W}$$\n").data.decode()  # fmt: skip
    assert r"\mathbf{W}^T" not in made
    assert r"\text{in numerator layout this is a}" in made


def test_two_layouts_in_one_chain_are_not_filled() -> None:
    chain = r"$$\frac{\partial \mathbf{z}}{\partial \mathbf{x}} = ??? = \mathbf{W} = \mathbf{W}^T$$"
    ((line, why),) = whys(filling(LAYER + chain + "\n"))
    assert line == 5
    assert "no layout of derivatives makes all right sides of this chain right" in why


@pytest.mark.parametrize(
    "unread",
    [
        r"$\nabla_{\mathbf x E = ??? = \mathbf{W}$",
        r"$\nabla_{\mathbf{x}} E = ??? = \mathbf{W}^T \odt \nabla_{\mathbf{z}} E$",
        r"$\nabla^2_{\mathbf{x}} E = ???$",
    ],
)
def test_question_marks_in_what_was_not_read_are_counted(unread: str) -> None:
    found = filling(f"{LAYER}${BY_X}$\n\n{unread}\n")
    assert len(found.filled) == 1
    ((line, why),) = whys(found)
    assert line == 7
    assert "the formula was not read" in why
    report = fill_report(found, 100)
    assert "notes.md: 1 of 2 ??? filled." in report
    assert "line 7 is not filled." in report


def test_question_marks_on_no_side_of_an_equation_are_counted() -> None:
    found = filling(f"{LAYER}${BY_X}$\n\nWhat is $\\mathbf{{x}} \\in ???$ here?\n")
    ((line, why),) = whys(found)
    assert (line, "it stands on neither side of an equation" in why) == (7, True)


def test_question_marks_in_a_comment_are_none() -> None:
    assert not filling(f"{LAYER}\\[\n% is this ??? right\n{BY_X}\n\\]\n", "notes.tex").refused


@pytest.mark.parametrize(
    ("around", "said"),
    [
        ("| a | b |\n|---|---|\n| one | ${}$ |\n", "table"),
        ("## So ${}$\n", "heading"),
        ("So ${}$\n----\n", "heading"),
    ],
)
def test_rows_would_do_harm_to_tables_and_headings(around: str, said: str) -> None:
    manuscript = manuscript_of(around.replace("{}", BY_X).encode(), "notes.md")
    (piece,) = manuscript.pieces
    place = Span(piece.inside.start, piece.inside.end)
    assert said in harm_of(manuscript, piece, [Edit(place, "a\nb")])
    assert harm_of(manuscript, piece, [Edit(place, "a = b")]) == ""


def test_braces_that_lose_each_other_are_harm() -> None:
    manuscript = manuscript_of(b"$a = {\\bf ???} = b$\n", "notes.md")
    (piece,) = manuscript.pieces
    start = manuscript.text.index("???")
    assert "inside of braces" in harm_of(manuscript, piece, [Edit(Span(start, start + 4), "c")])
    assert harm_of(manuscript, piece, [Edit(Span(start, start + 3), "c")]) == ""


def test_a_false_row_is_seen_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def false_steps(*of: object, **how: object) -> tuple[Row, ...]:
        *rows, last = steps_for(*of, **how)  # type: ignore[arg-type]
        assert isinstance(last.right, Node)
        return (*rows, Row(last.left, Add((last.right, last.right)), last.reason))

    monkeypatch.setattr(filling_in, "steps_for", false_steps)
    text = LAYER + "$$\\nabla_{\\mathbf{x}} E = ???$$\n"
    found = filling(text)
    assert found.data.decode() == text
    ((_, why),) = whys(found)
    assert "reads back as something else" in why
