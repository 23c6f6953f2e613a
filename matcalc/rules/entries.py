"""What rules on terms share: finding entries of one kind of array, and making entries and single-term sums."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeVar

from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Place
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Shape

Kind = TypeVar("Kind", bound=Node)


def entries_of(term: Term, kind: type[Kind]) -> Iterator[tuple[int, Entry, Kind]]:
    """The entries in `term` of arrays of one kind: place among the factors, entry, array."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and isinstance(factor.array, kind):
            yield at, factor, factor.array


def row_and_column(shape: Shape, places: tuple[Place, ...]) -> tuple[Place | None, Place | None]:
    """The row place and the column place of an entry; None on an axis of length 1."""
    left = list(places)
    row = None if shape.rows.is_one else left.pop(0)
    column = None if shape.cols.is_one else left.pop(0)
    return row, column


def entry(array: Node, row: Place | None, column: Place | None, exponent: Fraction = Fraction(1)) -> Entry:
    """The entry of `array` at a row and a column; an axis of length 1 takes no place (a stretched operand)."""
    kept = [
        place
        for place, length in ((row, array.shape.rows), (column, array.shape.cols))
        if place is not None and not length.is_one
    ]
    return Entry(array, tuple(kept), exponent)


def one_term(term: Term) -> IndexSum:
    """A single term as a sum."""
    return IndexSum((term,))
