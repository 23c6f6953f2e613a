"""What people pass to `derive`, checked: one text or several, never a traceback from further inside."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.engine.limits import Limits
from matcalc.errors import InputError


def texts_of(argument: object, name: str, example: str) -> tuple[str, ...]:
    """The texts that an argument is: one, or a list of them; none where it is None. Raises InputError otherwise."""
    if argument is None:
        return ()
    if isinstance(argument, str):
        return (argument,)
    if isinstance(argument, Sequence) and all(isinstance(one, str) for one in argument):
        return tuple(argument)
    raise InputError(f"{name} is a text or a list of texts, such as {example}, not {kind(argument)}")


def names_of(argument: object, name: str) -> tuple[str, ...]:
    """The names that an argument is: texts, or symbols of SymPy, one or a list of them."""
    if is_sympy(argument):
        return (symbol_name(argument, name),)
    if isinstance(argument, (list, tuple)):
        return tuple(symbol_name(one, name) if is_sympy(one) else _text(one, name) for one in argument)
    return texts_of(argument, name, '"W"')


def limits_of(argument: object) -> Limits:
    """The limits; the usual ones where the argument is None."""
    if argument is None:
        return Limits()
    if not isinstance(argument, Limits):
        raise InputError(f"limits are given as Limits(steps=20_000, seconds=60), not as {kind(argument)}")
    return argument


def is_sympy(argument: object) -> bool:
    """Whether it is an object of SymPy, found out without importing SymPy."""
    return any(base.__module__.split(".")[0] == "sympy" for base in type(argument).__mro__)


def symbol_name(argument: object, name: str) -> str:
    """The name of a symbol of SymPy."""
    found = getattr(argument, "name", None)
    if not isinstance(found, str):
        raise InputError(f"{name} is the name of an array or a symbol of SymPy, not {kind(argument)}")
    return found


def kind(argument: object) -> str:
    """What an object is, for an error message."""
    return f"an object of type {type(argument).__name__}"


def _text(argument: object, name: str) -> str:
    if not isinstance(argument, str):
        raise InputError(f'{name} is a text or a list of texts, such as "W", not a list with {kind(argument)}')
    return argument
