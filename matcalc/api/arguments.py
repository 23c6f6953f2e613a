"""What people pass to `derive`, checked: one text or several, never a traceback from further inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcalc.engine.limits import Limits
from matcalc.errors import InputError

SYNTAXES = ("matcalc", "matrixcalculus")


def texts_of(argument: object, name: str, example: str) -> tuple[str, ...]:
    """The texts that an argument is: one, or a list of them; none where it is None. Raises InputError otherwise."""
    if argument is None:
        return ()
    if isinstance(argument, str):
        return (argument,)
    if isinstance(argument, Sequence) and all(isinstance(one, str) for one in argument):
        return tuple(argument)
    wrong = next((one for one in argument if not isinstance(one, str)), None) if isinstance(argument, list) else None
    found = kind(argument) if wrong is None else f"a list with {kind(wrong)}"
    raise InputError(f"{name} is a text or a list of texts, such as {example}, not {found}")


def names_of(argument: object, name: str) -> tuple[str, ...]:
    """The names that an argument is: texts, or symbols of SymPy, one or a list of them."""
    if is_sympy(argument):
        return (_symbol_name(argument),)
    if isinstance(argument, (list, tuple)):
        argument = [_symbol_name(one) if is_sympy(one) else one for one in argument]
    return texts_of(argument, name, '"W"')


def limits_of(argument: object) -> Limits:
    """The limits; the usual ones where the argument is None."""
    if argument is None:
        return Limits()
    if not isinstance(argument, Limits):
        raise InputError(f"limits are given as Limits(steps=20_000, seconds=60), not as {kind(argument)}")
    return argument


def translation(syntax: object) -> Callable[[str], str]:
    """What makes a line of the input language of a line of text. Raises InputError for a syntax that is not known."""
    if syntax == "matcalc":
        return str
    if syntax != "matrixcalculus":
        raise InputError(f"there is no syntax {syntax!r}; known: {', '.join(SYNTAXES)}")
    from matcalc.notation.matrixcalculus_in import to_input_language

    def translated(line: str) -> str:
        name, equals, right = line.partition("=")
        return f"{name}= {to_input_language(right)}" if equals else to_input_language(line)

    return translated


def is_sympy(argument: object) -> bool:
    """Whether it is an object of SymPy, found out without importing SymPy."""
    return any(base.__module__.split(".")[0] == "sympy" for base in type(argument).__mro__)


def kind(argument: object) -> str:
    """What an object is, for an error message."""
    return f"an object of type {type(argument).__name__}"


def _symbol_name(argument: object) -> str:
    from matcalc.forms.sympy_import import variable_name

    return variable_name(argument)
