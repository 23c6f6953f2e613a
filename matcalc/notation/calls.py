"""Calls: what each function of the language makes of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import LanguageError, ShapeError
from matcalc.forms.functions import RESERVED, Function
from matcalc.forms.matrix_form import (
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    HStack,
    Node,
    Power,
    Product,
    ScalarFunction,
    Symbol,
    Trace,
    Transpose,
    VStack,
)
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.parts import CallPart

MOST_PRIMES = 9

SUM = "sum"
SCALAR_FUNCTION = "E"
DERIVATIVE = "D"


@dataclass(frozen=True, slots=True)
class Operation:
    """A function that is not elementwise: what it makes, of how many arguments, in how many levels of nodes.

    most: None where it takes any number of arguments.
    """

    make: Callable[[tuple[Node, ...]], Node]
    least: int
    most: int | None
    levels: int = 1


def _dot(args: tuple[Node, ...]) -> Node:
    left, right = args
    if left.shape != right.shape:
        raise ShapeError(f"dot needs two arrays of one shape; it was given {left.shape} and {right.shape}")
    return Product((Transpose(left), right)) if left.shape.is_vector else EntrySum(Hadamard(args), None)


def _outer(args: tuple[Node, ...]) -> Node:
    left, right = args
    if not (left.shape.cols.is_one and right.shape.cols.is_one):
        raise ShapeError(f"outer needs two vectors; it was given {left.shape} and {right.shape}")
    return Product((left, Transpose(right)))


def _scalar_function(args: tuple[Node, ...]) -> Node:
    if not all(isinstance(arg, Symbol) for arg in args):
        raise ShapeError(f"{SCALAR_FUNCTION} takes names of arrays; define a name for the expression first")
    return ScalarFunction(args)


OPERATIONS: dict[str, Operation] = {
    "tr": Operation(lambda args: Trace(args[0]), 1, 1),
    "diag": Operation(lambda args: Diag(args[0]), 1, 1),
    "diag_of": Operation(lambda args: DiagOf(args[0]), 1, 1),
    "norm2sq": Operation(lambda args: EntrySum(Power(args[0], Fraction(2)), None), 1, 1, levels=2),
    "dot": Operation(_dot, 2, 2, levels=2),
    "outer": Operation(_outer, 2, 2, levels=2),
    "hstack": Operation(HStack, 1, None),
    "vstack": Operation(VStack, 1, None),
    SCALAR_FUNCTION: Operation(_scalar_function, 1, None),
}


def is_elementwise(name: str) -> bool:
    """Whether a call of that name is an elementwise function, known or unknown."""
    return name != SUM and name not in OPERATIONS


def levels(name: str) -> int:
    """How many levels of nodes a call makes above its arguments."""
    return OPERATIONS[name].levels if name in OPERATIONS else 1


def _operation(call: CallPart) -> Operation:
    if call.name == SUM:
        return Operation(lambda args: EntrySum(args[0], call.axis.axis if call.axis else None), 1, 1)
    function = Function(call.name, call.order)
    return OPERATIONS.get(call.name) or Operation(lambda args: Apply(function, args[0]), 1, 1)


def called(call: CallPart, args: tuple[Node, ...], symbols: Mapping[str, Symbol], text: str) -> Node:
    """The node that a call stands for.

    Raises LanguageError for what can not be called so, ShapeError for shapes that do not go with it.
    """

    def refuse(message: str) -> LanguageError:
        return LanguageError(message, text, call.start)

    if call.name in symbols and call.name != SCALAR_FUNCTION:
        raise refuse(f"{call.name} is an array, not a function; write {call.name} * (…) or {call.name} @ (…)")
    if call.name in RESERVED:
        raise refuse(f"the function {call.name} has no meaning here")
    if call.name == DERIVATIVE:
        raise refuse(f"{DERIVATIVE} is the derivative in an index expression; call the function something else")
    if call.name.startswith(GRADIENT_PREFIX):
        raise refuse(f"{call.name} is no function: names that begin with {GRADIENT_PREFIX} stand for gradients")
    if call.axis is not None and call.name != SUM:
        raise LanguageError(f"{call.name} takes no axis", text, call.axis.column)
    if call.order and not is_elementwise(call.name):
        raise refuse(f"only an elementwise function has a derivative {call.name}'")
    if call.order > MOST_PRIMES:
        raise refuse(f"a function is differentiated at most {MOST_PRIMES} times")
    operation = _operation(call)
    if len(args) < operation.least or (operation.most is not None and len(args) > operation.most):
        wanted = str(operation.least) if operation.most is not None else f"{operation.least} or more"
        raise refuse(f"{call.name} takes {wanted} argument{'s' if wanted != '1' else ''}; it was given {len(args)}")
    return operation.make(args)
