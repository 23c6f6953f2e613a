"""Dual numbers over a field in which nothing is rounded: whole powers have values there, logarithms have none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from matcalc.checking.arithmetic import Array, NotRationalError
from matcalc.checking.dual import DualArithmetic, Moving


class RationalArithmetic(DualArithmetic):
    """What residues and fractions have in common."""

    rounds = False
    floor = 0.0

    def error(self, left: Array, right: Array) -> Array:
        """0 where two arrays are equal, else infinite."""
        return np.where(left == right, 0.0, np.inf)

    def power(self, value: Moving, exponent: Fraction) -> Moving:
        if exponent.denominator != 1:
            raise NotRationalError
        return self.whole_power(value, exponent.numerator)

    def log_determinant(self, value: Moving) -> Moving:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def softmax(self, value: Moving, axes: tuple[int, ...]) -> Moving:  # noqa: ARG002  # it is never rational
        raise NotRationalError

    def log_sum_exp(self, value: Moving, axes: tuple[int, ...]) -> Moving:  # noqa: ARG002  # it is never rational
        raise NotRationalError
