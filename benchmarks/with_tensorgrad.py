"""The rows in tensorgrad, an optional comparison: `pip install 'matcalc-derive[bench]'` brings it, and torch with it.

tensorgrad names the edges of a tensor where matrices have rows and columns; an axis of length 1 has no edge here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Any

import tensorgrad
from sympy import Symbol
from tensorgrad import functions

from benchmarks.spelling import InexpressibleError, spelled
from benchmarks.tensorgrad_values import Named, Values
from tests.identities.identity import Identity
from tests.identities.namespace import Array
from tests.identities.oracle import Point


@dataclass(frozen=True)
class Matrix:
    """A tensor, and which of its edges runs down and which across."""

    tensor: Any
    down: str | None = None
    across: str | None = None

    @property
    def is_scalar(self) -> bool:
        return self.down is None and self.across is None


@dataclass(frozen=True)
class Question:
    """A row in tensorgrad's words, with its variables by name."""

    expression: Matrix
    wrt: Matrix
    direction: Matrix | None
    order: int
    variables: dict[str, Matrix]
    sizes: dict[str, Symbol]


class Unknown(functions._SimpleFunction):  # type: ignore[misc]  # tensorgrad has no annotations that mypy reads here
    """An unknown function of entries, f or its derivative f_1."""

    def __init__(self, name: str, order: int = 0) -> None:
        super().__init__(f"{name}_{order}" if order else name, Unknown(name, order + 1) if order < 3 else None)


def question(row: Identity) -> Question:
    """Raises InexpressibleError where there is no word for a part of the row."""
    named = {side for axes in row.axes.values() for side in axes}
    if not all(side.isidentifier() for side in named):
        raise InexpressibleError("a length that is no name")
    sizes = {side: Symbol(side) for side in sorted(named)}
    axes = dict(row.axes)
    if row.kind == "hvp":
        axes.setdefault("v", axes[row.wrt])
    variables = {name: _variable(name, [sizes[side] for side in sides]) for name, sides in axes.items()}
    names, algebra = {**sizes, **variables}, TensorgradAlgebra()
    for line in row.lets:
        name, _, body = line.partition("=")
        names[name.strip()] = spelled(body, names, algebra)
    expression = spelled(row.expression, names, algebra)
    return Question(expression, variables[row.wrt], variables.get("v"), row.order, variables, sizes)


def derivative(asked: Question) -> Any:
    """Differentiated and simplified as its manual says."""
    tensor = tensorgrad.Derivative(asked.expression.tensor, asked.wrt.tensor, names_of(asked.wrt, "first"))
    tensor = tensor.full_simplify()
    if asked.direction is not None:
        tensor = tensor @ asked.direction.tensor.rename(**names_of(asked.direction, "first"))
    if asked.order == 2:
        tensor = tensorgrad.Derivative(tensor, asked.wrt.tensor, names_of(asked.wrt, "second")).full_simplify()
    return tensor


def value(asked: Question, tensor: Any, point: Point) -> Array:
    """The value with the axes of the output before those of the variable, and none of length 1."""
    arrays = {}
    for name, matrix in asked.variables.items():
        edges = tuple(edge for edge in (matrix.down, matrix.across) if edge is not None)
        arrays[name] = Named(
            point.values[name].real.reshape([side for side in point.values[name].shape if side != 1]), edges
        )
    order = [edge for edge in (asked.expression.down, asked.expression.across) if edge in tensor.edges]
    for place in ("first", "second"):
        order += [edge for edge in names_of(asked.wrt, place).values() if edge in tensor.edges]
    return Values(arrays, point.sizes).of(tensor).along(order)


def names_of(matrix: Matrix, prefix: str) -> dict[str, str]:
    """What the edges of a variable are called in a derivative by it."""
    return {edge: f"{prefix}_{edge}" for edge in (matrix.down, matrix.across) if edge is not None}


def _variable(name: str, lengths: list[Symbol]) -> Matrix:
    edges = dict(zip((f"{name}_i", f"{name}_j"), lengths, strict=False))
    return Matrix(tensorgrad.Variable(name, **edges), *edges)


