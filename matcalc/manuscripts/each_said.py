"""What a text says of each of several arrays: x_i ∈ ℝᵈ, x^{(i)} ∈ ℝᵈ, x_1, …, x_n ∈ ℝᵈ, the vectors x_i."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.manuscripts.nouns import NEGATIONS
from matcalc.manuscripts.shapes_said import Lengths, space_of
from matcalc.manuscripts.subjects import between_commas
from matcalc.notation.latex_in.formula import Formula, Relation, Sign, Statement
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.scripts import Seen, is_transpose, seen
from matcalc.notation.latex_in.vocabulary import Customs, Each, Key


def each_in(statement: Statement) -> Iterator[Each]:
    """What x_i ∈ ℝᵈ says of each x_i."""
    members = statement.members
    last = members[-1]
    if len(members) == 2 and last.relation is Relation.IN and last.formula is not None:
        lengths = space_of(last.formula)
        if lengths is not None and members[0].formula is not None:
            yield from _named(members[0].formula, lengths)


def each_of(statements: Sequence[Statement], lengths: Lengths | None) -> Iterator[Each]:
    """What words say of the names with an index in a formula of their sentence: lengths, or that they are vectors."""
    if len(statements) == 1 and (first := statements[0].members[0].formula) is not None:
        yield from _named(first, lengths)


def _named(formula: Formula, lengths: Lengths | None) -> Iterator[Each]:
    """The names of a list, each with its index; x_1, …, x_n is one of them."""
    pieces = list(between_commas(formula))
    has_dots = any(len(items) == 1 and sign_of(items[0]) is Sign.LEFT_OUT for items in pieces)
    names = [seen(items[0], Customs()) for items in pieces if len(items) == 1 and sign_of(items[0]) is None]
    found = [one for one in names if one is not None and not (one.high or one.primes)]
    if has_dots:
        if found and found[0].key.label == "1":
            yield Each(replace(found[0].key, label=""), "", False, lengths)
        return
    if len(found) == len(pieces):
        yield from (each for one in found if (each := _each(one, lengths)) is not None)


def _each(named: Seen, lengths: Lengths | None) -> Each | None:
    """A name with one letter as its index: at its foot, or in brackets above it."""
    key = named.key
    alone = replace(key, label="", layer="")
    if key.layer:
        is_raised = not named.places and not key.label and key.layer.isalpha()
        return Each(alone, key.layer, True, lengths) if is_raised else None
    letters = [place.letter or "" for place in named.places] or [key.label]
    if len(letters) != 1 or len(letters[0]) != 1 or not letters[0].isalpha():
        return None
    return Each(alone, letters[0], False, lengths)


_LINES = {"row": 0, "rows": 0, "column": 1, "columns": 1}


def lines_in(words: Sequence[str], formulas: Sequence[Sequence[Statement]]) -> Iterator[tuple[Each, Key, int]]:
    """The vectors x_i that a sentence calls rows, 0, or columns, 1, of a matrix of the same letter: the rows of $X$ are
    the $x_i^T$.
    """
    axes = {_LINES[word] for word in words if word in _LINES}
    if len(axes) != 1 or not NEGATIONS.isdisjoint(words):
        return
    firsts = [one[0].members[0].formula for one in formulas if len(one) == 1]
    named = [found for first in firsts if first is not None and (found := seen(first, Customs())) is not None]
    matrices = {one.key for one in named if one.key.letter[:1].isupper() and not (one.places or one.high)}
    for one in named:
        matrix = replace(one.key, letter=one.key.letter.capitalize(), label="", layer="")
        turned = all(map(is_transpose, one.high))
        each = _each(replace(one, high=()), None) if turned and one.key.letter[:1].islower() else None
        if each is not None and matrix in matrices:
            yield each, matrix, next(iter(axes))
