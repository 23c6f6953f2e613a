"""Letters at the foot of a name that number layers or steps and no entries: z_k = W_k a_{k-1}, x_{k+1} = A x_k."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.notation.latex_in.formula import Face, Formula, Group, Letter, Mark, Number, Run, Scripted, Sign
from matcalc.notation.latex_in.scripts import bare, parts_of
from matcalc.notation.latex_in.within import items_in


def layers_at_foot(formulas: Sequence[Formula]) -> frozenset[str]:
    """The letters that stand at some foot with an offset, alone at that of a matrix or of what a matrix stands before,
    and nowhere beside another index, but before a comma.
    """
    shifted: set[str] = set()
    of_matrices: set[str] = set()
    indices: set[str] = set()
    for formula in formulas:
        for item in items_in(formula):
            if isinstance(item, Scripted) and (low := parts_of(item.low)):
                before, behind = _at_comma(low)
                if (letter := _letter_alone(before)) is None:
                    behind = low
                elif len(before) > 1:
                    shifted.add(letter)
                indices.update(part.name for part in behind if isinstance(part, Letter))
            if isinstance(item, (Run, Group)):
                of_matrices.update(_beside_matrices(parts_of(item)))
    return frozenset(shifted & of_matrices - indices)


def _at_comma(low: Sequence[Formula]) -> tuple[Sequence[Formula], Sequence[Formula]]:
    """What stands before the first comma of a foot, and behind it: k and j of z_{k,j}."""
    at = next((at for at, part in enumerate(low) if isinstance(part, Mark) and part.sign is Sign.COMMA), len(low))
    return low[:at], low[at + 1 :]


def _letter_alone(low: Sequence[Formula]) -> str | None:
    """The letter of a foot that is one letter, or one with an offset."""
    first = low[0] if low else None
    is_shifted = (
        len(low) == 3
        and isinstance(low[1], Mark)
        and low[1].sign in (Sign.PLUS, Sign.MINUS)
        and isinstance(low[2], Number)
    )
    is_letter = isinstance(first, Letter) and first.face is not Face.ROMAN and (len(low) == 1 or is_shifted)
    return first.name if isinstance(first, Letter) and is_letter else None


def _beside_matrices(parts: Sequence[Formula]) -> Iterator[str]:
    """The letters at the feet of capitals, and of what stands right behind a capital."""
    is_behind = False
    for part in parts:
        letter, foot = _with_foot(part)
        is_capital = letter is not None and len(letter.name) == 1 and letter.name.isupper()
        if foot is not None and (is_capital or is_behind):
            yield foot
        is_behind = is_capital


def _with_foot(formula: Formula) -> tuple[Letter | None, str | None]:
    """A letter with scripts, and the one letter at its foot."""
    foot = None
    formula = bare(formula)
    while isinstance(formula, Scripted):
        if formula.low is not None and (low := parts_of(formula.low)):
            foot = _letter_alone(low)
        formula = bare(formula.base)
    return (formula, foot) if isinstance(formula, Letter) else (None, None)
