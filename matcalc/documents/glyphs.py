"""The glyphs of a problem: no two of its names print alike."""

from __future__ import annotations

from matcalc.forms.matrix_form import Apply
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.settings import USUAL, Notation
from matcalc.problems.problem import Problem


def glyphs_of(problem: Problem, *programs: Program, notation: Notation = USUAL) -> Glyphs:
    """How each name of the programs is printed: that of the problem, or the engine's, which has temporary names too."""
    names = list(dict.fromkeys(symbol.name for program in programs for symbol in program.symbols))
    outputs = {program.output for program in programs if program.output.shape.is_scalar}
    return Glyphs(
        problem.styles, names, notation, outputs.pop() if len(outputs) == 1 else None, functions_of(*programs)
    )


def functions_of(*programs: Program) -> frozenset[str]:
    """The names of the elementwise functions in the programs."""
    bodies = (definition.body for program in programs for definition in program.definitions)
    nodes = (part for body in bodies for array in arrays_of(body) for part in walk(array))
    return frozenset(part.function.name for part in nodes if isinstance(part, Apply))
