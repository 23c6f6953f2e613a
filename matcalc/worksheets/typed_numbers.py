"""Arrays of numbers as they are typed: what a page accepts, and how one is told to type."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.documents.page import Code, Sentence

HOW_TO_TYPE: Sentence = (
    "Where answers are typed, a matrix is ",
    Code("[1 -2; 3 4]"),
    ", a column ",
    Code("[5; -6]"),
    ".",
)


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
    found: list[str] = []
    for text in accepted:
        with_spaces = text.replace(";", "; ")
        found += [text, with_spaces.replace(",", ", ")]
        if text.startswith("["):
            found.append(with_spaces.replace(",", " "))
    return tuple(dict.fromkeys(found))
