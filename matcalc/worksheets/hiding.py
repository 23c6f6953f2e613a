"""What has to go from a sheet so that nothing on it gives away what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

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
from matcalc.forms.shapes import Axes, Shape
from matcalc.worksheets.asking import Asking
from matcalc.worksheets.places import READ, Place, Spot
from matcalc.worksheets.plan import Plan
from matcalc.worksheets.sections import Sections

TELLS_RULE = 3
"""The highest level at which a line whose right side is asked for still names its rule."""


def hide_what_tells(sections: Sections, plan: Plan, asking: Asking) -> None:
    """Take out reasons, middles of lines and paragraphs that tell what is asked for."""
    plan.hidden -= plan.asked.keys()
    plan.named = {place: name for place, name in plan.named.items() if place not in plan.hidden | plan.asked.keys()}
    _drop_what_restates(sections, plan)
    for block in dict.fromkeys(place.block for place in plan.hidden):
        _mark_gaps(sections, plan, block)
    for place, spot in plan.asked.items():
        if spot in READ:
            plan.unreasoned.add(place)
            if spot is Spot.OPERATORS or asking.level > TELLS_RULE or place in plan.condensed:
                plan.unruled.add(place)
                plan.without_middle.add(place)
    _shorten_lines(sections, plan)
    _drop_words(sections, plan)


def _shorten_lines(sections: Sections, plan: Plan) -> None:
    """Take out middles and reasons of lines."""
    answers, reader = _answers(sections, plan), sections.reader
    asks_shapes = bool(plan.rows) or Spot.SHAPE in plan.asked.values()
    for place, line in sections.lines.items():
        before = [answer for other, answer in answers.items() if other <= place]
        told = any(reader.gives_away(one, line.through) or reader.evaluates(one, line.through) for one in before)
        if told or _puts_in(sections, plan, place):
            plan.without_middle.add(place)
        if any(reader.is_said(answer, line.reason) for answer in before) or (asks_shapes and _names_a_shape(line)):
            plan.unreasoned.add(place)
        above = [answer for other, answer in answers.items() if other.block == place.block and other < place]
        if line.reason and above:
            plan.reasons[place] = reader.without_deltas(above, line.reason)


def _drop_words(sections: Sections, plan: Plan) -> None:
    """Take out what is said of a result that is asked for, and what tells an answer."""
    answers = _answers(sections, plan)
    for number, block in enumerate(sections.blocks):
        below_it = range(max(number - 2, sections.section_of(number).start), number)
        if isinstance(block, Paragraph) and any(other.block in below_it for other in answers):
            # what is said below a result is said of it, up to the next heading
            plan.dropped.add(number)
        before = [answer for other, answer in answers.items() if other.block <= number]
        if any(sections.reader.tells(answer, sentence) for answer in before for sentence in sentences(block)):
            plan.dropped.add(number)


def _mark_gaps(sections: Sections, plan: Plan, number: int) -> None:
    """Lines of a block below others that are left out stand for several steps: no rule says that."""
    block = sections.blocks[number]
    assert isinstance(block, ChainBlock)
    gaps: dict[int, tuple[Place, ...]] = {}
    for row, line in enumerate(block.lines):
        place = Place(number, row)
        gaps = {depth: left for depth, left in gaps.items() if depth <= line.depth}
        if line.depth and line.left is not None:
            gaps.pop(line.depth, None)
        if place in plan.hidden:
            gaps[line.depth] = (*gaps.get(line.depth, ()), place)
        elif left := gaps.pop(line.depth, ()):
            if plan.asked.get(place) in READ:
                plan.condensed[place] = left
            elif place not in plan.asked:
                plan.unruled.add(place)
                plan.unreasoned.add(place)


def _puts_in(sections: Sections, plan: Plan, place: Place) -> bool:
    """Whether a line puts in what the chain above it, that is nested in its own, asks for at its end."""
    above = Place(place.block, place.row - 1)
    while above in sections.lines and sections.lines[above].depth > sections.lines[place].depth:
        if plan.asked.get(above) in READ:
            return True
        above = Place(place.block, above.row - 1)
    return False


def _answers(sections: Sections, plan: Plan) -> dict[Place, Mathematics]:
    return {place: sections.rights[place] for place, spot in plan.asked.items() if spot in READ}


def _drop_what_restates(sections: Sections, plan: Plan) -> None:
    """Take out what begins with an answer, such as a condition on it, and what was asked there.

    A box that is left out, as the line above it asks for the same, can not ask for its shape.
    """
    for answer in _answers(sections, plan).values():
        for place in sections.lines:
            gone = place.block in plan.dropped or place in plan.hidden or place in plan.named_left
            if not gone and sections.stands_left(answer, place):
                plan.dropped.update(sections.section_of(place.block))
    for place, spot in tuple(plan.asked.items()):
        closing = sections.closed_by.get(place.block, place)
        gone = spot is Spot.SHAPE and (closing in plan.hidden or plan.asked.get(closing) in READ)
        if gone or place.block in plan.dropped:
            del plan.asked[place]


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
