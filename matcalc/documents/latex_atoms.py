"""LaTeX of our own printer cut into atoms: what a reader points at when saying that something has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

PIECE = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)

OPERATORS = frozenset("+-=,;&<>") | frozenset(
    rf"\{name}" for name in ("odot", "oslash", "otimes", "cdot", "times", "circ", "le", "ge", "mapsto", "\\")
)
SPACES = frozenset({"~", r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad"})
CONTAINERS = {r"\frac": 2, r"\tfrac": 2, r"\sqrt": 1}
"""Commands in whose arguments a part may have changed, with the number of those."""


class Kind(Enum):
    """What an atom is in a formula."""

    ORDINARY = "ordinary"
    OPERATOR = "operator"
    SPACE = "space"


class UnknownLatexError(ValueError):
    """LaTeX that is not of the form that our printer makes."""


@dataclass(eq=False, slots=True)
class Atom:
    """A letter with its scripts, a number, a bracket with all that it holds, a fraction, a sign.

    shell: the text around what it holds, one piece more than `inside` has; an atom that holds nothing is one piece.
    marks: what is said of it.
    """

    kind: Kind
    shell: tuple[str, ...]
    inside: tuple[tuple[Atom, ...], ...] = ()
    marks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its LaTeX, without marks."""
        pieces = [self.shell[0]]
        for atoms, after in zip(self.inside, self.shell[1:], strict=True):
            pieces += [*(atom.text for atom in atoms), after]
        return "".join(pieces)


def atoms(latex: str) -> tuple[Atom, ...]:
    """The atoms that make up the LaTeX when joined. Raises UnknownLatexError where its brackets do not match."""
    return tuple(_Reader(PIECE.findall(latex)).until(()))


class _Reader:
    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = pieces
        self._at = 0

    def until(self, ends: tuple[str, ...]) -> Iterator[Atom]:
        """The atoms before a piece that ends them, which is left to be read."""
        while self._at < len(self._pieces):
            if self._pieces[self._at] in ends:
                return
            yield self._atom()
        if ends:
            raise UnknownLatexError(f"nothing closes with {' or '.join(ends)}")

    def _next(self) -> str:
        if self._at == len(self._pieces):
            raise UnknownLatexError("it ends too early")
        self._at += 1
        return self._pieces[self._at - 1]

    def _peek(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _atom(self) -> Atom:
        piece = self._next()
        if piece.isspace() or piece in SPACES:
            return Atom(Kind.SPACE, (piece,))
        if piece in OPERATORS:
            return Atom(Kind.OPERATOR, (piece,))
        if piece in (")", "}", r"\right", r"\end"):
            raise UnknownLatexError(f"nothing opens before {piece}")
        if piece == r"\left":
            opening = piece + self._next()
            inside = tuple(self.until((r"\right",)))
            return self._holding(opening, [inside], [self._next() + self._next()])
        if piece == "(":
            inside = tuple(self.until((")",)))
            return self._holding(piece, [inside], [self._next()])
        if piece == "{":
            inside = tuple(self.until(("}",)))
            return self._holding(piece, [inside], [self._next()])
        if piece in CONTAINERS:
            return self._container(piece)
        whole = piece + (self._environment() if piece == r"\begin" else "")
        while piece.startswith("\\") and self._peek() in ("{", "["):
            whole += self._group()
        return Atom(Kind.ORDINARY, (whole + self._scripts(),))

    def _holding(self, opening: str, inside: list[tuple[Atom, ...]], closing: list[str]) -> Atom:
        *between, last = closing
        return Atom(Kind.ORDINARY, (opening, *between, last + self._scripts()), tuple(inside))

    def _container(self, command: str) -> Atom:
        opening, inside, closing = command, [], []
        for number in range(CONTAINERS[command]):
            if self._next() != "{":
                raise UnknownLatexError(f"{command} without braces")
            inside.append(tuple(self.until(("}",))))
            opens_another = number + 1 < CONTAINERS[command]
            closing.append(self._next() + ("{" if opens_another else ""))  # the loop checks that the brace is there
        return self._holding(opening + "{", inside, closing)

    def _environment(self) -> str:
        text = ""
        depth = 1
        while depth:
            piece = self._next()
            depth += (piece == r"\begin") - (piece == r"\end")
            text += piece
        return text + self._group()

    def _group(self) -> str:
        """A group in braces or square brackets as it stands."""
        opening = self._next()
        closing = {"{": "}", "[": "]"}[opening]
        text, depth = opening, 1
        while depth:
            piece = self._next()
            depth += (piece == opening) - (piece == closing)
            text += piece
        return text

    def _scripts(self) -> str:
        text = ""
        while self._peek() in ("^", "_", "'"):
            piece = self._next()
            text += piece
            if piece != "'":
                text += self._group() if self._peek() == "{" else self._next()
        return text
