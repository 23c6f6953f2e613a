"""A matrix form read as an index form: the arrays that are multiplied, and the indices of their axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import (
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Product,
    Scale,
    Trace,
    Transpose,
)
from matcalc.forms.shapes import SCALAR

Places = tuple[Index | None, Index | None]
"""Of a row and a column; None where the axis is declared 1."""

PASSED_THROUGH = (Transpose, Diag, Scale)
"""What costs nothing where it is read by its indices: used twice, it is what stands in it that is used twice."""


@dataclass(frozen=True, slots=True)
class Network:
    """number · Σ over the indices in `summed` of the product of the operands' entries.

    free: the indices of the rows and columns of the whole. operands: arrays with the indices of theirs. summed: also
    those that no operand has.
    """

    number: Fraction
    operands: tuple[tuple[Node, Places], ...]
    summed: tuple[Index, ...]
    free: Places


def spreads(root: Node) -> bool:
    """Whether a node sums indices, or has arrays of other shapes in it than its own: what einsum is for."""
    match root:
        case Transpose(arg=arg) | Scale(arg=arg):
            return spreads(arg)
        case Hadamard(args=args):
            return any(arg.shape not in (root.shape, SCALAR) for arg in args)
    return isinstance(root, Product | Trace | Diag | DiagOf | EntrySum)


def network(root: Node, supply: IndexSupply, is_array: Callable[[Node], bool]) -> Network:
    """A node as a network. is_array: of which parts the entries are read, not those of what they are made of."""
    reading = _Reading(supply, is_array)
    rows, columns = (None if axis.is_one else reading.fresh(axis) for axis in (root.shape.rows, root.shape.cols))
    return reading.network(root, (rows, columns))


class _Reading:
    def __init__(self, supply: IndexSupply, is_array: Callable[[Node], bool]) -> None:
        self._supply = supply
        self._is_array = is_array
        self._indices: dict[Index, None] = {}
        self._same: dict[Index, Index] = {}
        """An index that a delta sets equal to another, and that other."""

    def fresh(self, length: Dimension) -> Index | None:
        """Another index, None where there is nothing to count."""
        if length.is_one:
            return None
        made = self._supply.fresh(length, self._indices)
        self._indices[made] = None
        return made

    def network(self, root: Node, free: Places) -> Network:
        number = Fraction(1)
        operands: list[tuple[Node, Places]] = []
        waiting: list[tuple[Node, Places]] = [(root, free)]
        while waiting:
            part, places = waiting.pop()
            if isinstance(part, Scale | Number):
                number *= part.value if isinstance(part, Number) else part.coefficient
            inner = None if part is not root and self._is_array(part) else self._inside(part, places, free)
            if inner is None:
                operands.append((part, places))
            else:
                waiting.extend(reversed(inner))
        found = tuple((part, self._settled(places)) for part, places in operands)
        summed = tuple(index for index in self._indices if index not in free and index not in self._same)
        return Network(number, found, summed, free)

    def _inside(self, part: Node, places: Places, free: Places) -> list[tuple[Node, Places]] | None:
        """The parts of whose entries that of a node is the product; None for an array."""
        row, column = places
        match part:
            case Number() | Ones():
                return []
            case Scale(arg=arg):
                return [(arg, places)]
            case Transpose(arg=arg):
                return [(arg, (column, row))]
            case Eye():
                return [] if self._are_set_equal(row, column, free) else None
            case Diag(arg=arg):
                is_told = self._are_set_equal(row, column, free)
                return [(arg, (row, None)), *([] if is_told else [(Eye(arg.shape.rows), places)])]
            case DiagOf(arg=arg):
                return [(arg, (row, row))]
            case Trace(arg=arg):
                index = self.fresh(arg.shape.rows)
                return [(arg, (index, index))]
            case EntrySum(arg=arg, axis=axis):
                row = row if axis == 1 else self.fresh(arg.shape.rows)
                column = column if axis == 0 else self.fresh(arg.shape.cols)
                return [(arg, (row, column))]
            case Hadamard(args=args):
                return [
                    (arg, (None if arg.shape.rows.is_one else row, None if arg.shape.cols.is_one else column))
                    for arg in args
                ]
            case Product(args=(left, right)):
                index = self.fresh(left.shape.cols)
                return [(left, (row, index)), (right, (index, column))]
        return None

    def _are_set_equal(self, row: Index | None, column: Index | None, free: Places) -> bool:
        """Take one index for the other, where one is summed or they are the same."""
        first, second = self._settled((row, column))
        if first is second:
            return True
        if first is None or second is None:
            raise InvariantError("an identity matrix has as many rows as columns")
        if first in free and second in free:
            return False
        kept, dropped = (first, second) if first in free else (second, first)
        self._same[dropped] = kept
        return True

    def _settled(self, places: Places) -> Places:
        row, column = (self._kept(index) for index in places)
        return row, column

    def _kept(self, index: Index | None) -> Index | None:
        while index in self._same:
            index = self._same[index]
        return index
