"""Blanks on paper: how they look, and how much room they take."""

from __future__ import annotations

import re

import pytest

from matcalc.worksheets.worksheet import worksheet


@pytest.mark.parametrize("blank", ["steps", "reasons", "shapes"])
def test_question_marks_in_latex_are_no_boxes(blank: str) -> None:
    made = worksheet("dense-layer", blank=blank, level=2, style="marks")
    body = made.latex().split(r"\begin{document}")[1]
    assert set(re.findall(r"\?\?\?\}\{\}\^\{\\text\{([\d.]+)\}", body)) == {
        one.label for one in made.sheets[0].exercises[0].answers
    }
    assert not re.search(r"\\mc(wide)?blank\{1", body)
