"""Headings of a derivation below that of an exercise."""

from __future__ import annotations

import re

from matcalc.documents.page import Block, Heading


def below(block: Block) -> Block:
    """A heading one level lower, without its number: those of exercises stand above it. Other blocks as they are."""
    if not isinstance(block, Heading):
        return block
    first, *rest = block.words
    is_number = isinstance(first, str) and re.fullmatch(r"\d+\. ", first) is not None
    return Heading(tuple(rest) if is_number else block.words, 2)
