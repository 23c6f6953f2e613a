"""A formula as it was typed: letters, scripts, things side by side. Nothing has a meaning yet.

Every part knows its place in the text it was read from; what comes out of a macro has the place of the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a text: offsets of its first character and of the one after its last."""

    start: int
    end: int

    def is_in(self, other: Span) -> bool:
        """Whether it is a part of another one, or all of it."""
        return other.start <= self.start and self.end <= other.end


class Face(Enum):
    """The type a letter is set in, as far as it tells something: \\mathbf, \\mathrm, \\mathcal, \\mathbb."""

    PLAIN = "plain"
    BOLD = "bold"
    ROMAN = "roman"
    SCRIPT = "script"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or a word: W, \\alpha (as alpha), \\mathbf{W}, \\mathrm{net}, \\operatorname{relu}, \\ell (as ell).

    name: Latin letters and digits. accents: hat, tilde, bar, dot, ddot, vec, from the inside out. is_command: whether
    it is a function with a command of its own, as \\log, or an \\operatorname.
    """

    name: str
    span: Span
    face: Face = Face.PLAIN
    accents: tuple[str, ...] = ()
    is_command: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number of digits, perhaps with a decimal point."""

    text: str
    span: Span
    face: Face = Face.PLAIN


class Sign(Enum):
    """A sign between or before things, or alone as a script."""

    PLUS = "+"
    MINUS = "-"
    DOT = "·"
    ENTRYWISE = "⊙"
    KRON = "⊗"
    TIMES = "×"
    OVER = "/"
    ENTRYWISE_OVER = "⊘"
    COLON = ":"
    COMMA = ","
    SEMICOLON = ";"
    EQUAL = "="
    TRANSPOSE = "⊤"
    STAR = "*"
    PRIME = "′"
    LEFT_OUT = "…"
    IN = "∈"
    DAGGER = "†"
    BAR = "|"
    INFINITY = "∞"
    PARTIAL = "∂"
    NABLA = "∇"
    SUM = "Σ"
    PRODUCT = "Π"
    HOLE = "???"
    GREATER = ">"
    LESS = "<"
    UNEQUAL = "≠"
    OTHER = "?"
    """A sign of LaTeX that says nothing about arrays, such as ± or ≤ in brackets: shown by its place in the text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign by itself. ∂, ∇, Σ, Π and a hole are things like letters, and have scripts; \\circ is ENTRYWISE.

    A relation sign that is not at the top of a formula is a sign too: EQUAL of Σ_{i=1}, IN of Σ_{i∈S}, GREATER, LESS
    and UNEQUAL of 1[z > 0], else OTHER.
    A BAR alone is that of p(y | x), or with scripts the one at whose foot stands where to evaluate.
    """

    sign: Sign
    span: Span


@dataclass(frozen=True, slots=True)
class Scripted:
    """Something with a subscript, superscripts and primes: W^{(k)}_{ij}, {W^{(k)}}^T (two of them, nested), f'.

    primes: how many ′ follow the base.
    """

    base: Formula
    low: Formula | None
    high: Formula | None
    primes: int
    span: Span


class Fence(Enum):
    """What a group stands in; NONE: braces, which are not seen."""

    NONE = ""
    ROUND = "()"
    SQUARE = "[]"
    CURLY = "{}"
    ANGLE = "⟨⟩"
    BAR = "||"
    DOUBLE_BAR = "‖‖"
    FLOOR = "⌊⌋"
    CEILING = "⌈⌉"


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets, or in braces where those hold together more than one thing."""

    fence: Fence
    inside: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Fraction:
    """\\frac{above}{below}."""

    above: Formula
    below: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Root:
    """\\sqrt[degree]{inside}; degree None for a square root."""

    inside: Formula
    degree: Formula | None
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """\\begin{bmatrix} … \\end{bmatrix} and its like, by rows. fence: the brackets it stands in."""

    fence: Fence
    rows: tuple[tuple[Formula, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Words:
    """\\text{…}: words in the middle of mathematics."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Run:
    """Things side by side and the signs between them, in the order in which they stand: W a + b, Σ_i W_ij a_i, i, j.

    Flat: which sign holds more tightly, and what a function or a sum reaches over, is decided where it is translated.
    Empty for {}.
    """

    items: tuple[Formula, ...]
    span: Span


Formula = Letter | Number | Mark | Scripted | Group | Fraction | Root | Table | Words | Run


class Relation(Enum):
    """What stands between two members of a chain."""

    EQUAL = "="
    DEFINED = ":="
    ABOUT = "≈"
    PROPORTIONAL = "∝"
    IN = "∈"
    ARROW = "→"
    GREATER = ">"
    """Also ≥; LESS is also ≤."""
    LESS = "<"
    UNEQUAL = "≠"
    DEFINITE = "≻"
    SEMIDEFINITE = "⪰"
    OTHER = "?"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a chain of equations.

    relation: the sign before it, None for the first of a chain; sign: where that sign stands, with what belongs to it
    (& on either side of it). formula: None where nothing stands between two signs, or a sign and the end.
    remark: what follows on the same row after && or \\quad and is words, or in brackets and no part of it; not read.
    span: from its first to its last character; empty at the place where it would stand, where formula is None.
    """

    relation: Relation | None
    sign: Span | None
    formula: Formula | None
    span: Span
    remark: Words | None = None

    @property
    def is_hole(self) -> bool:
        """Whether it is ??? and nothing else."""
        formula = self.formula
        return isinstance(formula, Mark) and formula.sign is Sign.HOLE


@dataclass(frozen=True, slots=True)
class Statement:
    """A chain of equations: members of it in order; several rows of an aligned environment are one chain where a row
    begins with a relation sign.
    """

    members: tuple[Member, ...]
    span: Span

    @property
    def holes(self) -> Iterator[int]:
        """The places among the members of those that are ???."""
        return (at for at, member in enumerate(self.members) if member.is_hole)


Pieces = tuple[tuple[Statement, ...], ...]
"""Of each piece of mathematics in a document its statements."""
