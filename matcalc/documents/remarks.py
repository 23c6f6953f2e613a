"""Remarks: words in which `…` holds mathematics in the input language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcalc.documents.page import Block, Bullets, Code, Heading, Part, Sentence
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.problems.problem import Problem


def remark_blocks(problem: Problem) -> Iterator[Block]:
    """The remarks of a problem under a heading of their own; nothing where there are none."""
    if problem.remarks:
        symbols = {symbol.name: symbol for symbol in problem.program.symbols}
        yield Heading(("Remarks",))
        yield Bullets(tuple(remark(text, symbols) for text in problem.remarks))


def remark(text: str, symbols: Mapping[str, Symbol]) -> Sentence:
    """A remark with what stands between backticks as mathematics, or as code where it can not be read as such."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return (text,)
    return tuple(_mathematics(piece, symbols) if number % 2 else piece for number, piece in enumerate(pieces) if piece)


def _mathematics(text: str, symbols: Mapping[str, Symbol]) -> Part:
    try:
        return parse_matrix(text, symbols)
    except InputError:
        pass
    try:
        return parse_index(text, symbols)
    except InputError:
        return Code(text)
