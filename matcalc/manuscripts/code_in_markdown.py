"""Code in Markdown, as far as it has to be stepped over: indented and fenced blocks, and spans in backticks."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from matcalc.manuscripts.pieces import BLANK_LINE
from matcalc.manuscripts.source import LINE_END

_FENCE = re.compile(r"(?:>[ \t]{0,3})*(?P<fence>(?P<letter>[`~])(?P=letter){2,})")
_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t\r\n])[ \t]{0,4}")
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(LINE_END)
_SPACE = re.compile(r"[ \t]*")
_BLANK_LINE = re.compile(BLANK_LINE)
_TICKS = re.compile("`+")


class CodeBlocks:
    """Told of each line that is not empty, in order, it steps over those of code.

    content: the column at which the text of the list item stands that is open; 0 outside of lists. Lists in lists are
    followed as far as to know from which column on a line is code.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.content = 0
        self.in_code = False

    def first(self) -> int:
        """Where the text goes on that is no code, from the start of the file."""
        start = _SPACE.match(self.text)
        assert start is not None
        return self._after(start.end(), start[0], after_blank=True)

    def after(self, lines: re.Match[str]) -> int:
        """Where the text goes on that is no code, after ends of lines, empty lines, and the indent of the next line."""
        ends = list(_LINE_END.finditer(lines[0]))
        return self._after(lines.end(), lines[0][ends[-1].end() :], after_blank=len(ends) > 1)

    def _after(self, start: int, indent: str, *, after_blank: bool) -> int:
        width = len(indent.expandtabs(4))
        if (after_blank or self.in_code) and width >= self.content + 4:
            self.in_code = True
            return self._end_of_line(start)
        self.in_code = False
        if (found := _FENCE.match(self.text, start)) and self._is_fence(found):
            return self._after_fence(found)
        if found := _MARKER.match(self.text, start):
            self.content = width + len(found[0])
            return found.end()
        if after_blank:
            self.content = min(self.content, width)
        return start

    def _is_fence(self, found: re.Match[str]) -> bool:
        return found["letter"] == "~" or self.text.find("`", found.end(), self._end_of_line(found.end())) < 0

    def _after_fence(self, found: re.Match[str]) -> int:
        end = _fence_end(found["letter"], len(found["fence"])).search(self.text, found.end())
        return end.end() if end else len(self.text)

    def _end_of_line(self, start: int) -> int:
        line = _LINE.match(self.text, start)
        assert line is not None
        return line.end()


class CodeSpans:
    """Steps over `code` and ``code``: from some backticks to as many, in the same paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = -1
        self.runs: dict[int, list[int]] = {}
        """Where in the paragraph before `end` backticks stand, by how many stand together."""

    def after(self, found: re.Match[str]) -> int:
        """Where the code ends that these backticks begin; their own end where nothing closes it."""
        if found.start() >= self.end:
            self._read_paragraph(found.start())
        starts = self.runs.get(len(found[0]), [])
        at = bisect_right(starts, found.start())
        return starts[at] + len(found[0]) if at < len(starts) else found.end()

    def _read_paragraph(self, start: int) -> None:
        blank = _BLANK_LINE.search(self.text, start)
        self.end = blank.start() + 1 if blank else len(self.text) + 1
        self.runs = {}
        for run in _TICKS.finditer(self.text, start, self.end - 1):
            self.runs.setdefault(len(run[0]), []).append(run.start())


@lru_cache(maxsize=64)
def _fence_end(letter: str, length: int) -> re.Pattern[str]:
    """The line that ends a fenced block: at least as many of the same letter, and nothing else."""
    return re.compile(rf"{LINE_END}[ \t>]*+{letter}{{{length},}}[ \t]*(?=[\r\n]|\Z)")
