"""What a function is of, with a semicolon before its parameters: J(w; λ) is read as J(w, λ)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from matcalc.notation.latex_in.formula import Fence, Formula, Group, Mark, Pieces, Run, Sign
from matcalc.notation.latex_in.scripts import bare, parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs
from matcalc.notation.latex_in.within import mapped, with_formulas

_BETWEEN = (Sign.COMMA, Sign.SEMICOLON)


def with_commas(pieces: Pieces) -> Pieces:
    """The statements of each piece of mathematics, with commas between all names that a letter is a function of."""
    return tuple(tuple(with_formulas(statement, _mended) for statement in piece) for piece in pieces)


def is_list_of_names(formula: Formula, between: tuple[Sign, ...]) -> bool:
    """Whether a formula is round brackets with names in them, each two with one of these signs between."""
    formula = bare(formula)
    if not isinstance(formula, Group) or formula.fence is not Fence.ROUND:
        return False
    parts = parts_of(formula.inside)
    names, signs = parts[::2], parts[1::2]
    are_names = all(seen(part, Customs()) is not None for part in names)
    return len(parts) % 2 == 1 and are_names and all(isinstance(one, Mark) and one.sign in between for one in signs)


def _mended(formula: Formula) -> Formula:
    made = mapped(formula, _mended)
    if not isinstance(made, Run):
        return made
    items = list(made.items)
    for at, (letter, group) in enumerate(pairwise(made.items)):
        if seen(letter, Customs()) is not None and is_list_of_names(group, _BETWEEN):
            items[at + 1] = _with_comma(group)
    return replace(made, items=tuple(items))


def _with_comma(formula: Formula) -> Formula:
    if isinstance(formula, Mark) and formula.sign is Sign.SEMICOLON:
        return replace(formula, sign=Sign.COMMA)
    return mapped(formula, _with_comma)
