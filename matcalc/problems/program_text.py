"""Programs as plain text: a line an equation, the last line what is differentiated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.errors import InputError, excerpt
from matcalc.notation.inference import statement

MOST_CHARACTERS = 1_000_000

_DECLARED = re.compile(r"(?P<what>shape|assume)s?\s*:(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_COMMA = re.compile(r"[,;](?![^(]{0,200}\)|[^{]{0,200}\})")
"""One between brackets parts nothing; so far is looked for their end, as no fact is longer."""


@dataclass(frozen=True, slots=True)
class Line:
    """An equation or an expression, the lines of an open bracket joined. number: that of its first line, from 1."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class ProgramText:
    """The lines of a program. shapes: what its lines `shapes: …` say, joined. assume: the facts of `assume: …`."""

    place: str
    shapes: str
    assume: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def lets(self) -> tuple[str, ...]:
        """The equations before what is differentiated."""
        return tuple(line.text for line in self.lines[:-1])

    @property
    def expression(self) -> str:
        """What is differentiated."""
        return self.lines[-1].text

    def placed(self, error: InputError) -> InputError:
        """The error with the number of the line in which it was found, where that is known.

        Of two lines with the same text the second is named: it is the one that is too many.
        """
        found = [line.number for line in self.lines if error.text in (line.text, f"{_named(error.text)} = {line.text}")]
        return InputError(f"{self.place}: line {found[-1]}: {error}") if found else error


def read_program_text(text: str, place: str) -> ProgramText:
    """The lines of `text`: equations, then the expression or the equation to differentiate.

    Blank lines and what follows a # are left out; a bracket may go over several lines. `shapes: X: m×n, w: n` declares
    shapes, `assume: A symmetric, sum(y) = 1` facts. Raises InputError, which begins with `place`, where there is
    nothing to differentiate and where a bracket is not closed.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"{place}: the text has more than {MOST_CHARACTERS:,} characters, the most that is read")
    shapes: list[str] = []
    assume: list[str] = []
    lines: list[Line] = []
    for line in _lines(text, place):
        declared = _DECLARED.fullmatch(line.text)
        if declared is None:
            lines.append(line)
        elif declared["what"].lower() == "shape":
            shapes.append(declared["said"].strip(" ,;"))
        else:
            assume += filter(None, (fact.strip() for fact in _COMMA.split(declared["said"])))
    if not lines:
        raise InputError(f"{place}: there is nothing to differentiate: the last line is an expression or an equation")
    return ProgramText(place, ", ".join(shapes), tuple(assume), tuple(lines))


def equations_in(text: str) -> tuple[str, ...]:
    """The equations of `lets`, in lines as in a program; a line that begins none goes on with the one before.

    Raises InputError where a bracket is not closed.
    """
    equations: list[str] = []
    for line in _lines(text, "lets"):
        if equations and statement(line.text).name is None:
            equations[-1] += f"\n{line.text}"
        else:
            equations.append(line.text)
    return tuple(equations) or (text,)


def _named(text: str) -> str:
    """The name that an expression was given to be read."""
    return text.partition(" = ")[0]


def _lines(text: str, place: str) -> Iterator[Line]:
    """Without blank lines and comments, the lines of an open bracket joined."""
    opened: list[int] = []
    parts: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        part = line.partition("#")[0].strip()
        if not part:
            continue
        first = first if parts else number
        parts.append(part)
        for sign in part:
            if sign in "([":
                opened.append(number)
            elif sign in ")]" and opened:
                opened.pop()
        if not opened:
            yield Line(" ".join(parts), first)
            parts = []
    if parts:
        shown, _ = excerpt(parts[0], 0)
        raise InputError(f"{place}: line {opened[-1]}: a bracket that is opened here is never closed\n  {shown}")
