"""A formula that begins with = goes on with the chain before it: $\\nabla_x E = (A + A^T) x$, $= 2 A x$."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from matcalc.notation.latex_in.formula import Relation, Statement

_REACH = 300
"""So many characters may stand between the two."""


def continued(statements: Sequence[Statement], displayed: Container[int]) -> Iterator[Statement]:
    """The statements, those that begin with = with the first member of the one before them as their left side.

    displayed: where statements begin that stand in lines of their own; such a one goes on with another of them, and
    not with a formula in the words between.
    """
    before: Statement | None = None
    last: Statement | None = None
    for statement in statements:
        is_displayed = statement.span.start in displayed
        goes_on_with = last if is_displayed else before
        if goes_on_with is not None and _goes_on(statement, goes_on_with):
            statement = replace(statement, members=(goes_on_with.members[0], *statement.members[1:]))
        yield statement
        if len(statement.members) > 1:
            before = statement
            last = statement if is_displayed else last


def _goes_on(statement: Statement, before: Statement) -> bool:
    members = statement.members
    if len(members) < 2 or members[0].formula is not None or members[1].relation is not Relation.EQUAL:
        return False
    is_near = statement.span.start - before.span.end < _REACH
    return is_near and before.members[0].formula is not None and not any(True for _ in statement.holes)
