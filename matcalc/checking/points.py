"""A program evaluated at random points: the values of its symbols, and of every form built on them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Generic

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, UndefinedError, Value
from matcalc.checking.declared import obeying, sign_declared
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.signs import WAYS, signs_of_inputs
from matcalc.checking.sizes import Sizes
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, Program

POINTS = 2

SCALES = (Fraction(1), Fraction(1, 4), Fraction(3), Fraction(1, 16), Fraction(8))
"""Times the size of the first draws: |x|² - 1 has no root as long as x is small, arcsin(|x|²) no value unless it is."""


class Points(Generic[Value]):
    """Random inputs for a program, and what its definitions make of them.

    draw: how many points were drawn before, in vain; the signs and the size of the inputs depend on it. facts: what is
    declared of the inputs holds at the points; directions in which they are moved are as free as any.

    Raises UndefinedError where a definition has no finite value there, InputError for facts that contradict each other.
    """

    def __init__(
        self,
        arithmetic: Arithmetic[Value],
        program: Program,
        sizes: Sizes,
        random: Random,
        draw: int = 0,
        *,
        facts: Facts = NONE,
    ) -> None:
        self.arithmetic = arithmetic
        self.program = program
        self.sizes = sizes
        self.definitions = {definition.symbol: definition for definition in program.definitions}
        self.values: dict[Node, Value] = {}
        scale = SCALES[draw // WAYS % len(SCALES)]
        for symbol, chosen in signs_of_inputs(program, draw, random).items():
            sign = sign_declared(symbol, facts, chosen)
            drawn = arithmetic.scaled(scale, arithmetic.drawn(random, (POINTS, 1, *self.lengths(symbol)), sign))
            self.values[symbol] = obeying(arithmetic, drawn, symbol, facts, random, sign)
        forward = self.evaluation(self.values.get)
        for definition in program.definitions:
            try:
                value = self.body(definition, forward)
                self.require_finite(value)
            except UndefinedError as undefined:
                raise UndefinedError(definition.symbol) from undefined
            self.values[definition.symbol] = value

    def lengths(self, symbol: Symbol) -> tuple[int, int]:
        """Rows and columns of a symbol at these sizes."""
        return self.sizes.of(symbol.shape.rows), self.sizes.of(symbol.shape.cols)

    def evaluation(self, known: Callable[[Node], Value | None]) -> Evaluation[Value]:
        """A fresh evaluation over the nodes that `known` has; no derivative may occur in what it is given."""
        return Evaluation(self.arithmetic, self.sizes, known)

    def body(self, definition: Definition, evaluation: Evaluation[Value]) -> Value:
        """The value of a definition's right side, with the axes (points, directions, rows, columns)."""
        if isinstance(definition.body, Node):
            return evaluation.node(definition.body)
        rows, cols = self.lengths(definition.symbol)
        axes = tuple(self.sizes.of(index.range) for index in definition.body.places)
        value = evaluation.index_sum(definition.body.body, definition.body.places)
        return self.arithmetic.moved(value, lambda array: spread(array, axes).reshape(*array.shape[:2], rows, cols))

    def basis(self, symbol: Symbol) -> Array:
        """One direction for each entry of a symbol: axes (1, directions, rows, columns)."""
        rows, cols = self.lengths(symbol)
        return np.eye(rows * cols, dtype=np.int64).reshape(1, rows * cols, rows, cols)

    def require_finite(self, value: Value) -> None:
        """Raises UndefinedError unless every number is finite."""
        if self.arithmetic.rounds and not np.isfinite(self.arithmetic.plain(value)).all():
            raise UndefinedError


def spread(array: Array, axes: tuple[int, ...]) -> Array:
    """An array whose labelled axes of length 1 are stretched to `axes`."""
    return np.broadcast_to(array, array.shape[:2] + axes)
