"""Equations between functions by themselves, σ′ = σ(1 − σ): what they say of every number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.notation.latex_in.formula import Fence, Formula, Fraction, Group, Letter, Root, Run, Span, Statement
from matcalc.notation.latex_in.scripts import parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key, Kind, Name, Vocabulary

NUMBER = "x"
"""The letter of the number that functions are of, where none is written."""


def of_a_number(statement: Statement, vocabulary: Vocabulary) -> Statement | None:
    """The statement with (x) after each of its functions; None where its left side is no function by itself."""
    first = parts_of(statement.members[0].formula) if len(statement.members) > 1 else ()
    if len(first) != 1 or not _is_function(first[0], vocabulary):
        return None
    members = tuple(
        replace(one, formula=None if one.formula is None else _applied(one.formula, vocabulary))
        if not one.is_hole
        else one
        for one in statement.members
    )
    return replace(statement, members=members)


def number_of(function: Name, vocabulary: Vocabulary) -> Name:
    """The name of that number."""
    key = Key(NUMBER)
    known = vocabulary.names.get(key)
    taken = {name.name for name in vocabulary.names.values()}
    name = next(one for one in (NUMBER, *(f"{NUMBER}_{at}" for at in range(2, len(taken) + 3))) if one not in taken)
    return known or replace(function, key=key, name=name, kind=Kind.SCALAR, array=NUMBER, entry=f"{NUMBER}_{{%s}}")


def _is_function(formula: Formula, vocabulary: Vocabulary) -> bool:
    found = seen(formula, _customs(vocabulary))
    name = None if found is None or found.places else vocabulary.names.get(found.key)
    return name is not None and name.kind is Kind.FUNCTION


def _customs(vocabulary: Vocabulary) -> Customs:
    """How scripts are read: a prime after a function is one, also where no brackets follow it."""
    return replace(vocabulary.customs, functions=vocabulary.customs.functions | functions_among(vocabulary))


def functions_among(vocabulary: Vocabulary) -> frozenset[str]:
    """The letters of functions."""
    return frozenset(name.key.letter for name in vocabulary.names.values() if name.kind is Kind.FUNCTION)


def _applied(formula: Formula, vocabulary: Vocabulary) -> Formula:
    match formula:
        case Group(fence=fence, inside=inside) if fence is not Fence.NONE:
            return replace(formula, inside=_applied(inside, vocabulary))
        case Fraction(above, below):
            return replace(formula, above=_applied(above, vocabulary), below=_applied(below, vocabulary))
        case Root(inside=inside):
            return replace(formula, inside=_applied(inside, vocabulary))
    parts = parts_of(formula)
    if not _is_function(formula, vocabulary) and parts == (formula,):
        return formula
    return Run(tuple(_run(parts, vocabulary)), formula.span)


def _run(parts: Sequence[Formula], vocabulary: Vocabulary) -> Iterator[Formula]:
    for part in parts:
        if _is_function(part, vocabulary):
            place = Span(part.span.end, part.span.end)
            yield part
            yield Group(Fence.ROUND, Letter(NUMBER, place), place)
        else:
            yield _applied(part, vocabulary)
