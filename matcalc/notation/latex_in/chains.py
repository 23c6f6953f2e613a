"""Statements: chains of equations, told apart where rows, wide spaces, commas and words stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from matcalc.notation.latex_in.building import hull, run_of
from matcalc.notation.latex_in.dressed import with_its_braces
from matcalc.notation.latex_in.formula import (
    Fence,
    Formula,
    Group,
    Mark,
    Member,
    Number,
    Run,
    Sign,
    Span,
    Statement,
    Words,
)
from matcalc.notation.latex_in.lexemes import Lexeme
from matcalc.notation.latex_in.rows import BINARY, Part, Row, Segment, is_relation, is_sign, rows_of

BETWEEN = re.compile(
    r"(and|so|so that|hence|thus|where|with|then|therefore|which gives|giving|i\.e\.|that is|let)[,:]?\Z", re.I
)
"""Words between two statements that say nothing of either."""

CONDITION = re.compile(
    r"\(?(if|for|when|whenever|unless|since|because|by|as|using|from|provided|assuming|otherwise|elementwise|on|see)\b",
    re.I,
)
"""Words with which a remark begins that stands right after a formula."""


def statements_of(parts: list[Part], text: str) -> tuple[Statement, ...]:
    """The statements in what stands at the top of the mathematics of a text."""
    reader = _Reader(text)
    for row in rows_of(parts):
        reader.read(row)
    reader.end_all()
    return tuple(sorted(reader.statements, key=lambda one: one.span.start))


class _Reader:
    """Collects the parts of one statement after another. beside: those of the columns in which it does not read now:
    a row goes on with the chain of its own column.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.statements: list[Statement] = []
        self.parts: list[Part] = []
        self.remarks: dict[int, Words] = {}
        self.column = 0
        self.beside: dict[int, tuple[list[Part], dict[int, Words]]] = {}

    @property
    def last(self) -> Part | None:
        return self.parts[-1] if self.parts else None

    @property
    def has_relation(self) -> bool:
        return any(is_relation(part) for part in self.parts)

    def end(self) -> None:
        """The statement is complete."""
        if is_sign(self.last, frozenset((Sign.COLON,))) and len(self.parts) > 1:
            self.parts.pop()
        if self.parts:
            self.statements.append(_statement(self.parts, self.remarks, self.text))
        self.parts, self.remarks = [], {}

    def turn_to(self, column: int) -> None:
        """From here on the parts are of the chain in a column."""
        self.beside[self.column] = self.parts, self.remarks
        self.parts, self.remarks = self.beside.pop(column, ([], {}))
        self.column = column

    def end_all(self) -> None:
        """The statements of all columns are complete."""
        for column in sorted({self.column, *self.beside}):
            self.turn_to(column)
            self.end()

    def read(self, row: Row) -> None:
        """Read a row, which goes on with the chain above or begins another."""
        self.turn_to(0)
        if not self._goes_on(row):
            self.end()
        place = column = 0
        while place < len(row.segments):
            segment, rest = row.segments[place], row.segments[place + 1 :]
            place += 1
            column += segment.follows("COLUMN")
            if not segment.parts:
                continue
            if self._is_remark(segment):
                about = list(takewhile(lambda one: not self._begins(one, []), rest))
                self._remark([*segment.parts, *(part for one in about for part in one.parts)])
                place += len(about)
            else:
                if self._is_of_column(segment, rest, column):
                    self.turn_to(column)
                self._segment(segment, rest)

    def _is_of_column(self, segment: Segment, rest: list[Segment], column: int) -> bool:
        """Whether the chain of a column begins with a segment, or goes on with it from the row above."""
        if column == self.column or not segment.follows("COLUMN"):
            return False
        if is_relation(segment.parts[0]):
            return column in self.beside
        return self.has_relation and not is_relation(self.last) and self._begins(segment, rest)

    def _goes_on(self, row: Row) -> bool:
        first = row.first
        if not self.parts or is_relation(first):
            return True
        if is_sign(self.last, BINARY) or is_sign(first, BINARY - {Sign.MINUS}):
            return True
        is_part = row.is_indented or not row.has_relation
        return is_part and (is_relation(self.last) or is_sign(first, frozenset((Sign.MINUS,))))

    def _begins(self, segment: Segment, rest: list[Segment]) -> bool:
        """Whether another equation begins with a segment, after one; after a wide space with a list: i, j = 1, …, n."""
        if segment.follows("IMPLIES"):
            return True
        if not segment.breaks or not segment.parts or is_relation(segment.parts[0]):
            return False
        if self._is_conditional(segment.parts[0]):
            return False
        is_wide = segment.follows("WIDE", "COLUMN")
        listed = takewhile(lambda one: is_wide and not one.follows("WIDE", "COLUMN", "PERIOD", "IMPLIES"), rest)
        return any(one.has_relation for one in (segment, *listed))

    def _segment(self, segment: Segment, rest: list[Segment]) -> None:
        is_after = self.has_relation and not is_relation(self.last)
        if segment.follows("IMPLIES") or (is_after and self._begins(segment, rest)):
            self.end()
        elif is_after and self._is_conditional(segment.parts[0]):
            self._remark(segment.parts)
            return
        elif self.parts and not is_relation(segment.parts[0]):
            self.parts += (kept for one in segment.breaks if (kept := _kept(one)) is not None)
        for place, part in enumerate(segment.parts):
            if isinstance(part, Words) and self._is_between(part, segment.parts[place + 1 :]):
                self.end()
            elif isinstance(part, Words) and self._is_condition(part):
                self._remark(segment.parts[place:])
                return
            else:
                self.parts.append(part)

    def _is_between(self, words: Words, following: list[Part]) -> bool:
        if not BETWEEN.match(words.text.strip()) or is_relation(self.last):
            return False
        return (not self.parts and bool(following)) or (
            self.has_relation and any(is_relation(part) for part in following) and not is_relation(following[0])
        )

    @staticmethod
    def _is_conditional(part: Part) -> bool:
        return isinstance(part, Words) and bool(CONDITION.match(part.text.strip()))

    def _is_condition(self, words: Words) -> bool:
        return self.has_relation and not is_relation(self.last) and self._is_conditional(words)

    # remarks

    def _is_remark(self, segment: Segment) -> bool:
        """Whether a segment after a wide space or a column is about the formula before it, and no part of it."""
        if not self.parts or is_relation(self.last) or is_sign(self.last, BINARY) or not segment.parts:
            return False
        if not segment.follows("WIDE", "COLUMN"):
            return False
        first = segment.parts[0]
        if isinstance(first, Words):
            return not self._is_between(first, segment.parts[1:])
        if isinstance(first, Mark) and first.sign is Sign.OTHER:
            return self.text.startswith(("\\forall", "∀", "\\checkmark", "\\because"), first.span.start)
        if isinstance(first, Group) and first.fence is Fence.NONE and _has_equals(first.inside):
            return True
        is_alone = len(segment.parts) == 1 and isinstance(first, Group) and first.fence in (Fence.ROUND, Fence.SQUARE)
        return is_alone and isinstance(first, Group) and _is_aside(first.inside)

    def _remark(self, parts: list[Part]) -> None:
        span = hull(*(part.span for part in parts))
        words = parts[0].text if len(parts) == 1 and isinstance(parts[0], Words) else None
        typed = " ".join(self.text[span.start : span.end].split())
        place = sum(is_relation(part) for part in self.parts)
        if place in self.remarks:
            span, typed = hull(self.remarks[place].span, span), f"{self.remarks[place].text} {words or typed}"
            words = None
        self.remarks[place] = Words(words or typed, span)


