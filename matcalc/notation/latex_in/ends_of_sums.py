"""Where sums end: only whole ones are read, so Σ up to m is none over an array that is n long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.notation.latex_in.axes import AxesReader
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.parts import Part, Total
from matcalc.notation.latex_in.vocabulary import Vocabulary


def check_ends(parts: Sequence[Part], vocabulary: Vocabulary, text: str) -> None:
    """Raises LatexError for a sum that does not end where the axis of its index does.

    A letter that is no length of the document else may be a second name of one, of an axis whose array is not declared.
    """
    declared = {name: shape for name, shape in vocabulary.shapes.items() if name in vocabulary.declared}
    lengths = {length for shape in declared.values() for length in shape}
    of_declared = list(_ended(parts, declared))
    others = (one for one in _ended(parts, vocabulary.shapes) if one[0].end in lengths or one[2] not in lengths)
    for total, letter, length in (*of_declared, *others):
        if total.end != length:
            message = (
                f"this sum ends at {letter} = {total.end}, and {letter} runs to {length} in what is summed; only whole "
                f"sums are read, from 1 to {length}"
            )
            raise LatexError(message, text, total.span)


def _ended(parts: Sequence[Part], shapes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Total, str, str]]:
    """Each sum that says where it ends, with an index of it and the length of what that runs along."""
    reader = AxesReader(shapes)
    for part in parts:
        reader.axes(part)
    return iter(reader.ended)
