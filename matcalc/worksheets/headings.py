"""The conventions and headings of a derivation as a sheet has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcalc.documents.page import Block, Bullets, Heading, Mathematics
from matcalc.worksheets.leaks import Reader


def conventions_without(opening: Sequence[Block], answers: Sequence[Mathematics], reader: Reader) -> Iterator[Block]:
    """The conventions without the clauses that give an answer away."""
    for block in opening:
        if isinstance(block, Bullets):
            yield Bullets(tuple(left for item in block.items if (left := reader.without(answers, item))))
        else:
            yield below(block)


def below(block: Block) -> Block:
    """A heading one level lower, without its number: those of exercises stand above it. Other blocks as they are."""
    if not isinstance(block, Heading):
        return block
    first, *rest = block.words
    is_number = isinstance(first, str) and re.fullmatch(r"\d+\. ", first) is not None
    return Heading(tuple(rest) if is_number else block.words, 2)