_ASIDE = frozenset((Sign.EQUAL, Sign.IN, Sign.GREATER, Sign.LESS, Sign.UNEQUAL))
"""Signs that say that what stands in brackets is a remark: (i = 1, …, n), (x > 0)."""


def _is_aside(inside: Formula) -> bool:
    """Whether what stands in brackets is no formula: (⋆), (1), (i = 1, …, n), (chain rule)."""
    items = inside.items if isinstance(inside, Run) else (inside,)
    if any(isinstance(item, Words) or is_sign(item, _ASIDE) for item in items):
        return True
    return bool(items) and all(isinstance(item, (Mark, Number)) for item in items)


def _has_equals(inside: Formula) -> bool:
    return isinstance(inside, Run) and any(is_sign(item, frozenset((Sign.EQUAL,))) for item in inside.items)


def _kept(part: Part) -> Mark | None:
    """A break that is a part of the formula after all: a comma between two things."""
    if isinstance(part, Mark):
        return part
    return Mark(Sign.OTHER, part.span) if isinstance(part, Lexeme) and part.type == "PERIOD" else None


def _statement(parts: list[Part], remarks: dict[int, Words], text: str) -> Statement:
    members = tuple(_members(parts, remarks, text))
    return Statement(members, hull(*(member.span for member in members)))


def _members(parts: list[Part], remarks: dict[int, Words], text: str) -> Iterator[Member]:
    relation: Lexeme | None = None
    items: list[Formula] = []
    place = 0
    for part in [*parts, None]:
        if part is not None and not isinstance(part, Lexeme):
            items.append(part)
            continue
        formula = run_of(tuple(items))
        at = relation.span.end if relation is not None else part.span.start if part is not None else 0
        span = formula.span if formula is not None else Span(at, at)
        sign = relation.span if relation is not None else None
        made = Member(relation.value if relation is not None else None, sign, formula, span, remarks.get(place))
        if made.is_hole:
            last = part.span.start if part is not None else len(text)
            made = replace(made, span=with_its_braces(span, text, at if relation is not None else 0, last))
        yield made
        relation, items, place = part, [], place + 1
