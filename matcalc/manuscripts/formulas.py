"""The mathematics of a document as statements; of rows below each other, every chain of equations that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.errors import LanguageError
from matcalc.manuscripts.clock import Clock
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.said import Unread
from matcalc.notation.latex_in.argument_lists import with_commas
from matcalc.notation.latex_in.d_names import with_d_names
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span, Statement
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.solved_letters import with_letters_solved_for

_EQUATION = re.compile(r"=|\\equiv|\?\?\?")
"""What makes mathematics a statement, and no name in a sentence."""

_MARGIN = re.compile(r"[&\s]*")
_SIGN = re.compile(r"&|:|\\coloneqq|\\equiv|=")
"""What ends a left side."""

_BRACE = re.compile(r"\\.|%[^\n]*|([{}])", re.DOTALL)

_ROWS = re.compile(r"\s*\\begin\{(?P<name>aligned|split|gathered)\}(?P<rows>.*)\\end\{(?P=name)\}[\s.,;]*", re.DOTALL)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\(?P<env>begin|end)\{\w+\*?\}|\\.|%[^\n]*|[{}]", re.DOTALL)
_GOES_ON = re.compile(r"[&\s]*(?:=|\\equiv|[+-])")


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read. statement: as far as it could be, perhaps its left side alone; None where nothing was."""

    unread: Unread
    statement: Statement | None


@dataclass(frozen=True, slots=True)
class Formulas:
    """pieces: of each piece of mathematics its statements. faults: what could not be read."""

    pieces: tuple[tuple[Statement, ...], ...]
    faults: tuple[Fault, ...]


def formulas_in(manuscript: Manuscript, clock: Clock) -> Formulas:
    """The formulas of a document. What can not be read counts where it is an equation, or its braces do not fit."""
    text = manuscript.text
    pieces: list[tuple[Statement, ...]] = []
    faults: list[Fault] = []
    for piece in manuscript.pieces:
        clock.at("its formulas were read", piece.whole.start)
        found: list[Statement] = []
        for span, read in _parts(piece.inside, manuscript):
            inside = text[span.start : span.end]
            if not isinstance(read, LanguageError):
                found += read
            elif _EQUATION.search(inside) or not _braces_fit(inside):
                faults.append(Fault(unread_at(read, span, manuscript), _head(span, manuscript)))
        pieces.append(tuple(found))
    return Formulas(with_letters_solved_for(with_d_names(with_commas(tuple(pieces)))), tuple(faults))


def unread_at(error: LanguageError, span: Span, manuscript: Manuscript) -> Unread:
    """What could not be read, at the place that its error shows, else where it begins."""
    if isinstance(error, LatexError):
        span = error.span
    line, column = manuscript.line_and_column(span.start)
    return Unread(span, line, column, str(error))


def _parts(inside: Span, manuscript: Manuscript) -> Iterator[tuple[Span, tuple[Statement, ...] | LanguageError]]:
    """A piece of mathematics, read; where it can not be as a whole and has rows, its chains, one by one."""
    whole = _read(inside, manuscript)
    chains = tuple(_chains_of_rows(inside, manuscript.text)) if isinstance(whole, LanguageError) else ()
    if not chains:
        yield inside, whole
        return
    for span in chains:
        yield span, _read(span, manuscript)


def _read(span: Span, manuscript: Manuscript) -> tuple[Statement, ...] | LanguageError:
    try:
        return read_statements(manuscript.text, span.start, span.end, manuscript.macros)
    except LanguageError as error:
        return error


def _chains_of_rows(inside: Span, text: str) -> Iterator[Span]:
    """The rows of a piece; one that begins with a sign goes with those before it."""
    rows = _ROWS.fullmatch(text, inside.start, inside.end)
    start, end = (inside.start, inside.end) if rows is None else rows.span("rows")
    first, depth = start, 0
    for found in _ROW_END.finditer(text, start, end):
        depth += (found[0] == "{" or found["env"] == "begin") - (found[0] == "}" or found["env"] == "end")
        if not depth and found[0].startswith("\\\\") and not _GOES_ON.match(text, found.end(), end):
            yield Span(first, found.start())
            first = found.end()
    if first > start and text[first:end].strip():
        yield Span(first, end)


def _head(span: Span, manuscript: Manuscript) -> Statement | None:
    """The left side of an equation that can not be read."""
    text = manuscript.text
    margin = _MARGIN.match(text, span.start, span.end)
    start = span.start if margin is None else margin.end()
    sign = _SIGN.search(text, start, span.end)
    left = "" if sign is None else text[start : sign.start()].rstrip()
    if not left:
        return None
    try:
        (head,) = read_statements(text, start, start + len(left), manuscript.macros)
    except (LanguageError, ValueError):
        return None
    return head


def _braces_fit(formula: str) -> bool:
    """Whether as many braces close in a formula as open. Brackets are no such sign: people write [0, 1)."""
    braces = [found[1] for found in _BRACE.finditer(formula) if found[1]]
    return braces.count("{") == braces.count("}")
