"""What an expression is worth, by loops over its indices and plain numpy: shares nothing with matcalc.checking.

A derivative is a difference quotient of order four, exact for polynomials up to the fourth degree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import product
from math import prod
from statistics import NormalDist

import numpy as np
from numpy.polynomial import Polynomial

from matcalc.chain import Expression
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import ONE, Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Index, Paired, Place, beyond
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
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
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import symbols_in
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

Array = np.ndarray
Point = Mapping[Index, int]

UNKNOWN = Polynomial([0.3, -0.7, 0.4, 0.2, 0.1])
KNOWN = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": lambda x: (np.exp(x) - np.exp(-x)) / 2,
    "cosh": lambda x: (np.exp(x) + np.exp(-x)) / 2,
    "tanh": np.tanh,
    "arcsin": np.vectorize(math.asin),
    "arccos": np.vectorize(math.acos),
    "arctan": np.vectorize(math.atan),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "gelu": lambda x: x * np.vectorize(NormalDist().cdf)(x),
    "erf": np.vectorize(math.erf),
    "abs": np.abs,
    "sign": np.sign,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.maximum(x, x / 100),
    "step": lambda x: np.heaviside(x, 0),
}
STEP = 1e-2


def slope(function: Callable[[float], Array], step: float = STEP) -> Array:
    """The derivative of a function of one number at 0."""
    near, far = function(step) - function(-step), function(2 * step) - function(-2 * step)
    return (8 * near - far) / (12 * step)


class PlainValues:
    """Values of expressions at one random point.

    sizes: of named dimensions. bodies: what defined arrays are, each in terms of those before it. output: the scalar
    whose derivatives go through all equations; any other derivative is of one equation, with every other name fixed.
    held: the symbols that have no differential.
    """

    def __init__(
        self,
        sizes: Mapping[str, int] | None = None,
        bodies: Mapping[Symbol, Node] | None = None,
        output: Symbol | None = None,
    ) -> None:
        self.sizes = sizes or {}
        self.bodies = bodies or {}
        self.output = output
        self.set: dict[Node, Array] = {}
        self.held: frozenset[Symbol] = frozenset()

    def entries(self, expression: Expression, free: Sequence[Index]) -> Array:
        """The entries at the free indices, one axis for each."""
        if isinstance(expression, Node):
            return self.node(expression).reshape([self.size(index.range) for index in free])
        made = np.empty([self.size(index.range) for index in free])
        for at in np.ndindex(made.shape):
            made[at] = self.index_sum(expression, dict(zip(free, at, strict=True)))
        return made

    def size(self, length: Dimension) -> int:
        return sum(times * prod(self.sizes[name] for name in names) for names, times in length.terms)

    def shape(self, of: Shape) -> tuple[int, int]:
        return self.size(of.rows), self.size(of.cols)

    def index_sum(self, expression: IndexSum, point: Point) -> float:
        return sum((self.term(term, point) for term in expression.terms), 0.0)

    def term(self, term: Term, point: Point) -> float:
        total = 0.0
        for at in product(*(range(self.size(dummy.range)) for dummy in term.dummies)):
            here = {**point, **dict(zip(term.dummies, at, strict=True))}
            total += prod((self.factor(factor, here) for factor in term.factors), start=1.0)
        return float(term.coefficient) * total

    def factor(self, factor: Factor, point: Point) -> float:
        match factor:
            case Delta():
                return float(self.place(factor.left, point) == self.place(factor.right, point))
            case Entry():
                at = self.position(factor, point)
                if any(not 0 <= each < size for each, size in zip(at, self.shape(factor.array.shape), strict=True)):
                    assert beyond(factor.places), "an entry that must be there"
                    return 0.0
                return self.node(factor.array)[at] ** float(factor.exponent)
            case Partial():
                return self.derivative(factor, point)

    def place(self, place: Place, point: Point) -> int:
        """Counted from 0."""
        if isinstance(place, Index):
            return point[place]
        if isinstance(place, Paired):
            return self.place(place.first, point) + self.size(place.first.range) * self.place(place.second, point)
        return (
            self.size(place.offset) - 1 + sum(self.size(count) * (point[index] + 1) for index, count in place.counted)
        )

    def position(self, entry: Entry, point: Point) -> tuple[int, int]:
        places = [self.place(place, point) for place in entry.places]
        rows, cols = (0 if side.is_one else places.pop(0) for side in (entry.array.shape.rows, entry.array.shape.cols))
        return rows, cols

    def derivative(self, partial: Partial, point: Point) -> float:
        variable = partial.by.array
        middle, at = self.node(variable), self.position(partial.by, point)
        inner = partial.of.single
        through_all = isinstance(inner, Entry) and inner.array is self.output
        fixed = {} if through_all else {symbol: self.node(symbol) for symbol in self.bodies}

        def moved(by: float) -> float:
            changed = middle.copy()
            changed[at] += by
            self.set = {**before, **fixed, variable: changed}
            if not through_all:
                own = {symbol: self.node(body) for symbol, body in self.bodies.items() if symbol is not variable}
                self.set = {**self.set, **own}
            value = self.index_sum(partial.of, point)
            self.set = before
            return value

        before = self.set
        return float(slope(moved))

    def node(self, root: Node) -> Array:
        """The array, rows by columns."""
        if root in self.set:
            return self.set[root]
        match root:
            case Symbol():
                return self.node(self.bodies[root]) if root in self.bodies else self.given(root)
            case Cotangent():
                return self.gradient(root.of) if self.output is not None else self.given(root)
            case Number():
                return np.array([[float(root.value)]])
            case Ones():
                return np.ones(self.shape(root.shape))
            case Zeros():
                return np.zeros(self.shape(root.shape))
            case Eye():
                return np.eye(self.size(root.size))
            case Add():
                return reduce(np.add, map(self.node, root.args))
            case Hadamard():
                return reduce(np.multiply, map(self.node, root.args))
            case Product():
                return reduce(np.matmul, map(self.node, root.args))
            case Scale():
                return float(root.coefficient) * self.node(root.arg)
            case Power():
                return self.node(root.arg) ** float(root.exponent)
            case Apply():
                return _applied(root.function, self.node(root.arg))
            case Transpose():
                return self.node(root.arg).T
            case EntrySum():
                return np.sum(self.node(root.arg), axis=root.axis, keepdims=True)
            case Trace():
                return np.array([[np.trace(self.node(root.arg))]])
            case Diag():
                return np.diag(self.node(root.arg)[:, 0])
            case DiagOf():
                return np.diag(self.node(root.arg))[:, None]
            case HStack():
                return np.hstack([self.node(arg) for arg in root.args])
            case VStack():
                return np.vstack([self.node(arg) for arg in root.args])
            case Slice():
                spans = [slice(self.size(span.start), self.size(span.stop)) for span in (root.rows, root.cols)]
                return self.node(root.arg)[spans[0], spans[1]]
            case Constant(name="pi"):
                return np.array([[math.pi]])
            case Size():
                return np.array([[float(self.size(root.length))]])
            case Inverse():
                return np.linalg.inv(self.node(root.arg))
            case Determinant():
                return np.array([[np.linalg.det(self.node(root.arg))]])
            case LogDeterminant():
                return np.array([[np.linalg.slogdet(self.node(root.arg))[1]]])
            case Softmax():
                return _along(root.axis, _softmax, self.node(root.arg))
            case LogSumExp():
                return _along(root.axis, lambda row: [np.log(np.exp(row).sum())], self.node(root.arg))
            case Norm():
                return np.array([[math.hypot(*self.node(root.arg).ravel())]])
            case Mean():
                return _along(root.axis, lambda row: [sum(row) / len(row)], self.node(root.arg))
            case Variance():
                return _along(root.axis, lambda row: [np.var(row)], self.node(root.arg))
            case Kron():
                return reduce(np.kron, map(self.node, root.args))
            case Vec():
                return self.node(root.arg).reshape(-1, 1, order="F")
            case Unvec():
                return self.node(root.arg).reshape(self.shape(root.shape), order="F")
            case Inner():
                return np.array([[float((self.node(root.left) * self.node(root.right)).sum())]])
            case Differential():
                return self.differential(root.arg)
            case Jacobian():
                return self.jacobian(root.of, root.by)
            case ScalarFunction():
                sums = [_applied(Function("E"), self.node(arg)).sum() for arg in root.args]
                return np.array([[sum(sums) + prod(sums)]])
            case Commutation():
                return _commutation(self.size(root.rows), self.size(root.cols))
            case _:
                raise AssertionError(f"no plain value for a {type(root).__name__}")

    def differential(self, array: Node) -> Array:
        """The slope as every symbol that has no equation moves along a direction of its own."""
        moving = {part: self.node(part) for part in self.without_equation(array)}
        before = self.set

        def moved(by: float) -> Array:
            self.set = {**before, **{part: value + by * self.direction(part) for part, value in moving.items()}}
            value = self.node(array)
            self.set = before
            return value

        return slope(moved)

    def without_equation(self, array: Node) -> set[Symbol]:
        """The symbols that move, and from which an array is made through all equations."""
        found: set[Symbol] = set()
        for symbol in symbols_in(array):
            found |= self.without_equation(self.bodies[symbol]) if symbol in self.bodies else {symbol}
        return found - self.held

    def direction(self, symbol: Symbol) -> Array:
        seed = [2, *symbol.name.encode()]
        return np.random.default_rng(seed).uniform(0.1, 0.9, self.shape(symbol.shape))

    def jacobian(self, of: Node, by: Symbol) -> Array:
        """Column by column, in the order of vec; of the output through all equations, of any other by its own."""
        before, middle = self.set, self.node(by)
        held = {} if of is self.output else {symbol: self.node(symbol) for symbol in self.bodies if symbol is not of}
        rows, cols = middle.shape
        columns = []
        for col, row in product(range(cols), range(rows)):

            def moved(step: float, row: int = row, col: int = col) -> Array:
                changed = middle.copy()
                changed[row, col] += step
                self.set = {**before, **held, by: changed}
                value = self.node(of).reshape(-1, order="F")
                self.set = before
                return value

            columns.append(slope(moved))
        return np.stack(columns, axis=1)

    def given(self, array: Node) -> Array:
        """Random entries, the same for the same name wherever they are asked for; square ones are far from singular."""
        match array:
            case Symbol(name=name) | Cotangent(of=Symbol(name=name)):
                seed = [isinstance(array, Cotangent), *name.encode()]
                rows, cols = self.shape(array.shape)
                entries = np.random.default_rng(seed).uniform(0.5, 1.5, (rows, cols))
                return entries + 2 * np.eye(rows) if rows == cols > 1 else entries
            case _:
                raise AssertionError(f"no random value for a {type(array).__name__}")

    def gradient(self, of: Symbol) -> Array:
        """The derivative of the output by every entry of an array, through all equations."""
        assert self.output is not None
        axes = tuple(Index(f"_{number}", length) for number, length in enumerate(of.shape.axes))
        output = IndexSum((Term(ONE, (Entry(self.output, ()),)),))
        partial = IndexSum((Term(ONE, (Partial(output, Entry(of, axes)),)),))
        return self.entries(partial, axes).reshape(self.shape(of.shape))


def _along(axis: int | None, function: Callable[[Sequence[float]], Sequence[float]], array: Array) -> Array:
    """A function of each row (axis 1), of each column (axis 0), or of all entries as one row."""
    if axis == 0:
        return _along(1, function, array.T).T
    if axis == 1:
        return np.array([function(list(row)) for row in array])
    made = np.array([function(list(array.ravel()))])
    return made.reshape(array.shape) if made.size == array.size else made


def _softmax(row: Sequence[float]) -> Sequence[float]:
    return [1 / sum(np.exp(other - x) for other in row) for x in row]


def _commutation(rows: int, cols: int) -> Array:
    """Entry by entry: A_ij is at i + rows j of vec(A), and at j + cols i of vec(Aᵀ)."""
    made = np.zeros((rows * cols, rows * cols))
    for i, j in product(range(rows), range(cols)):
        made[j + cols * i, i + rows * j] = 1
    return made


def _applied(function: Function, argument: Array) -> Array:
    if function.name not in KNOWN:
        return UNKNOWN.deriv(function.order)(argument)
    if function.order == 0:
        return KNOWN[function.name](argument)
    lower = Function(function.name, function.order - 1)
    return slope(lambda by: _applied(lower, argument + by))


def agree(left: Array, right: Array) -> bool:
    """Whether two arrays have one shape and, but for rounding and the difference quotient, the same entries."""
    assert np.isfinite(left).all()
    assert np.isfinite(right).all()
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-6, atol=1e-6))
