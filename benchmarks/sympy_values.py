"""The value of a SymPy expression of matrices and arrays at a point, node by node, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from math import prod
from typing import Any

import numpy as np
import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.kronecker import KroneckerProduct
from sympy.tensor.array import expressions as arrays

from tests.identities.namespace import FUNCTIONS, Array
from tests.identities.oracle import Point

ARRAYS = (arrays.array_expressions._ArrayExpr, arrays.array_expressions._CodegenArrayAbstract)
"""The nodes of SymPy's array algebra have no common class of their own."""


class UnevaluatedError(Exception):
    """SymPy's answer holds a derivative that it did not work out, or a node without a value."""


def value(expression: Any, point: Point) -> Array:
    """The value as an array with the axes that the expression has; a scalar has none."""
    names: dict[str, Any] = {**point.values, **point.sizes}
    with np.errstate(all="ignore"):
        return np.asarray(_Values(names).of(expression))


class _Values:
    def __init__(self, names: Mapping[str, Any], bound: Mapping[Any, Any] | None = None) -> None:
        self._names = names
        self._bound = bound or {}

    def of(self, part: Any) -> Any:
        if part in self._bound:
            return self._bound[part]
        if isinstance(part, sympy.MatrixExpr):
            return self._matrix(part)
        if isinstance(part, ARRAYS):
            return self._array(part)
        return self._scalar(sympy.sympify(part))

    def _sizes(self, shape: Any) -> tuple[int, ...]:
        return tuple(int(np.real(self.of(side))) for side in shape)

    def _matrix(self, part: Any) -> Any:
        match part:
            case sympy.MatrixSymbol():
                return self._names[part.name]
            case sympy.MatAdd():
                return sum(self.of(arg) for arg in part.args)
            case sympy.MatMul():
                matrices = [self.of(arg) for arg in part.args if arg.is_Matrix]
                return prod(self.of(arg) for arg in part.args if not arg.is_Matrix) * reduce(np.matmul, matrices)
            case sympy.Transpose():
                return self.of(part.arg).T
            case sympy.Inverse():
                return np.linalg.inv(self.of(part.arg))
            case sympy.MatPow():
                base = self.of(part.base)
                return base ** self.of(part.exp) if base.size == 1 else np.linalg.matrix_power(base, int(part.exp))
            case HadamardProduct():
                return reduce(np.multiply, map(self.of, part.args))
            case HadamardPower():
                return self.of(part.base) ** self.of(part.exp)
            case KroneckerProduct():
                return reduce(np.kron, map(self.of, part.args))
            case ElementwiseApplyFunction():
                variable = part.function.variables[0]
                entries = self.of(part.expr)
                inner = _Values(self._names, {**self._bound, variable: entries})
                return inner.of(part.function.expr) * np.ones_like(entries)
            case sympy.Identity():
                return np.eye(*self._sizes(part.shape[:1]), dtype=complex)
            case sympy.OneMatrix():
                return np.ones(self._sizes(part.shape), complex)
            case sympy.ZeroMatrix():
                return np.zeros(self._sizes(part.shape), complex)
            case sympy.DiagMatrix():
                return np.diag(self.of(part.args[0]).ravel())
            case sympy.DiagonalMatrix():
                return np.diag(np.diag(self.of(part.args[0])))
        raise UnevaluatedError(type(part).__name__)

    def _array(self, part: Any) -> Any:
        match part:
            case arrays.ArrayTensorProduct():
                return reduce(np.multiply.outer, map(self.of, part.args))
            case arrays.ArrayAdd():
                return sum(self.of(arg) for arg in part.args)
            case arrays.PermuteDims():
                return np.transpose(self.of(part.expr), part.permutation.array_form)
            case arrays.ArrayContraction():
                return self._gathered(part.expr, part.contraction_indices, summed=True)
            case arrays.ArrayDiagonal():
                return self._gathered(part.expr, part.diagonal_indices, summed=False)
            case arrays.array_expressions.ZeroArray():
                return np.zeros(self._sizes(part.shape), complex)
            case arrays.array_expressions.OneArray():
                return np.ones(self._sizes(part.shape), complex)
            case arrays.ArrayElementwiseApplyFunc():
                variable = part.function.variables[0]
                inner = _Values(self._names, {**self._bound, variable: self.of(part.expr)})
                return inner.of(part.function.expr)
        raise UnevaluatedError(type(part).__name__)

    def _gathered(self, inner: Any, groups: Any, summed: bool) -> Any:
        """Axes of a group move together: they are summed, or become one axis after the others."""
        array = self.of(inner)
        names = list(range(array.ndim))
        for group in groups:
            for axis in group:
                names[axis] = int(group[0])
        grouped = [int(group[0]) for group in groups]
        kept = [name for name in names if name not in grouped]
        return np.einsum(array, names, kept if summed else [*kept, *grouped])

    def _scalar(self, part: Any) -> Any:
        match part:
            case sympy.Symbol():
                return np.asarray(self._names[part.name]).reshape(())
            case _ if part.is_number:
                return complex(part)
            case sympy.Add():
                return sum(self.of(arg) for arg in part.args)
            case sympy.Mul():
                return prod(self.of(arg) for arg in part.args)
            case sympy.Pow():
                return self.of(part.base) ** self.of(part.exp)
            case sympy.Trace():
                return np.trace(self.of(part.arg))
            case sympy.Determinant():
                return np.linalg.det(self.of(part.arg))
            case AppliedUndef():
                return self._polynomial(part, 0, part.args[0])
            case sympy.Derivative() if isinstance(part.expr, AppliedUndef):
                return self._polynomial(part.expr, part.derivative_count, part.expr.args[0])
            case sympy.Subs():
                pairs = zip(part.variables, part.point, strict=True)
                return _Values(self._names, {**self._bound, **{x: self.of(at) for x, at in pairs}}).of(part.expr)
            case sympy.Piecewise():
                return np.where(self.of(part.args[0][1]), self.of(part.args[0][0]), self.of(part.args[1][0]))
            case sympy.Function() if all(not arg.has(sympy.MatrixExpr) or arg.is_scalar for arg in part.args):
                return self._function(part)
        raise UnevaluatedError(type(part).__name__)

    def _polynomial(self, applied: Any, order: int, argument: Any) -> Any:
        name = applied.func.__name__
        return FUNCTIONS[f"{name}_{order}" if order else name](np.asarray(self.of(argument), complex))

    def _function(self, part: Any) -> Any:
        args = [np.asarray(self.of(arg), complex) for arg in part.args]
        match part:
            case sympy.Heaviside():
                return (args[0].real > 0).astype(complex)
            case sympy.Abs():
                return abs(args[0].real) + 0j
            case sympy.Max():
                return np.maximum(args[0].real, args[1].real) + 0j
        known = FUNCTIONS.get(part.func.__name__)
        if known is None:
            raise UnevaluatedError(type(part).__name__)
        return known(args[0])
