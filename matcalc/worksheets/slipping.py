"""The mistakes that belong to an answer, as a key prints them."""

from __future__ import annotations

from itertools import islice

from matcalc.api.derivation import Derivation
from matcalc.forms.matrix_form import Node
from matcalc.worksheets import mistakes as made
from matcalc.worksheets.right import right_answer
from matcalc.worksheets.sheet import Mistake

MOST = 3
"""The mistakes that are shown with one answer, the most plausible."""


def mistakes_with(derivation: Derivation, wrt: str) -> tuple[Mistake, ...]:
    """What one gets with the mistakes that people make with a derivative; none of what is no matrix form."""
    if not has_matrix_form(derivation, wrt):
        return ()
    found = made.mistakes(right_answer(derivation, wrt), derivation)
    return tuple(as_printed(mistake) for mistake in islice(found, MOST))


def has_matrix_form(derivation: Derivation, wrt: str) -> bool:
    """Whether mistakes can be made of a derivative."""
    return isinstance(derivation.results[wrt].value, Node) and not derivation.problem.program.labels


def as_printed(mistake: made.Mistake) -> Mistake:
    """A mistake with what went wrong in front of how one sees it."""
    name = f"{mistake.name[:1].upper()}{mistake.name[1:]}. "
    return Mistake((mistake.made,), (name, *mistake.words), name.rstrip(), mistake.conforms)
