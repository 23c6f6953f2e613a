"""Functions that a document defines by a formula: which known function each is, and the formula put in for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

from matcalc.errors import InputError, InvariantError, LanguageError
from matcalc.forms.functions import KNOWN
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import SCALAR
from matcalc.judging.comparison import Setting, compared
from matcalc.notation.statements_in import words_of
from matcalc.notation.syntax import MAX_LENGTH
from matcalc.notation.text_in import parse_matrix

MOST_PRIMES = 2
LONGEST_FORMULA = 500

_NOT_ENTRYWISE = re.compile(r"@|\.T|\[|D\s*\(|grad_")


@dataclass(frozen=True, slots=True)
class Formula:
    """What a function is. variable: the name that it is of; text: the formula, in the input language.

    known: the known function that has the same values; "" where none has. held: the other numbers in the formula.
    is_put_in: whether others may say the function by it.
    """

    variable: str
    text: str
    known: str = ""
    held: tuple[str, ...] = ()
    is_put_in: bool = True

    def value(self, primes: int, of: str) -> str | None:
        """The function, differentiated so often, of what `of` says; None where that can not be written."""
        if not self.is_put_in:
            return None
        if self.known:
            return f"{self.known}{chr(39) * primes}({of})"
        text = _slope(self.text, self.variable, primes, self.held)
        if text is None or _NOT_ENTRYWISE.search(text):
            return None
        if self.variable not in words_of(text):
            return f"({text} + 0 * ({of}))"  # as large as what it is of
        return f"({_put(text, self.variable, f'({of})')})"

    def beside(self, arrays: AbstractSet[str]) -> Formula:
        """The formula where names are arrays: one that is held at such a name can not be put in there."""
        return replace(self, is_put_in=arrays.isdisjoint(self.held))


@cache
def _slope(text: str, variable: str, primes: int, held: tuple[str, ...]) -> str | None:
    """A formula of a number, differentiated so often; None where that can not be."""
    from matcalc.api.derive import derive

    if primes > MOST_PRIMES:
        return None
    try:
        for _ in range(primes):
            text = str(derive(text, wrt=variable, shapes=dict.fromkeys((variable, *held), "1")).result)
            parse_matrix(text, {one: Symbol(one, SCALAR) for one in (variable, *held)})
    except (InputError, InvariantError):
        return None
    return text


def formula_of(variable: str, text: str, held: tuple[str, ...] = ()) -> Formula | None:
    """A formula of one number, known by its values; None where it can not be read as one of it and those held."""
    number = Symbol(variable, SCALAR)
    try:
        body = parse_matrix(text, {one: Symbol(one, SCALAR) for one in (variable, *held)})
    except LanguageError:
        return None
    if len(text) > LONGEST_FORMULA or not body.shape.is_scalar:
        return None
    if held:
        return Formula(variable, text, held=held)
    setting = Setting(Program((number,), (), number))
    for known in KNOWN:
        try:
            if compared(parse_matrix(f"{known}({variable})", {variable: number}), body, (), setting).are_equal:
                return Formula(variable, text, known)
        except (InputError, InvariantError):
            continue
    return Formula(variable, text)


def with_formulas(text: str, formulas: Mapping[str, Formula], refuse: Callable[[str], Exception]) -> str:
    """A text of the input language with each function as its formula says. refuse: makes the error where that fails."""
    for name, formula in formulas.items():
        called = re.compile(rf"(?<![\w.]){re.escape(name)}('*)\(")
        at = 0
        while (found := called.search(text, at)) is not None:
            end = _closing(text, found.end())
            made = formula.value(len(found[1]), text[found.end() : end])
            if made is None:
                raise refuse(name + found[1])
            if made == text[found.start() : end + 1]:
                at = found.end()
                continue
            text = text[: found.start()] + made + text[end + 1 :]
            if len(text) > MAX_LENGTH:
                raise refuse(name)
            at = found.start() + 1
    return text


def _closing(text: str, at: int) -> int:
    """The place of the bracket that closes the one before `at`."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at - 1


def _put(text: str, name: str, by: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w(])", lambda _: by, text)
