"""Words for the factors of a product: their shapes, their order, and the index that is summed."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.page import Part
from matcalc.forms.index_form import Entry
from matcalc.forms.matrix_form import Add, Hadamard, Node
from matcalc.forms.shapes import Axes, Shape
from matcalc.rules.network import is_matrix, is_vector
from matcalc.rules.roles import Move, Role

AXES = ("first", "second")

TOGETHER = "\N{NO-BREAK SPACE}"
"""Between two factors that stand in one formula."""


def matrix_and_vector(move: Move) -> tuple[Entry, Entry]:
    """The matrix and the vector of a move that reads one of each."""
    entries = [factor for factor in move.used if isinstance(factor, Entry)]
    (matrix,) = (entry for entry in entries if is_matrix(entry))
    (vector,) = (entry for entry in entries if is_vector(entry))
    return matrix, vector


def axis_summed(summed: Role, matrix: Entry, *, transposed: bool) -> Iterator[Part]:
    """For the left factor of a product: over which of its indices the sum runs."""
    yield from (summed.index, f" is summed and is the {AXES[0 if transposed else 1]} index of ", matrix.array)
    if transposed:
        yield from (", but a matrix product sums over the second of its left factor: ", matrix.array)
        yield " enters transposed."
    else:
        yield ", which is what a matrix product sums over in its left factor: no transpose."


def shapes(*shapes: Shape) -> Iterator[Part]:
    """(m × n)(n × 1): the shapes of the factors of a product, each in brackets."""
    for shape in shapes:
        yield from ("(", Axes((shape.rows, shape.cols)), ")")


def beside(left: Node, right: Node) -> Iterator[Part]:
    """Two arrays as they would stand in a product, whether it conforms or not."""
    yield from _bracketed(left)
    yield TOGETHER
    yield from _bracketed(right)


def _bracketed(array: Node) -> Iterator[Part]:
    yield from ("(", array, ")") if isinstance(array, Add | Hadamard) else (array,)
