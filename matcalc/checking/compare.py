"""Two values compared: exactly, or relative to the largest term."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcalc.checking.arithmetic import Array

TOLERANCE = 1e-9
"""Of an error relative to the largest term; rounding at these sizes stays below 1e-12."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two values differ (points first, then the axes), and what stands there."""

    place: tuple[int, ...]
    left: float
    right: float

    def __str__(self) -> str:
        point, *entry = self.place
        at = f"entry {tuple(number + 1 for number in entry)} at point {point + 1}" if entry else f"point {point + 1}"
        return f"{self.left} ≠ {self.right} ({at})"


def difference(left: Array, right: Array, error: Array, tolerance: float = TOLERANCE) -> Difference | None:
    """The first place whose error is over the tolerance."""
    fine = error <= tolerance
    if fine.all():
        return None
    place = tuple(int(number) for number in np.argwhere(~fine)[0])
    return Difference(place, *(float(np.broadcast_to(side, error.shape)[place]) for side in (left, right)))


def relative_error(left: Array, right: Array) -> Array:
    """|left - right| relative to the larger of the two; 0 where both are 0."""
    return _quotient(np.abs(left - right), np.maximum(np.abs(left), np.abs(right)))


def error_beside(apart: Array, left: Array, right: Array, scale: Array) -> Array:
    """|left - right|, which is `apart`, relative to `scale` or to the larger of the two, whatever they are in."""
    largest = np.maximum(np.abs(left.astype(float)), np.abs(right.astype(float)))
    return _quotient(*np.broadcast_arrays(apart, np.maximum(largest, scale)))


def _quotient(apart: Array, size: Array) -> Array:
    made: Array = np.divide(apart, size, out=np.zeros(apart.shape), where=apart != 0)
    return made
