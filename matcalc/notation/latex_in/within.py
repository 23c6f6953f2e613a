"""Everything that stands in a formula."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.notation.latex_in.formula import Formula, Fraction, Group, Root, Run, Scripted, Table


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
