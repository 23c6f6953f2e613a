"""How long the identity, and a vector of ones, is where one stands: as long as the arrays beside it say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count

from matcalc.errors import LanguageError
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.parts import (
    Applied,
    Derivative,
    Entries,
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
from matcalc.notation.latex_in.scripts import Place
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.vocabulary import Kind, Vocabulary

Axes = tuple[int, ...]
"""The axes of a part: none of a number, one of a vector, two of a matrix. Axes of one length are joined."""

AXES = {Rank.SCALAR: 0, Rank.COLUMN: 1, Rank.ROW: 1, Rank.MATRIX: 2}


class AxesReader:
    """Joins the axes that must have one length. shapes: lengths as typed, by name; empty where one is not known."""

    def __init__(self, shapes: Mapping[str, tuple[str, ...]]) -> None:
        self._shapes = shapes
        self._parents: list[int] = []
        self._lengths: dict[int, str] = {}
        self._settled: set[int] = set()
        self._named: dict[str, Axes] = {}
        self._letters: dict[str, int] = {}
        self.sized: dict[int, tuple[Sized, Axes]] = {}
        self.ended: list[tuple[Total, str, str]] = []

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
                if part.length is not None:
                    self._lengths[axis] = part.length
                made = (axis, axis) if maker == "eye" else (axis,)
                self.sized[id(part)] = (part, made)
                return made
            case Transposed(of):
                return self.axes(of)[::-1]
            case Powered(of):
                return self.axes(of)
            case Total(letters, body, _, end):
                axes = self.axes(body)
                for letter in letters:
                    if end is not None:
                        known = self._lengths.setdefault(self._root(self._letter(letter)), end)
                        self.ended.append((part, letter, known))
                    self._letters.pop(letter, None)
                return axes
            case Entries(of, places):
                return self._entries(self.axes(of), places)
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

    def new_line(self) -> None:
        """From here on the letters of indices are others."""
        self._letters.clear()

    def settle(self) -> None:
        """From here on two axes known so far are joined no more: what is claimed may be wrong."""
        self._settled = {self._root(axis) for axis in range(len(self._parents))}

    @property
    def named(self) -> Mapping[str, Axes]:
        """The axes of every array seen."""
        return self._named

    def are_joined(self, one: int, other: int) -> bool:
        """Whether two axes have one length."""
        return self._root(one) == self._root(other)

    def call(self, axis: int, length: str) -> None:
        """Gives an axis a length, where it has none."""
        self._lengths.setdefault(self._root(axis), length)

    def _letter(self, letter: str) -> int:
        if letter not in self._letters:
            self._letters[letter] = self._new()
        return self._letters[letter]

    def _entries(self, axes: Axes, places: Sequence[Place]) -> Axes:
        """The axes that stay, those with : in their place; an index letter has one length in a line."""
        for axis, place in zip(axes, places, strict=False):
            if place.letter is not None and place.letter.isalpha():
                self._join(axis, self._letter(place.letter))
        return tuple(axis for axis, place in zip(axes, places, strict=False) if place.letter is None)

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
            lengths = self._shapes.get(name, ())
            for axis, length in zip(axes, lengths[-1:] if part.rank is Rank.ROW else lengths, strict=False):
                if length:
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
        lengths = [self._lengths.get(axis) for axis in (one, other)]
        if one == other or {one, other} <= self._settled or (None not in lengths and lengths[0] != lengths[1]):
            return
        if other in self._settled:
            one, other = other, one
        self._parents[other] = one
        if other in self._lengths:
            self._lengths.setdefault(one, self._lengths.pop(other))


LENGTHS = "nmpqrsuvwkdcabefghxyz"


def shapes_told(statements: Sequence[Statement], vocabulary: Vocabulary, text: str) -> dict[str, tuple[str, ...]]:
    """The shapes of a vocabulary, and of each other array of which a sum, an identity or ones says a length."""
    samples = {name.name for name in vocabulary.names.values() if name.kind is Kind.SAMPLES}
    of_rows = {name: ("", *(one.lengths or ("",))) for name, one in vocabulary.each.items() if name in samples}
    reader = AxesReader({**of_rows, **vocabulary.shapes})
    lines = [list(_parts(statement, vocabulary, text)) for statement in statements]
    for line in filter(_defines, lines):
        reader.new_line()
        _join_members(reader, line)
    reader.settle()
    for line in lines:
        reader.new_line()
        _join_members(reader, line)
    taken = {name.name for name in vocabulary.names.values()} | vocabulary.customs.lengths | vocabulary.customs.sums
    numbered = (f"n_{number}" for number in count(1))
    letters = (letter for letter in chain(LENGTHS, numbered) if letter not in taken)
    for _, axes in reader.sized.values():
        if reader.length(axes[0]) is None:
            reader.call(axes[0], next(letters))
    shapes = dict(vocabulary.shapes)
    for name, axes in reader.named.items():
        if name in shapes or all(reader.length(axis) is None for axis in axes):
            continue
        for axis in axes:
            if reader.length(axis) is None:
                reader.call(axis, next(letters))
        shapes[name] = tuple(reader.length(axis) or "" for axis in axes)
    return shapes


def _defines(line: Sequence[Part]) -> bool:
    """Whether a line says what an array is, and claims nothing of derivatives."""
    first = line[0].of if line and isinstance(line[0], Entries) else line[0] if line else None
    is_array = isinstance(first, Leaf) and not first.gradient_of and first.text[0].isalpha()
    return is_array and not any(map(_is_of_derivatives, line))


def _parts(statement: Statement, vocabulary: Vocabulary, text: str) -> Iterator[Part]:
    builder = Builder(vocabulary, text)
    for member in statement.members:
        if member.formula is not None and not member.is_hole:
            with suppress(LanguageError):
                yield builder.part(member.formula)
    yield from builder.lets


def _join_members(reader: AxesReader, parts: Sequence[Part]) -> None:
    """The members of a chain have one shape; that of a derivative is of the layout, unless it is square."""
    found = [(reader.axes(part), part) for part in parts]
    for rank in (Rank.COLUMN, Rank.ROW, Rank.MATRIX):
        members = [axes for axes, part in found if part.rank is rank and not _is_derivative(part)]
        if members:
            reader.same(members, rank)
    if any(len(axes) == 2 and reader.are_joined(*axes) for axes, part in found if not isinstance(part, Derivative)):
        square = [_derivative_axes(reader, part) for part in parts if isinstance(part, Derivative)]
        square += [axes for axes, part in found if part.rank is Rank.MATRIX and not isinstance(part, Derivative)]
        for axes in square:
            reader.same([axes, axes[::-1]], Rank.MATRIX)
            reader.same([axes, square[0]], Rank.MATRIX)


def _derivative_axes(reader: AxesReader, part: Derivative) -> Axes:
    """The axes of a derivative that is a square matrix."""
    by = reader.axes(part.by)
    return by if len(by) == 2 else (*reader.axes(part.of), *by)


def sizes_of(parts: Sequence[Part], shapes: Mapping[str, tuple[str, ...]], text: str) -> dict[int, str]:
    """The lengths of the identities and vectors of ones in the members of a chain, which are equal to one another.

    Raises LatexError for one whose length nothing tells.
    """
    reader = AxesReader(shapes)
    _join_members(reader, parts)
    sizes: dict[int, str] = {}
    for at, (part, axes) in reader.sized.items():
        length = reader.length(axes[0])
        if length is None:
            what = "this identity" if part.maker == "eye" else "this vector of ones"
            message = f"nothing tells how long {what} is: state the shape of an array beside it"
            raise LatexError(message, text, part.span)
        sizes[at] = length
    return sizes


def _is_of_derivatives(part: Part) -> bool:
    """Whether derivatives or gradients stand in it."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Derivative) or (isinstance(part, Leaf) and part.gradient_of):
            return True
        waiting.extend(children(part))
    return False


def _is_derivative(part: Part) -> bool:
    """Whether its shape depends on the layout."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Derivative):
            return True
        waiting.extend(children(part))
    return False