class TensorgradAlgebra:
    """The operations of the language on tensors. No two edges get the same name unless they are to meet."""

    def __init__(self) -> None:
        self._supply = (f"e{number}" for number in count())

    def number(self, value: Fraction) -> Matrix:
        return Matrix(tensorgrad.Product([]) * value)

    def add(self, left: Matrix, right: Matrix) -> Matrix:
        left, right = self._aligned(left, right)
        wide = self._widest(left, right)
        return replace(wide, tensor=_spread(left, wide, right) + _spread(right, wide, left))

    def times(self, left: Matrix, right: Matrix) -> Matrix:
        left, right = self._aligned(left, right)
        return replace(self._widest(left, right), tensor=left.tensor * right.tensor)

    def power(self, base: Matrix, exponent: Fraction) -> Matrix:
        whole = int(exponent) if exponent.denominator == 1 else exponent
        return replace(base, tensor=functions.pow(base.tensor, whole))

    def matmul(self, left: Matrix, right: Matrix) -> Matrix:
        left, right = self._fresh(left), self._fresh(right)
        if left.across is not None and right.down is not None:
            right = self._renamed(right, down=left.across)
        return Matrix(left.tensor @ right.tensor, left.down, right.across)

    def transpose(self, arg: Matrix) -> Matrix:
        return Matrix(arg.tensor, arg.across, arg.down)

    def call(self, name: str, args: tuple[Any, ...], axis: int | None) -> Matrix:
        x = args[0]
        if name in "fgh":
            return replace(x, tensor=tensorgrad.Function(Unknown(name), [x.tensor], {}))
        if name in _ENTRIES:
            return replace(x, tensor=_ENTRIES[name](x.tensor))
        if name in _REDUCTIONS:
            return self._reduced(_REDUCTIONS[name], x, axis)
        if name in _SAME_SHAPE:
            return replace(x, tensor=_SAME_SHAPE[name](x.tensor, self._edges(x, axis)))
        match name:
            case "tr":
                return Matrix(functions.trace(self._fresh(x).tensor))
            case "det":
                return Matrix(functions.det(self._fresh(x).tensor))
            case "eye":
                down, across = next(self._supply), next(self._supply)
                return Matrix(tensorgrad.Delta(x, down, across), down, across)
            case "logdet":
                return Matrix(functions.log(functions.det(self._fresh(x).tensor)))
            case "inv":
                x = self._fresh(x)
                return Matrix(functions.inverse(x.tensor), x.across, x.down)
        raise InexpressibleError(name)

    def _reduced(self, reduction: Callable[[Any, set[str]], Any], x: Matrix, axis: int | None) -> Matrix:
        tensor = reduction(x.tensor, self._edges(x, axis))
        return Matrix(tensor, x.down if axis == 1 else None, x.across if axis == 0 else None)

    def _edges(self, x: Matrix, axis: int | None) -> set[str]:
        edges = [x.down, x.across] if axis is None else [(x.down, x.across)[axis]]
        return {edge for edge in edges if edge is not None}

    def _renamed(self, x: Matrix, down: str | None = None, across: str | None = None) -> Matrix:
        names = {}
        if x.down is not None and down is not None:
            names[x.down] = down
        if x.across is not None and across is not None:
            names[x.across] = across
        return Matrix(x.tensor.rename(**names), names.get(x.down or "", x.down), names.get(x.across or "", x.across))

    def _fresh(self, x: Matrix) -> Matrix:
        return self._renamed(x, next(self._supply), next(self._supply))

    def _aligned(self, left: Matrix, right: Matrix) -> tuple[Matrix, Matrix]:
        down, across = next(self._supply), next(self._supply)
        return self._renamed(left, down, across), self._renamed(right, down, across)

    def _widest(self, left: Matrix, right: Matrix) -> Matrix:
        return Matrix(None, left.down or right.down, left.across or right.across)


def _spread(x: Matrix, wide: Matrix, other: Matrix) -> Any:
    """As NumPy stretches a scalar, a row or a column."""
    lacking = {edge for edge in (wide.down, wide.across) if edge is not None} - set(x.tensor.edges)
    return x.tensor @ tensorgrad.Ones(**{edge: other.tensor.shape[edge] for edge in lacking}) if lacking else x.tensor


def _mean(tensor: Any, edges: set[str]) -> Any:
    return functions.mean(tensor, edges)


def _squares(tensor: Any, _edges: set[str]) -> Any:
    return functions.frobenius2(tensor)


_ENTRIES: dict[str, Callable[[Any], Any]] = {
    "exp": functions.exp,
    "log": functions.log,
    "sqrt": functions.sqrt,
    "tanh": functions.tanh,
    "abs": functions.abs,
    "sigmoid": functions.sigmoid,
    "relu": functions.relu,
    "softplus": lambda t: functions.log(functions.exp(t) + 1),
    "silu": lambda t: t * functions.sigmoid(t),
    "gelu": functions.gelu,
}

_SAME_SHAPE: dict[str, Callable[[Any, set[str]], Any]] = {
    "softmax": functions.softmax,
    "log_softmax": functions.log_softmax,
}

_REDUCTIONS: dict[str, Callable[[Any, set[str]], Any]] = {
    "sum": functions.sum,
    "mean": _mean,
    "var": lambda t, edges: _mean((t - functions.mean(t, edges, keepdims=True)) ** 2, edges),
    "logsumexp": lambda t, edges: functions.log(functions.sum(functions.exp(t), edges)),
    "norm2sq": _squares,
    "norm": lambda t, edges: functions.sqrt(_squares(t, edges)),
    "norm1": lambda t, edges: functions.sum(functions.abs(t), edges),
}
