"""Signs for the inputs of a program: both where it has values there, positive where a logarithm or a root asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from matcalc.checking.elementwise import is_for_positive_numbers
from matcalc.forms.index_form import Entry
from matcalc.forms.matrix_form import Apply, Node, Power, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.traversal import symbols_in, walk

MIXED, POSITIVE, NEGATIVE = 0, 1, -1

WAYS = 5
"""To choose the signs, one after the other."""


def signs_of_inputs(program: Program, draw: int, random: Random) -> dict[Symbol, int]:
    """A sign for each input, or MIXED: another of the WAYS to choose them at each draw, then again from the first.

    Everything mixed; what logarithms and roots read positive, or negative, and the rest mixed; everything positive;
    each input by chance.
    """
    way = draw % WAYS
    if way == 0:
        return dict.fromkeys(program.inputs, MIXED)
    if way in (1, 2):
        limited, sign = _limited(program), POSITIVE if way == 1 else NEGATIVE
        return {symbol: sign if symbol in limited else MIXED for symbol in program.inputs}
    if way == 3:
        return dict.fromkeys(program.inputs, POSITIVE)
    chances = (MIXED, MIXED, POSITIVE, POSITIVE, NEGATIVE)
    return {symbol: random.choice(chances) for symbol in program.inputs}


def _limited(program: Program) -> set[Symbol]:
    """The symbols on which the argument of a function for positive numbers depends."""
    found: set[Symbol] = set()
    for definition in reversed(program.definitions):
        found.update(_limited_in(definition))
        if definition.symbol in found:
            found.update(definition.uses)
    return found


def _limited_in(definition: Definition) -> Iterator[Symbol]:
    if isinstance(definition.body, Node):
        yield from _under_functions(walk(definition.body))
        return
    for term in definition.body.body.terms:
        for factor in term.factors:
            if isinstance(factor, Entry):
                yield from _under_functions(walk(factor.array))
                if factor.exponent.denominator != 1:
                    yield from symbols_in(factor.array)


def _under_functions(parts: Iterable[Node]) -> Iterator[Symbol]:
    for part in parts:
        match part:
            case Apply(function=function, arg=arg) if function.is_known and is_for_positive_numbers(function.name):
                yield from symbols_in(arg)
            case Power(arg=arg, exponent=exponent) if exponent.denominator != 1:
                yield from symbols_in(arg)
            case _:
                pass
