"""What people pass to `derive`, checked: one text or several, never a traceback from further inside."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeVar

from matcalc.documents.printing import COLUMNS, NARROWEST
from matcalc.engine.limits import Limits
from matcalc.errors import InputError
from matcalc.forms.shapes import Shape
from matcalc.notation.settings import checked_settings, read_settings

Choice = TypeVar("Choice", bound=Enum)

OWN_SYNTAX = "matcalc"
SYNTAXES = (OWN_SYNTAX, "matrixcalculus")


def texts_of(argument: object, name: str, example: str) -> tuple[str, ...]:
    """The texts that an argument is: one, or a list of them; none where it is None. Raises InputError otherwise."""
    if argument is None:
        return ()
    if isinstance(argument, str):
        return (argument,)
    if isinstance(argument, Sequence) and all(isinstance(one, str) for one in argument):
        return tuple(argument)
    wrong = [one for one in argument if not isinstance(one, str)] if isinstance(argument, list) else []
    found = f"a list with {kind(wrong[0])}" if wrong else kind(argument)
    raise InputError(f"{name} is a text or a list of texts, such as {example}, not {found}")


def names_of(argument: object, name: str) -> tuple[str, ...]:
    """The names that an argument is: texts, or symbols of SymPy, one or a list of them."""
    if is_sympy(argument):
        return (_symbol_name(argument),)
    if isinstance(argument, (list, tuple)):
        argument = [_symbol_name(one) if is_sympy(one) else one for one in argument]
    return texts_of(argument, name, '"W"')


def choice(options: type[Choice], word: object, what: str) -> Choice:
    """The option of that value. Raises InputError, which lists the options, where there is none."""
    for option in options:
        if option.value == word:
            return option
    raise InputError(f"there is no {what} {word!r}; known: {', '.join(option.value for option in options)}")


def yes_or_no(argument: object, name: str) -> bool | None:
    """True, False, or None where nobody says. Raises InputError otherwise."""
    if argument is None or isinstance(argument, bool):
        return argument
    raise InputError(f"{name} is True or False, not {kind(argument)}")


def folder_of(argument: object) -> Path | None:
    """A folder of templates; None where none is named. Raises InputError where there is no such folder."""
    if argument is None:
        return None
    if not isinstance(argument, (str, os.PathLike)):
        raise InputError(f"templates is the path of a folder, not {kind(argument)}")
    if argument == "":
        raise InputError("the name of the folder of templates is empty: name one that is there, such as .")
    folder = Path(argument)
    if not folder.is_dir():
        raise InputError(f"there is no folder {str(folder)!r} to take templates from: name one that is there")
    return folder


def columns_of(argument: object) -> int:
    """The width of a text. Raises InputError for what is no whole number, and for one that is too small."""
    if isinstance(argument, bool) or not isinstance(argument, int):
        raise InputError(f"columns is a whole number, such as {COLUMNS}, not {kind(argument)}")
    if argument < NARROWEST:
        raise InputError(f"text needs {NARROWEST} columns or more, and {argument} were asked for")
    return argument


def settings_of(argument: object) -> dict[str, str]:
    """Settings of notation by key. Raises InputError for those that are not known."""
    if argument is None:
        return {}
    if isinstance(argument, str):
        return read_settings(argument)
    if isinstance(argument, Mapping):
        return checked_settings(argument)
    raise InputError(f'notation is given as {{"cotangent": "delta"}} or "cotangent=delta", not as {kind(argument)}')


def limits_of(argument: object) -> Limits:
    """The limits; the usual ones where the argument is None."""
    if argument is None:
        return Limits()
    if not isinstance(argument, Limits):
        raise InputError(f"limits are given as Limits(steps=20_000, seconds=60), not as {kind(argument)}")
    return argument


def translated(
    text: str, shapes: Mapping[str, Shape], lets: Sequence[str], syntax: object
) -> tuple[str, dict[str, Shape]]:
    """An expression in the input language with the shapes of its arrays; another syntax may tell some of them.

    Raises InputError for a syntax that is not known, and for equations beside one that has none.
    """
    if syntax == OWN_SYNTAX:
        return text, dict(shapes)
    if syntax not in SYNTAXES:
        raise InputError(f"there is no syntax {syntax!r}; known: {', '.join(SYNTAXES)}")
    if lets:
        raise InputError(f"the syntax {syntax} has no equations: leave --let (lets=) out, or write all of it in ours")
    from matcalc.notation.matrixcalculus_in import to_input_language

    translation = to_input_language(text, shapes)
    return translation.text, {**translation.shapes, **shapes}


def is_sympy(argument: object) -> bool:
    """Whether it is an object of SymPy, found out without importing SymPy."""
    return any(str(base.__module__).split(".")[0] == "sympy" for base in type(argument).__mro__)


def kind(argument: object) -> str:
    """What an object is, for an error message."""
    return "a text" if isinstance(argument, str) else f"an object of type {type(argument).__name__}"


def _symbol_name(argument: object) -> str:
    from matcalc.forms.sympy_import import variable_name

    return variable_name(argument)
