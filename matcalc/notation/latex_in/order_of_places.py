"""Which index of x_{ij} numbers the vectors x_i, and which their entries: as x_i says beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.parts import Entries, Leaf, Part, Rank, children
from matcalc.notation.latex_in.vocabulary import Kind, Vocabulary


def check_order(parts: Sequence[Part], vocabulary: Vocabulary, text: str) -> None:
    """Raises LatexError for x_{ij} where nothing says that i numbers the vectors and j does not: some write x_{ji}."""
    samples = {name.name: name for name in vocabulary.names.values() if name.kind is Kind.SAMPLES}
    if not samples:
        return
    found = [(part, part.of.text) for part in _entries(parts) if isinstance(part.of, Leaf)]
    for part, typed in found:
        name = typed.removeprefix("grad_")
        if name not in samples or len(part.places) != 2 or part.rank is not Rank.SCALAR:
            continue
        first, second = (place.letter or "" for place in part.places)
        here = {one.places[0].letter for one, of in found if one.rank is not Rank.SCALAR and of.endswith(name)}
        numbering = here or {samples[name].index}
        if first in vocabulary.customs.samples or (first in numbering and second not in numbering):
            continue
        shown = text[part.span.start : part.span.end]
        ways = f"write (x_{first})_{second} or (x_{second})_{first}".replace("x", name)
        message = f"{shown} is read in two ways, as nothing says which index numbers the vectors; {ways}"
        raise LatexError(message, text, part.span)


def _entries(parts: Sequence[Part]) -> Iterator[Entries]:
    for part in parts:
        if isinstance(part, Entries):
            yield part
        yield from _entries(children(part))
