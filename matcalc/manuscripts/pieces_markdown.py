"""Where the mathematics stands in Markdown and in plain text.

Own scanner: markdown-it-py keeps line numbers of blocks and no offsets of what stands inside a line.

A pair of $ on one paragraph is mathematics as pandoc has it: no space after the first, none before the second, no digit
after the second. As people also type `$x = y $`, a space is let pass where what stands between has a sign of
mathematics (\\ ^ _ = { }), or is one letter, and the $ at the space does not belong to a word. The same tells
\\(…\\) and \\[…\\] from brackets that are escaped. What is opened and not closed is prose, except $$ at the start of a
line and an environment: these are errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.manuscripts.code_in_markdown import CodeBlocks, CodeSpans
from matcalc.manuscripts.html_in_markdown import TAG, HtmlTags
from matcalc.manuscripts.pieces import (
    BEGIN,
    BLANK_LINE,
    CLOSING,
    ENVIRONMENTS,
    Piece,
    end_of,
    kept,
    piece_between,
    search_for,
)
from matcalc.manuscripts.source import LINE_END, Source

_SIGN = re.compile(r"[\\^_={}]")
_ONE_LETTER = re.compile(r"\s*[A-Za-z]\s*")
_TOKENS = rf"{BEGIN}|(?P<comment><!--)|https?://[^\s<>\"]*|(?P<opening>\$\$?|\\[(\[])|\\."
_PLAIN = re.compile(_TOKENS, re.DOTALL)
_MARKDOWN = re.compile(
    rf"(?P<lines>(?:{LINE_END}[ \t]*+)++)|(?P<ticks>`+)|(?P<html>{TAG})|{_TOKENS}",
    re.DOTALL,
)
_BLANK_LINE = re.compile(BLANK_LINE)


def markdown_pieces(source: Source, *, has_code: bool) -> tuple[Piece, ...]:
    """The pieces of mathematics, in order. has_code: whether code and HTML are told apart."""
    return kept(_Scanner(source, has_code=has_code).pieces(), source)


class _Scanner:
    """Goes once through a text. closed_by_none: up to where it is known that a delimiter is not closed.

    Without it, a text of openings only would be read to its end from each of them.
    """

    def __init__(self, source: Source, *, has_code: bool) -> None:
        self.source = source
        self.text = source.text
        self.tokens = _MARKDOWN if has_code else _PLAIN
        self.blocks = CodeBlocks(source.text)
        self.spans = CodeSpans(source.text)
        self.tags = HtmlTags(source.text)
        self.closed_by_none: dict[str, int] = {}

    def pieces(self) -> Iterator[Piece | None]:
        at = self.blocks.first() if self.tokens is _MARKDOWN else 0
        while found := self.tokens.search(self.text, at):
            kind = found.lastgroup
            at = found.end()
            if kind == "lines":
                at = self.blocks.after(found)
            elif kind == "ticks":
                at = self.spans.after(found)
            elif kind == "html":
                at = self.tags.after(found)
            elif kind == "comment":
                at = self._after_comment(found)
            elif kind == "environment" and found["environment"] in ENVIRONMENTS:
                closed = self._closed_environment(found)
                at = closed.end()
                yield piece_between(
                    self.text, found.start(), found.end(), closed.start(), closed.end(), found["environment"]
                )
            elif kind == "opening" and (end := self._closed(found)) is not None:
                at = end + len(CLOSING[found[0]])
                yield piece_between(self.text, found.start(), found.end(), end, at)

    def _after_comment(self, found: re.Match[str]) -> int:
        end = -1 if "<!--" in self.closed_by_none else self.text.find("-->", found.end())
        if end < 0:
            self.closed_by_none["<!--"] = len(self.text)
            return found.end()
        return end + 3

    def _closed_environment(self, opened: re.Match[str]) -> re.Match[str]:
        found = end_of(self.text, opened.end(), search_for(opened["environment"], comments=False, blank=False))
        if found is None or not found["close"]:
            raise self.source.error(f"the {opened[0]} opened here is never closed", opened.start())
        return found

    def _closed(self, opened: re.Match[str]) -> int | None:
        """Where the closing delimiter stands; None where this is no mathematics."""
        opening = opened[0]
        if opened.start() < self.closed_by_none.get(opening, 0):
            return None
        is_inline = opening in ("$", "\\(")
        pattern = search_for(CLOSING[opening], comments=False, blank=is_inline)
        found = end_of(self.text, opened.end(), pattern)
        if found is None or not found["close"]:
            if opening == "$$" and self._begins_line(opened.start()):
                advice = "write \\$ for each where dollar signs are meant"
                raise self.source.error(f"the $$ opened here is never closed; {advice}", opened.start())
            self.closed_by_none[opening] = found.start() if found else len(self.text)
            return None
        start, end = opened.end(), found.start()
        if opening == "$" and not self._is_pair(start, end):
            return None
        if opening.startswith("\\") and not _is_like_mathematics(self.text, start, end):
            return None
        if is_inline and _BLANK_LINE.search(self.text, start, end):
            return None
        return end

    def _is_pair(self, start: int, end: int) -> bool:
        """Whether the $ before `start` and the one at `end` belong together."""
        text = self.text
        before, first, last = text[start - 2 : start - 1], text[start : start + 1], text[end - 1 : end]
        after = text[end + 1 : end + 2]
        if after.isdigit():
            return False
        if first.isspace() and (before.isalnum() or not _is_like_mathematics(text, start, end)):
            return False
        return not last.isspace() or (not after.isalpha() and after != "\\" and _is_like_mathematics(text, start, end))

    def _begins_line(self, offset: int) -> bool:
        _, column = self.source.line_and_column(offset)
        return not self.text[offset - column + 1 : offset].strip(" \t>")


def _is_like_mathematics(text: str, start: int, end: int) -> bool:
    return bool(_SIGN.search(text, start, end) or _ONE_LETTER.fullmatch(text, start, end))
