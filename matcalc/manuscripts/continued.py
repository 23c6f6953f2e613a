"""A formula that begins with = goes on with the chain before it: $\\nabla_x E = (A + A^T) x$, $= 2 A x$."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.notation.latex_in.formula import Relation, Statement

_REACH = 300
"""So many characters may stand between the two."""


def continued(statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements, those that begin with = with the first member of the one before them as their left side."""
    before: Statement | None = None
    for statement in statements:
        if before is not None and _goes_on(statement, before):
            statement = replace(statement, members=(before.members[0], *statement.members[1:]))
        yield statement
        before = statement if len(statement.members) > 1 else before


def _goes_on(statement: Statement, before: Statement) -> bool:
    members = statement.members
    if len(members) < 2 or members[0].formula is not None or members[1].relation is not Relation.EQUAL:
        return False
    is_near = statement.span.start - before.span.end < _REACH
    return is_near and before.members[0].formula is not None and not any(True for _ in statement.holes)
