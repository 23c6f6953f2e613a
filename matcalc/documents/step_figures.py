"""Tensor networks at the lines of a page: what each collapse works on, drawn small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from matcalc.chain import Chain, Step
from matcalc.documents.drawing import Outline
from matcalc.documents.network_drawing import network_drawing
from matcalc.documents.page import Block, ChainBlock, Line, Network, Sentence, StepFigure
from matcalc.documents.tensor_network import is_joined
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs

EXPLAINED = (
    "Tensor networks show what is collapsed, and what stays in index form: each factor is a node, each index a line to "
    "every factor that holds it; the line of a free index ends in a ring, any other index is summed."
)
DOTS = (
    " A filled dot joins the lines of an index in which more than two ends meet, or ends that of a summed index which "
    "one factor alone holds."
)
TOO_LARGE = "its tensor network is too large for a page, and is left out"


def with_networks(
    blocks: tuple[Block, ...], steps: Iterable[tuple[Chain, Step]], glyphs: Glyphs, layout: Layout
) -> tuple[tuple[Block, ...], tuple[Sentence, ...]]:
    """The blocks with their networks drawn, and the sentence that explains those, where there are any.

    steps: those of the derivation, by whose places a notebook finds them.
    """
    numbers: dict[Step, int] = {}
    for number, (_, step) in enumerate(steps):
        numbers.setdefault(step, number)
    artist = _Artist(RunPrinter(glyphs, layout), numbers)
    drawn = tuple(
        replace(block, lines=tuple(artist.lines(block))) if isinstance(block, ChainBlock) else block for block in blocks
    )
    lines = [line for block in drawn if isinstance(block, ChainBlock) for line in block.lines]
    figures = [figure for line in lines for figure in line.figures]
    if not figures:
        return drawn, ()
    has_dots = any(shape.outline is Outline.DOT for figure in figures for shape in figure.drawing.shapes)
    return drawn, ((EXPLAINED + DOTS if has_dots else EXPLAINED,),)


@dataclass(frozen=True, slots=True)
class _Artist:
    printer: RunPrinter
    numbers: Mapping[Step, int]

    def lines(self, chain: ChainBlock) -> Iterator[Line]:
        """The lines with their figures. Of figures that look the same, one after the other, the last is shown."""
        at_lines = [
            [self._figure(network) for network in line.networks if is_joined(network.terms)] for line in chain.lines
        ]
        in_order = [figure for figures in at_lines for figure in figures]
        repeated = {id(one) for one, other in pairwise(in_order) if _look(one) == _look(other)}
        for line, figures in zip(chain.lines, at_lines, strict=True):
            shown = [figure for figure in figures if id(figure) not in repeated]
            yield self._with_figures(line, shown) if shown else line

    @staticmethod
    def _with_figures(line: Line, figures: Sequence[StepFigure]) -> Line:
        fitting = tuple(figure for figure in figures if figure.drawing.fits_a_page)
        link = ("; ",) if line.reason else ()
        reason = line.reason if len(fitting) == len(figures) else (*line.reason, *link, TOO_LARGE)
        return replace(line, reason=reason, figures=fitting)

    def _figure(self, network: Network) -> StepFigure:
        small = network_drawing(network.terms, network.free, self.printer, has_legend=False)
        alone = network_drawing(network.terms, network.free, self.printer)
        number = None if network.step is None else self.numbers.get(network.step)
        return StepFigure(small, alone, network.code if number is None else f"d.network(d.steps[{number}])")


def _look(figure: StepFigure) -> tuple[object, ...]:
    drawing = figure.drawing
    return drawing.shapes, drawing.strokes, drawing.labels
