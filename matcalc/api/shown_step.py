"""Steps that show themselves, with the names that their derivation is printed with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from matcalc.chain import Chain, Step
from matcalc.documents.chains import right_side
from matcalc.documents.document import Chapter
from matcalc.documents.page import Line
from matcalc.documents.steps_alone import line_latex, line_markdown, line_text
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node
from matcalc.notation.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Shown:
    """How a step is shown: as a line of a page, printed with these names."""

    line: Line
    glyphs: Glyphs
    layout: Layout

    @property
    def chapter(self) -> Chapter:
        """What the line is printed in."""
        return Chapter((), self.glyphs, self.layout)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ShownStep(Step):
    """A step that shows itself: before = after, what was done and why. It equals the step without its looks."""

    shown: Shown = field(compare=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and _content(self) == _content(other)

    __hash__ = Step.__hash__

    def __str__(self) -> str:
        return line_text(self.shown.line, self.shown.chapter)

    def __repr__(self) -> str:
        return f"<Step {str(self).partition(chr(10))[0]}    {self.rule}>"

    def _repr_markdown_(self) -> str:
        return line_markdown(self.shown.line, self.shown.chapter)

    def _repr_latex_(self) -> str:
        return line_latex(self.shown.line, self.shown.chapter)


def shown_steps(
    steps: Iterable[tuple[Chain, Step]], glyphs: Glyphs, layout: Layout = Layout.GRADIENT
) -> tuple[ShownStep, ...]:
    """The steps, each with the chain that it stands in, as steps that show themselves."""
    return tuple(_shown(chain, step, glyphs, layout) for chain, step in steps)


def _shown(chain: Chain, step: Step, glyphs: Glyphs, layout: Layout) -> ShownStep:
    return ShownStep(**_content(step), shown=Shown(_line(chain, step), glyphs, layout))


def _line(chain: Chain, step: Step) -> Line:
    """An array that comes of entries is shown by its entries; by itself where that would say nothing new."""
    after = step.after if isinstance(step.before, Node) else right_side(chain, step.after)
    if isinstance(after, Entry) and of_factor(after) == step.before:
        return Line(None, step.after, step.rule, step.reason)
    return Line(step.before, after, step.rule, step.reason)


def _content(step: Step) -> dict[str, Any]:
    return {part.name: getattr(step, part.name) for part in fields(Step)}
