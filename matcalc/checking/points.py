"""A program evaluated at random points: the values of its symbols, and of every form built on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Generic

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, UndefinedError, Value
from matcalc.checking.declared import obeying, sign_declared
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.newton import by_columns, followed, inverse_slope, solution
from matcalc.checking.signs import WAYS, signs_of_inputs
from matcalc.checking.sizes import Sizes
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.implicit import Implicit
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
        self._inverse_slopes: dict[Symbol, Value] = {}
        forward = self.evaluation(self.values.get)
        for definition in program.definitions:
            if definition.unknown is not None:
                continue  # it has a value where its unknown has one
            try:
                if isinstance(definition.body, Implicit):
                    self._solve(definition.symbol, random)
                    continue
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
        """The value of a definition's right side, with the axes (points, directions, rows, columns).

        That of a solution follows its residual alone, with all that the residual reads held.
        """
        if isinstance(definition.body, Implicit):
            residual = definition.body.residual
            moved: dict[Symbol, Value] = {residual: self.arithmetic.derivative(evaluation.node(residual))}
            return self._followed(self.program, definition.symbol, self.values, moved)[definition.symbol]
        if isinstance(definition.body, Jacobian):
            return self._slope(definition.body)
        if isinstance(definition.body, Node):
            return evaluation.node(definition.body)
        rows, cols = self.lengths(definition.symbol)
        axes = tuple(self.sizes.of(index.range) for index in definition.body.places)
        value = evaluation.index_sum(definition.body.body, definition.body.places)
        return self.arithmetic.moved(value, lambda array: spread(array, axes).reshape(*array.shape[:2], rows, cols))

    def _slope(self, jacobian: Jacobian) -> Value:
        """The Jacobian of an unknown function at the points; no equation reads it, so it need not move."""
        basis = self.basis(jacobian.by)
        moved = self.arithmetic.perturbed(self.values[jacobian.by], basis)
        evaluation = self.evaluation(lambda node: moved if node is jacobian.by else self.values.get(node))
        return self.arithmetic.moved(self.arithmetic.derivative(evaluation.node(jacobian.of)), by_columns)

    def passed(self, program: Program, directions: Mapping[Symbol, Value]) -> dict[Node, Value]:
        """The values of all symbols of a program of these arrays while some of them move by themselves, by ε.

        directions: in which; what is defined follows what it reads and is moved by itself besides.
        """
        values: dict[Node, Value] = {}
        for symbol in program.inputs:
            values[symbol] = self._moved(symbol, self.values[symbol], directions)
        evaluation = self.evaluation(values.get)
        for definition in program.definitions:
            symbol = definition.symbol
            if isinstance(definition.body, Implicit):
                values.update(self._followed(program, symbol, values, directions))
                for beside in program.beside_equation_of(symbol):
                    values[beside.symbol] = self._moved(beside.symbol, self.body(beside, evaluation), directions)
            elif definition.unknown is None:
                values[symbol] = self._moved(symbol, self.body(definition, evaluation), directions)
        return values

    def _moved(self, symbol: Symbol, value: Value, directions: Mapping[Symbol, Value]) -> Value:
        return self.arithmetic.perturbed(value, directions[symbol]) if symbol in directions else value

    def _solve(self, unknown: Symbol, random: Random) -> None:
        """The values of a solution and of what its equation is written with."""
        start = self.arithmetic.drawn(random, (POINTS, 1, *self.lengths(unknown)))
        residual = self._residual(self.program, unknown, self.values, {})
        basis = self.basis(unknown)
        value = solution(self.arithmetic, residual, start, basis)
        self._inverse_slopes[unknown] = inverse_slope(self.arithmetic, residual, value, basis)
        self.values.update(self._equation(self.program, unknown, value, self.values, {}))
        evaluation = self.evaluation(self.values.get)
        for definition in self.program.beside_equation_of(unknown):
            self.values[definition.symbol] = self.body(definition, evaluation)

    def _followed(
        self, program: Program, unknown: Symbol, values: Mapping[Node, Value], directions: Mapping[Symbol, Value]
    ) -> dict[Node, Value]:
        """A solution, and what its equation is written with, where `values` move by ε."""
        residual = self._residual(program, unknown, values, directions)
        found = followed(self.arithmetic, residual, self.values[unknown], self._inverse_slopes[unknown])
        around = self._equation(program, unknown, found, values, directions)
        return {**around, unknown: self._moved(unknown, found, directions)}

    def _residual(
        self, program: Program, unknown: Symbol, values: Mapping[Node, Value], directions: Mapping[Symbol, Value]
    ) -> Callable[[Value], Value]:
        residual = program.equation_of(unknown)[-1].symbol
        return lambda trial: self._equation(program, unknown, trial, values, directions)[residual]

    def _equation(
        self,
        program: Program,
        unknown: Symbol,
        trial: Value,
        values: Mapping[Node, Value],
        directions: Mapping[Symbol, Value],
    ) -> dict[Node, Value]:
        """The values of an unknown and of what its equation is written with, the residual last."""
        found: dict[Node, Value] = {unknown: trial}

        def known(node: Node) -> Value | None:
            return found[node] if node in found else values.get(node)

        evaluation = self.evaluation(known)
        for definition in program.equation_of(unknown):
            symbol = definition.symbol
            found[symbol] = self._moved(symbol, self.body(definition, evaluation), directions)
        return found

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
    return array if array.shape[2:] == axes else np.broadcast_to(array, array.shape[:2] + axes)
