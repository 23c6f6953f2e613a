"""Two different things that the words of a document say of one name, of which neither counts."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.manuscripts.declarations import Declaration, Declarations
from matcalc.manuscripts.manuscript import Manuscript


def said_twice(words: Declarations, manuscript: Manuscript) -> Iterator[str]:
    """A sentence for each pair, with their lines."""
    for first, second in words.contradictions:
        before, after = (manuscript.line_and_column(one.place.start)[0] for one in (first, second))
        earlier, later = (_said(one) for one in (first, second))
        yield f"Line {before} says that {_name(first)} is {earlier}, line {after} that it is {later}: neither counts."


def _name(declaration: Declaration) -> str:
    key = declaration.key
    label = f"_{key.label}" if key.label else ""
    return f"{key.letter}{label}" + (f"^({key.layer})" if key.layer else "")


def _said(declaration: Declaration) -> str:
    if declaration.lengths is not None:
        return " × ".join(declaration.lengths) or "a scalar"
    if declaration.kind is not None:
        article = "an" if declaration.kind.value[0] in "aeiou" else "a"
        return f"{article} {declaration.kind.value}"
    return f"the function {declaration.function}"
