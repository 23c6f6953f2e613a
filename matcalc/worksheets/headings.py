"""The conventions and headings of a derivation as a sheet has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from matcalc.chain import Holes
from matcalc.documents.page import (
    Block,
    Box,
    Bullets,
    ChainBlock,
    Code,
    Equation,
    Heading,
    Mathematics,
    Options,
    Paragraph,
    Part,
    Sentence,
)
from matcalc.documents.signs import sign_of
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Eye, Node, Ones
from matcalc.forms.traversal import walk
from matcalc.worksheets.leaks import CLAUSE, Reader

SIGNS = "Signs: "
"""How the convention begins that explains signs."""


def conventions_without(
    opening: Sequence[Block], answers: Sequence[Mathematics], shown: Sequence[Block], reader: Reader
) -> Iterator[Block]:
    """The conventions without the clauses that give an answer away, and without signs that the sheet does not show.

    shown: what stands on the sheet below them.
    """
    there = _Shown(shown, reader)
    for block in opening:
        if isinstance(block, Bullets):
            left = (reader.without(answers, there.explained(item)) for item in block.items if there.explained(item))
            yield Bullets(tuple(item for item in left if item))
        else:
            yield below(block)


class _Shown:
    """The mathematics of blocks, and the signs in it."""

    def __init__(self, blocks: Sequence[Block], reader: Reader) -> None:
        self._reader = reader
        self._texts: list[str] = []
        self._signs: set[str] = set()
        for part in _mathematics(blocks):
            self._texts.append(reader.text(part))
            for one in _parts(part):
                self._signs |= sign_of(one)

    def explained(self, item: Sentence) -> Sentence:
        """A convention without explanations of what is not there; empty where nothing is left."""
        if item[0] == SIGNS:
            clauses = [tuple(part) for ends, part in groupby(item[1:], lambda part: part == CLAUSE) if not ends]
            kept = [clause for clause in clauses if self._has(clause[0])]
            if len(kept) == len(clauses):
                return item
            joined = tuple(part for clause in kept for part in (CLAUSE, *clause))[1:]
            ends = joined[-1:] == (".",)
            return (SIGNS, *joined, *(() if ends else (".",))) if joined else ()
        first = item[0]
        if isinstance(first, Entry) and any(not isinstance(place, Index) for place in first.places):
            printed = self._reader.text(first)
            return item if any(printed in text for text in self._texts) else ()
        return item

    def _has(self, part: Part) -> bool:
        return not isinstance(part, Delta | Node) or bool(sign_of(part) & self._signs)


def _mathematics(blocks: Sequence[Block]) -> Iterator[Mathematics]:
    for block in blocks:
        match block:
            case ChainBlock(lines=lines):
                for line in lines:
                    yield from (part for part in (line.left, line.through, line.right) if part is not None)
                    yield from _said(line.reason)
            case Box(equation=equation):
                yield equation.left
                yield equation.right
            case Options(items=items):
                for item in items:
                    yield from _said(item)
            case Paragraph(words=words):
                yield from _said(words)


def _said(words: Sentence) -> Iterator[Mathematics]:
    for part in words:
        if isinstance(part, Equation):
            yield part.left
            yield part.right
        elif not isinstance(part, str | Code):
            yield part


def _parts(part: Mathematics) -> Iterator[Delta | Node]:
    match part:
        case Node():
            yield from walk(part)
        case Holes(of=Node() as node):
            yield from (one for one in walk(node) if isinstance(one, Ones | Eye))
        case IndexSum(terms=terms):
            for term in terms:
                for factor in term.factors:
                    yield from _parts(factor)
        case Entry(array=array):
            yield from walk(array)
        case Delta():
            yield part
        case Partial(of=of):
            yield from _parts(of)


def below(block: Block) -> Block:
    """A heading one level lower, without its number: those of exercises stand above it. Other blocks as they are."""
    if not isinstance(block, Heading):
        return block
    first, *rest = block.words
    is_number = isinstance(first, str) and re.fullmatch(r"\d+\. ", first) is not None
    return Heading(tuple(rest) if is_number else block.words, 2)
