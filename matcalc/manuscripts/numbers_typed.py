"""Numbers and sets of them in formulas: −1, both of ±1, {−1, 1}; and how often a set is taken: {0, 1}ⁿ."""

from __future__ import annotations

from fractions import Fraction

from matcalc.manuscripts.subjects import between_commas
from matcalc.notation.latex_in.formula import Fence, Formula, Group, Mark, Number, Run, Scripted, Sign
from matcalc.notation.latex_in.scripts import parts_of

LARGEST = 10**9
"""Of the numbers above and below in a fraction: a fact has less than ten digits."""

_LONGEST = 30
"""Digits that are looked at."""

_BOTH_SIGNS = frozenset((r"\pm", r"\mp", "±", "∓"))


def number_of(digits: str) -> Fraction | None:
    """The number with these digits; None where a fact can not have it."""
    if len(digits) > _LONGEST:
        return None
    number = Fraction(digits)
    return number if max(number.numerator, number.denominator) < LARGEST else None


def number_in(formula: Formula, text: str) -> tuple[Fraction, ...]:
    """The number that a formula is, both of ±1; none of anything else, also of a number with too many digits."""
    parts = parts_of(formula)
    match parts:
        case (Number(text=digits),) if (number := number_of(digits)) is not None:
            return (number,)
        case (Mark(sign=sign, span=span), Number(text=digits)) if (number := number_of(digits)) is not None:
            if sign in (Sign.PLUS, Sign.MINUS):
                return (number if sign is Sign.PLUS else -number,)
            if text[span.start : span.end].strip() in _BOTH_SIGNS:
                return (-number, number)
    return ()


def set_in(formula: Formula, text: str) -> tuple[Fraction, ...] | None:
    """The numbers of a set, also of {0, 1}ⁿ and with ∀ i behind it; None for anything else, also for {1, …, K}.

    Braces that LaTeX does not show count where more than one number stands in them.
    """
    if isinstance(formula, Run) and len(formula.items) > 1 and _goes_on(formula.items[1]):
        formula = formula.items[0]
    base = formula.base if isinstance(formula, Scripted) and formula.low is None else formula
    while isinstance(base, Run) and len(base.items) == 1:
        base = base.items[0]
    if not isinstance(base, Group) or base.fence not in (Fence.CURLY, Fence.NONE):
        return None
    found: list[Fraction] = []
    for items in between_commas(base.inside):
        if not (numbers := number_in(Run(tuple(items), base.span), text)):
            return None
        found += numbers
    return tuple(found) if base.fence is Fence.CURLY or len(found) > 1 else None


def _goes_on(item: Formula) -> bool:
    """Whether what stands behind a set is said of it, and no part of it: a quantifier, or what is behind a comma."""
    return isinstance(item, Mark) and item.sign in (Sign.OTHER, Sign.COMMA)
