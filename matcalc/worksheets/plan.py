"""Which places of a derivation are asked for, and which lines are left out for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar

from matcalc.chain import Holes
from matcalc.documents.page import Mathematics, Sentence
from matcalc.forms.matrix_form import Node
from matcalc.notation.holes import has_operators
from matcalc.worksheets.asking import ROTATION, Asking, Blanked
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.places import READ, Chain, Place, Spot
from matcalc.worksheets.sections import Sections

_T = TypeVar("_T")

SHARES = {2: 0.4, 3: 0.7, 4: 1.0}
"""Which part of what can be asked for is asked, by level; at level 1 it is one in each chain."""

_OF_ENDS = (Blanked.RESULTS, Blanked.OPERATORS)
"""The kinds that ask for the end of a chain before all else."""

ALL_TOLD = 2
"""The highest level at which the lines above a result that is asked for are told."""


@dataclass
class Plan:
    """asked: what is blanked. condensed: those of them that stand for several lines, by the lines left out above.

    named: what is asked for above, and stands here by its name. reasons: those of which something is left. The others:
    what is left out so that nothing else gives an answer away.
    """

    asked: dict[Place, Spot] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    hidden: set[Place] = field(default_factory=set)
    unreasoned: set[Place] = field(default_factory=set)
    reasons: dict[Place, Sentence] = field(default_factory=dict)
    unruled: set[Place] = field(default_factory=set)
    condensed: dict[Place, tuple[Place, ...]] = field(default_factory=dict)
    without_middle: set[Place] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    named: dict[Place, Mathematics] = field(default_factory=dict)
    named_left: dict[Place, Mathematics] = field(default_factory=dict)


def planned(sections: Sections, rows: Sequence[int], asking: Asking) -> Plan:
    """What is asked for of sections, and of the rows of the table of symbols."""
    planning = _Planning(sections, asking)
    for number, chain in enumerate(sections.chains):
        planning.ask_of(chain, _kind_here(sections, chain, number, asking))
    plan = planning.plan
    if asking.blanked is Blanked.SHAPES and asking.level > 1:
        plan.rows.update(_spread(rows)[: _count(len(rows), asking.level)])
    return plan


def _kind_here(sections: Sections, chain: Chain, number: int, asking: Asking) -> Blanked:
    """What is asked of a chain: of a mixed sheet by turns, where there is something of the kind."""
    if asking.blanked is not Blanked.MIXED:
        return asking.blanked
    start = number + asking.seed
    turns = (ROTATION[(start + more) % len(ROTATION)] for more in range(len(ROTATION)))
    return next(kind for kind in turns if kind is Blanked.STEPS or _candidates(sections, chain, kind))


def _candidates(sections: Sections, chain: Chain, kind: Blanked) -> dict[Place, Spot]:
    """The places of a chain that a sheet of a kind may ask for."""
    places = [Place(chain.block, row) for row in chain.asked]
    match kind:
        case Blanked.REASONS:
            return {Place(chain.block, row): Spot.REASON for row, line in enumerate(chain.lines) if line.rule}
        case Blanked.RESULTS:
            return {} if chain.box is None else {chain.end: Spot.RIGHT}
        case Blanked.OPERATORS:
            rows = [Place(chain.block, row) for row in chain.matrix_form]
            return {
                place: Spot.OPERATORS
                for place in rows
                if _has_operators(sections.rights[place]) and place == sections.run_of(place)[-1]
            }
        case Blanked.SHAPES:
            return {} if chain.box is None else {Place(chain.box): Spot.SHAPE}
    return {place: Spot.RIGHT for place in places if _can_be_asked(sections, chain, place)}


def _can_be_asked(sections: Sections, chain: Chain, place: Place) -> bool:
    """Whether a right side is told nowhere above, and taken as given nowhere below; 0 is on the right to be solved.

    Where all lines look like the end from the first on, they are left out for it, the first too.
    """
    run = sections.run_of(place)
    return (
        place == run[-1]
        and sections.reader.text(sections.rights[place]) != "0"
        and (run[0].row >= chain.told or (place == chain.end and run[0].row == 0))
        and not sections.is_told(place)
        and not sections.is_restated(place)
        and not (chain.end in sections.leaks_of(place) and sections.is_restated(chain.end))
    )


def _has_operators(right: Mathematics) -> bool:
    return isinstance(right, Node) and has_operators(right)


def _count(number: int, level: int) -> int:
    """How many of so many are asked for."""
    return min(number, 1) if level == 1 else ceil(number * SHARES[level])


class _Planning:
    """Plans chain by chain. Each chain gets as many blanks as its level asks for, and no more.

    What would give away an answer from further up is the first to be asked for, where it is a result, and is left out
    where it is not asked for. What is asked at a level is so chosen that a higher one asks for as much.
    """

    def __init__(self, sections: Sections, asking: Asking) -> None:
        self.plan = Plan()
        self._sections = sections
        self._asking = asking
        self._telling: set[Place] = set()
        """The places that give away what is asked for so far."""

    def ask_of(self, chain: Chain, kind: Blanked) -> None:
        """Plan what is asked for of a chain, and what it leaves out."""
        if chain.box is not None and self._cut_short(chain):
            return
        here = sorted(self._telling - self.plan.named.keys())
        telling = [place for place in here if place.block == chain.block]
        found = _candidates(self._sections, chain, kind)
        spots = {place: spot for place, spot in found.items() if place not in self.plan.named.keys() | self._telling}
        for place in telling:
            if self._can_be_asked(place):
                spots[place] = self._spot_of(place, kind)
        if spots.get(chain.end) in READ and chain.box is not None:
            spots.pop(Place(chain.box), None)  # its shape is asked for with the result
        count = max(_count(len(spots), self._asking.level), chain.end in telling)
        for place in self._chosen(chain, spots, self._first(chain, spots, kind), count):
            self._ask(place, spots[place])
        self._leave_out(chain, kind)

    def _cut_short(self, chain: Chain) -> bool:
        """Whether a chain of equations goes on from an answer: from there it is left out, and its end is asked for.

        Its first line has the name of the answer instead.
        """
        sections, asked = self._sections, [place for place, spot in self.plan.asked.items() if spot in READ]
        for row in range(chain.end.row):
            place = Place(chain.block, row)
            answer = next((one for one in asked if sections.stands_left(sections.rights[one], place)), None)
            if answer is None:
                continue
            name = sections.name_of(answer)
            if not row and name is None:
                return False
            if not row and name is not None:
                self.plan.named_left[place] = name
            self.plan.hidden.update(Place(chain.block, other) for other in range(max(row, 1), chain.end.row))
            self._ask(chain.end, Spot.RIGHT)
            return True
        return False

    def _first(self, chain: Chain, spots: Mapping[Place, Spot], kind: Blanked) -> Place | None:
        """What is asked for before all else: the end where it is the result, or would give something away.

        Of steps it is that which takes the fewest others with it, of reasons that which has most to say.
        """
        places = sorted(spots)
        if not places or (chain.end in spots and (chain.end in self._telling or kind in _OF_ENDS)):
            return chain.end if places else None
        if kind is Blanked.REASONS:
            lines = self._sections.lines
            return max(places, key=lambda place: (len(lines[place].reason) if place in lines else 0, place))
        if kind in (Blanked.STEPS, Blanked.MIXED):
            return min(places, key=lambda place: (len(self._sections.leaks_of(place)), -place.row))
        return places[-1]

    def _chosen(self, chain: Chain, spots: Mapping[Place, Spot], first: Place | None, count: int) -> Sequence[Place]:
        """So many of the places, evenly spread: one that gives away the end takes the end with it."""
        chosen: list[Place] = []
        for place in _spread(sorted(spots), first):
            needed = [place]
            if spots[place] in READ and chain.end in spots and chain.end in self._sections.leaks_of(place):
                needed.append(chain.end)
            needed = [each for each in needed if each not in chosen]
            if len(chosen) + len(needed) <= count:
                chosen += needed
        return chosen

    def _can_be_asked(self, place: Place) -> bool:
        """Whether a place that gives away an answer is a question by itself."""
        return self._sections.run_of(place)[-1] == place and not self._sections.is_told(place)

    def _spot_of(self, place: Place, kind: Blanked) -> Spot:
        """How a place is asked for that gives away an answer."""
        if kind is not Blanked.OPERATORS:
            return Spot.RIGHT
        right = self._sections.rights[place]
        asked = [each for each, spot in self.plan.asked.items() if spot in READ]
        answers = [self._sections.rights[each] for each in asked if place in self._sections.leaks_of(each)]
        keeps = all(_can_have_holes(right, answer, self._sections.reader) for answer in answers)
        return Spot.OPERATORS if keeps else Spot.RIGHT

    def _ask(self, place: Place, spot: Spot) -> None:
        """Ask for a place, once for all lines that look alike; elsewhere it stands by its name where it has one."""
        self.plan.asked[place] = spot
        if spot not in READ:
            return
        sections, name = self._sections, self._sections.name_of(place)
        self._telling.update(sections.run_of(place)[:-1])
        for other in sections.leaks_of(place):
            if name is not None and self._has_name(other, place, name):
                self.plan.named[other] = name
            elif other in sections.inside:
                self._telling.add(other)
            elif sections.is_told(other):
                self.plan.hidden.add(other)
            elif other not in self.plan.asked:
                self._ask(other, Spot.RIGHT)

    def _has_name(self, other: Place, place: Place, name: Mathematics) -> bool:
        """Whether a place elsewhere, that is alike, can have the name of an answer: beside another left side."""
        sections = self._sections
        if other.block == place.block or not sections.reader.is_alike(sections.rights[place], sections.rights[other]):
            return False
        left = sections.lines[other].left if other in sections.lines else None
        return left is None or sections.reader.text(left) != sections.reader.text(name)

    def _leave_out(self, chain: Chain, kind: Blanked) -> None:
        """Leave out the lines of a chain that would give away what is asked for."""
        gone = {place for place in self._telling if place.block == chain.block} - self.plan.named.keys()
        if chain.end in self.plan.asked and kind in _OF_ENDS:
            above = [row for row in chain.matrix_form if row < chain.end.row]
            if kind is Blanked.RESULTS and self._asking.level > ALL_TOLD:
                above = list(range(chain.told, chain.end.row))
            gone.update(Place(chain.block, row) for row in above)
        self.plan.hidden |= gone - self.plan.asked.keys()


def _can_have_holes(right: Mathematics, answer: Mathematics, reader: Reader) -> bool:
    """Whether holes for operators are enough to hide an answer in a right side: they leave functions as they are."""
    return isinstance(right, Node) and has_operators(right) and not reader.gives_away(answer, Holes("", right))


def _spread(places: Sequence[_T], first: _T | None = None) -> Sequence[_T]:
    """All places, each as far as can be from those before it; without a first the last is that."""
    order = [len(places) - 1 if first is None else places.index(first)] if places else []
    nearest = {at: abs(at - order[0]) for at in range(len(places)) if at != order[0]} if order else {}
    while nearest:
        added = max(nearest, key=lambda at: (nearest[at], at))
        order.append(added)
        del nearest[added]
        nearest = {at: min(distance, abs(at - added)) for at, distance in nearest.items()}
    return [places[at] for at in order]
