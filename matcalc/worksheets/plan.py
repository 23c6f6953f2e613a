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
from matcalc.worksheets.places import Chain, Place, Spot
from matcalc.worksheets.sections import Sections

_T = TypeVar("_T")

SHARES = {2: 1 / 3, 3: 1 / 2, 4: 1.0}
"""Which part of what can be asked for is asked, by level; at level 1 it is one in each chain."""

TELLS_RULE = 3
"""The highest level at which a line whose right side is asked for still names its rule."""


@dataclass
class Plan:
    """asked: what is blanked. condensed: those of them that stand for several lines, whose rule says only the last.

    named: what is asked for above, and stands here by its name. The others: what is left out so that nothing else
    gives an answer away.
    """

    asked: dict[Place, Spot] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    hidden: set[Place] = field(default_factory=set)
    unreasoned: set[Place] = field(default_factory=set)
    unruled: set[Place] = field(default_factory=set)
    condensed: set[Place] = field(default_factory=set)
    without_middle: set[Place] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    named: dict[Place, Mathematics] = field(default_factory=dict)
    named_left: dict[Place, Mathematics] = field(default_factory=dict)


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
    return tuple(
        place
        for place in places
        if place == sections.run_of(place)[-1]
        and sections.run_of(place)[0].row >= chain.told
        and not sections.is_told(place)
        and not sections.is_restated(place)
    )


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
    """Ask for a place, and for what gives it away: once for all that looks alike, by its name where it has one."""
    answer, name = sections.rights[place], sections.name_of(place)
    for other in sorted(sections.with_leaks(place)):
        right, run = sections.rights[other], sections.run_of(other)
        if other.block != place.block and name is not None and sections.reader.is_alike(answer, right):
            if other.block not in sections.closed_by:
                plan.named[other] = name
        elif other != place and (other != run[-1] or sections.is_told(other)):
            plan.hidden.add(other)
        elif other not in plan.asked:
            keeps = spot is Spot.OPERATORS and _can_have_holes(right, answer, sections.reader)
            plan.asked[other] = Spot.OPERATORS if keeps else Spot.RIGHT
            if len(run) > 1:
                plan.hidden.update(run[:-1])
                plan.condensed.add(other)


def _can_have_holes(right: Mathematics, answer: Mathematics, reader: Reader) -> bool:
    """Whether holes for operators are enough to hide an answer in a right side: they leave functions as they are."""
    return isinstance(right, Node) and has_operators(right) and not reader.gives_away(answer, Holes("", right))


def _hide_what_tells(sections: Sections, plan: Plan, asking: Asking) -> None:
    """Take out reasons, middles of lines and paragraphs that tell what is asked for."""
    plan.hidden -= plan.asked.keys()
    plan.named = {place: name for place, name in plan.named.items() if place not in plan.hidden | plan.asked.keys()}
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
        told = any(sections.reader.gives_away(answer, line.through) for answer in before)
        if told or _puts_in(sections, plan, place):
            plan.without_middle.add(place)
        if any(sections.reader.is_said(answer, line.reason) for answer in before):
            plan.unreasoned.add(place)
        if asks_shapes and _names_a_shape(line):
            plan.unreasoned.add(place)
    for number, block in enumerate(sections.blocks):
        if isinstance(block, Paragraph) and any(other.block in (number - 1, number - 2) for other in answers):
            # what is said below a result is said of it
            plan.dropped.add(number)
        before = [answer for other, answer in answers.items() if other.block <= number]
        if any(sections.reader.tells(answer, sentence) for answer in before for sentence in sentences(block)):
            plan.dropped.add(number)


def _puts_in(sections: Sections, plan: Plan, place: Place) -> bool:
    """Whether a line puts in what the chain above it, that is nested in its own, asks for at its end."""
    above = Place(place.block, place.row - 1)
    while above in sections.lines and sections.lines[above].depth > sections.lines[place].depth:
        if plan.asked.get(above) in _READ:
            return True
        above = Place(place.block, above.row - 1)
    return False


def _answers(sections: Sections, plan: Plan) -> dict[Place, Mathematics]:
    return {place: sections.rights[place] for place, spot in plan.asked.items() if spot in _READ}


def _drop_what_restates(sections: Sections, plan: Plan) -> None:
    """Take out what begins with an answer, such as a condition on it, and what was asked there.

    Where a chain is about nothing but the answer and has an end, its beginning has the name and its end is asked for.
    A box that is left out, as the line above it asks for the same, can not ask for its shape.
    """
    for asked, answer in _answers(sections, plan).items():
        for place in sections.lines:
            if place.block in plan.dropped or place in plan.hidden or place in plan.named_left:
                continue
            if not sections.stands_left(answer, place):
                continue
            name, chain = sections.name_of(asked), sections.inside.get(place)
            if name is None or chain is None or chain.box is None or place.row or place.block == asked.block:
                plan.dropped.update(sections.section_of(place.block))
                continue
            end = sections.closed_by[chain.box]
            between = [Place(place.block, row) for row in range(1, end.row)]
            plan.named_left[place] = name
            plan.hidden.update(between)
            for other in between:
                plan.asked.pop(other, None)
            plan.asked[end] = Spot.RIGHT
            plan.condensed.add(end)
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
