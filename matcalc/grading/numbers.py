"""Arrays of numbers that were typed: compared by their values."""

from __future__ import annotations

import re
from fractions import Fraction

from matcalc.grading.formulas import of_words
from matcalc.grading.key import Blank
from matcalc.grading.marks import Judged, Ruling
from matcalc.judging.normalised import MOST_CHARACTERS, normalised

Rows = tuple[tuple[Fraction, ...], ...]

MOST_DIGITS = 30
"""Of a number; no answer needs as many."""

NEAR = Fraction(1, 100)
"""How far a rounded number may be off, where it is for a reader to say whether that will do."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:/[0-9]+)?")


def judge_numbers(answer: str, blank: Blank) -> Judged:
    """What is found of numbers, exactly: 1/3 is not 0.333. What is none is for a reader."""
    spelled = normalised(answer) if len(answer) <= MOST_CHARACTERS else ""
    if spelled and spelled in blank.accepted:
        return Judged(Ruling.RIGHT)
    rows, accepted = rows_of(spelled), [rows_of(text) for text in blank.accepted]
    wanted = [one for one in accepted if one is not None]
    if rows is None:
        return of_words(Ruling.READER, "This can not be read as numbers, such as [1 -2; 3 4].")
    if not wanted or len(wanted) < len(accepted):
        return of_words(Ruling.READER, "The key has no numbers to compare it with.")
    if rows in wanted:
        return Judged(Ruling.RIGHT)
    return _wrong(rows, wanted[0])


def _wrong(rows: Rows, wanted: Rows) -> Judged:
    """What is wrong, without the right numbers."""
    if _sides(rows) != _sides(wanted):
        turned = " Its transpose is right." if tuple(zip(*rows, strict=True)) == wanted else ""
        words = f"This is {_shape(rows)}, and {_shape(wanted)} is asked for.{turned}"
        return of_words(Ruling.WRONG, words)
    pairs = [pair for row, right in zip(rows, wanted, strict=True) for pair in zip(row, right, strict=True)]
    if all(abs(entry - other) <= NEAR * max(Fraction(1), abs(other)) for entry, other in pairs):
        return of_words(Ruling.READER, "These are near the right numbers, and rounded.")
    places = [
        f"row {i}, column {j}"
        for i, (row, right) in enumerate(zip(rows, wanted, strict=True), 1)
        for j, (entry, other) in enumerate(zip(row, right, strict=True), 1)
        if entry != other
    ]
    if len(places) == 1 and len(pairs) > 1:
        return of_words(Ruling.WRONG, f"All entries are right but one: {places[0]}.")
    if all(entry == -other for entry, other in pairs):
        return of_words(Ruling.WRONG, "Its sign is the other one.")
    return of_words(Ruling.WRONG, "The shape is right, and the value is not.")


def _sides(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def _shape(rows: Rows) -> str:
    return f"{len(rows)} × {len(rows[0])}"


def rows_of(text: str) -> Rows | None:
    """The rows of an array in the one spelling: [1,2;3,4], [[1,2],[3,4]], (1,2), 5; None where it is none.

    Of a list without rows, [1,2], it is a single row; .T behind an array turns it.
    """
    if text.endswith(".T"):
        rows = None if text.endswith(".T.T") else rows_of(text.removesuffix(".T"))
        return None if rows is None else tuple(zip(*rows, strict=True))
    bare = re.fullmatch(r"\[(.*)\]|\((.*)\)", text)
    inside = text if bare is None else bare[1] or bare[2] or ""
    if inside.startswith("[") and inside.endswith("]"):
        lines = inside[1:-1].split("],[")
    elif bare is None and re.search(r"[,;]", inside):
        return None
    else:
        lines = inside.split(";")
    texts = [line.split(",") for line in lines]
    rows = tuple(tuple(number for text in line if (number := _number(text)) is not None) for line in texts)
    is_whole = list(map(len, rows)) == list(map(len, texts)) and len(set(map(len, rows))) == 1
    return rows if is_whole else None


def _number(text: str) -> Fraction | None:
    if len(text) > MOST_DIGITS or _NUMBER.fullmatch(text) is None:
        return None
    above, _, below = text.partition("/")
    if below and not int(below):
        return None
    return Fraction(above) / int(below or 1)
