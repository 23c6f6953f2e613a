"""The keyword arguments of generated code: arrays, sizes that no array shows, and unknown functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from matcalc.codegen.backends import Backend
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Cotangent, Node, Symbol


class Kind(Enum):
    """What is passed."""

    ARRAY = "array"
    FAMILY = "family of arrays"
    SIZE = "size"
    FUNCTION = "elementwise function"
    SCALAR_FUNCTION = "function with a scalar value"


@dataclass(frozen=True, slots=True)
class Parameter:
    """key: what a caller calls it. name: what the code calls it, a Python identifier.

    array: of an array, its node. function: of an elementwise function, which one.
    """

    key: str
    name: str
    kind: Kind
    array: Node | None = None
    is_required: bool = True
    function: Function | None = None


def symbol_of(array: Node | None) -> Symbol:
    """The array, or the one that a cotangent is of."""
    if isinstance(array, Cotangent):
        return array.of
    assert isinstance(array, Symbol)
    return array


def array_key(array: Symbol | Cotangent) -> str:
    """X, and for a derivative that is given grad_z or jac_z."""
    if isinstance(array, Symbol):
        return array.name
    return f"{'grad' if array.output.is_scalar else 'jac'}_{array.of.name}"


def function_key(function: Function) -> str:
    """f, and f_1 for f′, f_2 for f″."""
    return f"{function.name}_{function.order}" if function.order else function.name


def in_order(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """The required ones first."""
    return tuple(sorted(parameters, key=lambda parameter: not parameter.is_required))


def annotation(parameter: Parameter, backend: Backend) -> str:
    """A parameter as it stands in the head of a function."""
    return f"{parameter.name}: {type_of(parameter, backend)}" + ("" if parameter.is_required else " | None = None")


def type_of(parameter: Parameter, backend: Backend) -> str:
    """The type of what is passed."""
    array = backend.array
    kinds = {
        Kind.ARRAY: array,
        Kind.FAMILY: f"Sequence[{array}]",
        Kind.SIZE: "int",
        Kind.FUNCTION: f"Callable[[{array}], {array}]",
        Kind.SCALAR_FUNCTION: f"Callable[..., {backend.scalar}]",
    }
    is_scalar = parameter.kind is Kind.ARRAY and parameter.array is not None and parameter.array.shape.is_scalar
    return backend.number if is_scalar else kinds[parameter.kind]


def united(types: Iterable[str]) -> str:
    """The type of what is of one of these types, each of which may be a union itself."""
    return " | ".join(sorted({part for one in types for part in one.split(" | ")}))


def like_line(parameters: Sequence[Parameter]) -> str:
    """The line after which new arrays can be of the type of those that are passed."""
    first = next(one for one in in_order(parameters) if one.array is not None)
    name = f"{first.name}[1]" if first.kind is Kind.FAMILY else first.name
    return f'like: dict[str, Any] = {{"dtype": {name}.dtype, "device": {name}.device}}'
