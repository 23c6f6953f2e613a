"""The glyphs of a problem: no two of its names print alike."""

from __future__ import annotations

from matcalc.forms.program import Program
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem


def glyphs_of(problem: Problem, *programs: Program) -> Glyphs:
    """How each name of the programs is printed: that of the problem, or the engine's, which has temporary names too."""
    return Glyphs(
        problem.styles, list(dict.fromkeys(symbol.name for program in programs for symbol in program.symbols))
    )
