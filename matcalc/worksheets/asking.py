"""How a worksheet asks: what is blanked and how much, with which help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LEVELS = range(1, 6)
DERIVE_IT = 5
"""The level at which only the equations are told."""


class Blanked(Enum):
    """What is asked for instead of told."""

    STEPS = "steps"
    REASONS = "reasons"
    RESULTS = "results"
    OPERATORS = "operators"
    SHAPES = "shapes"
    MIXED = "mixed"


ROTATION = (Blanked.STEPS, Blanked.RESULTS, Blanked.REASONS, Blanked.OPERATORS, Blanked.SHAPES)
"""The order in which a mixed sheet takes turns."""


class HintPlace(Enum):
    """Where help stands."""

    NONE = "none"
    FOOTNOTES = "footnotes"
    APPENDIX = "appendix"


class Style(Enum):
    """What a blank looks like."""

    BOXES = "boxes"
    MARKS = "marks"


class Form(Enum):
    """What kind of question an exercise is."""

    BLANKS = "blanks"
    CHOICE = "choice"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Asking:
    """level: from 1, one blank in each chain, to 5, where all is to be derived. seed: of what is drawn by lot."""

    blanked: Blanked = Blanked.STEPS
    level: int = 2
    hints: HintPlace = HintPlace.NONE
    style: Style = Style.BOXES
    form: Form = Form.BLANKS
    seed: int = 0
