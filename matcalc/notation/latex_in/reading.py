"""LaTeX read: the mathematics of a document as trees of formulas, one statement for each chain of equations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcalc.notation.latex_in.asides import with_asides
from matcalc.notation.latex_in.building import Builder
from matcalc.notation.latex_in.chains import statements_of
from matcalc.notation.latex_in.failures import LatexError, shortened
from matcalc.notation.latex_in.formula import Span, Statement
from matcalc.notation.latex_in.levels import Levels
from matcalc.notation.latex_in.lexemes import ARGUMENTS, Lexeme, spaces_apart
from matcalc.notation.latex_in.lexer import Lexer
from matcalc.notation.latex_in.macros import Macros, expanded
from matcalc.notation.latex_in.tokens import tokens_of
from matcalc.notation.syntax import MAX_LENGTH, evaluated

if TYPE_CHECKING:
    from lark import Lark


ALONE = ("$", r"\(", r"\[")
"""What mathematics without rows begins with, outside of the environments in it."""

_LONGEST_OPENING = 8


def read_statements(text: str, start: int, end: int, macros: Macros) -> tuple[Statement, ...]:
    """The statements in text[start:end], what stands between the signs of mathematics or in an environment of rows.

    Every span is one of the whole text. Raises LatexError for what can not be read.
    """
    if end - start > MAX_LENGTH:
        message = f"the formula has {end - start} characters; at most {MAX_LENGTH} are read"
        raise LatexError(message, text, Span(start, end))
    tokens = expanded(tokens_of(text, start, end), text, end, macros)
    before = text[max(0, start - _LONGEST_OPENING) : start].rstrip()
    has_rows = not before.endswith(ALONE)
    lexemes = list(spaces_apart(Lexer(tokens, text, end, macros.named).lexemes()))
    matched = Levels(with_asides(lexemes, text), text, has_rows).matched()
    return statements_of(_parts(matched, text, end), text)


@cache
def _grammar() -> Lark:
    from matcalc.notation.parsers import parser

    return parser(Path(__file__).with_name("latex.lark"), ("start",))


def _parts(lexemes: list[Lexeme], text: str, end: int) -> list[Any]:
    """What stands at the top of the mathematics: formulas, and the lexemes between them."""
    from lark import Token
    from lark.exceptions import UnexpectedToken

    parser = _grammar().parse_interactive()
    place = 0
    try:
        for place, lexeme in enumerate(lexemes):
            parser.feed_token(Token(lexeme.type, "", start_pos=place))
        place = len(lexemes)
        tree = parser.feed_token(Token("$END", ""))
    except UnexpectedToken:
        raise _explained(lexemes, place, text, end) from None
    result: list[Any] = evaluated(tree, Builder(lexemes, text).meaning)
    return result


def _explained(lexemes: list[Lexeme], place: int, text: str, end: int) -> LatexError:
    """Why a lexeme does not fit: the command before it lacks an argument, or it stands at a place for no such thing."""
    command = _lacking(lexemes, place)
    if command is not None:
        typed = shortened(text[command.span.start : command.span.end]) or command.type
        if command.type in ("UP", "DOWN"):
            fits = place < len(lexemes) and lexemes[place].type == "OPEN"
            hint = f", such as {typed}{{(k)}}: brackets alone do not hold it together" if fits else ""
            return LatexError(f"{typed} needs something after it in braces{hint}", text, command.span)
        needed = {1: "an argument in braces", 2: "two arguments in braces"}[ARGUMENTS[command.type]]
        return LatexError(f"{typed} needs {needed} after it", text, command.span)
    span = lexemes[place].span if place < len(lexemes) else Span(end, end)
    typed = shortened(text[span.start : span.end])
    if place < len(lexemes) and lexemes[place].type == "OVER":
        return LatexError(f"{typed} is read once in braces: write \\frac{{…}}{{…}}", text, span)
    return LatexError(f"{typed or 'the end'} is not expected here", text, span)


def _lacking(lexemes: list[Lexeme], place: int) -> Lexeme | None:
    """The command before a place that has fewer arguments than it needs."""
    given = 0
    at = place - 1
    while at >= 0:
        lexeme = lexemes[at]
        if lexeme.type in ARGUMENTS:
            return lexeme if given < ARGUMENTS[lexeme.type] else None
        if lexeme.type == "RBRACE":
            at = _opening(lexemes, at)
        given += 1
        at -= 1
        if given > 1:
            return None
    return None


def _opening(lexemes: list[Lexeme], place: int) -> int:
    depth = 0
    for at in range(place, -1, -1):
        depth += (lexemes[at].type == "RBRACE") - (lexemes[at].type == "LBRACE")
        if depth == 0:
            return at
    return 0
