"""What a Σ goes over, by its scripts."""

from __future__ import annotations

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Formula, Letter, Mark, Number, Scripted, Sign
from matcalc.notation.latex_in.scripts import bare, parts_of


def letters_summed(formula: Formula, text: str) -> tuple[str, ...]:
    """The letters under a Σ. Raises LatexError for anything but letters, each from 1 to the end of its range."""
    low, high = (formula.low, formula.high) if isinstance(formula, Scripted) else (None, None)
    if low is None:
        raise LatexError("nothing says over what this sum goes: write its index below it", text, formula.span)
    letters: list[str] = []
    rest: list[Formula] = []
    for part in parts_of(low):
        if isinstance(part, Letter) and not rest:
            letters.append(part.name)
        elif not (isinstance(part, Mark) and part.sign is Sign.COMMA and not rest):
            rest.append(part)
    starts_at_one = not rest or (isinstance(rest[-1], Number) and rest[-1].text == "1" and len(rest) <= 2)
    if not letters or not starts_at_one:
        message = "a sum goes over all values of its indices, such as Σ_i, Σ_{i,j} or from i = 1 to n"
        raise LatexError(message, text, low.span)
    if high is not None and not isinstance(bare(high), (Letter, Number)):
        raise LatexError("a sum goes from 1 to the end of its range, one letter", text, high.span)
    if len(set(letters)) < len(letters):
        raise LatexError("a letter is summed twice", text, low.span)
    return tuple(letters)


def end_of_sum(formula: Formula) -> str | None:
    """The letter or the number up to which a Σ goes, n of Σ_{i=1}^n; None without one."""
    high = bare(formula.high) if isinstance(formula, Scripted) and formula.high is not None else None
    match high:
        case Letter(name=name):
            return name
        case Number(text=number):
            return number
    return None
