"""Derivatives by numbers alone: local Jacobians, cotangents backwards, and one joint direction that tests them all.

Nothing here knows a rule of differentiation: every derivative is a perturbed evaluation of one equation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, reduce
from math import prod
from random import Random
from types import MappingProxyType
from typing import Any, Generic

import numpy as np

from matcalc.checking.arithmetic import Array, Value
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.labelled import Labelled, contracted, delta, read
from matcalc.checking.points import Points, spread
from matcalc.checking.sizes import DIRECTIONS
from matcalc.engine.limits import look_at_clock
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.index_form import Entry, IndexSum, Partial, free_indices
from matcalc.forms.indices import Place
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk

NO_SYMBOLS: frozenset[Symbol] = frozenset()

NOTHING_MOVES: Mapping[Symbol, Any] = MappingProxyType({})


class Derivatives(Generic[Value]):
    """Everything about a program at its points: values, local Jacobians, cotangents, and the forms that use them.

    directions: how the arrays move of whose differentials the forms speak; what is defined follows, the rest is held.
    """

    def __init__(self, points: Points[Value], directions: Mapping[Symbol, Value] = NOTHING_MOVES) -> None:
        self.points = points
        self._directions = directions
        self._uses = {symbol: definition.uses for symbol, definition in points.definitions.items()}
        self._jacobians: dict[tuple[Symbol, Symbol], Value] = {}
        self._partials: dict[Partial, Labelled[Value]] = {}
        self._symbols: dict[Node, frozenset[Symbol]] = {}
        self.cotangents: dict[Symbol, Value] = {}
        self.evaluation = Evaluation(points.arithmetic, points.sizes, self._known, self._partial)
        self._readers: dict[Symbol, list[Symbol]] = {symbol: [] for symbol in points.program.symbols}
        for symbol, uses in self._uses.items():
            for used in uses:
                self._readers[used].append(symbol)
        output = points.program.output
        rows, cols = points.lengths(output)
        self.cotangents[output] = points.arithmetic.pattern(np.eye(rows * cols).reshape(1, -1, rows, cols))
        for definition in reversed(points.program.definitions):  # readers first, so that none waits for another
            self.cotangent(definition.symbol)

    def jacobian(self, output: Symbol, variable: Symbol) -> Value:
        """∂output/∂variable by the output's own equation: axes (points, 1, variable's entries, output's entries)."""
        if (output, variable) not in self._jacobians:
            definition = self.points.definitions[output]
            found = self._along_entries(variable, lambda moving: self.points.body(definition, moving))
            self._jacobians[output, variable] = found
        return self._jacobians[output, variable]

    def cotangent(self, symbol: Symbol) -> Value:
        """v̄ = Σ Jᵀ ū over the definitions u that read v, with the axes (points, outputs, rows, columns).

        The entries of the output are numbered row by row.
        """
        if (found := self.cotangents.get(symbol)) is None:
            points, arithmetic = self.points, self.points.arithmetic
            paths = [self._through(reader, symbol) for reader in self._readers[symbol]]
            nothing = arithmetic.pattern(
                np.zeros((1, prod(points.lengths(points.program.output)), *points.lengths(symbol)))
            )
            found = self.cotangents[symbol] = reduce(arithmetic.add, paths) if paths else nothing
            points.require_finite(found)
        return found

    def joint_direction(
        self, random: Random, original: Program, held: Collection[Symbol] = ()
    ) -> tuple[Value, Value, Array]:
        """dE along one random direction of all variables at once, Σ ⟨v̄, dv⟩ with the cotangents, and its scale.

        held: inputs that do not move.

        Of an output with several entries, each of them has its dE and its cotangents.

        The variables are those of `original`, and so are the equations: what it was rewritten to has no part in dE. A
        definition v = … is perturbed too, v := … + ε dv, so every cotangent of a variable takes part. The first number
        is one forward pass and shares nothing with the backward pass. All have the axes (points, outputs). The
        scale, 0 where nothing rounds, is the largest ⟨|v̄|, |dv|⟩ or ⟨|v̄|, |v|⟩: rounding v moves E by so much, times
        the rounding.
        """
        points, arithmetic = self.points, self.points.arithmetic
        moving = [symbol for symbol in original.symbols if symbol not in held]
        directions = {symbol: arithmetic.drawn(random, (1, 1, *points.lengths(symbol))) for symbol in moving}
        dual = points.passed(original, directions)
        predicted, scale = arithmetic.pattern(np.zeros((1, 1))), np.zeros((1, 1))
        for symbol, direction in directions.items():
            cotangent = self.cotangent(symbol)
            predicted = arithmetic.add(predicted, arithmetic.product_sum("...ij,...ij->...", cotangent, direction))
            if arithmetic.floor:
                for by in (direction, points.values[symbol]):
                    scale = np.maximum(scale, self.size(arithmetic.multiply(cotangent, by)).sum(axis=(-2, -1)))
        found = arithmetic.derivative(dual[original.output])
        return arithmetic.moved(found, lambda array: array.reshape(len(array), -1)), predicted, scale

    def size(self, value: Value) -> Array:
        """How large the numbers are, in float64 whatever they are in."""
        made: Array = np.abs(self.points.arithmetic.plain(value).astype(float))
        return made

    def natural_size(self, variable: Symbol) -> Array:
        """How large the summands of the gradient at `variable` are: Σ |ū| |u| / |v| over the u that read it.

        A gradient that vanishes by cancellation, as that of a / a does, is still rounded at this size. One number a
        point, axes (points, 1, 1, 1).
        """
        values = self.points.values
        largest = self.size(values[variable]).max(axis=(1, 2, 3), keepdims=True)
        total = np.zeros_like(largest)
        for definition in self.points.program.definitions:
            if variable in self._uses[definition.symbol]:
                above = self.size(self.cotangent(definition.symbol))
                total = total + (above * self.size(values[definition.symbol])).sum(axis=(1, 2, 3), keepdims=True)
        size: Array = np.divide(total, largest, out=np.zeros_like(total), where=largest != 0)
        return size

    def _through(self, output: Symbol, variable: Symbol) -> Value:
        """Jᵀ ū for a definition u = … that reads v; where u is the output itself, ū is the identity."""
        points, arithmetic = self.points, self.points.arithmetic
        jacobian, lengths = self.jacobian(output, variable), points.lengths(variable)
        if output is points.program.output:
            return arithmetic.moved(jacobian, lambda array: array.swapaxes(1, 3).reshape(len(array), -1, *lengths))
        look_at_clock("check")
        above = self._reshaped(self.cotangent(output), -1)
        return self._reshaped(arithmetic.product_sum("...vu,...u->...v", jacobian, above), *lengths)

    def _reshaped(self, value: Value, *axes: int) -> Value:
        """A value with its batch axes kept and the others laid out anew."""
        return self.points.arithmetic.moved(value, lambda array: array.reshape(*array.shape[:2], *axes))

    def _along_entries(self, variable: Symbol, value: Callable[[Evaluation[Value]], Value]) -> Value:
        """The derivative of a value while one entry of `variable` moves and every other symbol is held.

        Axes (points, 1, variable's entries, value's entries).
        """
        basis = self.points.basis(variable)
        chunks = [basis[:, start : start + DIRECTIONS] for start in range(0, len(basis[0]), DIRECTIONS)]
        parts = [self._along(variable, directions, value) for directions in chunks]
        return parts[0] if len(parts) == 1 else self.points.arithmetic.joined(parts, -2)

    def _along(self, variable: Symbol, directions: Array, value: Callable[[Evaluation[Value]], Value]) -> Value:
        """The same along some of the entries: axes (points, 1, directions, value's entries)."""
        points, arithmetic = self.points, self.points.arithmetic
        look_at_clock("check")
        moved = arithmetic.perturbed(points.values[variable], directions)

        def known(node: Node) -> Value | None:
            if node is variable:
                return moved
            return None if variable in self._read_by(node) else self.evaluation.node(node)

        derivative = arithmetic.derivative(value(points.evaluation(known)))
        return arithmetic.moved(derivative, lambda array: _by_direction(array, len(directions[0])))

    def _read_by(self, root: Node) -> frozenset[Symbol]:
        """The symbols in an expression; worked out once, for every part of it."""
        found = self._symbols
        if root not in found:
            for part in walk(root, found):
                below = [found[child] for child in part.children]
                own = frozenset((part,)) if isinstance(part, Symbol) else NO_SYMBOLS
                found[part] = below[0].union(*below[1:]) if below else own
        return found[root]

    def _known(self, node: Node) -> Value | None:
        if isinstance(node, Differential):
            return self._differential(node.arg)
        if isinstance(node, Jacobian):
            return self._stacked(node.of, node.by)
        if not isinstance(node, Cotangent):
            return self.points.values.get(node)
        if node.of not in self._readers:
            return None
        rows, cols = self.points.sizes.of(node.shape.rows), self.points.sizes.of(node.shape.cols)
        return self._laid_out(self.cotangent(node.of), rows, cols)

    def _differential(self, array: Node) -> Value:
        """The derivative along the directions, through all equations, with the axes (points, 1, rows, columns)."""
        return self._spread(self.points.arithmetic.derivative(self._moving.node(array)), array)

    @cached_property
    def _moving(self) -> Evaluation[Value]:
        """The program while the arrays move along their directions."""
        return self.points.evaluation(self.points.passed(self.points.program, self._directions).get)

    def _stacked(self, of: Node, by: Symbol) -> Value:
        """∂vec(of)/∂vec(by)ᵀ, with the axes (points, 1, entries of `of`, entries of `by`)."""
        points, arithmetic = self.points, self.points.arithmetic
        if of is by:
            rows, cols = points.lengths(by)
            return arithmetic.pattern(np.eye(rows * cols)[None, None])
        if of is points.program.output:
            found = arithmetic.moved(self.cotangent(by), lambda array: array.reshape(*array.shape[:2], -1))
            by_entries = arithmetic.moved(found, lambda array: array.swapaxes(1, 2)[:, None])
        elif isinstance(of, Symbol) and by not in self._uses.get(of, ()):
            by_entries = arithmetic.pattern(np.zeros((1, 1, prod(points.lengths(by)), prod(points.lengths(of)))))
        elif isinstance(of, Symbol):
            by_entries = self.jacobian(of, by)
        else:
            by_entries = self._along_entries(by, lambda moving: self._spread(moving.node(of), of))
        lengths = [points.sizes.of(length) for node in (by, of) for length in (node.shape.rows, node.shape.cols)]
        return arithmetic.moved(by_entries, lambda array: _in_order_of_vec(array, lengths))

    def _spread(self, value: Value, array: Node) -> Value:
        lengths = tuple(self.points.sizes.of(length) for length in (array.shape.rows, array.shape.cols))
        return self.points.arithmetic.moved(value, lambda entries: spread(entries, lengths))

    def _laid_out(self, cotangent: Value, *axes: int) -> Value:
        """A cotangent with its outputs and its entries laid out along `axes`, the outputs first."""
        return self.points.arithmetic.moved(cotangent, lambda array: array.reshape(len(array), 1, *axes))

    def _partial(self, factor: Partial) -> Labelled[Value]:
        """∂of/∂by, which stands in many steps and is worked out in the first of them."""
        if (found := self._partials.get(factor)) is None:
            found = self._partials[factor] = self._worked_out(factor)
        return found

    def _worked_out(self, factor: Partial) -> Labelled[Value]:
        """∂of/∂by: total for the output, local for any other name, with all other symbols held for an expression."""
        points, arithmetic, sizes = self.points, self.points.arithmetic, self.points.sizes
        variable = factor.by.array
        assert isinstance(variable, Symbol), "only a named array is differentiated by"
        of = factor.of.single
        if not isinstance(of, Entry) or of.exponent != 1 or not isinstance(of.array, Symbol):
            return self._of_expression(factor.of, variable, factor.by.places)
        if of.array is variable:
            deltas = [delta(arithmetic, *pair, sizes) for pair in zip(of.places, factor.by.places, strict=True)]
            labels = tuple(dict.fromkeys(label for each in deltas for label in each.labels))
            return Labelled(contracted(arithmetic, Fraction(1), deltas, (), labels, sizes), labels)
        if of.array is points.program.output:
            axes = tuple(sizes.of(length) for node in (of.array, variable) for length in node.shape.axes)
            total = self._laid_out(self.cotangent(variable), *axes)
            return read(arithmetic, total, (*of.places, *factor.by.places), sizes)
        if variable not in self._uses.get(of.array, ()):
            return Labelled(arithmetic.pattern(np.zeros((1, 1))), ())
        axes = tuple(sizes.of(length) for node in (variable, of.array) for length in node.shape.axes)
        local = self._reshaped(self.jacobian(of.array, variable), *axes)
        return read(arithmetic, local, (*factor.by.places, *of.places), sizes)

    def _of_expression(self, of: IndexSum, variable: Symbol, by: tuple[Place, ...]) -> Labelled[Value]:
        arithmetic, sizes = self.points.arithmetic, self.points.sizes
        free = free_indices(of)
        lengths = tuple(sizes.of(index.range) for index in free)

        def value(moving: Evaluation[Value]) -> Value:
            return arithmetic.moved(moving.index_sum(of, free), lambda array: spread(array, lengths))

        axes = (*(sizes.of(length) for length in variable.shape.axes), *lengths)
        return read(arithmetic, self._reshaped(self._along_entries(variable, value), *axes), (*by, *free), sizes)


def _by_direction(array: Array, count: int) -> Array:
    """Axes (points, directions, …) as (points, 1, directions, entries)."""
    full = array if array.shape[1] == count else np.broadcast_to(array, (len(array), count, *array.shape[2:]))
    return full.reshape(len(array), 1, count, -1)


def _in_order_of_vec(array: Array, lengths: Sequence[int]) -> Array:
    """Axes (points, 1, entries row by row of one array, the same of another) to those of their vecs, changed over."""
    six = array.reshape(len(array), 1, *lengths)
    rows, cols = lengths[2] * lengths[3], lengths[0] * lengths[1]
    return six.transpose(0, 1, 5, 4, 3, 2).reshape(len(array), 1, rows, cols)
