"""Where the mathematics stands in a LaTeX file.

Not in comments, verbatim text, definitions of macros, addresses, before \\begin{document} where there is one, nor after
\\end{document}. What is opened and not closed is an error: TeX refuses it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.manuscripts.derived_latex import FORMULAS, MEASURED
from matcalc.manuscripts.pieces import BEGIN, CLOSING, ENVIRONMENTS, Piece, end_of, kept, piece_between, search_for
from matcalc.manuscripts.source import Source

VERBATIM = frozenset(
    name + star
    for name in ("verbatim", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "alltt")
    for star in ("", "*")
)

_COMMENT = r"%[^\r\n]*"
_IN_A_LINE = r"\\(?:verb\*?|lstinline|mintinline[ \t]*\{[^{}\r\n]*\})(?:\[[^\]\r\n]*\])?(?P<mark>[^A-Za-z0-9\s*\[])"
_ADDRESS = r"\\(?:url|path|href)[ \t]*\{[^{}\r\n]*\}"
_MACRO_NAME = r"(?:\{\s*\\[^\s{}]{1,60}\s*\}|\\[A-Za-z]+)"
_NEW_COMMAND = rf"\\(?:(?:re|provide|new)command|DeclareMathOperator)\*?\s*{_MACRO_NAME}\s*(?:\[[^\[\]]*\]\s*){{0,2}}"
_DEF = r"\\[gex]?def\s*\\[A-Za-z]+[^{}\r\n]{0,40}"
_DEFINITION = rf"(?:{_NEW_COMMAND}|{_DEF})(?=(?P<body>\{{))"

_DERIVED = rf"\\(?P<derived>{'|'.join((*FORMULAS, *MEASURED))})(?![A-Za-z])(?=(?P<arguments>\{{))"

_OUTSIDE = re.compile(
    rf"{_COMMENT}|{BEGIN}|\\end[ \t]*\{{(?P<stop>document)\}}|{_IN_A_LINE}|{_ADDRESS}|{_DEFINITION}|{_DERIVED}"
    r"|(?P<opening>\$\$?|\\[(\[])|\\.",
    re.DOTALL,
)
_DOCUMENT = re.compile(rf"{_COMMENT}|\\begin[ \t]*\{{(?P<document>document)\}}|\\.", re.DOTALL)
_BRACE = re.compile(rf"{_COMMENT}|\\.|(?P<brace>[{{}}])", re.DOTALL)


def tex_pieces(source: Source) -> tuple[Piece, ...]:
    """The pieces of mathematics, in order. Raises InputError for an opening that is never closed."""
    return kept(_pieces(source), source)


def _pieces(source: Source) -> Iterator[Piece | None]:
    text = source.text
    at = next((found.end() for found in _DOCUMENT.finditer(text) if found["document"]), 0)
    while found := _OUTSIDE.search(text, at):
        at = found.end()
        if found["stop"]:
            return
        if found["mark"]:
            at = _end_in_line(text, found)
        elif found["body"]:
            at = _end_of_braces(source, found.start("body"))
        elif found["derived"]:
            at = _end_of_arguments(source, found)
            if found["derived"] in FORMULAS:
                yield _derived(source, found, at)
        elif found["environment"] in VERBATIM:
            at = _end_of_verbatim(source, found)
        elif found["environment"] in ENVIRONMENTS or found["opening"]:
            closed = _closed(source, found)
            at = closed.end()
            yield piece_between(
                text, found.start(), found.end(), closed.start(), closed.end(), found["environment"] or ""
            )


def _closed(source: Source, opened: re.Match[str]) -> re.Match[str]:
    opening = opened["opening"] or opened[0]
    closing = CLOSING[opening] if opened["opening"] else opened["environment"]
    is_inline = opening in ("$", "\\(")
    found = end_of(source.text, opened.end(), search_for(closing, comments=True, blank=is_inline))
    if found is None or found["stop"]:
        raise source.error(f"the {opening} opened here is never closed{_advice(opening)}", opened.start())
    if found["blank"]:
        line, _ = source.line_and_column(found.start())
        raise source.error(
            f"the {opening} opened here is not closed before the empty line after line {line}{_advice(opening)}",
            opened.start(),
        )
    return found


def _advice(opening: str) -> str:
    if opening == "$":
        return "; write \\$ where a dollar sign is meant"
    return f"; write {CLOSING[opening]} where it ends" if opening in CLOSING else ""


def _end_of_arguments(source: Source, found: re.Match[str]) -> int:
    """Where the arguments end that belong to the formula of a macro of ours."""
    end, name = found.start("arguments"), found["derived"]
    for _ in range((FORMULAS | MEASURED)[name]):
        if source.text[end : end + 1] != "{":
            break
        end = _end_of_braces(source, end)
    return end


def _derived(source: Source, found: re.Match[str], end: int) -> Piece | None:
    """The formula of a macro of ours: its one argument, or the whole call, which is expanded when it is read."""
    if FORMULAS[found["derived"]] == 1:
        return piece_between(source.text, found.start(), found.start("arguments") + 1, end - 1, end)
    return piece_between(source.text, found.start(), found.start(), end, end)


def _end_in_line(text: str, found: re.Match[str]) -> int:
    """Where \\verb|…| ends: at its mark, on the same line."""
    mark = "}" if found["mark"] == "{" else found["mark"]
    closed = re.compile(rf"[^{re.escape(mark)}\r\n]*{re.escape(mark)}").match(text, found.end())
    return closed.end() if closed else found.end()


def _end_of_verbatim(source: Source, found: re.Match[str]) -> int:
    closing = f"\\end{{{found['environment']}}}"
    end = source.text.find(closing, found.end())
    if end < 0:
        raise source.error(f"the {found[0]} opened here is never closed; write {closing} where it ends", found.start())
    return end + len(closing)


def _end_of_braces(source: Source, start: int) -> int:
    depth = 0
    for found in _BRACE.finditer(source.text, start):
        if found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
            if depth == 0:
                return found.end()
    raise source.error("the { opened here is never closed", start)
