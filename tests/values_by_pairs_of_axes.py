"""What a matrix form is worth, each array rows by columns throughout: the straightforward way, nothing reordered."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Slice,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

Array = np.ndarray

UNKNOWN: dict[str, Callable[[Array], Array]] = {
    "f": lambda x: x**3 - 2 * x,
    "f_1": lambda x: 3 * x**2 - 2,
    "f_2": lambda x: 6 * x,
    "φ": lambda x: x**2 + x,
    "φ_1": lambda x: 2 * x + 1,
    "φ_2": lambda x: 0 * x + 2,
}
"""What stands for unknown functions, f′ being f_1."""

FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    **UNKNOWN,
    "exp_1": np.exp,
    "tanh_1": lambda x: np.cosh(x) ** -2,
    "sigmoid_1": lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "gelu": lambda x: x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))),
    "erf": np.vectorize(math.erf, otypes=[float]),
    "relu": lambda x: x * (x > 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "step": lambda x: (x > 0) * 1.0,
}


def value(root: Node, given: Mapping[Node, Array], sizes: Mapping[str, int]) -> Array:
    """The array, rows by columns. given: the values of symbols and cotangents, also rows by columns."""

    def size(length: Dimension) -> int:
        return length.evaluate(sizes)

    def of(node: Node) -> Array:
        return value(node, given, sizes)

    def at_axis(axis: int | None) -> dict[str, object]:
        return {"axis": axis, "keepdims": True}

    if root in given:
        return given[root]
    match root:
        case Number():
            return np.array([[float(root.value)]])
        case Constant(name="pi"):
            return np.array([[math.pi]])
        case Size():
            return np.array([[float(size(root.length))]])
        case Ones() | Zeros():
            fill = 1.0 if isinstance(root, Ones) else 0.0
            return np.full((size(root.shape.rows), size(root.shape.cols)), fill)
        case Eye():
            return np.eye(size(root.size))
        case Add(args=args):
            return reduce(np.add, map(of, args))
        case Hadamard(args=args):
            return reduce(np.multiply, map(of, args))
        case Product(args=args):
            return reduce(np.matmul, map(of, args))
        case Kron(args=args):
            return reduce(np.kron, map(of, args))
        case HStack(args=args):
            return np.concatenate([of(arg) for arg in args], axis=1)
        case VStack(args=args):
            return np.concatenate([of(arg) for arg in args], axis=0)
        case Scale():
            return float(root.coefficient) * of(root.arg)
        case Power():
            return of(root.arg) ** float(root.exponent)
        case Apply(function=function, arg=arg):
            name = function.name + (f"_{function.order}" if function.order else "")
            return (FUNCTIONS.get(name) or getattr(np, name))(of(arg))
        case Transpose():
            return of(root.arg).T
        case EntrySum():
            return of(root.arg).sum(**at_axis(root.axis))
        case Mean():
            return of(root.arg).mean(**at_axis(root.axis))
        case Variance():
            return of(root.arg).var(**at_axis(root.axis))
        case LogSumExp():
            return np.log(np.exp(of(root.arg)).sum(**at_axis(root.axis)))
        case Softmax():
            powers = np.exp(of(root.arg))
            return powers / powers.sum(**at_axis(root.axis))
        case Norm():
            return np.array([[np.linalg.norm(of(root.arg))]])
        case Trace():
            return np.array([[np.trace(of(root.arg))]])
        case Diag():
            return np.diag(of(root.arg)[:, 0])
        case DiagOf():
            return np.diag(of(root.arg))[:, None]
        case Inverse():
            return np.linalg.inv(of(root.arg))
        case Determinant():
            return np.array([[np.linalg.det(of(root.arg))]])
        case LogDeterminant():
            return np.array([[np.log(abs(np.linalg.det(of(root.arg))))]])
        case Vec():
            return of(root.arg).T.reshape(-1, 1)
        case Unvec():
            return of(root.arg).reshape(size(root.cols), size(root.rows)).T
        case Commutation():
            rows, cols = size(root.rows), size(root.cols)
            made = np.zeros((rows * cols, rows * cols))
            for row in range(rows):
                for col in range(cols):
                    made[row * cols + col, row + col * rows] = 1
            return made
        case Slice():
            rows = slice(size(root.rows.start), size(root.rows.stop))
            return of(root.arg)[rows, size(root.cols.start) : size(root.cols.stop)]
    raise AssertionError(f"no value of a {type(root).__name__}")
