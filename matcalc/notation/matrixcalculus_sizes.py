"""Lengths of axes that are found out while a text is read: each is known, or the same as another."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.forms.dimensions import ONE, Dimension

LETTERS = ("m", "n", "p", "q", "r", "k", "l")


class Lengths:
    """Axes by number; `join` says that two are equally long. An axis that is not known is longer than 1."""

    def __init__(self) -> None:
        self._same_as: list[int] = []
        self._known: list[Dimension | None] = []
        self._of: dict[Dimension, int] = {}
        self.one = self.known(ONE)

    def known(self, length: Dimension) -> int:
        """The axis of that length."""
        if length not in self._of:
            self._of[length] = self._new(length)
        return self._of[length]

    def unknown(self) -> int:
        """An axis of a length that is still to be found."""
        return self._new(None)

    def is_one(self, axis: int) -> bool:
        return self._known[self._first(axis)] == ONE

    def join(self, left: int, right: int) -> bool:
        """Make both the same; False where they can not be."""
        left, right = self._first(left), self._first(right)
        if left == right:
            return True
        known = [self._known[axis] for axis in (left, right)]
        if ONE in known or None not in known:
            return known[0] == known[1]
        keep, give = (left, right) if known[0] is not None else (right, left)
        self._same_as[give] = keep
        return True

    def length(self, axis: int) -> Dimension | None:
        """The length, where it is known."""
        return self._known[self._first(axis)]

    def name_the_unknown(self, taken: Collection[str]) -> None:
        """Give every length that is still open a letter of its own, in the order in which they were met."""
        names = (name for number in range(len(self._known)) for name in _numbered(number) if name not in taken)
        for axis in range(len(self._known)):
            first = self._first(axis)
            if self._known[first] is None:
                self._known[first] = Dimension.named(next(names))

    def _new(self, length: Dimension | None) -> int:
        self._same_as.append(len(self._same_as))
        self._known.append(length)
        return len(self._same_as) - 1

    def _first(self, axis: int) -> int:
        while self._same_as[axis] != axis:
            self._same_as[axis] = self._same_as[self._same_as[axis]]
            axis = self._same_as[axis]
        return axis


def _numbered(number: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number or ''}" for letter in LETTERS)
