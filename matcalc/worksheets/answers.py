"""What belongs into the blanks of an exercise, with points, help and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from matcalc.api.derivation import Derivation
from matcalc.documents.page import Box, Code, Equation, Sentence, Table
from matcalc.forms.matrix_form import Node
from matcalc.worksheets import hints
from matcalc.worksheets.accepted import accepted_forms
from matcalc.worksheets.places import READ, Place, Spot, why
from matcalc.worksheets.plan import Plan
from matcalc.worksheets.sections import Sections
from matcalc.worksheets.sheet import Answer, Asked, Mistake
from matcalc.worksheets.slipping import Key

KINDS = {
    Spot.RIGHT: Asked.MATHEMATICS,
    Spot.REASON: Asked.REASON,
    Spot.OPERATORS: Asked.OPERATORS,
    Spot.SHAPE: Asked.SHAPE,
}

POINTS = {Spot.RIGHT: 2, Spot.REASON: 1, Spot.OPERATORS: 1, Spot.SHAPE: 1}
OF_RESULT, OF_ONE_LINE = 3, 1
"""The points of a right side that is a result, and of one that is found in a single line."""


@dataclass(frozen=True)
class Answers:
    """symbols: the table of symbols. number: of the exercise. symmetric: the names of arrays declared to be so."""

    sections: Sections
    plan: Plan
    symbols: Table
    number: int
    symmetric: frozenset[str]

    @cached_property
    def labels(self) -> dict[tuple[Spot, Place], str]:
        """Blanks in the order of the page; those in the table of symbols come first."""
        keys = [(Spot.SHAPE, symbol_row(row)) for row in sorted(self.plan.rows)]
        keys += [(spot, place) for place, spot in sorted(self.plan.asked.items())]
        return {key: f"{self.number}.{count}" for count, key in enumerate(keys, 1)}

    def all(self, derivation: Derivation | None) -> Iterator[Answer]:
        """The answers in the order of their labels. derivation: for the mistakes, where wanted."""
        mistakes = {} if derivation is None else self._mistakes(Key(derivation))
        for (spot, place), label in self.labels.items():
            right, hint = self.right(spot, place), self.hint(spot, place)
            accepted = self._accepted(spot, place)
            points = self._points(spot, place)
            yield Answer(label, KINDS[spot], right, points, hint, mistakes.get(place, ()), accepted)

    def right(self, spot: Spot, place: Place) -> Sentence:
        """What belongs into a blank."""
        match spot:
            case Spot.REASON:
                return why(self.sections.lines[place])
            case Spot.SHAPE if place.block < 0:
                return self.symbols.rows[place.row][-1]
            case Spot.SHAPE:
                return (self._box(place).shape,)
        return (self.sections.rights[place],)

    def hint(self, spot: Spot, place: Place) -> Sentence:
        """Help for a blank."""
        match spot:
            case Spot.SHAPE if place.block < 0:
                (named,) = self.symbols.rows[place.row][0]
                assert not isinstance(named, str | Equation | Code)
                return hints.of_shape(named)
            case Spot.SHAPE:
                return hints.of_shape(self._box(place).equation.left)
            case Spot.REASON:
                return hints.of_reason(self.sections.lines[place])
            case Spot.OPERATORS:
                right = self.sections.rights[place]
                assert isinstance(right, Node)
                return hints.of_operators(right)
        steps = (*self.plan.condensed.get(place, ()), place)
        lines = [self.sections.lines[one] for one in steps if one in self.sections.lines]  # a box is none
        return hints.of_right_side(lines, self.sections.rights[place])

    def _box(self, place: Place) -> Box:
        box = self.sections.blocks[place.block]
        assert isinstance(box, Box)
        return box

    def _points(self, spot: Spot, place: Place) -> int:
        if spot is not Spot.RIGHT:
            return POINTS[spot]
        chain = self.sections.inside.get(place)
        if chain is not None and len(chain.lines) == 1:
            return OF_ONE_LINE
        closes = place in self.sections.closed_by.values() or place not in self.sections.lines
        return OF_RESULT if closes else POINTS[spot]

    def _accepted(self, spot: Spot, place: Place) -> tuple[str, ...]:
        """What a checker takes as right that can not do algebra."""
        right = self.sections.rights[place] if spot in READ else None
        return accepted_forms(right, symmetric=self.symmetric) if isinstance(right, Node) else ()

    def _mistakes(self, key: Key) -> dict[Place, tuple[Mistake, ...]]:
        """What goes wrong with right sides in matrix form: of results first, of what leads to them what is new."""
        found: dict[Place, tuple[Mistake, ...]] = {}
        for place in sorted((place for spot, place in self.labels if spot in READ), key=self._after_results):
            right, name = self.sections.rights[place], self.sections.left_of(place)
            if name is not None:
                found[place] = key.mistakes(place.block, name, right)
        return found

    def _after_results(self, place: Place) -> tuple[bool, Place]:
        chain = self.sections.inside.get(place)
        return chain is not None and chain.end != place, place


def symbol_row(number: int) -> Place:
    """The place of a row of the table of symbols, before all others."""
    return Place(-1, number)
