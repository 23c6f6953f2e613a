"""Logarithms of sums, made of those of the summands: log(exp(x) + exp(y)) overflows, logaddexp(x, y) does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction

from matcalc.codegen.factors import MINUS, scaled, transposed
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Cotangent, Nary, Node, Number, Symbol, Transpose, node, set_shape
from matcalc.forms.reductions import LogSumExp, count_along
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import total

ZERO = Number(Fraction(0))
SOFTPLUS = Function("softplus")


@node
class LogAddExp(Nary):
    """log(exp(x) + exp(y) + …), entry by entry; rows, columns and scalars stretch."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, Add(self.args).shape)


def log_sum(logarithms: Sequence[Node]) -> Node:
    """The logarithm of a sum of two or more arrays or numbers, not all numbers, by their logarithms."""
    arrays = [one for one in logarithms if not is_constant(one)]
    whole = arrays[0] if len(arrays) == 1 else LogAddExp(tuple(arrays))
    for one in logarithms:
        if one is ZERO:
            whole = Apply(SOFTPLUS, whole)
        elif is_constant(one):
            whole = total([one, Apply(SOFTPLUS, total([whole, scaled(MINUS, one)]))])
    return whole


def log_sum_of(arg: Node, axis: int | None) -> Node:
    """The logarithm of the sum of exp(arg) along an axis; of a vector there is only one."""
    if count_along(arg.shape, axis).is_one:
        return arg
    return LogSumExp(arg, axis if arg.shape.is_matrix else None)


def terms_of(logarithm: Node) -> tuple[Node, ...]:
    """The logarithms of the summands, of the logarithm of a sum; none of any other array."""
    match logarithm:
        case LogAddExp(args=args):
            return tuple(term for arg in args for term in (arg, *terms_of(arg)))
        case LogSumExp(arg=arg):
            return (arg,)
        case Apply(function=function, arg=arg) if function == SOFTPLUS:
            return arg, *terms_of(arg)
        case Transpose(arg=arg):
            return tuple(map(transposed, terms_of(arg)))
    return ()


def is_log_sum(atom: Node) -> bool:
    """Whether an array is the logarithm of a sum."""
    return bool(terms_of(atom))


def is_constant(part: Node) -> bool:
    """Whether a number is made of no arrays."""
    return part.shape.is_scalar and not is_of_arrays(part)


def is_of_arrays(part: Node) -> bool:
    """Whether it is made of arrays, not of numbers alone."""
    return any(isinstance(one, Symbol | Cotangent) for one in walk(part))
