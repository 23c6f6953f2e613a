"""What is found about an expression that somebody wrote: whether it is right, how that is known, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from matcalc.chain import Expression
from matcalc.checking.compare import TOLERANCE
from matcalc.documents.page import Mathematics, Sentence
from matcalc.forms.matrix_form import Node
from matcalc.notation.text_out import input_text


class Kind(Enum):
    """What a verdict is. The exit code of `matcalc check` beside each."""

    RIGHT = "right"
    UNFINISHED = "unfinished"
    WRONG = "wrong"
    UNDECIDED = "undecided"

    @property
    def exit_code(self) -> int:
        """0 right (also where something is left to do, as the verdict says), 1 wrong, 4 undecided."""
        return {Kind.RIGHT: 0, Kind.UNFINISHED: 0, Kind.WRONG: 1, Kind.UNDECIDED: 4}[self]


@dataclass(frozen=True, slots=True)
class How:
    """How two expressions were compared. exactly: modulo a prime; else `error` is the largest relative error found.

    points: how many. sizes: the lengths of the dimensions, of each size that was tried.
    """

    exactly: bool
    error: float
    points: int
    sizes: tuple[Mapping[str, int], ...]

    @property
    def words(self) -> str:
        """A clause without a full stop."""
        lengths = "; ".join(", ".join(f"{name} = {size}" for name, size in each.items()) for each in self.sizes if each)
        where = f"at {self.points} random points{f' ({lengths})' if lengths else ''}"
        if self.exactly:
            return f"compared exactly, modulo a prime, {where}"
        return f"compared {where}; the largest relative error was {self.error:.1g}, the bound {TOLERANCE:g}"

    def as_dict(self) -> dict[str, object]:
        """exactly, error (null where exact), bound (null where exact), points, sizes."""
        return {
            "exactly": self.exactly,
            "error": None if self.exactly else self.error,
            "bound": None if self.exactly else TOLERANCE,
            "points": self.points,
            "sizes": [dict(each) for each in self.sizes],
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest change found that makes an expression right.

    name: of the mistake, such as TRANSPOSE_ADDED in lower case. what: the mistake in words. whole: the expression as it
    is then. before, after: the part that changes, where there is one and it can be shown.
    """

    name: str
    what: str
    whole: Expression
    before: Node | None = None
    after: Node | None = None

    @property
    def text(self) -> str:
        """The repaired expression in the input language."""
        return input_text(self.whole)

    def __repr__(self) -> str:
        return f"<Repair: {self.name}, {self.text}>"

    def as_dict(self) -> dict[str, object]:
        """name, what, text, before, after; texts in the input language, null where nothing can be shown."""
        return {
            "name": self.name,
            "what": self.what,
            "text": self.text,
            "before": None if self.before is None else input_text(self.before),
            "after": None if self.after is None else input_text(self.after),
        }


Rows = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Small arrays of whole numbers on which two sides differ. exactly: whether the values are not rounded.

    given: the arrays by name, grad_a for a gradient that is given. assumed: what stands for unknown functions, in
    words. left, right: what the two sides are there, by rows.
    """

    given: Mapping[str, Rows]
    assumed: tuple[str, ...]
    left: Rows
    right: Rows
    exactly: bool
    names: Mapping[str, Mathematics]

    def as_dict(self) -> dict[str, object]:
        """given, assumed, left, right, exactly; arrays by rows, a fraction as a text, a rounded number as a float."""
        values = _plain if self.exactly else _rounded
        return {
            "given": {name: _plain(rows) for name, rows in self.given.items()},
            "assumed": list(self.assumed),
            "left": values(self.left),
            "right": values(self.right),
            "exactly": self.exactly,
        }


def _rounded(rows: Rows) -> list[list[float]]:
    return [[float(number) for number in row] for row in rows]


def _plain(rows: Rows) -> list[list[int | str]]:
    return [[int(number) if number.denominator == 1 else str(number) for number in row] for row in rows]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found about what somebody wrote. words: the verdict in a sentence or more.

    diagnosis: what is wrong and what is needed, in the words of a teacher; empty where nothing is wrong or nothing is
    known of it.
    """

    kind: Kind
    words: Sentence
    diagnosis: Sentence = ()
    repair: Repair | None = None
    counterexample: Counterexample | None = None
    how: How | None = None
