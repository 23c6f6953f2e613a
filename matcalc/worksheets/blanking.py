"""A derivation as an exercise: what is asked for becomes blanks, and all that would give it away is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.api.derivation import Derivation
from matcalc.chain import Blank, Holes
from matcalc.documents.compose import Worked
from matcalc.documents.page import Block, Box, ChainBlock, Hints, Line, Paragraph, Sentence, Table
from matcalc.documents.pieces import without_repeats
from matcalc.errors import InputError
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Node
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.answers import Answers, symbol_row
from matcalc.worksheets.asking import Asking, HintPlace, Style
from matcalc.worksheets.boxes import blank_for
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.hiding import hide_what_tells
from matcalc.worksheets.instructions import instruction
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.pages import page_of
from matcalc.worksheets.places import READ, Place, Spot, defined_rows
from matcalc.worksheets.plan import Plan, planned
from matcalc.worksheets.sections import Sections
from matcalc.worksheets.sheet import Exercise


def with_blanks(derivation: Derivation, number: int, asking: Asking, *, with_mistakes: bool = False) -> Exercise:
    """The exercise of that number on a sheet. with_mistakes: those that people make, with each result.

    Raises InputError where there is nothing of the kind to ask for.
    """
    derived, layout = derivation.derived, derivation.presentation.layout
    page, glyphs = shown_lines(derivation)
    sections = Sections(page.sections, Reader(glyphs, layout, derived.programs))
    table = next(block for block in page.opening if isinstance(block, Table))
    plan = planned(sections, tuple(defined_rows(table, derived.problem.program)), asking)
    hide_what_tells(sections, plan, asking)
    title = derived.problem.title
    if not plan.asked and not plan.rows:
        raise InputError(
            f"there is nothing to blank in {title!r} with --blank {asking.blanked.value} (blank=): "
            "no line of its derivation has it; take another kind, such as steps"
        )
    facts = derived.problem.choices.facts
    symmetric = frozenset(one.name for one in facts.properties if Property.SYMMETRIC in facts.of(one))
    answers = Answers(sections, plan, table, number, symmetric)
    writer = _Writer(page, sections, plan, answers, asking, UnicodePrinter(glyphs, layout))
    return Exercise(
        number=number,
        title=title,
        blocks=(Paragraph(instruction(plan)), *writer.sheet()),
        key=tuple(writer.key()),
        answers=tuple(answers.all(derivation if with_mistakes else None)),
        glyphs=glyphs,
        layout=layout,
    )


def shown_lines(derivation: Derivation) -> tuple[Worked, Glyphs]:
    """The page of a derivation, without the lines that a printer leaves out: they can not be asked for."""
    page, glyphs = page_of(derivation)
    layout = derivation.presentation.layout
    for printer in (UnicodePrinter(glyphs, layout), LatexPrinter(glyphs, layout)):
        page = replace(page, sections=without_repeats(page.sections, printer))
    return page, glyphs


@dataclass(frozen=True)
class _Writer:
    """Writes what is planned: the sheet and its key."""

    page: Worked
    sections: Sections
    plan: Plan
    answers: Answers
    asking: Asking
    printer: UnicodePrinter

    def sheet(self) -> Iterator[Block]:
        """The blocks with blanks."""
        body = tuple(self._body())
        yield from self._opening(body)
        yield from body

    def _body(self) -> Iterator[Block]:
        """The equations, and the sections with blanks; hints for a chain stand below the box that closes it."""
        yield from map(below, self.page.forward)
        hints: list[Hints] = []
        for number, block in enumerate(self.sections.blocks):
            if number in self.plan.dropped:
                continue
            if not isinstance(block, Box):
                yield from hints
                hints = []
            match block:
                case ChainBlock():
                    if lines := tuple(self._lines(number, block)):
                        yield ChainBlock(lines)
                        hints += self._footnotes(number)
                case Box():
                    if (box := self._box(number, block)) is not None:
                        yield box
                        hints += self._footnotes(number)
                case _:
                    yield below(block)
        yield from hints

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

    def _opening(self, body: Sequence[Block]) -> Iterator[Block]:
        answers = [self.sections.rights[place] for place, spot in self.plan.asked.items() if spot in READ]
        for block in conventions_without(self.page.opening, answers, body, self.sections.reader):
            yield self._table(block, self._row_with_blank) if isinstance(block, Table) else block

    def _table(self, table: Table, row: _Rewrite) -> Table:
        return replace(table, rows=tuple(row(number, cells) for number, cells in enumerate(table.rows)))

    def _row_with_blank(self, number: int, cells: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if number not in self.plan.rows:
            return cells
        return (*cells[:-1], (self._blank(Spot.SHAPE, symbol_row(number)),))

    def _row_with_label(self, number: int, cells: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if number not in self.plan.rows:
            return cells
        return (*cells[:-1], (f"({self.answers.labels[Spot.SHAPE, symbol_row(number)]}) ", *cells[-1]))

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
        if place in plan.reasons:
            line = replace(line, reason=plan.reasons[place])
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
                return replace(line, right=Holes(self.answers.labels[Spot.OPERATORS, place], line.right))
            case Spot.REASON:
                return replace(line, rule="", reason=(self._blank(Spot.REASON, place),))
        return line

    def _box(self, number: int, box: Box) -> Box | None:
        """A box on the sheet; None where the line above it asks for the same already."""
        closing = self.sections.closed_by.get(number)
        if closing is not None and (closing in self.plan.hidden or self.plan.asked.get(closing) in READ):
            return None
        if Place(number) in self.plan.hidden:
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
        return replace(line, rule=f"({self.answers.labels[spot, place]}) {line.rule}".rstrip())

    def _blank(self, spot: Spot, place: Place) -> Blank:
        right, label = self.answers.right(spot, place), self.answers.labels[spot, place]
        marks = self.asking.style is Style.MARKS
        return blank_for(label, right, self.printer, marks=marks, is_reason=spot is Spot.REASON)

    def _footnotes(self, block: int) -> Iterator[Hints]:
        """The hints for the blanks of a block, at the foot of its page."""
        if self.asking.hints is not HintPlace.FOOTNOTES:
            return
        items = [
            (label, self.answers.hint(spot, place))
            for (spot, place), label in self.answers.labels.items()
            if place.block == block
        ]
        if items:
            yield Hints(tuple(items), at_foot=True)


_Rewrite = Callable[[int, tuple[Sentence, ...]], tuple[Sentence, ...]]
