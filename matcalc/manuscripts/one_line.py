"""Steps in one line, where rows would break what they stand in: a heading, a cell of a table, a caption."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from matcalc.manuscripts.between import Between, claimed_behind, sign_of, typed_in
from matcalc.manuscripts.edits import Edit
from matcalc.manuscripts.pieces import Piece
from matcalc.notation.latex_in.formula import Span, Statement

AND = r",\quad "
FARTHEST = 20_000

_HEADING = re.compile(r"[ \t]*(?:>[ \t]?)*#{1,6}[ \t]")
_UNDERLINED = re.compile(r"[ \t]*(?:>[ \t]?)*(?:=+|-+)[ \t]*")
_DELIMITERS = re.compile(r"[ \t]*(?:>[ \t]?)*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_TEX = re.compile(r"\\.|%[^\n]*|[{}]", re.DOTALL)
_IN_ONE_LINE = re.compile(
    r"\\(?:(?:sub)*section|paragraph|subparagraph|chapter|part|title|caption|subtitle|frametitle|multicolumn"
    r"|text[a-z]+|emph|underline|[fm]box)\*?\s*(?:\[[^\[\]]*\]|\{[^{}]*\})*\s*\Z"
)
_TABLE = re.compile(r"\\(begin|end)\s*\{\s*(?:tabular[xy*]?|longtable|tabu|tabulary|tblr|tabbing)\s*\}")
_BARS = re.compile(r"\\\||\|")


def is_kept_in_one_line(text: str, piece: Piece, *, is_tex: bool) -> bool:
    """Whether a piece of mathematics stands where several lines can not."""
    if is_tex:
        return not piece.is_display and not piece.environment and _is_in_one_line_of_tex(text, piece.whole.start)
    start = text.rfind("\n", 0, piece.whole.start) + 1
    end = text.find("\n", piece.whole.end)
    end = len(text) if end < 0 else end
    line = text[start:end]
    if "\n" in line:
        return False
    following = text[end + 1 : _end_of_line(text, end + 1)].rstrip("\r")
    if _HEADING.match(line):
        return True
    outside = text[start : piece.whole.start] + text[piece.whole.end : end]
    if _PIPE.search(outside) and any(map(_is_delimiters, (following, *_above(text, start)))):
        return True
    return bool(following.strip() and _UNDERLINED.fullmatch(following)) and "|" not in following


def in_one_line(text: str, statement: Statement, made: Mapping[int, Between]) -> tuple[Edit, ...]:
    """The edits that put steps in the place of holes, chains beside each other where they have left sides of their own.

    Bars are written as commands, since a table would end its cell at one.
    """
    edits = []
    for at, each in made.items():
        members = statement.members
        hole, before = members[at], members[at - 1] if at else None
        lines = list(each.lines)
        claimed = claimed_behind(statement, at)
        left = each.left
        if at == 1 and before is not None and before.formula is not None and (lines[0].left if lines else left):
            asked = typed_in(text, before)
            begins = next((number for number, line in enumerate(lines) if line.left == asked), len(lines))
            first = "".join(_chained((line.left, line.right) for line in lines[:begins]))
            if first:
                edits.append(Edit(Span(before.span.start, before.span.start), first.removeprefix(AND) + AND))
            lines, left = lines[begins:], ""
            steps = [("" if line.left == asked else line.left, line.right) for line in lines]
        else:
            steps = [(line.left, line.right) for line in lines]
        put = "".join(_chained(steps))
        start = sign_of(text, hole).start
        if at == 0:
            put = put.removeprefix(" = ").removeprefix(AND)
            start = hole.span.start
        if claimed is not None and left:
            put += f"{AND}{_without_bars(left)}"
        edits.append(Edit(Span(start, hole.span.end), put.lstrip() if text[start - 1 : start].isspace() else put))
    return tuple(edits)


def _chained(steps: Iterable[tuple[str, tuple[str, ...]]]) -> Iterable[str]:
    for left, right in steps:
        yield f"{f'{AND}{_without_bars(left)}' if left else ''} = {_without_bars(' '.join(right))}"


def _without_bars(formula: str) -> str:
    return _BARS.sub(lambda found: r"\Vert " if len(found[0]) > 1 else r"\vert ", formula)


def _is_in_one_line_of_tex(text: str, place: int) -> bool:
    """Whether a place is in a table, or in the braces of a heading, a caption or a font."""
    start = max(0, place - FARTHEST)
    tables = 0
    for found in _TABLE.finditer(text, start, place):
        tables += 1 if found[1] == "begin" else -1
    opened: list[int] = []
    for found in _TEX.finditer(text, start, place):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            opened.pop()
    return tables > 0 or any(_IN_ONE_LINE.search(text, max(start, brace - 200), brace) for brace in opened[-10:])


def _is_delimiters(line: str) -> bool:
    """Whether it is the line below the head of a table, |---|---|."""
    return "|" in line and _DELIMITERS.fullmatch(line) is not None


def _above(text: str, start: int) -> Iterable[str]:
    """The lines before a place, from the nearest on, up to one that is empty."""
    first = max(0, start - FARTHEST)
    for line in reversed(text[first : max(first, start - 1)].split("\n")):
        if not line.strip(" \t\r>"):
            return
        yield line.rstrip("\r")


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
