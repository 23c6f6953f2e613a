"""A derivation as an exercise: what is asked for becomes blanks, and all that would give it away is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from matcalc.api.derivation import Derivation
from matcalc.chain import Blank, Holes
from matcalc.documents.chains import Detail
from matcalc.documents.compose import Worked, worked
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.page import Block, Box, ChainBlock, Code, Equation, Hints, Line, Paragraph, Sentence, Table
from matcalc.documents.pieces import without_repeats
from matcalc.documents.text import plain
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Node
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets import hints
from matcalc.worksheets.accepted import accepted_forms
from matcalc.worksheets.asking import Asking, HintPlace, Style
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.instructions import instruction
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.places import Place, Spot, defined_rows, why
from matcalc.worksheets.plan import Plan, planned
from matcalc.worksheets.sections import Sections
from matcalc.worksheets.sheet import Answer, Asked, Exercise, Mistake
from matcalc.worksheets.slipping import mistakes_with

NARROWEST, WIDEST = 5, 36
"""The columns of a blank; what needs more has several lines."""

WIDEST_REASON, MOST_LINES = 28, 3

KINDS = {
    Spot.RIGHT: Asked.MATHEMATICS,
    Spot.REASON: Asked.REASON,
    Spot.OPERATORS: Asked.OPERATORS,
    Spot.SHAPE: Asked.SHAPE,
}

POINTS = {Spot.RIGHT: 2, Spot.REASON: 1, Spot.OPERATORS: 1, Spot.SHAPE: 1}
OF_RESULT = 3
"""The points of a right side that is a result."""


def with_blanks(derivation: Derivation, number: int, asking: Asking, *, with_mistakes: bool = False) -> Exercise:
    """The exercise of that number on a sheet. with_mistakes: those that people make, with each result.

    Raises InputError where there is nothing of the kind to ask for.
    """
    derived = derivation.derived
    presentation = replace(derivation.presentation, detail=Detail.NORMAL, figures=False)
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    page = worked(derived, presentation, glyphs)
    for printer in (UnicodePrinter(glyphs, presentation.layout), LatexPrinter(glyphs, presentation.layout)):
        # a line that a printer leaves out can not be asked for
        page = replace(page, sections=without_repeats(page.sections, printer))
    sections = Sections(page.sections, Reader(glyphs, presentation.layout, derived.programs))
    table = next(block for block in page.opening if isinstance(block, Table))
    plan = planned(sections, tuple(defined_rows(table, derived.problem.program)), asking)
    title = derived.problem.title
    if not plan.asked and not plan.rows:
        raise InputError(
            f"there is nothing to blank in {title!r} with --blank {asking.blanked.value} (blank=): "
            "no line of its derivation has it; take another kind, such as steps"
        )
    writer = _Writer(page, sections, plan, number, asking, glyphs, UnicodePrinter(glyphs, presentation.layout))
    return Exercise(
        number=number,
        title=title,
        blocks=(Paragraph(instruction(plan)), *writer.sheet()),
        key=tuple(writer.key()),
        answers=tuple(writer.answers(derivation if with_mistakes else None)),
        glyphs=glyphs,
        layout=presentation.layout,
    )


@dataclass(frozen=True)
class _Writer:
    """Writes what is planned: the sheet and its key."""

    page: Worked
    sections: Sections
    plan: Plan
    number: int
    asking: Asking
    glyphs: Glyphs
    printer: UnicodePrinter

    @cached_property
    def labels(self) -> dict[tuple[Spot, Place], str]:
        """Blanks in the order of the page; those in the table of symbols come first."""
        keys = [(Spot.SHAPE, _row(row)) for row in sorted(self.plan.rows)]
        keys += [(spot, place) for place, spot in sorted(self.plan.asked.items())]
        return {key: f"{self.number}.{count}" for count, key in enumerate(keys, 1)}

    def sheet(self) -> Iterator[Block]:
        """The blocks with blanks."""
        body = tuple(self._body())
        yield from self._opening(body)
        yield from body

    def _body(self) -> Iterator[Block]:
        """The equations, and the sections with blanks."""
        yield from map(below, self.page.forward)
        for number, block in enumerate(self.sections.blocks):
            if number in self.plan.dropped:
                continue
            match block:
                case ChainBlock():
                    if lines := tuple(self._lines(number, block)):
                        yield ChainBlock(lines)
                        yield from self._footnotes(number)
                case Box():
                    if (box := self._box(number, block)) is not None:
                        yield box
                        yield from self._footnotes(number)
                case _:
                    yield below(block)

    def key(self) -> Iterator[Block]:
        """The blocks with the labels of the blanks before what belongs into them."""
        for block in self.page.opening:
            yield self._table(block, self._row_with_label) if isinstance(block, Table) else below(block)
        yield from map(below, self.page.forward)
        for number, block in enumerate(self.sections.blocks):
            if isinstance(block, ChainBlock):
                yield ChainBlock(tuple(self._with_label(line, Place(number, n)) for n, line in enumerate(block.lines)))
            else:
                yield below(block)

    def answers(self, derivation: Derivation | None) -> Iterator[Answer]:
        """What belongs into the blanks, in the order of their labels. derivation: for the mistakes, where wanted."""
        for (spot, place), label in self.labels.items():
            right, hint = self._right(spot, place), self._hint(spot, place)
            mistakes = self._mistakes(spot, place, derivation) if derivation is not None else ()
            accepted = self._accepted(spot, place)
            yield Answer(label, KINDS[spot], right, self._points(spot, place), hint, mistakes, accepted)

    def _accepted(self, spot: Spot, place: Place) -> tuple[str, ...]:
        """What a page takes as right that can not do algebra."""
        right = self.sections.rights[place] if spot in _READ else None
        return accepted_forms(right) if isinstance(right, Node) else ()

    def _mistakes(self, spot: Spot, place: Place, derivation: Derivation) -> tuple[Mistake, ...]:
        """What goes wrong with a result that was asked for."""
        if spot not in _READ:
            return ()
        right = self.sections.rights[place]
        found = [name for name, result in derivation.results.items() if result.value is right]
        return mistakes_with(derivation, found[0]) if found else ()

    def _opening(self, body: Sequence[Block]) -> Iterator[Block]:
        answers = [self.sections.rights[place] for place, spot in self.plan.asked.items() if spot in _READ]
        for block in conventions_without(self.page.opening, answers, body, self.sections.reader):
            yield self._table(block, self._row_with_blank) if isinstance(block, Table) else block

    def _table(self, table: Table, row: _Rewrite) -> Table:
        return replace(table, rows=tuple(row(number, cells) for number, cells in enumerate(table.rows)))

    def _row_with_blank(self, number: int, cells: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if number not in self.plan.rows:
            return cells
        return (*cells[:-1], (self._blank(Spot.SHAPE, _row(number)),))

    def _row_with_label(self, number: int, cells: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if number not in self.plan.rows:
            return cells
        return (*cells[:-1], (f"({self.labels[Spot.SHAPE, _row(number)]}) ", *cells[-1]))

    def _lines(self, block: int, chain: ChainBlock) -> Iterator[Line]:
        """The lines of a chain on the sheet. One that is left out hands its left side on."""
        left: dict[int, Line] = {}
        for row, line in enumerate(chain.lines):
            place = Place(block, row)
            if line.left is not None:
                left.pop(line.depth, None)
            if place in self.plan.hidden:
                if line.left is not None:
                    left[line.depth] = line
                continue
            shown = self._line(place, line)
            if shown.left is None and (above := left.pop(line.depth, None)) is not None:
                shown = replace(shown, left=above.left)
            yield shown

    def _line(self, place: Place, line: Line) -> Line:
        plan = self.plan
        if place in plan.named_left:
            line = replace(line, left=plan.named_left[place], reason=())
        if place in plan.named:
            line = replace(line, right=plan.named[place], through=None, reason=())
        if place in plan.without_middle:
            line = replace(line, through=None)
        if place in plan.unreasoned:
            line = replace(line, reason=())
        if place in plan.unruled:
            line = replace(line, rule="")
        match plan.asked.get(place):
            case Spot.RIGHT:
                return replace(line, right=self._blank(Spot.RIGHT, place))
            case Spot.OPERATORS:
                assert isinstance(line.right, Node)
                return replace(line, right=Holes(self.labels[Spot.OPERATORS, place], line.right))
            case Spot.REASON:
                return replace(line, rule="", reason=(self._blank(Spot.REASON, place),))
        return line

    def _box(self, number: int, box: Box) -> Box | None:
        """A box on the sheet; None where the line above it asks for the same already."""
        closing = self.sections.closed_by.get(number)
        if closing is not None and (closing in self.plan.hidden or self.plan.asked.get(closing) in _READ):
            return None
        line = self._line(Place(number), Line(box.equation.left, box.equation.right))
        box = replace(box, equation=replace(box.equation, right=line.right))
        if self.plan.asked.get(Place(number)) is Spot.SHAPE:
            box = replace(box, shape=self._blank(Spot.SHAPE, Place(number)))
        return box

    def _with_label(self, line: Line, place: Place) -> Line:
        spot = self.plan.asked.get(place)
        if spot is None:
            return line
        return replace(line, rule=f"({self.labels[spot, place]}) {line.rule}".rstrip())

    def _blank(self, spot: Spot, place: Place) -> Blank:
        printed = plain(self._right(spot, place), self.printer)
        widest = WIDEST_REASON if spot is Spot.REASON else WIDEST
        most = MOST_LINES if spot is Spot.REASON else MOST_LINES + 1
        columns = min(max(len(printed) + 1, NARROWEST), widest)
        lines = min(ceil(len(printed) / widest), most)
        return Blank(self.labels[spot, place], columns, lines, self.asking.style is Style.MARKS)

    def _right(self, spot: Spot, place: Place) -> Sentence:
        match spot:
            case Spot.REASON:
                return why(self.sections.lines[place])
            case Spot.SHAPE if place.block < 0:
                return self._symbols.rows[place.row][-1]
            case Spot.SHAPE:
                box = self.sections.blocks[place.block]
                assert isinstance(box, Box)
                return (box.shape,)
        return (self.sections.rights[place],)

    @property
    def _symbols(self) -> Table:
        return next(block for block in self.page.opening if isinstance(block, Table))

    def _hint(self, spot: Spot, place: Place) -> Sentence:
        match spot:
            case Spot.SHAPE if place.block < 0:
                (named,) = self._symbols.rows[place.row][0]
                assert not isinstance(named, str | Equation | Code)
                return hints.of_shape(named)
            case Spot.SHAPE:
                box = self.sections.blocks[place.block]
                assert isinstance(box, Box)
                return hints.of_shape(box.equation.left)
            case Spot.REASON:
                return hints.of_reason(self.sections.lines[place])
            case Spot.OPERATORS:
                right = self.sections.rights[place]
                assert isinstance(right, Node)
                return hints.of_operators(right)
        line = None if place in self.plan.condensed else self.sections.lines.get(place)
        return hints.of_right_side(line, self.sections.rights[place])

    def _points(self, spot: Spot, place: Place) -> int:
        closes = place in self.sections.closed_by.values() or place not in self.sections.lines
        return OF_RESULT if spot is Spot.RIGHT and closes else POINTS[spot]

    def _footnotes(self, block: int) -> Iterator[Block]:
        """The hints for the blanks of a block, at the foot of its page."""
        if self.asking.hints is not HintPlace.FOOTNOTES:
            return
        items = [
            (label, self._hint(spot, place)) for (spot, place), label in self.labels.items() if place.block == block
        ]
        if items:
            yield Hints(tuple(items), at_foot=True)


_Rewrite = Callable[[int, tuple[Sentence, ...]], tuple[Sentence, ...]]

_READ = (Spot.RIGHT, Spot.OPERATORS)


def _row(number: int) -> Place:
    """The place of a row of the table of symbols, before all others."""
    return Place(-1, number)
