"""What a letter runs over, l = 1, …, L: it says nothing of arrays, and makes an array of no letter."""

from __future__ import annotations

from matcalc.notation.latex_in.formula import Letter, Mark, Number, Relation, Sign, Statement
from matcalc.notation.latex_in.scripts import parts_of


def is_range(statement: Statement) -> bool:
    """Whether a letter is said to be one number after another."""
    members = statement.members
    if len(members) != 2 or members[1].relation not in (Relation.EQUAL, Relation.IN):
        return False
    first, numbers = parts_of(members[0].formula), parts_of(members[1].formula)
    has_dots = any(isinstance(part, Mark) and part.sign is Sign.LEFT_OUT for part in numbers)
    plain = all(isinstance(part, (Letter, Number, Mark)) for part in numbers)
    return has_dots and plain and all(isinstance(part, (Letter, Mark)) for part in first)
