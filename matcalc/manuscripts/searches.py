"""Problems that a text sets, min_w ‖X w − y‖² and w* = arg min_w L(w): they define nothing and claim nothing."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.notation.latex_in.formula import Fence, Formula, Group, Letter, Scripted, Statement
from matcalc.notation.latex_in.scripts import bare, parts_of

_SEARCHES = frozenset(("min", "max", "argmin", "argmax", "arg", "inf", "sup", "minimize", "maximize", "minimise"))


def is_search(statement: Statement) -> bool:
    """Whether a member of a statement is the best of something, and none is ???."""
    formulas = [member.formula for member in statement.members if member.formula is not None]
    return not any(statement.holes) and any(_has_search(formula) for formula in formulas)


def _has_search(formula: Formula) -> bool:
    parts = parts_of(formula)
    for at, part in enumerate(parts):
        words = list(_word(part))
        follows = bare(parts[at + 1]) if at + 1 < len(parts) else None
        is_call = isinstance(follows, Group) and follows.fence is Fence.ROUND and not isinstance(part, Scripted)
        if words and words[0] in _SEARCHES and not is_call:
            return True
        if isinstance(part, Group) and _has_search(part.inside):
            return True
    return False


def _word(part: Formula) -> Iterator[str]:
    base = bare(part)
    while isinstance(base, Scripted):
        base = bare(base.base)
    if isinstance(base, Letter) and len(base.name) > 1:
        yield base.name
