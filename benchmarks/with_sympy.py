"""The rows in SymPy: its own `.diff`, and `array_derive` for those that `.diff` refuses or gets wrong.

A sum over entries is a product with OneMatrix, an elementwise function is `applyfunc`. A scalar such as xᵀ b can be
written as a Trace or left as the 1×1 matrix that it is, and SymPy gets some rows right in one spelling only: both
are tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.cache import clear_cache
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.kronecker import KroneckerProduct
from sympy.tensor.array.expressions.arrayexpr_derivatives import array_derive

from benchmarks.spelling import Algebra, InexpressibleError, spelled
from tests.identities.identity import Identity

ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "abs": sympy.Abs,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "silu": lambda x: x / (1 + sympy.exp(-x)),
    "gelu": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "relu": lambda x: sympy.Max(x, 0),
    **{name: sympy.Function(name) for name in "fgh"},
}


@dataclass(frozen=True)
class Question:
    """A row in SymPy's words: what is differentiated, by what, and along what."""

    expression: Any
    wrt: Any
    direction: Any
    order: int


def question(row: Identity, algebra: Algebra) -> Question:
    """Raises InexpressibleError where SymPy has no word for a part of the row."""
    clear_cache()
    names: dict[str, Any] = {}
    for axes in row.axes.values():
        names |= {side: sympy.Symbol(side, integer=True, positive=True) for side in axes if side.isidentifier()}
    sizes = dict(names)
    for name, axes in row.axes.items():
        names[name] = _array(name, axes, sizes)
    for line in row.lets:
        name, _, body = line.partition("=")
        names[name.strip()] = spelled(body, names, algebra)
    direction = None
    if row.kind == "hvp":
        direction = names.get("v") or _array("v", row.axes[row.wrt], sizes)
    return Question(spelled(row.expression, names, algebra), names[row.wrt], direction, row.order)


def by_diff(asked: Question) -> Any:
    """`.diff`, as its manual says."""
    derivative = asked.expression
    for _ in range(asked.order):
        derivative = derivative.diff(asked.wrt)
    return derivative if asked.direction is None else derivative * asked.direction


def by_array_derive(asked: Question) -> Any:
    """The array algebra that `.diff` goes through, with no way back to matrices."""
    derivative = asked.expression
    for _ in range(asked.order):
        derivative = array_derive(derivative, asked.wrt)
    if asked.direction is not None:
        raise InexpressibleError("an array times a vector")
    return derivative


class WithTraces:
    """The operations of the language in SymPy; a scalar is an expression without a shape."""

    def number(self, value: Fraction) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def scalar(self, part: Any) -> Any:
        """A 1×1 matrix as it is written where it meets something else."""
        return sympy.Trace(part) if _shape(part) == (1, 1) else part

    def add(self, left: Any, right: Any) -> Any:
        if _shape(left) == _shape(right):
            return left + right
        left, right = self.scalar(left), self.scalar(right)
        rows, cols = _common(left, right)
        return _stretched(left, rows, cols) + _stretched(right, rows, cols)

    def times(self, left: Any, right: Any) -> Any:
        left, right = self.scalar(left), self.scalar(right)
        if not (_is_matrix(left) and _is_matrix(right)):
            return left * right
        rows, cols = _common(left, right)
        return HadamardProduct(_stretched(left, rows, cols), _stretched(right, rows, cols))

    def power(self, base: Any, exponent: Fraction) -> Any:
        base, number = self.scalar(base), self.number(exponent)
        return HadamardPower(base, number) if _is_matrix(base) else base**number

    def matmul(self, left: Any, right: Any) -> Any:
        return left * right

    def transpose(self, arg: Any) -> Any:
        return arg.T if _is_matrix(arg) else arg

    def call(self, name: str, args: tuple[Any, ...], axis: int | None) -> Any:
        if name in ELEMENTWISE:
            return self.applied(ELEMENTWISE[name], args[0])
        if (made := MATRIX.get(name)) is not None:
            return made(*args)
        if name in REDUCTIONS:
            x = args[0] if _is_matrix(args[0]) else args[0] * sympy.Identity(1)
            return REDUCTIONS[name](self, x, axis)
        raise InexpressibleError(name)

    def applied(self, function: Callable[[Any], Any], arg: Any) -> Any:
        arg = self.scalar(arg)
        if not _is_matrix(arg):
            return function(arg)
        x = sympy.Dummy("x", real=True)
        return arg.applyfunc(sympy.Lambda(x, function(x)))

    def minus(self, left: Any, right: Any) -> Any:
        return self.add(left, self.times(sympy.Integer(-1), right))


