"""A remark beside a row, cut into words and formulas: \\text{if } A \\text{ is symmetric}, \\text{since $A = A^T$}."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.manuscripts.sentences import Token
from matcalc.notation.latex_in.formula import Span

_PROSE = re.compile(r"\\(?:text[a-z]*|mbox|intertext)[ \t]*\{((?:[^{}$]|\$[^$]*\$)*)\}")
_FORMULA = re.compile(r"\$([^$]*)\$|\\\(((?:[^\\]|\\[^)])*)\\\)")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-'’][A-Za-zÀ-ÿ]+)*|[,()]")
_THING = re.compile(r"[A-Za-z0-9\\]")


def remark_in(text: str, span: Span) -> tuple[list[Token], list[Span]]:
    """The tokens of a remark, and the places of its formulas: their numbers are the pieces of the tokens."""
    tokens: list[Token] = []
    formulas: list[Span] = []
    for part, is_prose in _parts(text, span):
        if is_prose:
            for one in _WORD.finditer(text, part.start, part.end):
                is_name = len(one[0]) == 1 and one[0].isupper() and one[0] != "I"
                tokens.append(
                    Token("" if is_name else one[0].lower(), Span(*one.span()), len(formulas) if is_name else None)
                )
                formulas += [Span(*one.span())] * is_name
        elif _THING.search(text, part.start, part.end):
            tokens.append(Token("", part, len(formulas)))
            formulas.append(part)
    return tokens, formulas


def _parts(text: str, span: Span) -> Iterator[tuple[Span, bool]]:
    """What is prose and what is mathematics, in order."""
    at = span.start
    for prose in _PROSE.finditer(text, span.start, span.end):
        yield _without_brackets(text, Span(at, prose.start())), False
        at = prose.start(1)
        for formula in _FORMULA.finditer(text, prose.start(1), prose.end(1)):
            yield Span(at, formula.start()), True
            yield Span(*formula.span(1 if formula[1] is not None else 2)), False
            at = formula.end()
        yield Span(at, prose.end(1)), True
        at = prose.end()
    yield _without_brackets(text, Span(at, span.end)), False


def _without_brackets(text: str, span: Span) -> Span:
    """Mathematics without a bracket at either end that has no other there."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or (text[start] in "(," and text.count(")", start, end) < 1)):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end and text[start] == "(" and text[end - 1] == ")":
        start, end = start + 1, end - 1
    elif start < end and text[end - 1] in ")," and text.count("(", start, end) < 1:
        end -= 1
    return Span(start, end)
