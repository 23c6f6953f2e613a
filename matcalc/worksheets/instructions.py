"""The sentence at the beginning of an exercise that says what to do."""

from __future__ import annotations

from matcalc.documents.page import Sentence
from matcalc.worksheets.places import Spot
from matcalc.worksheets.plan import Plan

OF_SHAPES = "Write the missing shapes into the boxes, rows × columns."
SENTENCES = {
    Spot.RIGHT: "Fill in each box with the right side of its equation.",
    Spot.REASON: "Where a box stands beside an equation, name the rule that leads to it, and say why it applies.",
    Spot.OPERATORS: "Write the operator into each box between two factors: · for a matrix product or a multiple, ⊙ for "
    "a product entry by entry, ⊘ for a quotient. Write T into the small box behind a factor that is transposed; strike "
    "the others out.",
    Spot.SHAPE: OF_SHAPES,
}
"""What is said of each kind of blank, in the order in which it is said."""


def instruction(plan: Plan) -> Sentence:
    """One sentence for each kind of blank."""
    there = {*plan.asked.values(), *([Spot.SHAPE] if plan.rows else [])}
    return (" ".join(words for spot, words in SENTENCES.items() if spot in there),)
