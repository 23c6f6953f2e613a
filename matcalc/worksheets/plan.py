"""Which places of a derivation are asked for, and what has to go so that nothing else on the sheet gives them away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar, assert_never

from matcalc.chain import Holes
from matcalc.documents.page import (
    AnswerSpace,
    Block,
    Box,
    Bullets,
    ChainBlock,
    Code,
    Figure,
    FormLine,
    Heading,
    Hints,
    Line,
    Listing,
    Mathematics,
    Notice,
    Options,
    PageBreak,
    Paragraph,
    Sentence,
    Table,
)
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Axes, Shape
from matcalc.notation.holes import has_operators
from matcalc.worksheets.asking import ROTATION, Asking, Blanked
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.places import Chain, Place, Spot, chains_of, rights

_T = TypeVar("_T")

SHARES = {2: 1 / 3, 3: 1 / 2, 4: 1.0}
"""Which part of what can be asked for is asked, by level; at level 1 it is one in each chain."""

TELLS_RULE = 3
"""The highest level at which a line whose right side is asked for still names its rule."""


@dataclass
class Plan:
    """asked: what is blanked. condensed: those of them that stand for several lines, whose rule says only the last.

    The others: what is left out so that nothing else gives an answer away.
    """

    asked: dict[Place, Spot] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    hidden: set[Place] = field(default_factory=set)
    unreasoned: set[Place] = field(default_factory=set)
    unruled: set[Place] = field(default_factory=set)
    condensed: set[Place] = field(default_factory=set)
    without_middle: set[Place] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)


class Sections:
    """The sections of a derivation, and what of them gives away what."""

    def __init__(self, blocks: Sequence[Block], reader: Reader) -> None:
        self.blocks = blocks
        self.reader = reader
        self.chains = tuple(chains_of(blocks, reader.text))
        self.closed_by = {chain.box: Place(chain.block, len(chain.lines) - 1) for chain in self.chains if chain.box}
        self._leaks: dict[Place, tuple[Place, ...]] = {}
        found = dict(rights(blocks))
        self.rights = {place: right for place, right in found.items() if place.block not in self.closed_by}
        self.lines = {
            Place(number, row): line
            for number, block in enumerate(blocks)
            if isinstance(block, ChainBlock)
            for row, line in enumerate(block.lines)
        }

    def leaks_of(self, place: Place) -> tuple[Place, ...]:
        """The later right sides in which the right side at a place can be found."""
        if place not in self._leaks:
            answer = self.rights[place]
            later = ((other, right) for other, right in self.rights.items() if other > place)
            self._leaks[place] = tuple(other for other, right in later if self.reader.gives_away(answer, right))
        return self._leaks[place]

    def with_leaks(self, place: Place) -> set[Place]:
        """The place, and all that must be asked for with it."""
        found, waiting = {place}, [place]
        while waiting:
            for other in self.leaks_of(waiting.pop()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def is_told(self, place: Place) -> bool:
        """Whether the right side at a place stands on a left side of its chain, or was told before of the same one."""
        answer = self.rights[place]
        if any(other.block == place.block and self.stands_left(answer, other) for other in self.lines):
            return True
        text, named = self.reader.text(answer), self._named(place)
        return any(
            other < place and self.reader.text(right) == text and self._named(other) == named
            for other, right in self.rights.items()
        )

    def stands_left(self, answer: Mathematics, place: Place) -> bool:
        """Whether the left side of a line gives an answer away."""
        return self.reader.gives_away(answer, self.lines[place].left)

    def section_of(self, block: int) -> range:
        """The numbers of the blocks between two headings, with the first of the headings."""
        headings = [number for number, each in enumerate(self.blocks) if isinstance(each, Heading)]
        start = max((number for number in headings if number <= block), default=0)
        return range(start, min((number for number in headings if number > block), default=len(self.blocks)))

    def _named(self, place: Place) -> str:
        """What stands to the left of a right side, maybe some lines above."""
        block = self.blocks[place.block]
        if isinstance(block, Box):
            return self.reader.text(block.equation.left)
        assert isinstance(block, ChainBlock)
        above = [line for line in block.lines[: place.row + 1] if line.depth == block.lines[place.row].depth]
        return next((self.reader.text(line.left) for line in reversed(above) if line.left is not None), "")


def planned(sections: Sections, rows: Sequence[int], asking: Asking) -> Plan:
    """What is asked for of sections, and of the rows of the table of symbols."""
    plan = Plan()
    for number, chain in enumerate(sections.chains):
        _ask_of_chain(sections, chain, _kind_here(sections, chain, number, asking), plan, asking)
    if asking.blanked is Blanked.SHAPES and asking.level > 1:
        plan.rows.update(_spread(rows, asking.level))
    _hide_what_tells(sections, plan, asking)
    return plan


def _kind_here(sections: Sections, chain: Chain, number: int, asking: Asking) -> Blanked:
    """What is asked of a chain: of a mixed sheet by turns, where there is something of the kind."""
    if asking.blanked is not Blanked.MIXED:
        return asking.blanked
    start = number + asking.seed
    turns = (ROTATION[(start + more) % len(ROTATION)] for more in range(len(ROTATION)))
    return next(kind for kind in turns if kind is Blanked.STEPS or any(_candidates(sections, chain, kind)))


def _candidates(sections: Sections, chain: Chain, kind: Blanked) -> tuple[Place, ...]:
    """The places of a chain that a sheet of a kind may ask for."""
    places = [Place(chain.block, row) for row in chain.asked]
    match kind:
        case Blanked.REASONS:
            return tuple(Place(chain.block, row) for row, line in enumerate(chain.lines) if line.rule)
        case Blanked.RESULTS:
            return (Place(chain.block, len(chain.lines) - 1),) if chain.box is not None else ()
        case Blanked.OPERATORS:
            last = Place(chain.block, len(chain.lines) - 1)
            right = sections.rights[last]
            return (last,) if isinstance(right, Node) and has_operators(right) else ()
        case Blanked.SHAPES:
            return () if chain.box is None else (Place(chain.box),)
    return tuple(place for place in places if not sections.is_told(place))


def _ask_of_chain(sections: Sections, chain: Chain, kind: Blanked, plan: Plan, asking: Asking) -> None:
    places = _candidates(sections, chain, kind)
    match kind:
        case Blanked.REASONS:
            for place in _spread(places, asking.level):
                plan.asked.setdefault(place, Spot.REASON)
        case Blanked.SHAPES:
            for place in places:
                plan.asked.setdefault(place, Spot.SHAPE)
        case Blanked.RESULTS | Blanked.OPERATORS:
            spot = Spot.RIGHT if kind is Blanked.RESULTS else Spot.OPERATORS
            for place in places:
                _ask(sections, place, spot, plan)
                above = [row for row in chain.matrix_form if row < place.row]
                if asking.level >= TELLS_RULE and kind is Blanked.RESULTS:
                    above = list(range(chain.told, place.row))
                plan.hidden.update(Place(chain.block, row) for row in above)
                if above:
                    plan.condensed.add(place)
        case _:
            for place in _least(sections, places) if asking.level == 1 else _spread(places, asking.level):
                _ask(sections, place, Spot.RIGHT, plan)


def _least(sections: Sections, places: Sequence[Place]) -> Sequence[Place]:
    """The one that takes the fewest others with it; of several the last."""
    best = min(places, key=lambda place: (len(sections.with_leaks(place)), -place.row), default=None)
    return () if best is None else (best,)


def _spread(places: Sequence[_T], level: int) -> Sequence[_T]:
    """As many as the level asks for, evenly spread; at level 1 the last."""
    count = 1 if level == 1 else ceil(len(places) * SHARES[level])
    return [places[((2 * number + 1) * len(places)) // (2 * count)] for number in range(min(count, len(places)))]


def _ask(sections: Sections, place: Place, spot: Spot, plan: Plan) -> None:
    answer = sections.rights[place]
    for other in sorted(sections.with_leaks(place)):
        right = sections.rights[other]
        if other != place and sections.is_told(other):
            plan.hidden.add(other)
        elif other not in plan.asked:
            keeps = spot is Spot.OPERATORS and _can_have_holes(right, answer, sections.reader)
            plan.asked[other] = Spot.OPERATORS if keeps else Spot.RIGHT


def _can_have_holes(right: Mathematics, answer: Mathematics, reader: Reader) -> bool:
    """Whether holes for operators are enough to hide an answer in a right side: they leave functions as they are."""
    return isinstance(right, Node) and has_operators(right) and not reader.gives_away(answer, Holes("", right))


def _hide_what_tells(sections: Sections, plan: Plan, asking: Asking) -> None:
    """Take out reasons, middles of lines and paragraphs that tell what is asked for."""
    plan.hidden -= plan.asked.keys()
    _drop_what_restates(sections, plan)
    answers = _answers(sections, plan)
    for place, spot in plan.asked.items():
        if spot in _READ:
            plan.unreasoned.add(place)
            if spot is Spot.OPERATORS or asking.level > TELLS_RULE or place in plan.condensed:
                plan.unruled.add(place)
                plan.without_middle.add(place)
    asks_shapes = bool(plan.rows) or Spot.SHAPE in plan.asked.values()
    for place, line in sections.lines.items():
        before = [answer for other, answer in answers.items() if other <= place]
        if any(sections.reader.gives_away(answer, line.through) for answer in before):
            plan.without_middle.add(place)
        if any(sections.reader.is_said(answer, line.reason) for answer in before):
            plan.unreasoned.add(place)
        if asks_shapes and _names_a_shape(line):
            plan.unreasoned.add(place)
    for number, block in enumerate(sections.blocks):
        before = [answer for other, answer in answers.items() if other.block <= number]
        if any(sections.reader.tells(answer, sentence) for answer in before for sentence in sentences(block)):
            plan.dropped.add(number)


def _answers(sections: Sections, plan: Plan) -> dict[Place, Mathematics]:
    return {place: sections.rights[place] for place, spot in plan.asked.items() if spot in _READ}


def _drop_what_restates(sections: Sections, plan: Plan) -> None:
    """Take out sections that begin with an answer, such as the solution of a condition on it, and what was asked there.

    A box that is left out, as the line above it asks for the same, can not ask for its shape.
    """
    for answer in _answers(sections, plan).values():
        for place in sections.lines:
            if place.block not in plan.dropped and sections.stands_left(answer, place):
                plan.dropped.update(sections.section_of(place.block))
    for place, spot in tuple(plan.asked.items()):
        closing = sections.closed_by.get(place.block, place)
        gone = spot is Spot.SHAPE and (closing in plan.hidden or plan.asked.get(closing) in _READ)
        if gone or place.block in plan.dropped:
            del plan.asked[place]


_READ = (Spot.RIGHT, Spot.OPERATORS)


def sentences(block: Block) -> Iterator[Sentence]:
    """The sentences of a block; code is one. Lines and results have none: they are searched as mathematics."""
    match block:
        case Heading(words=words) | Paragraph(words=words) | Figure(words=words):
            yield words
        case Bullets(items=items) | Options(items=items):
            yield from items
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row)
        case Notice(title=title, sentences=said, ways=ways):
            yield from (title, *said, *ways)
        case Hints(items=hints):
            yield from (hint for _, hint in hints)
        case Listing(code=code):
            yield (Code(code),)
        case ChainBlock() | Box() | FormLine() | AnswerSpace() | PageBreak():
            return
        case _:
            assert_never(block)


def _names_a_shape(line: Line) -> bool:
    return any(isinstance(part, Shape | Axes | Dimension) for part in line.reason)
