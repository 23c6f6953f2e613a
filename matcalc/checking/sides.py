"""The two sides of an equation compared in one arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Generic

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import Arithmetic, Array, RoundingError, Value
from matcalc.checking.compare import TOLERANCE, Difference, difference, error_beside
from matcalc.checking.complex_step import MagnitudeArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.evaluate import Evaluation, nothing
from matcalc.checking.labelled import Labelled
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.index_form import IndexSum, Partial, Term, free_indices
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Power, ScalarFunction, Symbol
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Norm, Softmax
from matcalc.forms.vector_functions import VectorFunction

ROUNDING = 1e-13
"""An error so small, relative to the sum, that nothing has cancelled and the terms need not be looked at."""

CHAINS_AT_ONCE = 4
"""A chain and the chains inside it have free indices of their own; the values of their terms are kept side by side."""

_TAKEN_AS_THEY_ARE = (
    *(Symbol, Cotangent, Apply, Power, ScalarFunction),
    *(Inverse, Determinant, LogDeterminant, Softmax, LogSumExp, Norm, Differential, Jacobian, VectorFunction),
)
"""Nodes that are one term each, however they came about."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The largest error over all points and entries, and the first place where it is too large.

    by_terms: whether the sides differ and are equal only beside the size of their terms.
    """

    error: float
    difference: Difference | None
    by_terms: bool = False


SAME = Comparison(0.0, None)


class Sides(Generic[Value]):
    """Compares expressions at the points of a program."""

    def __init__(self, arithmetic: Arithmetic[Value], derivatives: Derivatives[Value]) -> None:
        self.arithmetic = arithmetic
        self.derivatives = derivatives
        sizes = derivatives.points.sizes
        self._magnitudes = Evaluation(MagnitudeArithmetic(0), sizes, self._known_size, self._partial_size)
        self._terms: dict[tuple[Index, ...], dict[int, tuple[Term, Value]]] = {}
        self._arrays: dict[Node, Array] = {}

    def compare(self, before: Expression, after: Expression, free: tuple[Index, ...]) -> Comparison:
        """The two sides of a step, with the free indices `free` (none where both are arrays).

        Of two index forms only the terms that are not in both are added up. Raises UndefinedError where a side, or one
        term of it, has no finite value at these points.
        """
        for side in (before, after):
            if isinstance(side, IndexSum):
                self._work_out(side, free)
        if isinstance(before, IndexSum) and isinstance(after, IndexSum) and len(before.terms) + len(after.terms) > 2:
            before, after = _apart(before, after)
        left, right = self._value(before, free), self._value(after, free)
        if (left == right).all():
            return SAME
        arithmetic = self.arithmetic
        quick = _compared(left, right, arithmetic.error(left, right))
        if quick.error <= ROUNDING or not arithmetic.floor:
            return quick  # terms are at least as large as their sum: measured against them it is smaller still
        scale = np.maximum(self._largest_term(before, free), self._largest_term(after, free))
        if not np.isfinite(scale).all():
            raise RoundingError
        error = error_beside(arithmetic.apart(left, right), left, right, scale)
        beside = _compared(left, right, error, arithmetic.floor)
        return Comparison(beside.error, beside.difference, by_terms=quick.difference is not None)

    def value(self, array: Node) -> Array:
        """The numbers of an array. Raises UndefinedError where it has no finite value at these points."""
        return self._value(array, ())

    def _value(self, expression: Expression, free: tuple[Index, ...]) -> Array:
        if isinstance(expression, Node):
            if (known := self._arrays.get(expression)) is None:
                known = self._arrays[expression] = self._numbers(self.derivatives.evaluation.entries(expression))
            return known
        terms = self._terms[free]
        values = [terms[id(term)][1] for term in expression.terms]
        if len(values) == 1:
            return self.arithmetic.plain(values[0])[:, 0]  # a term was looked at when it was worked out
        return self._numbers(reduce(self.arithmetic.add, values) if values else nothing(self.arithmetic, len(free)))

    def _numbers(self, value: Value) -> Array:
        self.derivatives.points.require_finite(value)
        return self.arithmetic.plain(value)[:, 0]

    def _work_out(self, expression: IndexSum, free: tuple[Index, ...]) -> None:
        """The values of the terms, remembered for the last few `free` by their identity, which the next step shares."""
        terms = self._terms.get(free)
        if terms is None:
            if len(self._terms) == CHAINS_AT_ONCE:
                del self._terms[next(iter(self._terms))]
            terms = self._terms[free] = {}
        for term in [each for each in expression.terms if id(each) not in terms]:
            value = self.derivatives.evaluation.term(term, free)
            self.derivatives.points.require_finite(value)
            terms[id(term)] = (term, value)  # holding the term keeps its identity its own

    def _largest_term(self, expression: Expression, free: tuple[Index, ...]) -> Array:
        if isinstance(expression, IndexSum):
            return self._magnitudes.index_sum(expression, free)[:, 0]
        return self._magnitudes.entries(expression)[:, 0]

    def _known_size(self, node: Node) -> Array | None:
        if not isinstance(node, _TAKEN_AS_THEY_ARE):
            return None
        size = self.derivatives.size(self.derivatives.evaluation.node(node))
        return np.maximum(size, self.derivatives.natural_size(node.of)) if isinstance(node, Cotangent) else size

    def _partial_size(self, factor: Partial) -> Labelled[Array]:
        value = self.derivatives.evaluation.factor(factor)
        size = self.derivatives.size(value.value)
        inside = self._magnitudes.index_sum(factor.of, free_indices(factor.of))
        by = self.derivatives.size(self.derivatives.evaluation.node(factor.by.array))
        largest, least = (array.reshape(len(array), -1).max(axis=1) for array in (inside, by))
        natural = np.divide(largest, least, out=np.zeros(np.broadcast(largest, least).shape), where=least != 0)
        return Labelled(np.maximum(size, natural.reshape(-1, *(1,) * (size.ndim - 1))), value.labels)


def _apart(before: IndexSum, after: IndexSum) -> tuple[IndexSum, IndexSum]:
    """Both sides without the terms at their beginning and at their end that are the same: a rule rewrites a few."""
    one, other = before.terms, after.terms
    shortest = min(len(one), len(other))
    head = next((at for at in range(shortest) if one[at] is not other[at]), shortest)
    tail = next((at for at in range(shortest - head) if one[-1 - at] is not other[-1 - at]), shortest - head)
    return IndexSum(one[head : len(one) - tail]), IndexSum(other[head : len(other) - tail])


def _compared(left: Array, right: Array, error: Array, tolerance: float = TOLERANCE) -> Comparison:
    return Comparison(float(error.max(initial=0.0)), difference(left, right, error, tolerance))
