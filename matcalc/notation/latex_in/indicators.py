"""Conditions as numbers: 1[z > 0], 𝟏_{z>0} and (z > 0) are 1 where they hold and 0 elsewhere, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcalc.notation.latex_in.formula import (
    Fence,
    Formula,
    Group,
    Letter,
    Mark,
    Number,
    Run,
    Scripted,
    Sign,
    Span,
)
from matcalc.notation.latex_in.scripts import bare, parts_of

_FENCES = (Fence.ROUND, Fence.SQUARE, Fence.CURLY)


@dataclass(frozen=True, slots=True)
class Condition:
    """greater > less. span: of all that is typed for it."""

    greater: Formula
    less: Formula
    span: Span


def condition_at(items: Sequence[Formula], at: int) -> tuple[Condition, int] | None:
    """The condition that stands as a number at a place of a run, and the place behind it; None for anything else."""
    item = bare(items[at])
    if isinstance(item, Scripted) and item.high is None and not item.primes and item.low is not None:
        found = _condition_in(_out_of_brackets(item.low), item.span) if _is_one(bare(item.base)) else None
        return None if found is None else (found, at + 1)
    if isinstance(item, Group) and item.fence in _FENCES:
        found = _condition_in(item.inside, item.span)
        return None if found is None else (found, at + 1)
    if _is_one(item) and at + 1 < len(items):
        group = bare(items[at + 1])
        if isinstance(group, Group) and group.fence in _FENCES:
            found = _condition_in(group.inside, Span(item.span.start, group.span.end))
            return None if found is None else (found, at + 2)
    return None


def _is_one(formula: Formula) -> bool:
    """Whether something is the 1 or the I of an indicator, in any type."""
    return isinstance(formula, (Number, Letter)) and (
        formula.text if isinstance(formula, Number) else formula.name
    ) in (
        "1",
        "I",
    )


def _out_of_brackets(formula: Formula) -> Formula:
    inside = bare(formula)
    return inside.inside if isinstance(inside, Group) and inside.fence in _FENCES else formula


def _condition_in(formula: Formula, span: Span) -> Condition | None:
    """The one comparison that a formula is."""
    parts = parts_of(formula)
    signs = [part.sign if isinstance(part, Mark) else None for part in parts]
    places = [at for at, sign in enumerate(signs) if sign in (Sign.GREATER, Sign.LESS)]
    if len(places) != 1 or not 0 < places[0] < len(parts) - 1 or Sign.COMMA in signs:
        return None
    sides = parts[: places[0]], parts[places[0] + 1 :]
    left, right = (Run(side, Span(side[0].span.start, side[-1].span.end)) for side in sides)
    return Condition(left, right, span) if signs[places[0]] is Sign.GREATER else Condition(right, left, span)
