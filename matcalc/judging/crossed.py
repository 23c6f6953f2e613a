"""A column beside a row with ⊙: code stretches both, and on paper it is a mistake for their outer product."""

from __future__ import annotations

from matcalc.documents.page import Sentence
from matcalc.forms.matrix_form import Hadamard, Node, Product
from matcalc.forms.traversal import replaced, walk
from matcalc.judging.findings import Finding, Kind, Repair
from matcalc.judging.mends import Mend
from matcalc.judging.mistakes import shaped


def crossed(read: Node) -> tuple[Hadamard, Node, Node] | None:
    """The first product entry by entry of a column and a row, and these two; None where there is none."""
    for part in walk(read):
        if isinstance(part, Hadamard):
            arrays = [arg for arg in part.args if not arg.shape.is_scalar]
            columns = [arg for arg in arrays if arg.shape.cols.is_one]
            rows = [arg for arg in arrays if arg.shape.rows.is_one]
            if columns and rows:
                return part, columns[0], rows[0]
    return None


def wrong_if_crossed(read: Node) -> Finding | None:
    """What is wrong with an expression on paper that would be right in code; None where nothing is."""
    found = crossed(read)
    if found is None:
        return None
    part, column, row = found
    words: Sentence = (
        *("Wrong: ⊙ needs two arrays of one shape, and here ", column, " is ", *shaped(column.shape)),
        *(" and ", row, " is ", *shaped(row.shape), "."),
    )
    if len(part.args) > 2:
        return Finding(Kind.WRONG, words)
    mend, outer = Mend.ENTRYWISE_FOR_PRODUCT, Product((column, row))
    diagnosis: Sentence = ("⊙ stands for a matrix product: ", outer, " is needed here.")
    repair = Repair(mend.name.lower(), mend.value, replaced(read, {part: outer}), None, outer)
    return Finding(Kind.WRONG, words, diagnosis, repair)
