"""Derivatives D(…) in matrix form, wherever an array may stand, and entries of them in index form."""

import pytest

from matcalc.errors import LanguageError
from matcalc.notation.syntax import parse_tree

MATRIX = (
    "-D(E, z)",
    "--D(E, z)",
    "−D (E, z)",
    "W - D(z, a)",
    "D(z, a) - -D(z, a)",
    "2 * D(z, a)",
    "2 * -D(z, a)",
    "W @ -D(E, z)",
    "f(-D(E, z))",
    "(-D(E, z) + W)",
    "(D(z, a)).T @ grad_z",
)
INDEX = (
    "-D(E, z[i])",
    "x[j] - D(E, z[j])",
    "x[j] * D(E, z[j])",
    "-sum i: -D(E, z[i]) W[i, j]",
    "-(-x[i]) D(E, z[i])",
    "D(-D(E, z[i]), a[j])",
)


@pytest.mark.parametrize("text", MATRIX)
def test_a_derivative_stands_where_an_array_may(text: str) -> None:
    names = [str(token) for tree in parse_tree(text, "matrix").iter_subtrees() for token in tree.children]
    assert "D" in names


@pytest.mark.parametrize("text", INDEX)
def test_a_derivative_of_entries_stands_where_an_entry_may(text: str) -> None:
    assert list(parse_tree(text, "index_sum").find_data("derivative"))


@pytest.mark.parametrize("text", ["-D(E z)", "-D()", "- D(E, z[i]) W[i, j]"])
def test_no_other_brackets_are_read_after_it(text: str) -> None:
    with pytest.raises(LanguageError):
        parse_tree(text, "matrix")
