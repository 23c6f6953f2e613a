"""What a letter runs over, as l = 1, …, L says, which says nothing of arrays; or i of x_i beside x_1, …, x_n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from matcalc.manuscripts.subjects import between_commas
from matcalc.notation.latex_in.formula import (
    Formula,
    Letter,
    Mark,
    Number,
    Relation,
    Scripted,
    Sign,
    Statement,
)
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.scripts import parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import items_in


def ranges_in(statements: Iterable[Statement]) -> Mapping[str, str]:
    """Where each letter ends that is said to run from 1, i = 1, …, n, or that is the index of what is listed as
    x_1, …, x_n; not where a text says two different ends.
    """
    statements = list(statements)
    found = _of_lists(statements)
    for one in statements:
        if is_range(one):
            letters = [part.name for part in parts_of(one.members[0].formula) if isinstance(part, Letter)]
            first, *_, last = parts_of(one.members[1].formula)
            if isinstance(first, Number) and first.text == "1" and isinstance(last, Letter):
                for letter in letters:
                    found.setdefault(letter, set()).add(last.name)
    return {letter: next(iter(ends)) for letter, ends in found.items() if len(ends) == 1}


def _of_lists(statements: Sequence[Statement]) -> dict[str, set[str]]:
    """The ends of the letters that are the one index of a name which is listed from 1 to a letter."""
    ends = {key: end for one in statements for key, end in _listed(one)}
    found: dict[str, set[str]] = {}
    formulas = (member.formula for one in statements for member in one.members if member.formula is not None)
    for part in (part for formula in formulas if ends for part in items_in(formula)):
        index = _index(part) if isinstance(part, Scripted) else None
        if index is not None and index[0] in ends and index[1].isalpha() and index[1] != ends[index[0]]:
            found.setdefault(index[1], set()).add(ends[index[0]])
    return found


def _listed(statement: Statement) -> Iterator[tuple[Key, str]]:
    """x and n of x_1, …, x_n."""
    formula = statement.members[0].formula
    pieces = [] if formula is None else list(between_commas(formula))
    dots = [at for at, items in enumerate(pieces) if len(items) == 1 and sign_of(items[0]) is Sign.LEFT_OUT]
    if dots != [len(pieces) - 2] or any(len(items) != 1 for items in pieces):
        return
    first, last = _index(pieces[0][0]), _index(pieces[-1][0])
    if first is not None and last is not None and first[0] == last[0] and first[1] == "1" and last[1].isalpha():
        yield last


def _index(formula: Formula) -> tuple[Key, str] | None:
    """A name without its one index, a letter or a number at its foot, and that."""
    named = seen(formula, Customs())
    if named is None or named.high or named.primes or named.key.layer:
        return None
    letters = [place.letter or "" for place in named.places] or [named.key.label]
    return (replace(named.key, label=""), letters[0]) if len(letters) == 1 and len(letters[0]) == 1 else None


def is_range(statement: Statement) -> bool:
    """Whether a letter is said to be one number after another."""
    members = statement.members
    if len(members) != 2 or members[1].relation not in (Relation.EQUAL, Relation.IN):
        return False
    first, numbers = parts_of(members[0].formula), parts_of(members[1].formula)
    has_dots = any(isinstance(part, Mark) and part.sign is Sign.LEFT_OUT for part in numbers)
    plain = all(isinstance(part, (Letter, Number, Mark)) for part in numbers)
    return has_dots and plain and all(isinstance(part, (Letter, Mark)) for part in first)
