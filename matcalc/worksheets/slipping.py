"""The mistakes that belong to an answer, as a key prints them."""

from __future__ import annotations

from collections import Counter

from matcalc.api.derivation import Derivation
from matcalc.documents.page import Mathematics
from matcalc.forms.matrix_form import Leaf, Node
from matcalc.judging import mistakes as made
from matcalc.judging.right import right_side
from matcalc.judging.slips import Slip
from matcalc.worksheets.sheet import Mistake

MOST = 3
"""The mistakes that are shown with one answer, the most instructive."""


MOST_OF_A_KIND = 2
"""How often a mistake of one kind is shown that the shape does not betray: one sees it in the same way each time."""


class Key:
    """The mistakes of a key, answer by answer: what was said of one is not said again of another like it."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._said: set[object] = set()
        self._unseen: Counter[Slip] = Counter()

    def mistakes(self, chain: int, name: Mathematics, value: Mathematics) -> tuple[Mistake, ...]:
        """What one gets in place of a right side with the mistakes that people make. name: its left side.

        None of one with indices. chain: the number of its chain, of which each kind is shown once.
        """
        right = right_side(self._derivation, name, value) if isinstance(value, Node) else None
        if right is None:
            return ()
        found = made.instructive(right, self._derivation, MOST, lambda one: self._is_new(chain, one))
        for one in found:
            self._said |= {(chain, one.slip), _what_is_said(one)}
            self._unseen[one.slip] += one.conforms
        return tuple(map(as_printed, found))

    def _is_new(self, chain: int, mistake: made.Mistake) -> bool:
        if mistake.conforms and self._unseen[mistake.slip] >= MOST_OF_A_KIND:
            return False
        return self._said.isdisjoint({(chain, mistake.slip), _what_is_said(mistake)})


def _what_is_said(mistake: made.Mistake) -> object:
    """What went wrong and how one sees it, whatever the names of the arrays are."""
    return mistake.slip, mistake.shapes or _build(mistake.made)


def _build(node: Node) -> object:
    """The operations of an expression on arrays of which only the shapes are told."""
    if isinstance(node, Leaf):
        return node.shape
    return type(node).__name__, tuple(map(_build, node.children))


def as_printed(mistake: made.Mistake) -> Mistake:
    """A mistake with what went wrong in front of how one sees it."""
    name = f"{mistake.name[:1].upper()}{mistake.name[1:]}. "
    return Mistake((mistake.made,), (name, *mistake.words), name.rstrip(), mistake.conforms)
