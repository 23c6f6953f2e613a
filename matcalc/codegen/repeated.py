"""What stands twice in lines of code gets a line of its own, before the first of them.

Most of it is found before, as nodes that are used twice; here what is the same only as code: the first summands of two
sums, a product that is written into two calls.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from matcalc.codegen.names import Names

COMMUTING = (ast.Add, ast.Mult)

VIEWS = ("reshape",)
"""Methods that compute nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A name and the expression that it stands for; without a name, an expression that is returned."""

    name: str
    text: str
    is_forward: bool = False

    @property
    def assignment(self) -> str:
        return f"{self.name} = {self.text}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part of an expression stands: characters of the text of a line."""

    line: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression that computes something. key: equal for parts of equal value. reads: its names."""

    key: str
    start: int
    stop: int
    reads: frozenset[str]


def without_repeats(lines: Sequence[Line], arrays: set[str], module: str, names: Names) -> list[Line]:
    """The same computation, what costs something and stands twice computed once.

    arrays: the names of arrays that are passed. module: the name of the library that makes other ones.
    """
    lines = list(lines)
    parts = cache(_parts)
    while (found := _longest_repeat(lines, {*arrays, module}, parts)) is not None:
        lines = _named(lines, found, names)
    return _numbered(lines)


def _longest_repeat(
    lines: Sequence[Line], known: set[str], parts: Callable[[str], Sequence[_Part]]
) -> list[_Place] | None:
    """The places of the part that is longest of those that stand twice. known: what arrays are made of."""
    places: dict[str, list[_Place]] = {}
    for at, line in enumerate(lines):
        for part in parts(line.text):
            if part.reads & known:
                known.add(line.name)
                places.setdefault(part.key, []).append(_Place(at, part.start, part.stop))
        if line.text in known or line.text.removesuffix(".T") in known:
            known.add(line.name)
    twice = [found for found in places.values() if len(found) > 1]
    return max(twice, key=lambda found: found[0].stop - found[0].start, default=None)


def _parts(text: str) -> list[_Part]:
    return [
        _Part(_key(part), _column(text, part.col_offset), _column(text, part.end_col_offset or 0), _names(part))
        for part in _computed(ast.parse(text, mode="eval").body)
    ]


def _computed(tree: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression that compute something; what is computed for each of many is left alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.GeneratorExp | ast.ListComp | ast.Lambda):
            continue
        if (isinstance(part, ast.BinOp) and not _is_multiple(part)) or (
            isinstance(part, ast.Call) and not _is_view(part)
        ):
            yield part
        waiting.extend(ast.iter_child_nodes(part))


def _is_multiple(part: ast.BinOp) -> bool:
    """Whether it is a number times what has a name."""
    return isinstance(part.left, ast.Constant) and isinstance(part.right, ast.Name) and isinstance(part.op, ast.Mult)


def _is_view(part: ast.Call) -> bool:
    return isinstance(part.func, ast.Attribute) and part.func.attr in VIEWS


def _names(part: ast.expr) -> frozenset[str]:
    return frozenset(inner.id for inner in ast.walk(part) if isinstance(inner, ast.Name))


def _column(text: str, offset: int) -> int:
    """Where a character is, of an offset in bytes."""
    return offset if text.isascii() else len(text.encode()[:offset].decode())


def _key(part: ast.AST) -> str:
    """The same for a + b and b + a."""
    if isinstance(part, ast.BinOp) and isinstance(part.op, COMMUTING):
        return f"{type(part.op).__name__}({', '.join(sorted((_key(part.left), _key(part.right))))})"
    if isinstance(part, ast.Name | ast.Constant) or not isinstance(part, ast.expr):
        return ast.dump(part)
    fields = (value for _, value in ast.iter_fields(part))
    inner = (_key_of_field(value) for value in fields)
    return f"{type(part).__name__}({', '.join(inner)})"


def _key_of_field(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_key_of_field, value))}]"
    if isinstance(value, ast.keyword):
        return f"{value.arg}={_key(value.value)}"
    return _key(value) if isinstance(value, ast.AST) else repr(value)


def _named(lines: list[Line], places: Sequence[_Place], names: Names) -> list[Line]:
    """The lines with a name for what stands at these places: that of a line which is all of it, or a new one."""
    first = places[0]
    text = lines[first.line].text[first.start : first.stop]
    whole = next((place.line for place in places if lines[place.line].name and _is_whole(lines[place.line], place)), -1)
    name = lines[whole].name if whole >= 0 else names.temporary()
    made = Line(name, text, lines[first.line].is_forward)
    changed = list(lines)
    for place in sorted(places, key=lambda place: place.start, reverse=True):
        changed[place.line] = _with_name(changed[place.line], place, name)
    return [
        line
        for at, own in enumerate(changed)
        for line in ((made, own) if at == first.line else (own,))
        if line is made or at != whole
    ]


def _is_whole(line: Line, place: _Place) -> bool:
    return place.start == 0 and place.stop == len(line.text)


def _with_name(line: Line, place: _Place, name: str) -> Line:
    """The line with a name at that place, without brackets around the name alone."""
    before, after = line.text[: place.start], line.text[place.stop :]
    if before.endswith("(") and after.startswith(")") and not re.search(r"[\w\])]\($", before):
        before, after = before[:-1], after[1:]
    return Line(line.name, f"{before}{name}{after}", line.is_forward)


def _numbered(lines: list[Line]) -> list[Line]:
    """The names t1, t2, … in the order of their lines."""
    made = [line.name for line in lines if re.fullmatch(r"t\d+", line.name)]
    renamed: Mapping[str, str] = dict(zip(made, sorted(made, key=lambda name: int(name[1:])), strict=True))

    def new(text: str) -> str:
        return re.sub(r"\bt\d+\b", lambda found: renamed.get(found[0], found[0]), text)

    return [Line(new(line.name), new(line.text), line.is_forward) for line in lines]