class WithMatrices(WithTraces):
    """The same, but that a scalar stays the 1×1 matrix that it is for as long as it can."""

    def scalar(self, part: Any) -> Any:
        return part

    def add(self, left: Any, right: Any) -> Any:
        if _shape(left) == (1, 1) and not _is_matrix(right):
            right = right * sympy.Identity(1)
        if _shape(right) == (1, 1) and not _is_matrix(left):
            left = left * sympy.Identity(1)
        return super().add(left, right)

    def times(self, left: Any, right: Any) -> Any:
        if _shape(left) == (1, 1) and _is_matrix(right):
            return left * right if right.shape[0] == 1 else self._scaled(right, left)
        if _shape(right) == (1, 1) and _is_matrix(left):
            return self._scaled(left, right)
        return super().times(left, right)

    def _scaled(self, matrix: Any, factor: Any) -> Any:
        return matrix * factor if matrix.shape[1] == 1 else sympy.Trace(factor) * matrix

    def power(self, base: Any, exponent: Fraction) -> Any:
        if _shape(base) == (1, 1) and exponent < 0:
            return base ** self.number(exponent)
        return super().power(base, exponent)


@dataclass(frozen=True)
class Way:
    """A spelling and a method."""

    algebra: WithTraces
    derive: Callable[[Question], Any]


WAYS = tuple(
    Way(algebra, derive) for derive in (by_diff, by_array_derive) for algebra in (WithTraces(), WithMatrices())
)


def _array(name: str, axes: tuple[str, ...], sizes: dict[str, Any]) -> Any:
    if not axes:
        return sympy.Symbol(name, real=True)
    if not all(side in sizes or side.isdigit() for side in axes):
        raise InexpressibleError(f"{name}: {axes}")
    lengths = [sizes[side] if side in sizes else int(side) for side in axes]
    return sympy.MatrixSymbol(name, *lengths, *[1] * (2 - len(lengths)))


def _is_matrix(part: Any) -> bool:
    return isinstance(part, sympy.MatrixExpr)


def _shape(part: Any) -> tuple[Any, ...]:
    return tuple(part.shape) if _is_matrix(part) else ()


def _common(left: Any, right: Any) -> tuple[Any, Any]:
    shapes = [_shape(part) or (1, 1) for part in (left, right)]
    rows, cols = (next((side for side in sides if side != 1), 1) for sides in zip(*shapes, strict=True))
    return rows, cols


def _stretched(part: Any, rows: Any, cols: Any) -> Any:
    """As NumPy stretches a scalar, a row or a column."""
    if not _is_matrix(part):
        return part * sympy.OneMatrix(rows, cols) if (rows, cols) != (1, 1) else part
    if part.shape[0] != rows:
        part = sympy.OneMatrix(rows, 1) * part
    return part if part.shape[1] == cols else part * sympy.OneMatrix(1, cols)


def _sum(_algebra: WithTraces, x: Any, axis: int | None) -> Any:
    rows, cols = x.shape
    if axis != 1 and rows != 1:
        x = sympy.OneMatrix(1, rows) * x
    return x * sympy.OneMatrix(cols, 1) if axis != 0 and cols != 1 else x


def _mean(algebra: WithTraces, x: Any, axis: int | None) -> Any:
    count = x.shape[0] * x.shape[1] if axis is None else x.shape[axis]
    return algebra.times(_sum(algebra, x, axis), 1 / sympy.sympify(count))


def _variance(algebra: WithTraces, x: Any, axis: int | None) -> Any:
    return _mean(algebra, algebra.power(algebra.minus(x, _mean(algebra, x, axis)), Fraction(2)), axis)


def _exponentials(algebra: WithTraces, x: Any, axis: int | None) -> Any:
    return _sum(algebra, algebra.applied(sympy.exp, x), axis)


def _softmax(algebra: WithTraces, x: Any, axis: int | None) -> Any:
    return algebra.times(algebra.applied(sympy.exp, x), algebra.power(_exponentials(algebra, x, axis), Fraction(-1)))


def _logsumexp(algebra: WithTraces, x: Any, axis: int | None) -> Any:
    return algebra.applied(sympy.log, _exponentials(algebra, x, axis))


def _squares(_algebra: WithTraces, x: Any, _axis: int | None) -> Any:
    return x.T * x if x.shape[1] == 1 else sympy.Trace(x.T * x)


MATRIX: dict[str, Callable[..., Any]] = {
    "tr": sympy.Trace,
    "det": sympy.Determinant,
    "logdet": lambda x: sympy.log(sympy.Determinant(x)),
    "inv": sympy.Inverse,
    "kron": KroneckerProduct,
    "eye": sympy.Identity,
    "ones": lambda rows, cols=1: sympy.OneMatrix(rows, cols),
}

REDUCTIONS: dict[str, Callable[[WithTraces, Any, int | None], Any]] = {
    "sum": _sum,
    "mean": _mean,
    "var": _variance,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "log_softmax": lambda algebra, x, axis: algebra.minus(x, _logsumexp(algebra, x, axis)),
    "norm2sq": _squares,
    "norm": lambda algebra, x, axis: algebra.applied(sympy.sqrt, _squares(algebra, x, axis)),
    "norm1": lambda algebra, x, axis: _sum(algebra, algebra.applied(sympy.Abs, x), axis),
}
