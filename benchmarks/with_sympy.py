"""The rows in SymPy: its own `.diff`, and `array_derive` for those that `.diff` refuses or gets wrong.

A sum over entries is a product with OneMatrix, an elementwise function is `applyfunc`; a 1×1 product stays as it is
where it is the whole expression, and is a Trace where it meets a scalar.
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

from benchmarks.spelling import InexpressibleError, spelled
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


def question(row: Identity) -> Question:
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
        names[name.strip()] = spelled(body, names, SymPyAlgebra())
    direction = None
    if row.kind == "hvp":
        direction = names.get("v") or _array("v", row.axes[row.wrt], sizes)
    return Question(spelled(row.expression, names, SymPyAlgebra()), names[row.wrt], direction, row.order)


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


WAYS = (by_diff, by_array_derive)


class SymPyAlgebra:
    """The operations of the language in SymPy; its scalars are expressions without a shape."""

    def number(self, value: Fraction) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def add(self, left: Any, right: Any) -> Any:
        if _shape(left) == _shape(right):
            return left + right
        rows, cols = _common(left, right)
        return _stretched(left, rows, cols) + _stretched(right, rows, cols)

    def times(self, left: Any, right: Any) -> Any:
        left, right = _scalar(left), _scalar(right)
        if not (_is_matrix(left) and _is_matrix(right)):
            return left * right
        rows, cols = _common(left, right)
        return HadamardProduct(_stretched(left, rows, cols), _stretched(right, rows, cols))

    def power(self, base: Any, exponent: Fraction) -> Any:
        base, number = _scalar(base), self.number(exponent)
        if not _is_matrix(base):
            return base**number
        return HadamardPower(base, number) if exponent.denominator == 1 else base.applyfunc(lambda x: x**number)

    def matmul(self, left: Any, right: Any) -> Any:
        return left * right

    def transpose(self, arg: Any) -> Any:
        return arg.T if _is_matrix(arg) else arg

    def call(self, name: str, args: tuple[Any, ...], axis: int | None) -> Any:
        if name in ELEMENTWISE:
            return _applied(ELEMENTWISE[name], args[0])
        if (made := _MATRIX.get(name)) is not None:
            return made(*args)
        if (reduced := _REDUCTIONS.get(name)) is not None:
            return reduced(_column(args[0]), axis)
        raise InexpressibleError(name)


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
    return part.shape if _is_matrix(part) else ()


def _scalar(part: Any) -> Any:
    return sympy.Trace(part) if _shape(part) == (1, 1) else part


def _column(part: Any) -> Any:
    return part if _is_matrix(part) else part * sympy.Identity(1)


def _common(left: Any, right: Any) -> tuple[Any, Any]:
    shapes = [_shape(part) or (1, 1) for part in (left, right)]
    rows, cols = (next((side for side in sides if side != 1), 1) for sides in zip(*shapes, strict=True))
    return rows, cols


def _stretched(part: Any, rows: Any, cols: Any) -> Any:
    """As NumPy stretches a scalar, a row or a column."""
    part = _scalar(part)
    if not _is_matrix(part):
        return part * sympy.OneMatrix(rows, cols) if (rows, cols) != (1, 1) else part
    if part.shape[0] != rows:
        part = sympy.OneMatrix(rows, 1) * part
    return part if part.shape[1] == cols else part * sympy.OneMatrix(1, cols)


def _applied(function: Callable[[Any], Any], arg: Any) -> Any:
    arg = _scalar(arg)
    if not _is_matrix(arg):
        return function(arg)
    x = sympy.Dummy("x", real=True)
    return arg.applyfunc(sympy.Lambda(x, function(x)))


def _sum(x: Any, axis: int | None) -> Any:
    rows, cols = x.shape
    if axis != 1 and rows != 1:
        x = sympy.OneMatrix(1, rows) * x
    return x * sympy.OneMatrix(cols, 1) if axis != 0 and cols != 1 else x


def _count(x: Any, axis: int | None) -> Any:
    return x.shape[0] * x.shape[1] if axis is None else x.shape[axis]


def _mean(x: Any, axis: int | None) -> Any:
    return _ALGEBRA.times(_sum(x, axis), 1 / sympy.sympify(_count(x, axis)))


def _centred(x: Any, axis: int | None) -> Any:
    return _ALGEBRA.add(x, _ALGEBRA.times(sympy.Integer(-1), _mean(x, axis)))


def _exponential_sum(x: Any, axis: int | None) -> Any:
    return _sum(_applied(sympy.exp, x), axis)


def _softmax(x: Any, axis: int | None) -> Any:
    return _ALGEBRA.times(_applied(sympy.exp, x), _ALGEBRA.power(_exponential_sum(x, axis), Fraction(-1)))


def _logsumexp(x: Any, axis: int | None) -> Any:
    return _applied(sympy.log, _exponential_sum(x, axis))


def _log_softmax(x: Any, axis: int | None) -> Any:
    return _ALGEBRA.add(x, _ALGEBRA.times(sympy.Integer(-1), _logsumexp(x, axis)))


def _squares(x: Any, _axis: int | None) -> Any:
    return sympy.Trace(x.T * x)


_ALGEBRA = SymPyAlgebra()

_MATRIX: dict[str, Callable[..., Any]] = {
    "tr": sympy.Trace,
    "det": sympy.Determinant,
    "logdet": lambda x: sympy.log(sympy.Determinant(x)),
    "inv": sympy.Inverse,
    "kron": KroneckerProduct,
    "eye": sympy.Identity,
    "ones": lambda rows, cols=1: sympy.OneMatrix(rows, cols),
}

_REDUCTIONS: dict[str, Callable[[Any, int | None], Any]] = {
    "sum": _sum,
    "mean": _mean,
    "var": lambda x, axis: _mean(_ALGEBRA.power(_centred(x, axis), Fraction(2)), axis),
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "log_softmax": _log_softmax,
    "norm2sq": _squares,
    "norm": lambda x, axis: sympy.sqrt(_squares(x, axis)),
    "norm1": lambda x, axis: _sum(_applied(sympy.Abs, x), axis),
}
