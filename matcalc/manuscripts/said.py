"""What a document says: its chains of equations, each member with what it means and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.notation.latex_in.formula import Member, Span, Statement
from matcalc.notation.latex_in.translated import Let, Meaning

_DERIVED = re.compile(r"\b(?:grad_\w|D\s*\()")


@dataclass(frozen=True, slots=True)
class Said:
    """A member of a chain. meaning: None for ???. line: of the document, from 1. typed: as it stands there."""

    member: Member
    meaning: Meaning | None
    line: int
    typed: str = ""

    @property
    def expression(self) -> str:
        """In the input language, what stands for no name put in: D((W.T @ a), a). Empty for a hole."""
        if self.meaning is None:
            return ""
        return with_lets(self.meaning.expression.text, self.meaning.lets)

    @property
    def is_derived(self) -> bool:
        """Whether it speaks of derivatives."""
        return _DERIVED.search(self.expression) is not None


def with_lets(text: str, lets: tuple[Let, ...]) -> str:
    """A text with the arrays that have no name written out. The last ones may speak of those before them."""
    for let in reversed(lets):
        text = re.sub(rf"(?<![\w.]){re.escape(let.name)}(?!\w)", lambda _, body=let.body.text: f"({body})", text)  # type: ignore[misc]
    return text


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of equations. number: its place among those of the document."""

    statement: Statement
    said: tuple[Said, ...]
    number: int

    @property
    def line(self) -> int:
        return self.said[0].line

    @property
    def holes(self) -> Iterator[int]:
        """The places of its members that are ???."""
        return self.statement.holes


@dataclass(frozen=True, slots=True)
class Unread:
    """Mathematics that could not be read. place: where it stands; message: why, with a caret below."""

    span: Span
    line: int
    column: int
    message: str
