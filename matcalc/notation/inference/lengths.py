"""Unknown lengths of axes, and what is known of them: union–find over sums and products of lengths.

An unknown length is a dimension whose name begins with a question mark, which no typed name does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd
from typing import Protocol

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.shapes import Shape

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a relation comes from: the text, the column, and the undeclared arrays that it is about."""

    text: str
    column: int
    names: frozenset[str]


class ClashError(Exception):
    """Two lengths that must be equal and can not be."""

    def __init__(self, left: Dimension, right: Dimension) -> None:
        super().__init__(f"{left} and {right}")
        self.left = left
        self.right = right
        self.relation: Relation | None = None


class Relation(Protocol):
    """What an expression demands of lengths."""

    @property
    def place(self) -> Place:
        """The text and the column that it comes from, and the undeclared arrays that it is about."""
        ...

    @property
    def rule(self) -> str:
        """The sentence that says what it demands."""
        ...

    @property
    def lengths(self) -> tuple[Dimension, ...]:
        """The lengths it ties together."""
        ...

    def enforce(self, known: Lengths) -> None:
        """Draw what conclusions there are. Raises ClashError where it can not hold."""
        ...


class Lengths:
    """Every unknown length so far, and the relations that wait for news of one."""

    def __init__(self) -> None:
        self._count = 0
        self._bound: dict[str, Dimension] = {}
        self._trail: list[str] = []
        self._waiting: dict[str, dict[int, Relation]] = {}
        self._queue: deque[Relation] = deque()

    @property
    def count(self) -> int:
        """How many unknown lengths have been found to be something."""
        return len(self._bound)

    def fresh(self) -> Dimension:
        self._count += 1
        return Dimension.named(f"{UNKNOWN}{self._count}")

    def fresh_shape(self) -> Shape:
        return Shape(self.fresh(), self.fresh())

    def value(self, length: Dimension) -> Dimension:
        """The length with all that is known put in."""
        while bound := [name for name in length.names if name in self._bound]:
            length = substituted(length, {name: self._bound[name] for name in bound})
        return length

    def shape(self, shape: Shape) -> Shape:
        return Shape(self.value(shape.rows), self.value(shape.cols))

    def is_known(self, shape: Shape) -> bool:
        return not any(map(unknowns, (self.value(shape.rows), self.value(shape.cols))))

    def equate(self, left: Dimension, right: Dimension) -> None:
        """Make two lengths equal, as far as that says what one of them is. Raises ClashError where they can not be."""
        left, right = self.value(left), self.value(right)
        gap = _without_common_factor(left - right)
        if not gap.terms:
            return
        if not unknowns(gap):
            raise ClashError(left, right)
        if (product := _product_that_is_one(gap)) is not None:
            for name in product:
                self._bind(name, ONE, left, right)
            return
        for name in sorted(unknowns(gap), key=_newest_first):
            count = _count_alone(gap, name)
            if abs(count) == 1:
                rest = gap - _times(Dimension.named(name), count)
                self._bind(name, _times(rest, -count), left, right)
                return

    def add(self, relation: Relation) -> None:
        """Take in a relation and all that follows from it. Raises ClashError where no undeclared shape fits.

        A relation of declared arrays alone that does not hold is left out: the reader says more about it.
        """
        self._queue.append(relation)
        try:
            self._settle()
        except ClashError as clash:
            if clash.relation is None or clash.relation.place.names:
                raise

    def attempt(self, left: Dimension, right: Dimension) -> bool:
        """Make two lengths equal with all that follows from it, or, where that can not be, leave all as it was."""
        mark = len(self._trail)
        try:
            self.equate(left, right)
            self._settle()
        except ClashError:
            self._queue.clear()
            for name in self._trail[mark:]:
                del self._bound[name]
            del self._trail[mark:]
            return False
        return True

    def _bind(self, name: str, value: Dimension, left: Dimension, right: Dimension) -> None:
        if (ZERO - value).is_surely_natural:
            raise ClashError(left, right)
        self._bound[name] = value
        self._trail.append(name)
        self._queue.extend(self._waiting.get(name, {}).values())

    def _settle(self) -> None:
        while self._queue:
            relation = self._queue.popleft()
            try:
                relation.enforce(self)
            except ClashError as clash:
                self._queue.clear()
                clash.relation = clash.relation or relation
                raise
            for length in relation.lengths:
                for name in unknowns(self.value(length)):
                    self._waiting.setdefault(name, {})[id(relation)] = relation


def unknowns(length: Dimension) -> frozenset[str]:
    """The names of the unknown lengths in it."""
    return frozenset(name for name in length.names if name.startswith(UNKNOWN))


def _newest_first(name: str) -> int:
    return -int(name.removeprefix(UNKNOWN))


def substituted(length: Dimension, images: Mapping[str, Dimension]) -> Dimension:
    """The length with the names in `images` replaced."""
    total = Dimension.number(0)
    for names, count in length.terms:
        term = Dimension.number(count)
        for name in names:
            term *= images.get(name, Dimension.named(name))
        total += term
    return total


def _times(length: Dimension, count: int) -> Dimension:
    return length * Dimension.number(count)


def _count_alone(gap: Dimension, name: str) -> int:
    """The number before `name` where it stands by itself and nowhere else; 0 where it does not."""
    found = [(names, count) for names, count in gap.terms if name in names]
    return found[0][1] if len(found) == 1 and found[0][0] == (name,) else 0


def _without_common_factor(gap: Dimension) -> Dimension:
    """The same equation `gap = 0` divided by the names and the number in all its terms; lengths are at least 1."""
    if not gap.terms:
        return gap
    common = list(gap.terms[0][0])
    number = 0
    for names, count in gap.terms:
        number = gcd(number, count)
        rest = list(names)
        kept = []
        for name in common:
            if name in rest:
                rest.remove(name)
                kept.append(name)
        common = kept
    terms = []
    for names, count in gap.terms:
        rest = list(names)
        for name in common:
            rest.remove(name)
        terms.append((tuple(rest), count // number))
    return Dimension(tuple(terms))


def _product_that_is_one(gap: Dimension) -> tuple[str, ...] | None:
    """The unknown factors of a product that the equation `gap = 0` says is 1."""
    if len(gap.terms) != 2:
        return None
    (names, count), (others, rest) = sorted(gap.terms, key=lambda term: -len(term[0]))
    alone = not others and abs(count) == 1 and rest == -count and all(name.startswith(UNKNOWN) for name in names)
    return names if alone and len(names) > 1 else None
