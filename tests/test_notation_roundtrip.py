"""What the printer of the input language writes is read back as the same expression."""

import re

import pytest
from hypothesis import given, settings

from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from tests.strategies import SYMBOLS, index_sums, nodes
from tests.whole_language import OUTPUT, WITH_LONG, expressions, pair_sums

ARRAYS = settings(deadline=None, max_examples=120)
SUMS = settings(deadline=None, max_examples=50)  # terms of arrays, each as large as an example of its own


@given(nodes(4))
@ARRAYS
def test_matrix_form_is_read_back(node: Node) -> None:
    assert parse_matrix(input_text(node), SYMBOLS) is node


@given(index_sums(2))
@SUMS
def test_index_form_is_read_back(expression: IndexSum) -> None:
    assert parse_index(input_text(expression), SYMBOLS) == expression


@given(expressions(4))
@ARRAYS
def test_the_whole_language_is_read_back(node: Node) -> None:
    assert parse_matrix(input_text(node), SYMBOLS, OUTPUT) is node


@given(expressions(4))
@ARRAYS
def test_text_comes_back_as_it_was_written(node: Node) -> None:
    text = input_text(node)
    assert input_text(parse_matrix(text, SYMBOLS, OUTPUT)) == text


@given(pair_sums())
@SUMS
def test_pairs_of_places_are_read_back(expression: IndexSum) -> None:
    assert parse_index(input_text(expression), WITH_LONG) == expression


@given(nodes(4) | expressions(4))
@ARRAYS
def test_every_node_can_be_printed(node: Node) -> None:
    glyphs = Glyphs({}, SYMBOLS)
    latex = LatexPrinter(glyphs).expression(node)
    assert not has_double_scripts(latex)
    assert latex.isascii()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
    plain = UnicodePrinter(glyphs).expression(node)
    assert plain.count("(") == plain.count(")")


@given(index_sums(2) | pair_sums())
@SUMS
def test_every_index_form_can_be_printed(expression: IndexSum) -> None:
    glyphs = Glyphs({name: PrintStyle(layer="k") for name in SYMBOLS if name.startswith("B")}, SYMBOLS)
    assert not has_double_scripts(LatexPrinter(glyphs).expression(expression))
    assert UnicodePrinter(glyphs).expression(expression)


def has_double_scripts(latex: str) -> bool:
    """Whether two subscripts or two superscripts stand on one thing, which TeX refuses."""
    before = ""
    while before != latex:
        if re.search(r"(_@(\^@)?_|\^@(_@)?\^)", latex):
            return True
        before, latex = latex, re.sub(r"\{[^{}]*\}", "@", latex)
    return False


@pytest.mark.parametrize("wrong", ["x_{i}_{j}", "x^{k}^{2}", "x_{i}^{k}_{j}", "y + x^{(k)}_{i_{1}}^{2}"])
def test_double_scripts_are_noticed(wrong: str) -> None:
    assert has_double_scripts(wrong)


@pytest.mark.parametrize("text", ["W @ a + b", "W.T @ (z * b)", "2 * z", "z - 2 * b", "z - (2 * b)", "f'(z) * g"])
def test_plain_text_comes_back_as_it_was(text: str) -> None:
    symbols = {name: SYMBOLS[array] for name, array in {"W": "A_m_n", "a": "A_n_1"}.items()}
    symbols |= dict.fromkeys("bzg", SYMBOLS["A_m_1"])
    # the names above stand for arrays called otherwise, so compare after a second reading
    once = parse_matrix(text, symbols)
    assert parse_matrix(input_text(once), SYMBOLS) is once
