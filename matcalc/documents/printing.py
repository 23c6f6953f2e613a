"""How a document is printed, whatever it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

COLUMNS = 100
"""How wide a page of text is where nobody asks for another width."""
NARROWEST = 30
"""What words and short formulas need."""

MOST_SECONDS = 120
"""How long TeX may take, and Typst with templates of a user."""


class PdfEngine(Enum):
    """What makes a PDF file."""

    TYPST = "typst"
    TEX = "tex"


@dataclass(frozen=True, slots=True)
class Printing:
    """columns: the width of text. fragment: of LaTeX, the body alone, to be put into another document.

    templates: a folder whose templates are used before ours. pdf_engine: of a PDF file alone.
    """

    columns: int = COLUMNS
    fragment: bool = False
    templates: Path | None = None
    pdf_engine: PdfEngine = PdfEngine.TYPST


USUAL = Printing()
