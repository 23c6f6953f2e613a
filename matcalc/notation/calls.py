"""Calls: what each function of the language makes of its arguments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import KNOWN, Function
from matcalc.forms.matrix_form import Apply, Node
from matcalc.forms.vector_functions import VectorFunction
from matcalc.notation.foreign import fault_of_function
from matcalc.notation.names import PI_NAMES, PREFIXES
from matcalc.notation.operations import OPERATIONS, SCALAR_FUNCTION, Operation
from matcalc.notation.parts import CallPart

MOST_PRIMES = 9

DERIVATIVE = "D"


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of arrays, those of the lengths of axes, and unknown functions with the length of their values."""

    arrays: Collection[str]
    lengths: Collection[str]
    functions: Mapping[str, Dimension]


def is_elementwise(name: str) -> bool:
    """Whether a call of that name is an elementwise function, known or unknown."""
    return name not in OPERATIONS


def levels(name: str) -> int:
    """How many levels of nodes a call makes above its arguments."""
    return OPERATIONS[name].levels if name in OPERATIONS else 1


def called(call: CallPart, args: tuple[Node, ...], taken: Taken, text: str) -> Node:
    """The node that a call stands for. taken: the names that are no functions.

    Raises LanguageError for what can not be called so, ShapeError for shapes that do not go with it.
    """

    def refuse(message: str) -> LanguageError:
        return LanguageError(message, text, call.start)

    if (fault := _fault(call, taken)) is not None:
        raise refuse(fault)
    operation = OPERATIONS.get(call.name) or _elementwise(Function(call.name, call.order))
    if (length := taken.functions.get(call.name)) is not None:
        if call.order:
            raise refuse(f"{call.name} is no elementwise function: it has Jacobians, and no {call.name}'")
        operation = Operation(lambda args, _: VectorFunction(call.name, args, length), most=None)
    if call.axis is not None and not operation.takes_axis:
        raise LanguageError(f"{call.name} takes no axis", text, call.axis.column)
    if len(args) < operation.least or (operation.most is not None and len(args) > operation.most):
        wanted = str(operation.least) if operation.most is not None else f"{operation.least} or more"
        hint = f"; an axis is written {call.name}(x, axis=0)" if operation.takes_axis and len(args) == 2 else ""
        arguments = f"argument{'s' if wanted != '1' else ''}"
        raise refuse(f"{call.name} takes {wanted} {arguments}; it was given {len(args)}{hint}")
    return operation.make(args, call.axis.axis if call.axis else None)


def _elementwise(function: Function) -> Operation:
    return Operation(lambda args, _: Apply(function, args[0]))


def _fault(call: CallPart, taken: Taken) -> str | None:
    """Why nothing can be called so, whatever the arguments."""
    name = call.name
    if name in taken.arrays and name != SCALAR_FUNCTION:
        return f"{name} is an array, not a function; write {name} * (…) or {name} @ (…)"
    if name in taken.lengths or name in PI_NAMES:
        what = "a number" if name in PI_NAMES else "the length of an axis"
        return f"{name} is {what}, not a function; write {name} * (…)"
    if name == DERIVATIVE:
        return f"{DERIVATIVE} is the derivative in an index expression; call the function something else"
    for prefix, stands_for in PREFIXES.items():
        if name.startswith(prefix):
            return f"{name} is no function: names that begin with {prefix} stand for {stands_for}"
    if name in OPERATIONS:
        return f"only an elementwise function has a derivative {name}'" if call.order else None
    if call.order > MOST_PRIMES:
        return f"a function is differentiated at most {MOST_PRIMES} times"
    return None if name in KNOWN else fault_of_function(name)
