"""What the pieces of a text of matrixcalculus.org's dialect mean while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.notation.matrix_out import Level

Pieces = tuple[str | int, ...]
"""Text, with the number of an axis wherever its length is to be written."""


@dataclass(frozen=True, slots=True)
class Part:
    """What text[start:end] is in our language, how tightly that holds together, and its axes. number: if it is one."""

    pieces: Pieces
    level: Level
    rows: int
    cols: int
    depth: int
    start: int
    end: int
    number: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name, not yet looked up."""

    name: str
    start: int
    end: int
