"""Display widths and wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.documents.columns import kept_whole, padded, side_by_side, width, wrapped

WIDTHS = [
    ("", 0),
    ("W a + b", 7),
    ("z̄_i", 3),  # a combining macron takes no column
    ("W⁽ᵏ⁺¹⁾ᵀ", 7),
    ("漢字", 4),
    ("a\N{ZERO WIDTH JOINER}b", 2),
]

WRAPPED = [
    ("", 10, []),
    ("one two three", 7, ["one two", "three"]),
    (f"so {kept_whole('k = i')} here", 7, ["so", "k = i", "here"]),
    (f"{kept_whole('a + b + c')}", 4, ["a", "+ b", "+ c"]),  # a formula that fits nowhere is broken after all
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ("z̄z̄z̄ z̄", 3, ["z̄z̄z̄", "z̄"]),
    # at an operator outside brackets, then between factors, then within brackets; never behind what belongs to a factor
    (kept_whole("s(z) ⊙ (1 − s(z))"), 13, ["s(z)", "⊙ (1 − s(z))"]),
    (kept_whole("Xᵀ diag(a ⊙ b) X"), 13, ["Xᵀ", "diag(a ⊙ b) X"]),
    (kept_whole("a − ½ (b c − d)ᵀ"), 12, ["a − ½ (b c", "− d)ᵀ"]),
    (kept_whole("Σ_i (x_i + y_i) z_i"), 14, ["Σ_i (x_i", "+ y_i) z_i"]),
    (kept_whole("a = b + c − d"), 5, ["a = b", "+ c", "− d"]),
    ("a matrix–vector product", 10, ["a matrix–", "vector", "product"]),
    ("one/two", 4, ["one/", "two"]),
]


@pytest.mark.parametrize(("text", "columns"), WIDTHS)
def test_width_counts_terminal_columns(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(("text", "columns", "lines"), WRAPPED)
def test_wrapped(text, columns, lines):
    assert wrapped(text, columns) == lines


@given(st.text(alphabet="ab z̄\N{NO-BREAK SPACE}漢\n(−)Σ_/", max_size=60), st.integers(2, 12))
def test_wrapping_keeps_the_text_and_the_width(text, columns):
    lines = wrapped(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_brackets_in_brackets_without_end():
    formula = kept_whole("(( " * 3000 + "x")
    assert max(map(width, wrapped(formula, 30))) <= 30


@given(st.text(alphabet="az̄⊙", max_size=12), st.integers(0, 20), st.booleans())
def test_padding_fills_up_to_the_width(text, columns, right):
    assert width(padded(text, columns, right)) == max(columns, width(text))


def test_columns_side_by_side():
    assert side_by_side([["z̄ = 1"], ["why", "so"]], [6, 3], 2) == ["z̄ = 1   why", "        so"]
