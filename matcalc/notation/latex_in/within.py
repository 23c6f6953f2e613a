"""Everything that stands in a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from matcalc.notation.latex_in.formula import Formula, Fraction, Group, Root, Run, Scripted, Statement, Table


def items_in(formula: Formula) -> Iterator[Formula]:
    """Everything in a formula, outermost first."""
    waiting = [formula]
    while waiting:
        formula = waiting.pop()
        yield formula
        waiting.extend(reversed(_inside(formula)))


def _inside(formula: Formula) -> list[Formula]:
    match formula:
        case Run(items):
            return list(items)
        case Group(_, inside):
            return [inside]
        case Scripted(base, low, high):
            return [part for part in (base, low, high) if part is not None]
        case Fraction(above, below):
            return [above, below]
        case Root(inside):
            return [inside]
        case Table(rows=rows):
            return [cell for row in rows for cell in row]
    return []


def with_formulas(statement: Statement, made: Callable[[Formula], Formula]) -> Statement:
    """The statement with other formulas, each made of the one that stood there."""
    members = (
        member if member.formula is None else replace(member, formula=made(member.formula))
        for member in statement.members
    )
    return replace(statement, members=tuple(members))


def mapped(formula: Formula, made: Callable[[Formula], Formula]) -> Formula:
    """The formula with other parts, each made of the one that stood there; scripts stay as they are."""
    match formula:
        case Run(items):
            return replace(formula, items=tuple(map(made, items)))
        case Group(inside=inside):
            return replace(formula, inside=made(inside))
        case Fraction(above, below):
            return replace(formula, above=made(above), below=made(below))
        case Root(inside=inside):
            return replace(formula, inside=made(inside))
        case Table(rows=rows):
            return replace(formula, rows=tuple(tuple(map(made, row)) for row in rows))
        case Scripted(base):
            return replace(formula, base=made(base))
    return formula
