"""What a document says: its chains of equations, each member with what it means and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.notation.calls import DERIVATIVE
from matcalc.notation.latex_in.formula import Member, Span, Statement
from matcalc.notation.latex_in.translated import Let, Meaning
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.statements_in import has_derivative, words_of

_DIFFERENTIATED = re.compile(rf"{DERIVATIVE}\s*\(\s*(\w+)")
_ENTRY = re.compile(r"(\w+)\[([^\[\]:]*)\]")
_GRADIENT = re.compile(rf"\b{GRADIENT_PREFIX}\w")
_VARIABLE = re.compile(rf"\b{GRADIENT_PREFIX}(\w+)|\b{DERIVATIVE}\(\s*\w+\s*,\s*(\w+)")
"""What a derivative in the input language is taken at or by: grad_z, D(E, z[i])."""


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
    def text(self) -> str:
        """What it is about, where it names that, and its expression, with those of arrays that it gives a name."""
        if self.meaning is None:
            return ""
        bodies = (let.body.text for let in self.meaning.lets if let.free is not None)
        return " ".join((self.meaning.subject, self.expression, *bodies))

    @property
    def words(self) -> frozenset[str]:
        """The names that may stand in it, its subject left out."""
        return words_of(self.text.removeprefix("" if self.meaning is None else self.meaning.subject))

    @property
    def entries(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The arrays whose entries it speaks of, with their indices: z and j of z[j]."""
        for match in _ENTRY.finditer(self.text):
            letters = tuple(letter.strip() for letter in match[2].split(","))
            if all(letter.isalpha() for letter in letters):
                yield match[1].removeprefix(GRADIENT_PREFIX), letters

    @property
    def is_derived(self) -> bool:
        """Whether it speaks of derivatives."""
        return has_derivative(self.text) or _GRADIENT.search(self.text) is not None

    @property
    def variables(self) -> Iterator[str]:
        """The names of the arrays that it takes derivatives by."""
        for found in _VARIABLE.finditer(self.text):
            yield found[found.lastindex or 0]

    @property
    def holds_derivative(self) -> bool:
        """Whether a derivative by an array stands in its expression: ∂z/∂a."""
        return has_derivative(self.expression)


def with_lets(text: str, lets: tuple[Let, ...]) -> str:
    """A text with the arrays that have no name written out; those in index form keep theirs.

    The last ones may speak of those before them.
    """
    for let in (let for let in reversed(lets) if let.free is None):
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
    def names(self) -> frozenset[str]:
        """The names of arrays that may stand in it; a gradient is that of its array."""
        return words_of(" ".join(one.text for one in self.said))

    @property
    def output(self) -> str:
        """The scalar that its gradients are of, or the expression without a name that it differentiates; empty where
        that is the document's only one.
        """
        found = (one.meaning.output for one in self.said if one.meaning is not None)
        return next(filter(None, found), "") or self.differentiated

    @property
    def differentiated(self) -> str:
        """The let of the expression that is differentiated in the member that the chain is about; empty where there is
        none.
        """
        meanings = (said.meaning for said in self.said if said.meaning is not None and said.meaning.subject)
        if (meaning := next(meanings, None)) is None or (match := _DIFFERENTIATED.match(meaning.subject)) is None:
            return ""
        return match[1] if any(let.name == match[1] for let in meaning.lets) else ""

    @property
    def holes(self) -> Iterator[int]:
        """The places of its members that are ???."""
        return self.statement.holes


@dataclass(frozen=True, slots=True)
class Unread:
    """Mathematics that could not be read. place: where it stands; message: why, with a caret below.

    is_misfit: whether it was read, and left out as it does not go with the other equations. is_claim: whether it may
    say something of what is known, and is no definition.
    """

    span: Span
    line: int
    column: int
    message: str
    is_misfit: bool = False
    is_claim: bool = False

    @property
    def reason(self) -> str:
        """The message without the place that it shows."""
        return self.message.partition("\n")[0]
