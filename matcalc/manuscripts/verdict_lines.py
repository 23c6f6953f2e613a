"""Lines of a document with their verdicts, as an object, as JSON and as text for a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from matcalc.checking.compare import TOLERANCE
from matcalc.documents.columns import wrapped
from matcalc.documents.text import shown_by_ipython
from matcalc.errors import printable
from matcalc.judging.findings import Kind
from matcalc.judging.verdicts import UNREADABLE, Verdict
from matcalc.manuscripts.said import Unread
from matcalc.manuscripts.terminal import INDENT, short

SCHEMA = 1
"""Of as_dict: raised where a key changes its meaning or goes."""

WORDS = {
    Kind.RIGHT: "right",
    Kind.UNFINISHED: "right but not finished",
    Kind.WRONG: "wrong",
    Kind.UNDECIDED: "undecided",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A member of a chain with the verdict on it. number: its line, from 1. typed: as it stands there.

    chain: the number of its chain; steps: how many members that has. is_first: whether it is the first wrong step of
    its chain. is_mixed: whether it is right in the other of two readings that the document mixes.
    """

    number: int
    typed: str
    chain: int
    steps: int
    verdict: Verdict
    is_first: bool = False
    is_mixed: bool = False

    def as_dict(self) -> dict[str, object]:
        """line, typed, first (whether it is the first wrong step of its chain), and the keys of the verdict."""
        return {"line": self.number, "typed": self.typed, "first": self.is_first, **self.verdict.as_dict()}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a document. name: of its file. clashes: what is said of conventions that it mixes, as text.

    names: what its names were taken for, and what decided that, as text; given: the equations that are hypotheses.
    is_readable: whether any equation was read.
    """

    name: str
    lines: tuple[Line, ...]
    unread: tuple[Unread, ...] = ()
    clashes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    is_readable: bool = True

    @property
    def wrong(self) -> tuple[Line, ...]:
        """The lines that are wrong."""
        return tuple(line for line in self.lines if line.verdict.kind is Kind.WRONG)

    @property
    def is_right(self) -> bool:
        """Whether every claim was read, and is right."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """1 where something is wrong, 2 where nothing could be read, else 4 where a claim is undecided or was not read,
        or an equation does not go with the others, else 0.
        """
        if self.wrong:
            return Kind.WRONG.exit_code
        if not self.is_readable:
            return UNREADABLE
        is_undecided = any(line.verdict.kind is Kind.UNDECIDED for line in self.lines)
        return Kind.UNDECIDED.exit_code if is_undecided or any(one.is_claim for one in self.unread) else 0

    def __bool__(self) -> bool:
        return self.is_right

    def as_dict(self) -> dict[str, object]:
        """schema, right (whether all claims are), lines, unread (line, column, message); clashes, names and given as
        texts.
        """
        unread = [{"line": one.line, "column": one.column, "message": one.message} for one in self.unread]
        lines = [line.as_dict() for line in self.lines]
        said = {"clashes": [*self.clashes], "names": [*self.names], "given": [*self.given]}
        return {"schema": SCHEMA, "right": self.is_right, "lines": lines, "unread": unread, **said}

    def to_json(self) -> str:
        """The text of as_dict in JSON, keys in its order."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def text(self, columns: int = 100) -> str:
        """The report for a terminal."""
        return "\n\n".join(_parts(self, columns))

    def __str__(self) -> str:
        return self.text()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002  # as IPython calls it
        """What a notebook shows."""
        shown_by_ipython(self.text(), printer)

    def __repr__(self) -> str:
        return f"<Checked: {_summary(self)}>"


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, the first wrong step of each chain marked."""
    seen: set[int] = set()
    made = []
    for line in lines:
        is_wrong = line.verdict.kind is Kind.WRONG
        made.append(replace(line, is_first=is_wrong and line.chain not in seen))
        if is_wrong:
            seen.add(line.chain)
    return tuple(made)


def _parts(checked: Checked, columns: int) -> Iterator[str]:
    if checked.clashes:
        shown = ["\n".join(wrapped(one, columns)) for one in checked.clashes]
        yield "\n".join([f"{printable(checked.name)}: conventions clash.", *shown])
    for _, lines in groupby(checked.lines, key=lambda line: line.chain):
        told = [line for line in lines if line.verdict.kind is not Kind.RIGHT and not line.is_mixed]
        if told:
            yield "\n".join(_told(told, columns))
    if mixed := sorted({line.number for line in checked.lines if line.is_mixed}):
        numbers = f"line{'s' * (len(mixed) > 1)} {', '.join(map(str, mixed))}"
        said = f"Wrong with the equations as they stand, and right in the other reading: {numbers}."
        yield "\n".join(wrapped(said, columns))
    for one in checked.unread:
        what = "left out, as it does not go with the other equations" if one.is_misfit else "not read"
        why = wrapped(f"line {one.line}, column {one.column}: {what}: {one.reason}", columns)
        yield "\n".join([*why, *one.message.splitlines()[1:]])
    if checked.given:
        yield "\n".join(wrapped(f"Taken as given: {'; '.join(checked.given)}.", columns))
    if checked.names:
        yield "\n".join(wrapped(f"Read as {'; '.join(checked.names)}.", columns))
    yield "\n".join(wrapped(_summary(checked), columns))


def _told(lines: Sequence[Line], columns: int) -> Iterator[str]:
    for line in lines:
        kind = "the first wrong step" if line.is_first and line.steps > 2 else WORDS[line.verdict.kind]
        yield f"line {line.number}, {kind}: {short(line.typed)}"
        for part in str(line.verdict).split("\n"):
            is_place = part.startswith(" ")
            for shown in [part] if is_place else wrapped(part, columns - len(INDENT)):
                yield f"{INDENT}{shown}"


def _summary(checked: Checked) -> str:
    counts = Counter(line.verdict.kind for line in checked.lines)
    said = [f"{counts[kind]} {WORDS[kind]}" for kind in Kind if counts[kind]]
    misfits = sum(one.is_misfit for one in checked.unread)
    others = len(checked.unread) - misfits
    unread = [f"{count} {what}" for count, what in ((misfits, "left out"), (others, "not read")) if count]
    first = next((line for line in checked.lines if line.is_first), None)
    where = "" if first is None else f"; the first wrong step is in line {first.number}"
    return f"{printable(checked.name)}: {', '.join([*said, *unread]) or 'nothing is claimed'}{where}.{_how(checked)}"


def _how(checked: Checked) -> str:
    """How what is right was compared."""
    right = [line for line in checked.lines if line.verdict.is_right]
    hows = [line.verdict.how for line in right if line.verdict.how is not None]
    if not hows:
        return ""
    exactly = sum(how.exactly for how in hows)
    error = max((how.error for how in hows if not how.exactly), default=0.0)
    parts = [f"{exactly} exactly, modulo a prime"] if exactly else []
    parts += [f"{len(hows) - exactly} to a relative error of {error:.1g}, the bound being {TOLERANCE:g}"] * (
        exactly < len(hows)
    )
    return f" What is right was compared at random points, all dimensions different: {'; '.join(parts)}."
