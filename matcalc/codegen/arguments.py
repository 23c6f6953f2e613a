"""The arguments of a call: arrays of numbers, with the axes and sizes that were declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcalc.codegen.parameters import Kind, Parameter, symbol_of
from matcalc.codegen.runtime import NotNumbersError, Runtime
from matcalc.codegen.sizes import bindings, solved
from matcalc.errors import InputError, did_you_mean
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of, member
from matcalc.forms.labels import At, Label
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.shapes import Shape


@dataclass(frozen=True, slots=True)
class _Taken:
    """What arrays may be: of the library at work, and real where one of these functions is called."""

    runtime: Runtime
    real_only: frozenset[str]

    def array(self, key: str, value: object) -> Any:
        try:
            array = self.runtime.array(value)
        except NotNumbersError as found:
            raise InputError(f"{key} must hold numbers; it was given {found}") from None
        except ValueError:
            raise InputError(f"{key} is no array: its rows are not equally long") from None
        if self.real_only and self.runtime.is_complex(array):
            raise InputError(f"{key} is complex, and {min(self.real_only)} takes real numbers only")
        return array


def checked(
    parameters: tuple[Parameter, ...], arguments: Mapping[str, object], runtime: Runtime, real_only: frozenset[str]
) -> dict[str, Any]:
    """What is passed to the code, by the names in it. real_only: functions in it that take no complex numbers.

    Raises InputError for a name that is unknown or missing, for what is no array of numbers, for a wrong number of
    axes, and for sizes that do not go together.
    """
    passed = _passed(parameters, arguments)
    taken = _Taken(runtime, real_only)
    made: dict[str, Any] = {}
    arrays: dict[Node, tuple[str, Any]] = {}
    sizes: dict[str, int] = {}
    counts: dict[Label, tuple[str, int]] = {}
    for parameter, value in passed:
        match parameter.kind:
            case Kind.ARRAY:
                assert parameter.array is not None
                array = _array(parameter.key, value, parameter.array.shape, taken)
                arrays[parameter.array] = parameter.key, array
                made[parameter.name] = array
            case Kind.FAMILY:
                members = _members(parameter, value, taken)
                arrays.update(members)
                made[parameter.name] = [array for _, array in members.values()]
                _check_count(parameter, len(members), counts)
            case Kind.SIZE:
                made[parameter.name] = sizes[parameter.key] = _size(parameter.key, value)
            case _:
                made[parameter.name] = _function(parameter, value, runtime)
    _check_sizes(arrays, sizes)
    return made


def _passed(parameters: tuple[Parameter, ...], arguments: Mapping[str, object]) -> list[tuple[Parameter, object]]:
    by_key = {parameter.name: parameter for parameter in parameters}
    by_key.update((parameter.key, parameter) for parameter in parameters)
    found: dict[str, tuple[Parameter, object]] = {}
    for key, value in arguments.items():
        if key not in by_key:
            known = [parameter.key for parameter in parameters]
            raise InputError(f"there is no argument {key}; {did_you_mean(key, known)}")
        parameter = by_key[key]
        if parameter.name in found:
            raise InputError(f"{parameter.key} is passed twice, as {parameter.key} and as {parameter.name}")
        found[parameter.name] = parameter, value
    missing = [parameter for parameter in parameters if parameter.is_required and parameter.name not in found]
    if missing:
        names = ", ".join(_described(parameter) for parameter in missing)
        raise InputError(f"missing: {names}; pass {'it' if len(missing) == 1 else 'them'} by keyword")
    return list(found.values())


def _described(parameter: Parameter) -> str:
    if parameter.array is not None:
        return f"{parameter.key} ({parameter.array.shape})"
    return f"{parameter.key} ({parameter.kind.value})"


def _array(key: str, value: object, shape: Shape, taken: _Taken) -> Any:
    array = taken.array(key, value)
    array = _without_axes_declared_1(array, shape)
    if array.ndim != len(shape.axes):
        axes = ("no axis", "one axis", "two axes")[len(shape.axes)]
        raise InputError(
            f"{key} is {_kind(shape)}; it needs an array with {axes}, and was given one of shape {tuple(array.shape)}"
        )
    for axis, length in enumerate(array.shape):
        if length == 0:
            raise InputError(f"axis {axis + 1} of {key} is empty; a size is 1 or more")
    return array


def _members(parameter: Parameter, value: object, taken: _Taken) -> dict[Node, tuple[str, Any]]:
    """The arrays of a family, each with the member that it is; a family is a list, or an array with one axis more."""
    whole = symbol_of(parameter.array)
    is_array = len(getattr(value, "shape", ())) > 0
    if not (isinstance(value, Sequence) or is_array) or isinstance(value, str | bytes):
        raise InputError(f"{parameter.key} is a family of arrays: pass a list of them, or an array with one axis more")
    assert isinstance(value, Iterable)
    members = list(value)
    if not members:
        raise InputError(f"{parameter.key} has no member; there is 1 or more")
    assert whole.member is not None
    family = whole.member.family
    found: dict[Node, tuple[str, Any]] = {}
    for number, one in enumerate(members, 1):
        at = member(family, At("", number))
        key = parameter.key.replace(whole.name, at.name)
        found[Cotangent(at) if isinstance(parameter.array, Cotangent) else at] = (
            key,
            _array(key, one, at.shape, taken),
        )
    return found


def _check_count(parameter: Parameter, count: int, counts: dict[Label, tuple[str, int]]) -> None:
    """Raises InputError where two families over one label have not equally many members."""
    label = label_of(symbol_of(parameter.array))
    assert label is not None
    key, before = counts.setdefault(label, (parameter.key, count))
    if before != count:
        raise InputError(f"{label.last} is {before} by {key} but {count} by {parameter.key}")


def _without_axes_declared_1(array: Any, shape: Shape) -> Any:
    """An array that has the declared axes of length 1 too, (n, 1), (1, n), (1,) or (1, 1), without them."""
    lengths = (shape.rows, shape.cols)[: 1 if shape.is_scalar and array.ndim == 1 else 2]
    places = tuple(0 if length.is_one else slice(None) for length in lengths)
    fits = array.ndim == len(lengths) and all(array.shape[axis] == 1 for axis, at in enumerate(places) if at == 0)
    return array[places] if fits else array


def _kind(shape: Shape) -> str:
    if shape.is_scalar:
        return "a scalar"
    return f"a vector ({shape})" if not shape.is_matrix else f"a matrix ({shape})"


def _size(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise InputError(f"{key} is a size; it must be a whole number, 1 or more")
    return int(value)


def _function(parameter: Parameter, value: object, runtime: Runtime) -> Callable[..., Any]:
    if not callable(value):
        raise InputError(f"{parameter.key} is a function; pass something that can be called, such as tanh")
    if parameter.kind is Kind.SCALAR_FUNCTION:
        return _scalar_valued(parameter.key, value, runtime)
    return _elementwise(parameter.key, value, runtime)


def _elementwise(key: str, function: Callable[..., Any], runtime: Runtime) -> Callable[..., Any]:
    def same_shape(x: Any) -> Any:
        made = runtime.array(function(x))
        if made.shape != runtime.array(x).shape:
            raise InputError(
                f"{key} must work entry by entry; of an array of shape {tuple(x.shape)} it made one of shape "
                f"{tuple(made.shape)}"
            )
        return made

    return same_shape


def _scalar_valued(key: str, function: Callable[..., Any], runtime: Runtime) -> Callable[..., Any]:
    def scalar(*arrays: Any) -> Any:
        made = runtime.array(function(*arrays))
        if made.shape:
            raise InputError(f"{key} must return a scalar; it returned an array of shape {tuple(made.shape)}")
        return made

    return scalar


def _check_sizes(arrays: Mapping[Node, tuple[str, Any]], sizes: dict[str, int]) -> None:
    """Every axis is as long as declared; a dimension name is one number in all arrays."""
    told: dict[str, str] = {}
    for binding in bindings(list(arrays), sizes).values():
        key, array = arrays[binding.array]
        if not binding.factor.names | binding.rest.names <= sizes.keys():
            continue  # they hang on a size that these arrays leave open
        if binding.factor.evaluate(sizes) == 0 and array.shape[binding.axis] == binding.rest.evaluate(sizes):
            continue  # as s of (n − 1) s + q where n is 1: any will do
        size = solved(binding, array.shape[binding.axis], sizes)
        if size is None:
            length = binding.array.shape.axes[binding.axis]
            raise InputError(f"{key} has {array.shape[binding.axis]} places on axis {binding.axis + 1}, not {length}")
        sizes[binding.name] = size
        told[binding.name] = f"{key} (axis {binding.axis + 1})"
    for node, (key, array) in arrays.items():
        for axis, (length, found) in enumerate(zip(node.shape.axes, array.shape, strict=True)):
            if length.names <= sizes.keys() and length.evaluate(sizes) != found:
                raise InputError(_conflict(length, found, f"{key} (axis {axis + 1})", sizes, told))


def _conflict(length: Dimension, found: int, here: str, sizes: Mapping[str, int], told: Mapping[str, str]) -> str:
    names = [f"{name} is {sizes[name]} in {told.get(name, 'the call')}" for name in sorted(length.names)]
    if str(length) in length.names:
        return f"{names[0]} but {found} in {here}"
    return f"{here} has length {found}; it must be {length}" + (f", and {', '.join(names)}" if names else "")
