"""Blanks on paper: how they look, and how much room they take."""

from __future__ import annotations

import re

import pytest

from matcalc.chain import Blank
from matcalc.documents.page import ChainBlock
from matcalc.documents.text import plain
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.typst import TypstProsePrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.worksheet import worksheet


@pytest.mark.parametrize("blank", ["steps", "reasons", "shapes"])
def test_question_marks_in_latex_are_no_boxes(blank: str) -> None:
    made = worksheet("dense-layer", blank=blank, level=2, style="marks")
    body = made.latex().split(r"\begin{document}")[1]
    assert set(re.findall(r"\?\?\?\}\{\}\^\{\\text\{([\d.]+)\}", body)) == {
        one.label for one in made.sheets[0].exercises[0].answers
    }
    assert not re.search(r"\\mc(wide)?blank\{1", body)


def test_a_reason_has_one_line_or_two() -> None:
    """A line of 24 characters of 2.4 mm fits into any column of reasons."""
    exercise = worksheet("dense-layer", blank="reasons", level=4).sheets[0].exercises[0]
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    lines = [line for block in exercise.blocks if isinstance(block, ChainBlock) for line in block.lines]
    blanks = {part.label: part for line in lines for part in line.reason if isinstance(part, Blank)}
    assert {one.lines for one in blanks.values()} == {1, 2}
    for answer in exercise.answers:
        blank = blanks[answer.label]
        assert (blank.columns, blank.lines) == (24, 2 if len(plain(answer.right, printer)) > 150 else 1)


@pytest.mark.parametrize(
    ("blank", "width", "lines"),
    [
        (Blank("1.1", 12), 30.8, 1),
        (Blank("1.1", 12, 3), 30.8, 3),
        (Blank("1.1", 36, 2), 58.0, 3),
        (Blank("1.1", 36), 58.0, 2),
    ],
)
def test_a_blank_that_is_too_wide_has_the_lines_that_its_characters_need(
    blank: Blank, width: float, lines: int
) -> None:
    """In prose it is at most 58 mm wide, and 72 characters of 2.4 mm are 172.8 mm."""
    printed = TypstProsePrinter(Glyphs({})).blank(blank)
    assert f"width: {width}mm, height: {8 * lines:.1f}mm" in printed


def test_a_page_has_a_line_more_to_type_a_reason_in() -> None:
    page = worksheet("dense-layer", blank="reasons", level=4).render("html")
    assert isinstance(page, str)
    assert {int(lines) for lines in re.findall(r"&quot;1\.\d+&quot;, 24, (\d)\]", page)} == {2, 3}
