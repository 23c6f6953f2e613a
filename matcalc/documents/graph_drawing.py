"""A computation graph as a drawing: forward from left to right or from top to bottom, gradients beside it and back."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.computation_graph import ComputationGraph, words_of
from matcalc.documents.drawing import ARROW, SMALLEST_SCALE, TALLEST, Arrowhead, Drawing, Ink, Label, Stroke
from matcalc.documents.graph_columns import Column, columns_of
from matcalc.documents.graph_plan import LINE, SIDES, GraphPlan, Made
from matcalc.documents.typeset_runs import RunPrinter, typeset

LARGE = 0.9
"""The scale at which a drawing is as good as at its full size."""

MOST_COLUMNS = 4
MARGIN = 4.0
BETWEEN_COLUMNS = 34.0


def graph_drawing(graph: ComputationGraph, printer: RunPrinter) -> Drawing:
    """From left to right, from top to bottom or in several columns: the first of them that a page can show large.

    Where it can show none of them large, the one that it shows largest.
    """
    best = _drawn(graph, (Column(graph),), printer, is_sideways=True)
    for count in range(1, MOST_COLUMNS + 1):
        if best.scale >= LARGE:
            break
        columns = columns_of(graph, count)
        other = _drawn(graph, columns, printer)
        if other.scale > best.scale:
            best = other
        if other.height > (MOST_COLUMNS - count + 1) * TALLEST / SMALLEST_SCALE:
            break  # more columns would not make it short enough
    return best


def _drawn(
    graph: ComputationGraph, columns: tuple[Column, ...], printer: RunPrinter, *, is_sideways: bool = False
) -> Drawing:
    """The columns side by side, and what the lines mean below."""
    made = Made()
    left, bottom = MARGIN, MARGIN
    for number, column in enumerate(columns):
        left += BETWEEN_COLUMNS if number else 0.0
        width, height = GraphPlan(column, printer, made, (left, MARGIN), is_sideways=is_sideways).draw()
        left, bottom = left + width, max(bottom, MARGIN + height)
    width, height = _legend(tuple(_meanings(graph, columns)), printer, made, bottom)
    return Drawing(
        max(left, width) + MARGIN,
        height + MARGIN,
        tuple(made.shapes),
        tuple(made.strokes),
        tuple(made.heads),
        tuple(made.labels),
        ("Computation graph of ", graph.output),
        words_of(graph),
    )


def _meanings(graph: ComputationGraph, columns: tuple[Column, ...]) -> Iterator[tuple[str, Ink, bool]]:
    """What each kind of line means."""
    yield "a value, with its shape", Ink.FORWARD, False
    if any(use.flows_back for use in graph.uses):
        what = "gradient" if graph.output.shape.is_scalar else "derivative"
        yield f"the {what} at that value; where lines meet, they add", Ink.BACKWARD, False
    if any(use.is_between for use in graph.uses):
        yield "from or to another member of the family", Ink.FORWARD, True
    if any(column.onward for column in columns):
        yield "goes on in a later column, from a box with a broken line", Ink.FORWARD, True


def _legend(
    meanings: tuple[tuple[str, Ink, bool], ...], printer: RunPrinter, made: Made, top: float
) -> tuple[float, float]:
    """A line for each meaning, below `top`. How far the drawing then reaches."""
    reach, y = 0.0, top + 6
    left, right = MARGIN, MARGIN + 34
    for words, ink, is_dotted in meanings:
        y += LINE + 2
        ends = [left, right]
        if not is_dotted:
            along = 1.0 if ink is Ink.FORWARD else -1.0
            made.heads.append(Arrowhead((right if along > 0 else left, y), (along, 0.0), ink))
            ends = [left, right - ARROW + 1] if along > 0 else [left + ARROW - 1, right]
        made.strokes.append(Stroke((ends[0], y), (((ends[1], y),),), ink, is_dotted))
        width = typeset(words, printer).width * SIDES
        made.labels.append(Label(words, right + 8 + width / 2, y, width, SIDES))
        reach = max(reach, right + 8 + width)
    return reach, y + LINE / 2
