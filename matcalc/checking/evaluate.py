"""The value of a matrix form or an index form, in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Generic

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value
from matcalc.checking.labelled import Labelled, contracted, delta, read
from matcalc.checking.linear_algebra import diagonal, matrix_product
from matcalc.checking.sizes import Sizes
from matcalc.checking.unknown_scalar import scalar_function
from matcalc.checking.unknown_vector import vector_function
from matcalc.checking.vectorized import commutation, kronecker_product, stacked, unstacked
from matcalc.errors import InvariantError
from matcalc.forms.differentials import Inner
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Index
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
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.forms.vector_functions import VectorFunction
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec


class Evaluation(Generic[Value]):
    """Values of forms; every node is worked out once.

    known: the value of a node that is not to be worked out from its children (a symbol, a cotangent), or None.
    partial: the value of a derivative, where derivatives may occur.

    A node's value has the axes (points, directions, rows, columns); an index form's has (points, directions) and one
    axis for each free index.
    """

    def __init__(
        self,
        arithmetic: Arithmetic[Value],
        sizes: Sizes,
        known: Callable[[Node], Value | None],
        partial: Callable[[Partial], Labelled[Value]] | None = None,
    ) -> None:
        self.arithmetic = arithmetic
        self.sizes = sizes
        self._known = known
        self._partial = partial
        self._values: dict[Node, Value] = {}
        self._entries: dict[Node, Value] = {}

    def node(self, root: Node) -> Value:
        """The value of a matrix form. Nothing below a node that is known is looked at."""
        values = self._values
        if (found := values.get(root)) is not None:
            return found
        waiting = [(root, False)]
        while waiting:
            part, children_done = waiting.pop()
            if part in values:
                continue
            if children_done:
                values[part] = self._worked_out(part)
            elif (known := self._known(part)) is not None:
                values[part] = known
            else:
                waiting.append((part, True))
                waiting.extend((child, False) for child in part.children)
        return values[root]

    def entries(self, array: Node) -> Value:
        """The value of a matrix form with the axes of its shape only: none for a scalar, one for a vector."""
        if (entries := self._entries.get(array)) is None:
            entries = self._entries[array] = without_single_axes(self.arithmetic, self.node(array), array)
        return entries

    def index_sum(self, expression: IndexSum, free: tuple[Index, ...]) -> Value:
        """The value of an index form, with the axes `free`; an axis on which nothing depends has length 1."""
        values = [self.term(term, free) for term in expression.terms]
        return reduce(self.arithmetic.add, values) if values else nothing(self.arithmetic, len(free))

    def term(self, term: Term, free: tuple[Index, ...]) -> Value:
        """The value of one term, with the axes `free`."""
        factors = [self.factor(factor) for factor in term.factors]
        return contracted(self.arithmetic, term.coefficient, factors, term.dummies, free, self.sizes)

    def factor(self, factor: Factor) -> Labelled[Value]:
        """The value of a factor, over the indices in it."""
        match factor:
            case Entry(array, places, exponent):
                node = array if exponent == 1 else Power(array, exponent)
                return read(self.arithmetic, self.entries(node), places, self.sizes)
            case Delta(left, right):
                return delta(self.arithmetic, left, right, self.sizes)
            case Partial():
                if self._partial is None:
                    raise InvariantError("a derivative stands where only values are evaluated")
                return self._partial(factor)

    def _worked_out(self, part: Node) -> Value:
        arithmetic, value = self.arithmetic, self._values
        match part:
            case Add(args=args):
                return reduce(arithmetic.add, (value[arg] for arg in args))
            case Hadamard(args=args):
                return reduce(arithmetic.multiply, (value[arg] for arg in args))
            case Product(args=args):
                return reduce(self._matrix_product, (value[arg] for arg in args))
            case Scale(coefficient=coefficient, arg=arg):
                return arithmetic.scaled(coefficient, value[arg])
            case Power(arg=arg, exponent=exponent):
                return arithmetic.power(value[arg], exponent)
            case Apply(function=function, arg=arg):
                return arithmetic.apply(function, value[arg])
            case ScalarFunction(args=args):
                return scalar_function(arithmetic, [value[arg] for arg in args])
            case VectorFunction(name=name, args=args, length=length):
                return vector_function(arithmetic, name, self.sizes.of(length), [value[arg] for arg in args])
            case Transpose(arg=arg):
                return arithmetic.moved(value[arg], _transposed)
            case EntrySum(arg=arg, axis=axis):
                return self._entry_sum(value[arg], axis)
            case Inner(left=left, right=right):
                return self._entry_sum(arithmetic.multiply(value[left], value[right]), None)
            case Trace(arg=arg):
                return self._entry_sum(arithmetic.moved(value[arg], diagonal), None)
            case Diag(arg=arg):
                identity = arithmetic.pattern(np.eye(self.sizes.of(arg.shape.rows))[None, None])
                return arithmetic.multiply(value[arg], identity)
            case DiagOf(arg=arg):
                return arithmetic.moved(value[arg], diagonal)
            case HStack(args=args):
                return arithmetic.joined([value[arg] for arg in args], -1)
            case VStack(args=args):
                return arithmetic.joined([value[arg] for arg in args], -2)
            case Slice(arg=arg, rows=rows, cols=cols):
                of = self.sizes.of
                block = (..., slice(of(rows.start), of(rows.stop)), slice(of(cols.start), of(cols.stop)))
                return arithmetic.moved(value[arg], lambda array: array[block])
            case Inverse(arg=arg):
                return arithmetic.inverse(value[arg])
            case Determinant(arg=arg):
                return arithmetic.determinant(value[arg])
            case LogDeterminant(arg=arg):
                return arithmetic.log_determinant(value[arg])
            case Softmax(arg=arg, axis=axis):
                return arithmetic.softmax(value[arg], _axes(axis))
            case LogSumExp(arg=arg, axis=axis):
                return arithmetic.log_sum_exp(value[arg], _axes(axis))
            case Norm(arg=arg):
                squares = arithmetic.power(value[arg], Fraction(2))
                return arithmetic.power(self._entry_sum(squares, None), Fraction(1, 2))
            case Mean(arg=arg, axis=axis):
                return self._mean(arg, value[arg], axis)
            case Variance(arg=arg, axis=axis):
                below = arithmetic.scaled(Fraction(-1), self._mean(arg, value[arg], axis))
                return self._mean(arg, arithmetic.power(arithmetic.add(value[arg], below), Fraction(2)), axis)
            case Kron(args=args):
                return reduce(self._kronecker_product, (value[arg] for arg in args))
            case Vec(arg=arg):
                return arithmetic.moved(value[arg], stacked)
            case Unvec(arg=arg, cols=cols_):
                columns = self.sizes.of(cols_)
                return arithmetic.moved(value[arg], lambda array: unstacked(array, columns))
            case Commutation(rows=rows_, cols=cols_):
                return arithmetic.pattern(commutation(self.sizes.of(rows_), self.sizes.of(cols_))[None, None])
            case Number(value=number):
                return arithmetic.number(number)
            case Size(length=length):
                return arithmetic.number(Fraction(self.sizes.of(length)))
            case Constant(name=name):
                return arithmetic.constant(name)
            case Ones() | Zeros():
                fill = np.ones if isinstance(part, Ones) else np.zeros
                lengths = self.sizes.of(part.shape.rows), self.sizes.of(part.shape.cols)
                return arithmetic.pattern(fill((1, 1, *lengths)))
            case Eye(size=size):
                return arithmetic.pattern(np.eye(self.sizes.of(size))[None, None])
            case _:
                raise InvariantError(f"the value of a {type(part).__name__} is not known here")

    def _matrix_product(self, left: Value, right: Value) -> Value:
        return matrix_product(self.arithmetic, left, right)

    def _kronecker_product(self, left: Value, right: Value) -> Value:
        return kronecker_product(self.arithmetic, left, right)

    def _mean(self, array: Node, value: Value, axis: int | None) -> Value:
        """The mean of a value that has the shape of `array`."""
        count = self.sizes.of(count_along(array.shape, axis))
        return self.arithmetic.scaled(Fraction(1, count), self._entry_sum(value, axis))

    def _entry_sum(self, value: Value, axis: int | None) -> Value:
        if axis is not None:
            return self.arithmetic.summed(value, axis - 2)
        return self.arithmetic.summed(value, -2, -1)


def nothing(arithmetic: Arithmetic[Value], axes: int) -> Value:
    """0, with that many axes of length 1 after the batch axes."""
    return arithmetic.pattern(np.zeros((1,) * (2 + axes)))


def without_single_axes(arithmetic: Arithmetic[Value], value: Value, array: Node) -> Value:
    """A value with the axes (points, directions, rows, columns), its declared axes of length 1 left out."""
    shape = array.shape
    if shape.is_matrix:
        return value
    axes = (..., *(0 if length.is_one else slice(None) for length in (shape.rows, shape.cols)))
    return arithmetic.moved(value, lambda entries: entries[axes])


def _axes(axis: int | None) -> tuple[int, ...]:
    """The axes that are taken together, counted from the end."""
    return (-2, -1) if axis is None else (axis - 2,)


def _transposed(array: Array) -> Array:
    return array.swapaxes(-1, -2)
