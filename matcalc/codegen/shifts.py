"""Programs in which arrays that are computed can be moved: what is added to them is an input besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from matcalc.forms.families import member
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.labels import At, Family
from matcalc.forms.matrix_form import Add, Node, Symbol
from matcalc.forms.program import Definition, Program


def with_shifts(program: Program, moved: Sequence[Symbol]) -> tuple[Program, dict[Symbol, Symbol]]:
    """The program with an input dz for each array z of `moved`, z = … + dz, and these inputs by the arrays."""
    taken = {name for symbol in program.symbols for name in (symbol.name, _base(symbol))}
    shifts: dict[Symbol, Symbol] = {}
    for symbol in moved:
        name = f"d{_base(symbol)}"
        while name in taken:
            name += "_"
        taken.add(name)
        shifts[symbol] = _shift(symbol, name)
    definitions = tuple(
        _moved(definition, shifts[definition.symbol]) if definition.symbol in shifts else definition
        for definition in program.definitions
    )
    return Program((*program.inputs, *shifts.values()), definitions, program.output), shifts


def _base(symbol: Symbol) -> str:
    return symbol.name if symbol.member is None else symbol.member.family.name


def _shift(symbol: Symbol, name: str) -> Symbol:
    if symbol.member is None or symbol.member.at.label is None:
        return Symbol(name, symbol.shape)
    family = symbol.member.family
    return member(Family(name, family.label, family.shape), At(family.label))


def _moved(definition: Definition, shift: Symbol) -> Definition:
    body = definition.body
    if isinstance(body, Node):
        return replace(definition, body=Add((body, shift)))
    term = Term(Fraction(1), (Entry(shift, body.places),))
    return replace(definition, body=replace(body, body=IndexSum((*body.body.terms, term))))
