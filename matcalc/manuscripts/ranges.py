"""What a letter runs over, l = 1, …, L: it says nothing of arrays, and makes an array of no letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcalc.notation.latex_in.formula import Letter, Mark, Number, Relation, Sign, Statement
from matcalc.notation.latex_in.scripts import parts_of


def ranges_in(statements: Iterable[Statement]) -> Mapping[str, str]:
    """Where each letter ends that is said to run from 1, i = 1, …, n; not where a text says two different ends."""
    found: dict[str, set[str]] = {}
    for one in statements:
        if is_range(one):
            letters = [part.name for part in parts_of(one.members[0].formula) if isinstance(part, Letter)]
            first, *_, last = parts_of(one.members[1].formula)
            if isinstance(first, Number) and first.text == "1" and isinstance(last, Letter):
                for letter in letters:
                    found.setdefault(letter, set()).add(last.name)
    return {letter: next(iter(ends)) for letter, ends in found.items() if len(ends) == 1}


def is_range(statement: Statement) -> bool:
    """Whether a letter is said to be one number after another."""
    members = statement.members
    if len(members) != 2 or members[1].relation not in (Relation.EQUAL, Relation.IN):
        return False
    first, numbers = parts_of(members[0].formula), parts_of(members[1].formula)
    has_dots = any(isinstance(part, Mark) and part.sign is Sign.LEFT_OUT for part in numbers)
    plain = all(isinstance(part, (Letter, Number, Mark)) for part in numbers)
    return has_dots and plain and all(isinstance(part, (Letter, Mark)) for part in first)
