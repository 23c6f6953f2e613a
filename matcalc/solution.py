"""The record of an equation that is solved: one operation on both sides a line, until the unknown stands alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from matcalc.chain import Chain, Prose
from matcalc.errors import InvariantError
from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import symbols_in


@dataclass(frozen=True, slots=True)
class Condition:
    """left = right: what is to hold, not what always holds. Both sides have one shape."""

    left: Node
    right: Node

    def __post_init__(self) -> None:
        if self.left.shape != self.right.shape:
            raise InvariantError(f"a condition has sides of the shapes {self.left.shape} and {self.right.shape}")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing is done to both sides: one of them is written in another way."""

    def on(self, side: Node) -> Node:
        return side

    def undone(self, side: Node) -> Node:
        return side


@dataclass(frozen=True, slots=True)
class Plus:
    """A term is added."""

    term: Node

    def on(self, side: Node) -> Node:
        return _joined(Add, side, self.term)

    def undone(self, side: Node) -> Node:
        return Add((side, Scale(Fraction(-1), self.term)))


@dataclass(frozen=True, slots=True)
class Times:
    """Every entry is multiplied by a number other than 0."""

    number: Fraction

    def on(self, side: Node) -> Node:
        return Scale(self.number, side)

    def undone(self, side: Node) -> Node:
        return Scale(1 / self.number, side)


@dataclass(frozen=True, slots=True)
class EntrywiseTimes:
    """Each entry is multiplied by one of an array without zeros, or all of them by one scalar."""

    factor: Node

    def on(self, side: Node) -> Node:
        return _spread(side, self._times, stretched=True)

    def undone(self, side: Node) -> Node:
        return Hadamard((Power(self.factor, Fraction(-1)), side))

    def _times(self, term: Node) -> Node:
        is_divisor = isinstance(self.factor, Power) and self.factor.exponent < 0
        return _joined(Hadamard, *((term, self.factor) if is_divisor else (self.factor, term)))


@dataclass(frozen=True, slots=True)
class LeftTimes:
    """Multiplied from the left by a matrix that has an inverse. A sum is multiplied term by term."""

    factor: Node

    def on(self, side: Node) -> Node:
        return _spread(side, lambda term: _joined(Product, self.factor, term))

    def undone(self, side: Node) -> Node:
        return Product((Inverse(self.factor), side))


@dataclass(frozen=True, slots=True)
class RightTimes:
    """Multiplied from the right by a matrix that has an inverse. A sum is multiplied term by term."""

    factor: Node

    def on(self, side: Node) -> Node:
        return _spread(side, lambda term: _joined(Product, term, self.factor))

    def undone(self, side: Node) -> Node:
        return Product((side, Inverse(self.factor)))


@dataclass(frozen=True, slots=True)
class Transposed:
    """Both sides are transposed."""

    def on(self, side: Node) -> Node:
        return Transpose(side)

    def undone(self, side: Node) -> Node:
        return Transpose(side)


@dataclass(frozen=True, slots=True)
class Inverted:
    """The inverse of both sides is taken."""

    def on(self, side: Node) -> Node:
        return Inverse(side)

    def undone(self, side: Node) -> Node:
        return Inverse(side)


Operation = Unchanged | Plus | Times | EntrywiseTimes | LeftTimes | RightTimes | Transposed | Inverted
"""What is done to both sides. `undone` leads back, so that no solution is gained or lost."""


@dataclass(frozen=True, slots=True)
class SolvingStep:
    """One operation on both sides of `before`, and what each of them becomes.

    left, right: from the operation applied to a side of `before` to that side of `after`, in steps of equal value.
    turned: whether `after` is read from right to left. needs: what has to hold for the operation, where it is declared
    nowhere. Raises InvariantError where a chain does not lead from the one line to the other.
    """

    rule: str
    operation: Operation
    before: Condition
    after: Condition
    left: Chain
    right: Chain
    reason: Prose
    source: str
    turned: bool = False
    needs: Prose = ()

    def __post_init__(self) -> None:
        ends = (self.right.end, self.left.end) if self.turned else (self.left.end, self.right.end)
        starts = (self.operation.on(self.before.left), self.operation.on(self.before.right))
        if (self.left.start, self.right.start) != starts or ends != (self.after.left, self.after.right):
            raise InvariantError(f"the sides of the step {self.rule!r} do not lead from one line to the next")


@dataclass(frozen=True, slots=True)
class Solution:
    """start, solved for the unknown as far as the rules lead. The last line is `end`.

    further: what else has to hold of the value, clause by clause. refused: why what the last line says is no solution,
    if it is none. Raises InvariantError where a step does not begin with the line above it.
    """

    unknown: Symbol
    start: Condition
    steps: tuple[SolvingStep, ...]
    further: tuple[Prose, ...] = ()
    refused: Prose = ()

    def __post_init__(self) -> None:
        current = self.start
        for step in self.steps:
            if step.before != current:
                raise InvariantError(f"the step {step.rule!r} does not begin with the line above it")
            current = step.after

    @property
    def end(self) -> Condition:
        return self.steps[-1].after if self.steps else self.start

    @property
    def value(self) -> Node | None:
        """What the unknown is; None where it could not be isolated, or where there is no solution."""
        return None if self.refused else self.isolated

    @property
    def isolated(self) -> Node | None:
        """What stands alone on the right of the last line, if the unknown does on the left."""
        end = self.end
        return end.right if end.left is self.unknown and self.unknown not in symbols_in(end.right) else None

    @property
    def chains(self) -> Iterator[Chain]:
        """What both sides became, line by line."""
        for step in self.steps:
            yield from (step.left, step.right)

    @property
    def needs(self) -> tuple[Prose, ...]:
        """Where the solution holds, clause by clause, each once."""
        found = dict.fromkeys(step.needs for step in self.steps if step.needs)
        return tuple(dict.fromkeys((*found, *self.further)))


def _joined(kind: type[Add | Hadamard | Product], *parts: Node) -> Node:
    """A sum or product of parts that may be ones of the same kind, without brackets."""
    return kind(tuple(inner for part in parts for inner in (part.args if isinstance(part, kind) else (part,))))


def _spread(side: Node, on_term: Callable[[Node], Node], *, stretched: bool = False) -> Node:
    """Term by term; a sum with a term that is stretched only where that is allowed."""
    if isinstance(side, Add) and (stretched or all(term.shape == side.shape for term in side.args)):
        return Add(tuple(on_term(term) for term in side.args))
    return on_term(side)
