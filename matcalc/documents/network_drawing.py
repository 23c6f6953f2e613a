"""Tensor networks as a drawing: the terms of an expression beside each other, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.documents.drawing import WIDEST, Drawing, Ink, Label, Outline, Shape, Stroke
from matcalc.documents.graph_plan import LINE, SIDES, Made
from matcalc.documents.network_plan import RADIUS, NetworkPlan
from matcalc.documents.page import Part
from matcalc.documents.tensor_network import Wire, tensor_network, words_of_network
from matcalc.documents.typeset_runs import RunPrinter, typeset
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index

MARGIN = 5.0
BETWEEN = 14.0


def network_drawing(
    expression: IndexSum, free: Sequence[Index], printer: RunPrinter, *, has_legend: bool = True
) -> Drawing:
    """The terms of an expression beside each other, with their signs. free: the free indices of its chain."""
    made = Made()
    words: list[Part] = []
    left, top, wide, bottom = MARGIN, MARGIN, 0.0, MARGIN
    row: list[tuple[NetworkPlan, float]] = []
    rows = [row]
    for number, term in enumerate(expression.terms):
        plan = NetworkPlan(tensor_network(term, free), printer, is_first=number == 0)
        if row and left + plan.width > WIDEST:
            row, left = [], MARGIN
            rows.append(row)
        row.append((plan, left))
        left += plan.width + BETWEEN
        wide = max(wide, left - BETWEEN)
        words += [*([" "] if words else []), *words_of_network(plan.network)]
    for row in rows:
        middle = top + max((plan.above for plan, _ in row), default=0.0)
        for plan, start in row:
            plan.draw(made, start, middle)
        bottom = middle + max((plan.below for plan, _ in row), default=0.0)
        top = bottom + BETWEEN
    wires = [wire for row in rows for plan, _ in row for wire in plan.network.wires]
    width, height = _legend(wires, printer, made, bottom) if has_legend else (0.0, bottom)
    return Drawing(
        max(wide, width) + MARGIN,
        height + MARGIN,
        tuple(made.shapes),
        tuple(made.strokes),
        (),
        tuple(made.labels),
        ("Tensor network of ", expression),
        tuple(words),
    )


def _legend(wires: Sequence[Wire], printer: RunPrinter, made: Made, top: float) -> tuple[float, float]:
    """What the two kinds of lines mean, in one line below. How far the drawing then reaches."""
    x, y = MARGIN, top + LINE / 2 + 8
    for ink, words, is_there in (
        (Ink.SUMMED, "summed", any(wire.is_summed for wire in wires)),
        (Ink.FREE, "free", any(not wire.is_summed for wire in wires)),
    ):
        if is_there:
            made.strokes.append(Stroke((x, y), (((x + 18, y),),), ink))
            if ink is Ink.FREE:
                made.shapes.append(Shape(Outline.RING, x + 18 + RADIUS, y, 2 * RADIUS, 2 * RADIUS, ink))
            width = typeset(words, printer).width * SIDES
            made.labels.append(Label(words, x + 28 + width / 2, y, width, SIDES, ink))
            x += 28 + width + 16
    return (x - 16, y + LINE / 2) if wires else (0.0, top)
