"""The functions that are not elementwise: what each makes of its arguments, and how many it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import ShapeError
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.vectorized import Kron, Vec
from matcalc.notation.argument_repairs import pair, square, stack

SCALAR_FUNCTION = "E"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a function makes of its arguments and its axis.

    most: None where it takes any number of arguments. levels: how many levels of nodes it makes above them.
    """

    make: Callable[[tuple[Node, ...], int | None], Node]
    least: int = 1
    most: int | None = 1
    levels: int = 1
    takes_axis: bool = False


def _of_one(make: Callable[[Node], Node], levels: int = 1) -> Operation:
    return Operation(lambda args, _: make(args[0]), levels=levels)


def _of_many(make: Callable[[tuple[Node, ...]], Node]) -> Operation:
    return Operation(lambda args, _: make(args), most=None)


def _of_two(make: Callable[[Node, Node], Node]) -> Operation:
    return Operation(lambda args, _: make(*args), least=2, most=2, levels=2)


def _along(make: Callable[[Node, int | None], Node], levels: int = 1) -> Operation:
    return Operation(lambda args, axis: make(args[0], axis), levels=levels, takes_axis=True)


def _log_softmax(arg: Node, axis: int | None) -> Node:
    if axis is None and arg.shape.is_matrix:
        raise ShapeError(
            f"log_softmax of a matrix ({arg.shape}) needs its axis: axis=1 for each row, axis=0 for each column"
        )
    return Add((arg, Scale(Fraction(-1), LogSumExp(arg, axis))))


def _dot(left: Node, right: Node) -> Node:
    if left.shape != right.shape:
        raise ShapeError(f"dot needs two arrays of one shape; it was given {left.shape} and {right.shape}")
    return Product((Transpose(left), right)) if left.shape.is_vector else EntrySum(Hadamard((left, right)), None)


def _outer(left: Node, right: Node) -> Node:
    if not (left.shape.cols.is_one and right.shape.cols.is_one):
        raise ShapeError(f"outer needs two vectors; it was given {left.shape} and {right.shape}")
    return Product((left, Transpose(right)))


def _scalar_function(args: tuple[Node, ...]) -> Node:
    if not all(isinstance(arg, Symbol) for arg in args):
        raise ShapeError(f"{SCALAR_FUNCTION} takes names of arrays; define a name for the expression first")
    return ScalarFunction(args)


def _jacobian(of: Node, by: Node) -> Node:
    if not isinstance(by, Symbol):
        raise ShapeError("a Jacobian is taken by a named array")
    return Jacobian(of, by)


OPERATIONS: dict[str, Operation] = {
    "sum": _along(EntrySum),
    "mean": _along(Mean),
    "var": _along(Variance),
    "softmax": _along(Softmax),
    "log_softmax": _along(_log_softmax, levels=3),
    "logsumexp": _along(LogSumExp),
    "norm": _of_one(Norm),
    "norm1": _of_one(lambda arg: EntrySum(Apply(Function("abs"), arg), None), levels=2),
    "norm2sq": _of_one(lambda arg: EntrySum(Power(arg, Fraction(2)), None), levels=2),
    "dot": _of_two(pair(_dot, "dot")),
    "outer": _of_two(pair(_outer, "outer")),
    "tr": _of_one(square("tr", Trace, "sum")),
    "det": _of_one(square("det", Determinant)),
    "logdet": _of_one(square("logdet", LogDeterminant)),
    "inv": _of_one(square("inv", Inverse)),
    "diag": _of_one(Diag),
    "diag_of": _of_one(square("diag_of", DiagOf)),
    "kron": _of_many(Kron),
    "vec": _of_one(Vec),
    "hstack": _of_many(stack("hstack")),
    "vstack": _of_many(stack("vstack")),
    SCALAR_FUNCTION: _of_many(_scalar_function),
}
"""By name. ones, zeros, eye, commutation and unvec take lengths, so the grammar has rules of their own for them."""

DERIVED: dict[str, Operation] = {
    "differential": _of_one(Differential),
    "inner": Operation(lambda args, _: Inner(*args), least=2, most=2),
    "jacobian": Operation(lambda args, _: _jacobian(*args), least=2, most=2),
}
"""What derivations write and nobody types: in the statements and examples of rules only."""
