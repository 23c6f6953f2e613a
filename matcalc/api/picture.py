"""A picture of a derivation, as a notebook shows it, as a file has it, and in words."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.documents.drawing import Drawing
from matcalc.documents.drawing_svg import svg
from matcalc.documents.drawing_tikz import tikz
from matcalc.documents.page import Sentence
from matcalc.documents.text import plain
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing. A notebook shows it; print() says in words what is on it.

    lines: what print() says.
    """

    drawing: Drawing
    printer: RunPrinter
    lines: tuple[Sentence, ...]

    @property
    def svg(self) -> str:
        """SVG without a ground of its own, in the colour of the text around it: for a file, or in HTML."""
        return svg(self.drawing, self.printer)

    @property
    def latex(self) -> str:
        """A tikzpicture, for a document with the packages amsmath, mathtools and tikz."""
        return tikz(self.drawing, LatexPrinter(self.printer.glyphs, self.printer.layout))

    def __str__(self) -> str:
        printer = UnicodePrinter(self.printer.glyphs, self.printer.layout)
        return "\n".join(plain(line, printer) for line in self.lines)

    def __repr__(self) -> str:
        return f"<Picture, {self.drawing.width:.0f} × {self.drawing.height:.0f}>"

    def _repr_svg_(self) -> str:
        return svg(self.drawing, self.printer, on_paper=True)
