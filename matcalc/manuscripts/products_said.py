"""Tuples in products of sets, one by one: (x_i, y_i) ∈ ℝᵈ × {−1, 1} says x_i ∈ ℝᵈ and y_i ∈ {−1, 1}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.manuscripts.subjects import between_commas
from matcalc.notation.latex_in.formula import Fence, Formula, Group, Mark, Relation, Run, Sign, Statement


def one_by_one(statements: Sequence[Statement]) -> Sequence[Statement]:
    """The statements, those of tuples in products taken apart."""
    return [part for statement in statements for part in _parts(statement)]


def _parts(statement: Statement) -> Iterator[Statement]:
    if len(statement.members) == 2 and statement.members[1].relation is Relation.IN:
        first, last = (member.formula for member in statement.members)
        names, sets = _names(first), _factors(last)
        if len(names) > 1 and len(names) == len(sets):
            for name, factor in zip(names, sets, strict=True):
                members = (replace(statement.members[0], formula=name), replace(statement.members[1], formula=factor))
                yield replace(statement, members=members)
            return
    yield statement


def _names(formula: Formula | None) -> Sequence[Formula]:
    """Those of a tuple in round brackets."""
    if not isinstance(formula, Group) or formula.fence is not Fence.ROUND:
        return ()
    pieces = list(between_commas(formula.inside))
    return [piece[0] for piece in pieces] if all(len(piece) == 1 for piece in pieces) else ()


def _factors(formula: Formula | None) -> Sequence[Formula]:
    """The sets of a product."""
    if not isinstance(formula, Run):
        return ()
    found: list[list[Formula]] = [[]]
    for item in formula.items:
        if isinstance(item, Mark) and item.sign is Sign.TIMES:
            found.append([])
        else:
            found[-1].append(item)
    return [items[0] for items in found] if all(len(items) == 1 for items in found) else ()
