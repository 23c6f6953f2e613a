"""The rows of an alignment: which go on with the one above, and what stands in each between two breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from matcalc.notation.latex_in.building import hull
from matcalc.notation.latex_in.formula import Formula, Mark, Relation, Sign
from matcalc.notation.latex_in.lexemes import Lexeme

Part = Formula | Lexeme

BINARY = frozenset(
    (Sign.PLUS, Sign.MINUS, Sign.DOT, Sign.ENTRYWISE, Sign.KRON, Sign.TIMES, Sign.OVER, Sign.ENTRYWISE_OVER)
)
"""Signs that stand between two things, so that a row which begins or ends with one is only a part."""

PUNCTUATION = frozenset((Sign.COMMA, Sign.SEMICOLON))


@dataclass(slots=True)
class Segment:
    """Formulas and relation signs with no break between them. breaks: what stands before it on its row."""

    parts: list[Part] = field(default_factory=list)
    breaks: list[Part] = field(default_factory=list)

    @property
    def has_relation(self) -> bool:
        return any(is_relation(part) for part in self.parts)

    def follows(self, *types: str) -> bool:
        """Whether a space or a sign of one of these types stands before it."""
        return any(isinstance(part, Lexeme) and part.type in types for part in self.breaks)


@dataclass(slots=True)
class Row:
    """One row of an alignment, or all there is. is_indented: whether its first column is empty."""

    segments: list[Segment]
    is_indented: bool

    @property
    def first(self) -> Part | None:
        return next((part for segment in self.segments for part in segment.parts), None)

    @property
    def has_relation(self) -> bool:
        return any(segment.has_relation for segment in self.segments)


def is_relation(part: Part | None) -> bool:
    """Whether it is a relation sign between two members."""
    return isinstance(part, Lexeme) and part.type == "RELATION"


def is_sign(part: Part | None, signs: frozenset[Sign]) -> bool:
    """Whether it is one of these signs, alone."""
    return isinstance(part, Mark) and part.sign in signs


def rows_of(parts: list[Part]) -> Iterator[Row]:
    """The rows of what stands at the top of the mathematics; those with nothing in them are left out."""
    row: list[Part] = []
    for part in [*parts, None]:
        if part is not None and not (isinstance(part, Lexeme) and part.type == "ROW"):
            row.append(part)
            continue
        if any(not isinstance(one, Lexeme) or one.type == "RELATION" for one in row):
            first = next(one for one in row if not (isinstance(one, Lexeme) and one.type == "WIDE"))
            is_indented = isinstance(first, Lexeme) and first.type == "AMP"
            yield Row(list(_segments(_implied(_columns(row)))), is_indented)
        row = []


def _columns(row: list[Part]) -> list[Part]:
    """The row without the & at which it is aligned; every second & is a COLUMN, where another equation may begin."""
    made: list[Part] = []
    count = 0
    before: Lexeme | None = None
    for part in row:
        if isinstance(part, Lexeme) and part.type == "AMP":
            count += 1
            if made and isinstance(made[-1], Lexeme) and made[-1].type == "RELATION":
                made[-1] = replace(made[-1], span=hull(made[-1].span, part.span))
            elif count % 2 == 0:
                made.append(replace(part, type="COLUMN"))
            else:
                before = part
            continue
        if isinstance(part, Lexeme) and part.type == "RELATION" and before is not None:
            part = replace(part, span=hull(before.span, part.span))
        before = None
        made.append(part)
    return made


def _implied(row: list[Part]) -> list[Part]:
    """The row with IMPLIES for an arrow that stands wide between two equations, or leads a row with one."""
    made = list(row)
    for place, part in enumerate(row):
        if not (isinstance(part, Lexeme) and is_relation(part) and part.value is Relation.ARROW):
            continue
        beside = [row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)]
        is_wide = any(isinstance(one, Lexeme) and one.type in ("WIDE", "COLUMN") for one in beside)
        before, after = row[:place], row[place + 1 :]
        is_between = any(is_relation(one) for one in after) and (not before or any(is_relation(one) for one in before))
        if is_wide and is_between:
            made[place] = replace(part, type="IMPLIES")
    return made


def _segments(row: list[Part]) -> Iterator[Segment]:
    segment = Segment()
    for part in row:
        if (isinstance(part, Lexeme) and part.type != "RELATION") or is_sign(part, PUNCTUATION):
            if segment.parts:
                yield segment
                segment = Segment()
            segment.breaks.append(part)
        else:
            segment.parts.append(part)
    yield segment
