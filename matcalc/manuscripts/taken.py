"""A hypothesis of a document about arrays of its program, and the facts that it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.facts import NONE, Facts
from matcalc.manuscripts.hypotheses import Hypothesis


@dataclass(frozen=True, slots=True)
class Taken:
    """A hypothesis. names: of the arrays that it is about. facts: what is used of it; NONE where nothing is.

    line: of the document, from 1. typed: the equation that says it, as it stands there, or what is said in words.
    """

    hypothesis: Hypothesis
    names: frozenset[str]
    line: int
    typed: str
    facts: Facts = NONE

    @property
    def is_used(self) -> bool:
        return self.facts is not NONE

    @property
    def is_named(self) -> bool:
        """Whether it is known what it says, so that an equation that says it is no claim."""
        return self.hypothesis.fact != ""

    @property
    def is_case(self) -> bool:
        """Whether it is a condition of a few lines."""
        return self.hypothesis.is_case

    def holds_at(self, place: int) -> bool:
        return self.hypothesis.holds_at(place)

    def may_hold_at(self, place: int) -> bool:
        """Whether somebody may mean it at a place where nothing says that it holds."""
        return self.hypothesis.may_hold_at(place)
