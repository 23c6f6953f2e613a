"""Formulas about arrays that a document neither declares nor defines: each asks for their shapes by itself.

In a list of identities X is square where its determinant stands, and in the line before it need not be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matcalc.errors import InputError, ShapeError
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.fitting import Fitted
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.sizing import shapes_of
from matcalc.manuscripts.understood import program_of, program_with
from matcalc.notation.latex_in.vocabulary import Kind, Vocabulary


def by_itself(
    chains: Sequence[Chain], vocabulary: Vocabulary, said: Collection[str], square: Collection[str], found: Fitted
) -> dict[int, Program]:
    """The programs of such formulas, by the numbers of their chains, where their shapes are not those of the document.

    said: the names whose shapes the document says.
    """
    tied = {*said, *found.equations, *(name for one in found.equations.values() for name in one.uses)}
    arrays = {name.name for name in vocabulary.names.values() if name.kind not in (Kind.FUNCTION, Kind.OUTPUT)}
    outputs = {name.name for name in vocabulary.outputs}
    programs: dict[int, Program] = {}
    for chain in chains:
        names = chain.names & arrays
        if len(chain.said) < 2 or not names or names & tied or chain.output in outputs:
            continue
        try:
            shapes = shapes_of({}, [chain], vocabulary, {}, square)
            if _pattern(shapes, names) == _pattern(found.shapes, names):
                continue
            program = program_of({}, shapes, vocabulary)
            if program is not None:
                programs[chain.number] = program_with(program, chain) or program
        except (InputError, ShapeError):
            continue  # its members say by themselves what does not fit
    return programs


def _pattern(shapes: Mapping[str, Shape], names: Collection[str]) -> list[tuple[int, ...]]:
    """Which lengths are equal, whatever they are called."""
    numbers: dict[str, int] = {}
    axes = [tuple(map(str, shapes[name].axes)) if name in shapes else () for name in sorted(names)]
    return [tuple(numbers.setdefault(axis, len(numbers)) for axis in each) for each in axes]
