"""How long the identity, and a vector of ones, is where one stands: as long as the arrays beside it say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.parts import (
    Applied,
    Derivative,
    Leaf,
    Part,
    Powered,
    Rank,
    Sized,
    Sum,
    Times,
    Total,
    Transposed,
    children,
)

Axes = tuple[int, ...]
"""The axes of a part: none of a number, one of a vector, two of a matrix. Axes of one length are joined."""

AXES = {Rank.SCALAR: 0, Rank.COLUMN: 1, Rank.ROW: 1, Rank.MATRIX: 2}


class AxesReader:
    """Joins the axes that must have one length. shapes: lengths as typed, by name."""

    def __init__(self, shapes: Mapping[str, tuple[str, ...]]) -> None:
        self._shapes = shapes
        self._parents: list[int] = []
        self._lengths: dict[int, str] = {}
        self._named: dict[str, Axes] = {}
        self.sized: dict[int, tuple[Sized, Axes]] = {}

    def length(self, axis: int) -> str | None:
        """The length of an axis, where something tells it."""
        return self._lengths.get(self._root(axis))

    def axes(self, part: Part) -> Axes:
        """The axes of a part, joined with those of the parts that it is made of."""
        match part:
            case Leaf(text):
                return self._leaf(part.gradient_of or text, part)
            case Sized(maker):
                axis = self._new()
                made = (axis, axis) if maker == "eye" else (axis,)
                self.sized[id(part)] = (part, made)
                return made
            case Transposed(of):
                return self.axes(of)[::-1]
            case Powered(of):
                return self.axes(of)
            case Total(body=body):
                return self.axes(body)
            case Sum(terms):
                return self.same([self.axes(term) for _, term in terms], part.rank)
            case Times(left, "@", right):
                return self._product(self.axes(left), left.rank, self.axes(right), right.rank)
            case Times(left, _, right):
                return self.same([self.axes(left), self.axes(right)], part.rank)
            case Applied(_, (of,), True):
                return self.axes(of)
            case Applied("inv" | "softmax" | "log_softmax", (of,)):
                return self.axes(of)
            case Applied("diag", (of,)):
                return (*self.axes(of), *self.axes(of))[:2] if of.rank is not Rank.MATRIX else self.axes(of)
            case Applied("diag_of", (of,)):
                return self.axes(of)[:1]
        for child in children(part):
            self.axes(child)
        return self._free(part.rank)

    def same(self, found: Sequence[Axes], rank: Rank) -> Axes:
        """Arrays of one shape; numbers beside them stretch."""
        long = [axes for axes in found if len(axes) == AXES[rank]]
        for axes in long[1:]:
            for one, other in zip(long[0], axes, strict=True):
                self._join(one, other)
        return long[0] if long else self._free(rank)

    def _product(self, left: Axes, left_rank: Rank, right: Axes, right_rank: Rank) -> Axes:
        inner_left = left_rank in (Rank.MATRIX, Rank.ROW) and left
        inner_right = right_rank in (Rank.MATRIX, Rank.COLUMN) and right
        if inner_left and inner_right:
            self._join(left[-1], right[0])
        outer_left = left[:1] if left_rank in (Rank.MATRIX, Rank.COLUMN) else ()
        outer_right = right[-1:] if right_rank in (Rank.MATRIX, Rank.ROW) else ()
        return (*outer_left, *outer_right)

    def _leaf(self, name: str, part: Leaf) -> Axes:
        if part.rank is Rank.SCALAR:
            return ()
        if name not in self._named:
            self._named[name] = axes = self._free(part.rank)
            for axis, length in zip(axes, self._shapes.get(name, ()), strict=False):
                self._lengths[axis] = length
        return self._named[name]

    def _free(self, rank: Rank) -> Axes:
        return tuple(self._new() for _ in range(AXES[rank]))

    def _new(self) -> int:
        self._parents.append(len(self._parents))
        return len(self._parents) - 1

    def _root(self, axis: int) -> int:
        while self._parents[axis] != axis:
            axis = self._parents[axis]
        return axis

    def _join(self, one: int, other: int) -> None:
        one, other = self._root(one), self._root(other)
        if one == other:
            return
        self._parents[other] = one
        if other in self._lengths:
            self._lengths.setdefault(one, self._lengths.pop(other))


def sizes_of(parts: Sequence[Part], shapes: Mapping[str, tuple[str, ...]], text: str) -> dict[int, str]:
    """The lengths of the identities and vectors of ones in the members of a chain, which are equal to one another.

    Raises LatexError for one whose length nothing tells.
    """
    reader = AxesReader(shapes)
    found = [(reader.axes(part), part) for part in parts]
    for rank in (Rank.COLUMN, Rank.ROW, Rank.MATRIX):
        members = [axes for axes, part in found if part.rank is rank and not _is_derivative(part)]
        if members:
            reader.same(members, rank)
    sizes: dict[int, str] = {}
    for at, (part, axes) in reader.sized.items():
        length = reader.length(axes[0])
        if length is None:
            what = "this identity" if part.maker == "eye" else "this vector of ones"
            message = f"nothing tells how long {what} is: state the shape of an array beside it"
            raise LatexError(message, text, part.span)
        sizes[at] = length
    return sizes


def _is_derivative(part: Part) -> bool:
    """Whether its shape depends on the layout."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Derivative):
            return True
        waiting.extend(children(part))
    return False
