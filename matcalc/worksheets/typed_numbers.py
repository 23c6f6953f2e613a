"""Arrays of numbers as they are typed: what a page accepts, and how one is told to type."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

HOW_TO_TYPE = "Type a matrix by its rows, as [1 -2; 3 4], and a column as [5; -6]."


def accepted_numbers(rows: Sequence[Sequence[Fraction]]) -> tuple[str, ...]:
    """The usual ways to type an array, likely ones first, in the spelling of worksheets.normalised."""
    texts = [[str(entry) for entry in row] for row in rows]
    each = [",".join(row) for row in texts]
    by_signs = f"[{';'.join(each)}]"
    nested = f"[[{'],['.join(each)}]]"
    if len(texts) == len(texts[0]) == 1:
        return (texts[0][0], by_signs, nested)
    if len(texts[0]) > 1:
        return (by_signs, nested)
    entries = ",".join(each)
    return (by_signs, nested, f"[{entries}]", f"({entries})", f"[{entries}].T")


def spellings(accepted: Sequence[str]) -> tuple[str, ...]:
    """The same with and without spaces, for a learning system that compares letter by letter."""
    each = (
        (text, text.replace(",", ", ").replace(";", "; "), text.replace(",", " ").replace(";", "; "))
        for text in accepted
    )
    return tuple(dict.fromkeys(text for texts in each for text in texts))
