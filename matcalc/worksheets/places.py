"""The places of a page at which something can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from matcalc.documents.page import Block, Box, ChainBlock, Line, Mathematics, Sentence, Table
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape


class Spot(Enum):
    """What stands at a place."""

    RIGHT = "right side"
    REASON = "reason"
    OPERATORS = "operators"
    SHAPE = "shape"


READ = (Spot.RIGHT, Spot.OPERATORS)
"""What is asked for of a right side."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The number of a block, and of a line or a row in it; 0 of a box."""

    block: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a page. block: its number. box: that of the box which closes it, if one does."""

    block: int
    lines: tuple[Line, ...]
    box: int | None

    @property
    def told(self) -> int:
        """How many lines are told on every sheet: the first, where there are others, and those that only define."""
        first = next((number for number, line in enumerate(self.lines) if line.rule), len(self.lines))
        return first + (len(self.lines) > first + 1)

    @property
    def end(self) -> Place:
        """Its last line."""
        return Place(self.block, len(self.lines) - 1)

    @property
    def asked(self) -> range:
        """The lines that may be asked for."""
        return range(self.told, len(self.lines))

    @property
    def matrix_form(self) -> range:
        """The lines at the end that are in matrix form, the last alone where all are; none where the end is not."""
        last = len(self.lines) - 1
        begin = next((n for n in range(last, -1, -1) if self.lines[n].left is not None), 0)
        if any(line.depth or not isinstance(line.right, Node) for line in self.lines[begin:]):
            return range(last + 1, last + 1)
        return range(begin if begin >= self.told else last, last + 1)


def chains_of(blocks: Sequence[Block], text: Callable[[Mathematics], str]) -> Iterator[Chain]:
    """Every chain that derives something, in order. text: how a reader sees mathematics."""
    for number, block in enumerate(blocks):
        if isinstance(block, ChainBlock) and any(line.rule for line in block.lines):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            closes = isinstance(after, Box) and text(after.equation.right) == text(block.lines[-1].right)
            yield Chain(number, block.lines, number + 1 if closes else None)


def defined_rows(table: Table, program: Program) -> Iterator[int]:
    """The rows of a table of symbols whose shape follows from an equation, and is not said in words."""
    for number, row in enumerate(table.rows):
        (symbol, *_), meaning, *_, (shape, *_) = row
        is_said = any(isinstance(word, str) and "scalar" in word for word in meaning) or symbol is program.output
        if symbol not in program.inputs and not (is_said and isinstance(shape, Shape) and shape.is_scalar):
            yield number


def rights(blocks: Sequence[Block]) -> Iterator[tuple[Place, Mathematics]]:
    """Every right side of a line or a box, in order."""
    for number, block in enumerate(blocks):
        match block:
            case ChainBlock(lines=lines):
                yield from ((Place(number, row), line.right) for row, line in enumerate(lines))
            case Box(equation=equation):
                yield Place(number), equation.right


def why(line: Line) -> Sentence:
    """Rule and reason of a line, as they are read."""
    if line.rule and line.reason:
        return (f"{line.rule}: ", *line.reason)
    return (line.rule,) if line.rule else line.reason
