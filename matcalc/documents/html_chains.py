"""A chain for a web page: which lines are steps to reveal, what lies inside what, and what each step changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from matcalc.chain import Blank, Holes
from matcalc.documents.changes import mark_changes, marked
from matcalc.documents.latex_atoms import Atom, UnknownLatexError, atoms
from matcalc.documents.page import ChainBlock, Line, Mathematics, Sentence
from matcalc.notation.printer import Printer

OLD, NEW = "old", "new"
COMMANDS = {(OLD,): r"\old", (NEW,): r"\new", (NEW, OLD): r"\both"}
"""The commands around what the next step replaces, around what a step puts there, and around what is both; the script
of the page says what they look like.
"""
EQUALS = "= "


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line, its sides in LaTeX. above: the number of the line that shows what it begins with, where one does."""

    number: int
    above: int | None
    left: str | None
    right: str
    rule: str
    reason: Sentence
    line: Line


@dataclass(frozen=True, slots=True)
class ShownChain:
    """Lines at one depth, each after the chains that derive a part of it. of: what the first of them begins with."""

    items: tuple[ShownLine | ShownChain, ...]
    of: Mathematics | None

    @property
    def size(self) -> int:
        """How many lines it has, without those of chains inside."""
        return sum(isinstance(item, ShownLine) for item in self.items)


@dataclass(frozen=True, slots=True)
class Event:
    """A line, or the begin or the end of a list of lines.

    kind: "line"; or which list begins: what is "given", "steps" to be revealed, steps that are "open" already, an
    "inner" chain; or "end of" that. depth: how far it is nested. chain: which begins or ends; None of what is given.
    """

    kind: str
    depth: int = 0
    chain: ShownChain | None = None
    line: ShownLine | None = None


class _Formula:
    """A formula that may be marked, or that is printed as it is where its LaTeX can not be read."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        try:
            self.atoms: tuple[Atom, ...] = atoms(latex)
        except UnknownLatexError:
            self.atoms = ()

    def __str__(self) -> str:
        return marked(self.atoms, COMMANDS) if self.atoms else self.latex


class ChainTypesetter:
    """Typesets the chains of one document, whose lines it numbers. folds: whether steps are there to be revealed."""

    def __init__(self, printer: Printer, numbers: count[int], *, folds: bool) -> None:
        self._printer = printer
        self._numbers = numbers
        self._folds = folds

    def events(self, block: ChainBlock) -> Iterator[Event]:
        """The lines of a block: first what is given, without a rule, then the steps, with lists inside lists."""
        lines = block.lines
        typeset = list(self._lines(lines))
        given = 0
        while given < len(lines) and not lines[given].rule and lines[given].depth == 0:
            given += 1
        if given:
            yield Event("given")
            yield from (Event("line", line=line) for line in typeset[:given])
            yield Event("end of given")
        if rest := typeset[given:]:
            yield from _events(_nested(rest, 0), "steps" if self._folds else "open")

    def _lines(self, lines: Sequence[Line]) -> Iterator[ShownLine]:
        numbers = [next(self._numbers) for _ in lines]
        rights = [_Formula(self._printer.part(line.right)) for line in lines]
        throughs = [None if line.through is None else _Formula(self._printer.part(line.through)) for line in lines]
        above = [self._above(at, lines, rights) for at in range(len(lines))]
        for at, line in enumerate(lines):
            place = above[at]
            self._mark(line, throughs[at], rights[at], None if place is None else rights[place])
        for at, line in enumerate(lines):
            middle, place = throughs[at], above[at]
            right = EQUALS + (f"{middle} {EQUALS}" if middle is not None else "") + str(rights[at])
            yield ShownLine(
                numbers[at],
                None if place is None else numbers[place],
                None if line.left is None else self._printer.part(line.left),
                right,
                line.rule,
                line.reason,
                line,
            )

    def _above(self, at: int, lines: Sequence[Line], rights: Sequence[_Formula]) -> int | None:
        """The last line before it at its depth, if that ends with what it begins with."""
        line = lines[at]
        if line.before is None:
            return None
        for place in range(at - 1, -1, -1):
            if lines[place].depth == line.depth:
                return place if rights[place].latex == self._printer.part(line.before) else None
            if lines[place].depth < line.depth:
                return None
        return None

    def _mark(self, line: Line, through: _Formula | None, right: _Formula, above: _Formula | None) -> None:
        """Marks what the line changed, where what it begins with can be seen: above it, or on its own left."""
        if line.before is None or isinstance(line.right, Blank | Holes):
            return
        begun = above if above is not None else self._own_left(line)
        for made in (through, right):
            if made is None or begun is None or not begun.atoms:
                continue
            mark_changes(begun.atoms, made.atoms, OLD, NEW)
            begun = _Formula(made.latex)

    def _own_left(self, line: Line) -> _Formula | None:
        assert line.before is not None
        before = self._printer.part(line.before)
        return _Formula(before) if line.left is not None and self._printer.part(line.left) == before else None


def _events(chain: ShownChain, kind: str, depth: int = 0) -> Iterator[Event]:
    yield Event(kind, depth, chain)
    for item in chain.items:
        if isinstance(item, ShownChain):
            yield from _events(item, "inner", depth + 1)
        else:
            yield Event("line", depth, line=item)
    yield Event(f"end of {kind}", depth, chain)


def _nested(lines: Sequence[ShownLine], depth: int) -> ShownChain:
    items: list[ShownLine | ShownChain] = []
    at = 0
    while at < len(lines):
        if lines[at].line.depth <= depth:
            items.append(lines[at])
            at += 1
            continue
        start = at
        while at < len(lines) and lines[at].line.depth > depth:
            at += 1
        items += (_nested(chain, depth + 1) for chain in _apart(lines[start:at], depth + 1))
    first = next((item for item in items if isinstance(item, ShownLine)), None)
    return ShownChain(tuple(items), None if first is None else first.line.left)


def _apart(lines: Sequence[ShownLine], depth: int) -> Iterator[Sequence[ShownLine]]:
    """The chains at a depth, one after the other: each begins with a left side that the one before it has not."""
    start, left = 0, None
    for at, shown in enumerate(lines):
        if shown.line.depth != depth or shown.left is None or shown.left == left:
            continue
        if left is not None:
            inner = at
            while inner > start and lines[inner - 1].line.depth > depth:
                inner -= 1
            yield lines[start:inner]
            start = inner
        left = shown.left
    yield lines[start:]
