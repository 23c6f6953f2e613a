"""What an equation says of a function of a letter, σ² = …, log p(x) = … or −ℓ = …, as an equation of the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from matcalc.notation.latex_in.formula import (
    Fence,
    Formula,
    Group,
    Letter,
    Mark,
    Number,
    Pieces,
    Relation,
    Root,
    Run,
    Scripted,
    Sign,
    Statement,
)
from matcalc.notation.latex_in.scripts import Seen, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import family
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import items_in

_Solved = tuple[Formula, Callable[[Formula], Formula]]
"""A letter, perhaps with what it depends on behind it, and what the right sides become."""

_DEFINES = (Relation.EQUAL, Relation.DEFINED)
_LOGARITHMS = ("log", "ln")


def with_letters_solved_for(pieces: Pieces) -> Pieces:
    """The statements of each piece of mathematics; of each letter the first one that says what a function of it is says
    what it is itself, where no equation does and where it stands on no other side: σ = √…, p(x) = exp(…), ℓ = −(…).
    """
    defined = {key for piece in pieces for statement in piece for key in _defined(statement)}
    made: list[tuple[Statement, ...]] = []
    for piece in pieces:
        found: list[Statement] = []
        for statement in piece:
            solved = _solved_in(statement)
            key = None if solved is None else _key(solved[0])
            if solved is not None and key is not None and key not in defined:
                defined.add(key)
                statement = _with_letter_alone(statement, *solved)
            found.append(statement)
        made.append(tuple(found))
    return tuple(made)


def _defined(statement: Statement) -> Iterator[Key]:
    """The name by itself with which an equation begins."""
    if len(statement.members) > 1 and statement.members[1].relation in _DEFINES:
        first = statement.members[0].formula
        named = None if first is None else _named(first)
        if named is not None and not named.high:
            yield family(named.key)


def _named(formula: Formula) -> Seen | None:
    """A letter, or the one before a single pair of brackets."""
    match parts_of(bare(formula)):
        case (letter, Group(fence=Fence.ROUND)):
            return seen(letter, Customs())
    return seen(formula, Customs())


def _key(formula: Formula) -> Key | None:
    named = _named(formula)
    return None if named is None or named.letter.is_command else family(named.key)


def _solved_in(statement: Statement) -> _Solved | None:
    """The letter of which an equation says what a function is, where the letter does not stand on the right as well."""
    first, *others = statement.members
    if first.formula is None or not others:
        return None
    if any(one.relation not in _DEFINES or one.formula is None or one.is_hole for one in others):
        return None
    solved = _solved(first.formula)
    key = None if solved is None else _key(solved[0])
    if solved is None or key is None or _has_letter_alone(first.formula):
        return None
    parts = (part for one in others if one.formula is not None for part in items_in(one.formula))
    names = {family(one.key) for part in parts if (one := seen(part, Customs())) is not None}
    return None if key in names else solved


def _has_letter_alone(formula: Formula) -> bool:
    named = _named(formula)
    return named is not None and not named.high


def _solved(formula: Formula) -> _Solved | None:
    """The letter in a formula that is a function of it, and the inverse of that function."""
    match parts_of(bare(formula)):
        case (Mark(sign=Sign.MINUS), *rest) if rest:
            return _then(_solved(Run(tuple(rest), formula.span)), _minus)
        case (Letter(is_command=True, name=name), *rest) if rest and name in _LOGARITHMS:
            return _then(_solved(Run(tuple(rest), formula.span)), _exp)
    named = _named(formula)
    if named is None:
        return None
    if not named.high:
        return formula, lambda right: right
    power = bare(named.high[0])
    if len(named.high) == 1 and isinstance(power, Number) and power.text == "2" and named.key.letter.islower():
        return _without_power(formula), lambda right: Root(right, None, right.span)
    return None


def _then(inner: _Solved | None, outer: Callable[[Formula], Formula]) -> _Solved | None:
    """What is solved inside a function, whose own inverse comes first."""
    if inner is None:
        return None
    letter, inverse = inner
    return letter, lambda right: inverse(outer(right))


def _minus(right: Formula) -> Formula:
    return Run((Mark(Sign.MINUS, right.span), _in_brackets(right)), right.span)


def _exp(right: Formula) -> Formula:
    return Run((Letter("exp", right.span, is_command=True), _in_brackets(right)), right.span)


def _in_brackets(right: Formula) -> Group:
    return Group(Fence.ROUND, right, right.span)


def _with_letter_alone(statement: Statement, letter: Formula, inverse: Callable[[Formula], Formula]) -> Statement:
    first, *others = statement.members
    rights = [one if one.formula is None else replace(one, formula=inverse(one.formula)) for one in others]
    return replace(statement, members=(replace(first, formula=letter), *rights))


def _without_power(formula: Formula) -> Formula:
    """A letter with its scripts, without the number above it."""
    match formula:
        case Group(inside=inside):
            return replace(formula, inside=_without_power(inside))
        case Scripted(base=base, low=low, high=high) if high is not None and isinstance(bare(high), Number):
            return base if low is None else replace(formula, high=None)
        case Scripted(base=base):
            return replace(formula, base=_without_power(base))
    return formula
