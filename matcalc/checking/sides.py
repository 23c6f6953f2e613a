"""The two sides of an equation compared in one arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import Arithmetic, Array, UndefinedError, Value
from matcalc.checking.compare import Difference, difference, exact_error, relative_error
from matcalc.checking.complex_step import MagnitudeArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.labelled import Labelled
from matcalc.forms.index_form import IndexSum, Partial
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Power, ScalarFunction, Symbol

ROUNDING = 1e-13
"""An error so small, relative to the sum, that nothing has cancelled and the terms need not be looked at."""

_TAKEN_AS_THEY_ARE = (Symbol, Cotangent, Apply, Power, ScalarFunction)
"""Nodes that are one term each, however they came about."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The largest error over all points and entries, and the first place where it is too large."""

    error: float
    difference: Difference | None


class Sides(Generic[Value]):
    """Compares expressions at the points of a program."""

    def __init__(self, arithmetic: Arithmetic[Value], derivatives: Derivatives[Value]) -> None:
        self.arithmetic = arithmetic
        self.derivatives = derivatives
        sizes = derivatives.points.sizes
        self._magnitudes = Evaluation(MagnitudeArithmetic(0), sizes, self._known_size, self._partial_size)
        self._last: tuple[Expression, tuple[Index, ...], Array] | None = None

    def compare(self, before: Expression, after: Expression, free: tuple[Index, ...]) -> Comparison:
        """The two sides of a step, with the free indices `free` (none where both are arrays).

        Raises UndefinedError where a side has no finite value at these points.
        """
        left, right = self._value(before, free), self._value(after, free)
        self._last = (after, free, right)
        if self.arithmetic.is_exact:
            return _compared(left, right, exact_error(left, right))
        quick = _compared(left, right, relative_error(left, right))
        if quick.error <= ROUNDING:
            return quick  # terms are at least as large as their sum: measured against them it is smaller still
        scale = np.maximum(self._largest_term(before, free), self._largest_term(after, free))
        return _compared(left, right, relative_error(left, right, scale))

    def _value(self, expression: Expression, free: tuple[Index, ...]) -> Array:
        if self._last is not None and self._last[0] is expression and self._last[1] == free:
            return self._last[2]
        array = self._evaluated(self.derivatives.evaluation, expression, free)
        value = self.arithmetic.plain(array)[:, 0]
        if not self.arithmetic.is_exact and not np.isfinite(value).all():
            raise UndefinedError
        return value

    def _evaluated(self, evaluation: Evaluation[Value], expression: Expression, free: tuple[Index, ...]) -> Value:
        if isinstance(expression, IndexSum):
            return evaluation.index_sum(expression, free)
        return evaluation.entries(expression)

    def _largest_term(self, expression: Expression, free: tuple[Index, ...]) -> Array:
        if isinstance(expression, IndexSum):
            return self._magnitudes.index_sum(expression, free)[:, 0]
        return self._magnitudes.entries(expression)[:, 0]

    def _known_size(self, node: Node) -> Array | None:
        if not isinstance(node, _TAKEN_AS_THEY_ARE):
            return None
        return np.abs(self.arithmetic.plain(self.derivatives.evaluation.node(node)))

    def _partial_size(self, factor: Partial) -> Labelled[Array]:
        value = self.derivatives.evaluation.factor(factor)
        return Labelled(np.abs(self.arithmetic.plain(value.value)), value.labels)


def _compared(left: Array, right: Array, error: Array) -> Comparison:
    return Comparison(float(error.max(initial=0.0)), difference(left, right, error))
