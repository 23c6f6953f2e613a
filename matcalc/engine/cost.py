"""What an expression costs a reader: the operators in its printed form."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import (
    Add,
    Constant,
    Cotangent,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Slice,
    Symbol,
    Zeros,
)
from matcalc.forms.traversal import walk


class Cost(NamedTuple):
    """Compared in this order.

    operators: as a reader counts them in the text: a sum or product of n parts has n − 1; every call, transpose, power
    and leading minus is one; eye, ones and zeros are calls. work: what breaks a tie: powers, and products of two
    matrices where none of the factors is a vector.
    """

    operators: int
    work: int


_known: WeakKeyDictionary[Node, Cost] = WeakKeyDictionary()


def cost(root: Node) -> Cost:
    """The operators that the text of `root` shows. Linear in the size of the expression; not recursive."""
    if (known := _known.get(root)) is not None:
        return known
    for part in walk(root, _known):
        operators = _own(part)
        work = _work(part)
        for child in part.children:
            below = _known[child]
            operators += below.operators
            work += below.work
        _known[part] = Cost(operators, work)
    return _known[root]


def _own(part: Node) -> int:
    """The operators of one node; below 0 where its parent's sign or division bar stands for one of its child's.

    A reciprocal that stands first in an elementwise product has a power and a sign, x**-1 / y.
    """
    match part:
        case Symbol() | Cotangent() | Constant():
            return 0
        case Size(length=length):
            return _in_length(length)
        case Eye(size=length):
            return 1 + _in_length(length)
        case Ones(shape=shape) | Zeros(shape=shape):
            return 1 + _in_length(shape.rows) + _in_length(shape.cols)
        case Number(value=value):
            return (value < 0) + (value.denominator != 1)
        case Add(args=args):
            return len(args) - 1 - sum(_is_negative(arg) for arg in args[1:])
        case Hadamard(args=args):
            return len(args) - 1 - sum(_is_reciprocal(arg) for arg in args[1:]) + _is_reciprocal(args[0])
        case Product(args=args):
            return len(args) - 1
        case Scale(coefficient=coefficient, arg=arg):
            times = abs(coefficient.numerator) != 1
            over = coefficient.denominator != 1
            return (coefficient < 0) + times + over - (times and not over and _is_reciprocal(arg))
        case Slice():
            return 1 if part.arg.shape.is_vector else 2
        case Power(exponent=exponent):
            return 1 + (exponent < 0 and exponent != -1) + (exponent.denominator != 1)
        case _:
            return 1


def _in_length(length: Dimension) -> int:
    """The operators in the text of a length: m * n, n + 1."""
    inner = sum(len(names) - 1 + (abs(count) != 1) for names, count in length.terms if names)
    return inner + max(len(length.terms) - 1, 0)


def _is_negative(part: Node) -> bool:
    return (isinstance(part, Scale) and part.coefficient < 0) or (isinstance(part, Number) and part.value < 0)


def _is_reciprocal(part: Node) -> bool:
    return isinstance(part, Power) and part.exponent == -1


def _work(part: Node) -> int:
    match part:
        case Power():
            return 1
        case Product(args=args):
            thin = any(arg.shape.rows.is_one or arg.shape.cols.is_one for arg in args)
            return 0 if thin else len(args) - 1
        case _:
            return 0
