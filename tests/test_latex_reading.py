"""LaTeX read as trees of formulas: what is the same, what is told apart, and what is said of what can not be read."""

import pytest
from latex_corpus import CORPUS, Line
from latex_trees import outline

from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements


def read(text: str) -> tuple[Statement, ...]:
    return read_statements(text, 0, len(text), macros_in(""))


@pytest.mark.parametrize("line", CORPUS, ids=lambda line: line.id)
def test_every_line_of_the_corpus_is_read(line: Line) -> None:
    assert read(line.latex)


SAME = [
    (r"W^{(k)}_{ij}", r"W_{ij}^{(k)}"),
    (r"\mathbf{z^{(k+1)}}", r"\mathbf{z}^{(k+1)}"),
    (r"{\bf W}^{(k)}", r"\mathbf{W}^{(k)}"),
    (r"f^{\prime}(z)", r"f'(z)"),
    (r"\frac12", r"\frac{1}{2}"),
    (r"x^23", r"x^{2} 3"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_ways_to_type_one_thing(first: str, second: str) -> None:
    assert outline(read(first)) == outline(read(second))
