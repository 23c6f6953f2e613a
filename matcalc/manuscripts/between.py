"""The rows of a hole as LaTeX, and what the row of the right side that is claimed behind it begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matcalc.chain import Gradient
from matcalc.documents.page import Mathematics, Sentence
from matcalc.documents.pieces import rows as broken
from matcalc.manuscripts.steps import Row, distinct
from matcalc.notation.latex_in.formula import Member, Span, Statement
from matcalc.notation.printer import Printer

SAME: Sentence = ("the same, written in another way",)

SKIPPED = re.compile(r"[\s{}()&]|\\[,;:!> ]|\\(?:left|right|cdot|quad|displaystyle)(?![a-zA-Z])")
"""What two ways of typing one right side may differ in without a reader seeing anything but spaces and brackets."""

SIZED = re.compile(r"\\[td]frac(?![a-zA-Z])")
"""Fractions that are set smaller or larger."""

FROM_ONE = re.compile(r"\\sum\s*_\{\s*([a-z])\s*=\s*1\s*\}\s*\^\s*(?:\{\s*\w+\s*\}|\w)")
"""A sum with the ends of its index, which are the same wherever that stands."""

BEFORE = re.compile(r"(?<!\\)&\s*\Z")
BEHIND = re.compile(r"\s*&(?=[^&]|\Z)")
FARTHEST = 20
"""How far from its sign a & is looked for."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What goes in the place of one hole.

    rows: the steps; the right side of the last is the result; none between two right sides. continues: whether the
    first of them goes on from what stands before the hole, so that its left side is not written: an entry where that
    is an entry, an array where that is an array. asked: what stands on the left of the chain as it is typed there,
    where rows come before it. same: why the claimed right side says what the steps end with, where the two look
    different. is_laid_out: whether the rows end with an entry, and the claimed right side says how the entries stand
    in the array on its left.
    """

    rows: tuple[Row, ...]
    continues: bool = False
    asked: Mathematics | None = None
    same: Sentence = SAME
    is_laid_out: bool = False


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A row as LaTeX: what stands on both sides of its equals sign, and why."""

    left: str
    right: tuple[str, ...]
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Between:
    """The lines of one hole, and what the row of the claimed right side begins with and is said of it.

    opens_row: whether that is a row of its own though no line stands before it.
    """

    lines: tuple[TypedLine, ...]
    left: str
    reason: Sentence
    opens_row: bool = False


def lines_of(text: str, statement: Statement, at: int, fill: Fill, printer: Printer) -> Between:
    """The rows of a hole as LaTeX; those from the one on that looks just like the claimed right side are left out."""
    subject = statement.members[0]
    typed = "" if subject.formula is None or subject.is_hole else typed_in(text, subject)
    rows = distinct(fill.rows, printer)
    lines = []
    for number, row in enumerate(rows):
        left = "" if row.left is None or (number == 0 and fill.continues) else printer.part(row.left)
        if left and typed and (isinstance(row.left, Gradient) or row.left == fill.asked):
            left = typed
        lines.append(TypedLine(left, tuple(broken(row.right, printer)), row.reason))
    claimed = claimed_behind(statement, at)
    if not fill.rows:
        return Between((), "", fill.same, opens_row=True)
    if claimed is None or not lines:
        return Between(tuple(lines), "", ())
    if fill.is_laid_out:
        return Between(tuple(lines), typed, fill.same)
    wanted = _skeleton(typed_in(text, claimed))
    for number, line in enumerate(lines):
        if _skeleton(" ".join(line.right)) == wanted and _is_of_the_result(lines, number, typed):
            return Between(tuple(lines[:number]), line.left, line.reason)
    return Between(tuple(lines), "", fill.same)


def _is_of_the_result(lines: Sequence[TypedLine], number: int, typed: str) -> bool:
    """Whether a line is the last, or one of those that go on from the row of what is asked for."""
    last = max((at for at, line in enumerate(lines) if line.left), default=0)
    return number == len(lines) - 1 or (number >= last and lines[last].left == typed)


def claimed_behind(statement: Statement, at: int) -> Member | None:
    """The right side that is claimed behind a hole."""
    after = statement.members[at + 1 : at + 2]
    return None if not after or after[0].is_hole or after[0].formula is None else after[0]


def typed_in(text: str, member: Member) -> str:
    return text[member.span.start : member.span.end]


def sign_of(text: str, member: Member) -> Span:
    """The sign before a member, with the & on either side of it; empty before the first."""
    if member.sign is None:
        return Span(member.span.start, member.span.start)
    start, end = member.sign.start, member.sign.end
    before, after = BEFORE.search(text, max(0, start - FARTHEST), start), BEHIND.match(text, end)
    return Span(before.start() if before else start, after.end() if after else end)


def _skeleton(formula: str) -> str:
    """A formula without what makes no difference."""
    return SKIPPED.sub("", FROM_ONE.sub(r"\\sum_\1", SIZED.sub(r"\\frac", formula)))
