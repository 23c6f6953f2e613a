"""What a user declares about arrays, read: "A symmetric", "Q orthogonal", "sum(y) = 1", "y in {-1, 1}"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from matcalc.errors import InputError, did_you_mean
from matcalc.forms.facts import Declared, Facts, OneOf, Property
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.notation.names import NAME
from matcalc.problems.families import resolved
from matcalc.problems.tables import shown

LONGEST = 200

MOST_NUMBERS = 10
"""In a set of which each entry is one."""

_NAMED = rf"(?P<name>{NAME.pattern}(?:\[[^\[\]]{{1,20}}\])?)"
_PROPERTY = re.compile(rf"\s*{_NAMED}\s+(?:is\s+)?(?P<words>\w[\w\s]*?)\s*")
_NUMBER = r"-?(?:[0-9]{1,9}(?:/[0-9]{1,9})?|[0-9]{0,9}\.[0-9]{1,9})"
_AXIS = r"(?:,\s*axis\s*=\s*(?P<axis>[01]))?\s*"
_SUM = re.compile(rf"\s*sum\(\s*{_NAMED}\s*{_AXIS}\)\s*==?\s*(?P<total>{_NUMBER})\s*")
_SET = re.compile(rf"\s*{_NAMED}\s+(?:is\s+)?(?:in|∈)\s*\{{(?P<numbers>[^{{}}]*)\}}\s*")
_OF_SET = re.compile(rf"\s*\+?(?P<number>{_NUMBER})\s*")
_ANY_SUM = re.compile(r"\s*sum\s*\(.*=.*", re.DOTALL)
_ABOVE_ZERO = re.compile(rf"\s*(?P<name>{NAME.pattern})\s*>=?\s*0\s*")

WORDS = {one.value: one for one in Property} | {"symmetric positive definite": Property.SPD}

SQUARE = frozenset(Property) - {Property.POSITIVE}
"""The properties that only a square matrix has."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One declared fact about the array `name`: a property, or a sum of its entries, of all or along an axis; or of
    which numbers each of them is one.
    """

    name: str
    fact: Declared | Fraction
    axis: int | None = None

    @property
    def is_of_square(self) -> bool:
        return self.fact in SQUARE


def read_assumptions(texts: Iterable[str]) -> tuple[Assumption, ...]:
    """The facts in the texts. Raises InputError for one that is not known; it names those that are."""
    return tuple(map(_read, texts))


def facts_of(assumptions: Sequence[Assumption], program: Program) -> Facts:
    """The facts, about symbols of the program. Raises InputError where one can not hold of its array."""
    inputs = {symbol.name: symbol for symbol in program.inputs}
    defined = {definition.symbol.name for definition in program.definitions}
    properties: dict[Symbol, frozenset[Declared]] = {}
    sums: dict[tuple[Symbol, int | None], Fraction] = {}
    for assumed in assumptions:
        symbol = _input(resolved(program, assumed.name), inputs, defined)
        if isinstance(assumed.fact, Fraction):
            axis = _axis(symbol, assumed.axis)
            if (said := sums.setdefault((symbol, axis), assumed.fact)) != assumed.fact:
                raise InputError(f"{_sum(symbol, assumed.axis)} is declared to be {said} and {assumed.fact}: keep one")
            continue
        before = properties.get(symbol, frozenset())
        if isinstance(assumed.fact, OneOf):
            for other in before:
                if isinstance(other, OneOf) and other != assumed.fact:
                    texts = f"{other.value} and {assumed.fact.value}"
                    raise InputError(f"{symbol.name} is declared to be {texts}: keep one")
        elif assumed.is_of_square and symbol.shape.rows != symbol.shape.cols:
            raise InputError(
                f"{symbol.name} is declared {assumed.fact.value}, and only a square matrix can be: it is {symbol.shape}"
            )
        properties[symbol] = before | {assumed.fact}
    wholes = tuple((symbol, total) for (symbol, axis), total in sums.items() if axis is None)
    lines = tuple((symbol, axis, total) for (symbol, axis), total in sums.items() if axis is not None)
    return Facts(MappingProxyType(properties), wholes, lines)


def _axis(symbol: Symbol, axis: int | None) -> int | None:
    """The axis of a declared sum; None where it goes over all entries."""
    if axis is None or symbol.shape.is_matrix:
        return axis
    if (symbol.shape.cols if axis == 1 else symbol.shape.rows).is_one:
        raise InputError(
            f"{_sum(symbol, axis)} is declared, and {symbol.name} is {symbol.shape}: along that axis there is nothing "
            f"to sum; declare sum({symbol.name})"
        )
    return None


def _sum(symbol: Symbol, axis: int | None) -> str:
    return f"sum({symbol.name})" if axis is None else f"sum({symbol.name}, axis={axis})"


def _read(text: str) -> Assumption:
    if len(text) <= LONGEST:
        if found := _SUM.fullmatch(text):
            try:
                axis = None if found["axis"] is None else int(found["axis"])
                return Assumption(found["name"], Fraction(found["total"]), axis)
            except ZeroDivisionError:
                raise InputError(f"the fact {shown(text)} divides by zero") from None
        if found := _SET.fullmatch(text):
            return Assumption(found["name"], OneOf(_numbers(found["numbers"], text)))
        found = _PROPERTY.fullmatch(text)
        if found and (fact := WORDS.get(" ".join(found["words"].split()).lower())):
            return Assumption(found["name"], fact)
    known = ", ".join(f'"A {one.value}"' for one in Property)
    raise InputError(
        f'the fact {shown(text)} is not known{_likely(text)} (known: {known}, "sum(y) = 1", "sum(Y, axis=1) = 1", '
        '"y in {-1, 1}")'
    )


def _numbers(typed: str, text: str) -> tuple[Fraction, ...]:
    """The numbers of a set."""
    found = [_OF_SET.fullmatch(one) for one in typed.split(",")]
    if not all(found) or len(found) > MOST_NUMBERS:
        raise InputError(
            f"the fact {shown(text)} is not read: a set is of 1 to {MOST_NUMBERS} numbers between braces, such as "
            "{-1, 1} or {0, 1/2, 1}"
        )
    try:
        return tuple(sorted({Fraction(one["number"]) for one in found if one}))
    except ZeroDivisionError:
        raise InputError(f"the fact {shown(text)} divides by zero") from None


def _likely(text: str) -> str:
    """What was likely meant, as a clause."""
    if _ANY_SUM.fullmatch(text):
        return (
            ": the sum of all entries of one array, of each row (axis=1) or of each column (axis=0), is a number, "
            "such as 1, -1/2 or 3.5"
        )
    if found := _ABOVE_ZERO.fullmatch(text):
        return f'; did you mean "{found["name"]} positive"?'
    if len(text) > LONGEST or not (words := text.replace(",", " ").split()):
        return ""
    if len(words) > 2 and words[-1].lower() in WORDS:
        return f": a fact is about one array: {' and '.join(_each(words[:-1], words[-1]))}"
    from difflib import get_close_matches

    if close := get_close_matches(words[-1].lower(), WORDS, n=1):
        return f'; did you mean "{words[0]} {close[0]}"?'
    return ""


def _each(names: Sequence[str], word: str) -> list[str]:
    return [f'"{name} {word}"' for name in names if name not in ("and", "is", "are")]


def _input(name: str, inputs: Mapping[str, Symbol], defined: Iterable[str]) -> Symbol:
    if name in inputs:
        return inputs[name]
    if name in defined:
        raise InputError(f"{name} is defined by an equation, which says all about it: facts are declared of inputs")
    raise InputError(f"a fact is declared of {shown(name)}, and there is no such array: {did_you_mean(name, inputs)}")
