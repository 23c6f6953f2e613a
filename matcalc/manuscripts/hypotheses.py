"""What a text takes as given of its arrays: a fact, or an equation that is no claim; and where in the text it holds."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.manuscripts.facts_said import OF_A_SET, is_used
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.vocabulary import Key


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Something that is taken as given of arrays.

    keys: of which; of an equation, those that its constraint names. fact: in the words of --assume where these know it,
    else in any words; empty for an equation with no name. place: where it stands. scope: where it holds. near: of a
    condition of a few lines, its paragraph, in which others may be meant; None of what holds from its place on.
    is_equation: whether an equation says it, which is no claim then. is_of_each: whether it is said of vectors x_i;
    with no keys, of all of them.
    """

    keys: tuple[Key, ...]
    fact: str
    place: Span
    scope: Span
    near: Span | None = None
    is_equation: bool = False
    is_of_each: bool = False

    @property
    def is_used(self) -> bool:
        """Whether it is a fact that counts where values are compared."""
        return is_used(self.fact)

    @property
    def is_set(self) -> bool:
        """Whether it says of which numbers each entry is one."""
        return self.fact.startswith(OF_A_SET)

    @property
    def is_typed(self) -> bool:
        """Whether it is shown as it is typed; else its fact is."""
        return self.is_equation or self.is_set

    @property
    def is_case(self) -> bool:
        """Whether it is a condition of a few lines."""
        return self.near is not None

    def may_hold_at(self, place: int) -> bool:
        return self.near is None or self.near.start <= place < self.near.end

    def holds_at(self, place: int) -> bool:
        return self.scope.start <= place < self.scope.end
