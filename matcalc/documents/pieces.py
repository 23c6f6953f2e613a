"""What depends on how an expression prints: where it may be broken, and which line repeats the one above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.documents.page import Block, ChainBlock, Equation, Line, Mathematics, Paragraph, Part
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Add
from matcalc.notation.printer import Printer
from matcalc.notation.stretched import with_ones

MINUS = ("−", "-")

LONGEST_ROW = 140
"""How many characters of LaTeX a row may have where nothing but a break in the source breaks a formula."""


def pieces(expression: Mathematics, printer: Printer) -> list[str]:
    """The expression in pieces that make it up when joined by a space: the terms of a sum, each with its sign."""
    terms = list(_terms(expression))
    if len(terms) < 2:
        return [printer.part(expression)]
    first, *rest = (printer.part(term) for term in terms)
    return [first, *map(_signed, rest)]


def rows(expression: Mathematics, printer: Printer) -> list[str]:
    """The expression in rows of at most LONGEST_ROW characters, broken between terms; a longer term has its own row."""
    first, *rest = pieces(expression, printer)
    found = [first]
    for piece in rest:
        if len(found[-1]) + 1 + len(piece) > LONGEST_ROW:
            found.append(piece)
        else:
            found[-1] += f" {piece}"
    return found


def without_repeats(blocks: Sequence[Block], printer: Printer) -> tuple[Block, ...]:
    """The blocks without lines that say nothing new in print, where two expressions may look the same."""

    def block_of(block: Block) -> Block:
        match block:
            case ChainBlock(lines=lines):
                return replace(block, lines=_changing(lines, printer))
            case Paragraph(words=words):
                return Paragraph(tuple(_said_once(part, printer) for part in words))
        return block

    return tuple(map(block_of, blocks))


def _changing(lines: tuple[Line, ...], printer: Printer) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if not (kept and line.left is None and _alike(kept[-1], line, printer)):
            kept.append(line)
        else:
            kept[-1] = replace(kept[-1], right=line.right, figures=(*kept[-1].figures, *line.figures))
    return tuple(kept)


def _said_once(part: Part, printer: Printer) -> Part:
    """An equation whose sides look the same is one of them."""
    is_same = isinstance(part, Equation) and printer.part(part.left) == printer.part(part.right)
    return part.left if isinstance(part, Equation) and is_same else part


def _alike(above: Line, below: Line, printer: Printer) -> bool:
    return above.depth == below.depth and printer.part(above.right) == printer.part(below.right)


def _terms(expression: Mathematics) -> Iterator[Mathematics]:
    if isinstance(expression, IndexSum):
        yield from (IndexSum((term,)) for term in expression.terms)
    elif isinstance(expression, Add):
        yield from with_ones(expression).children
    else:
        yield expression


def _signed(term: str) -> str:
    if term.startswith(MINUS):
        return f"{term[0]} {term[1:].lstrip()}"
    return f"+ {term}"
