"""LaTeX for places where a derivative as a fraction would be too high."""

from __future__ import annotations

from matcalc.notation.latex import LatexPrinter


class InOneLine(LatexPrinter):
    """Derivatives in one line: ∂y/∂x."""

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        return rf"\partial {of}/\partial {by}" if simple else rf"\partial({of})/\partial {by}"
