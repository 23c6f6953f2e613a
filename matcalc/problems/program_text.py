"""Programs as plain text: a line an equation, the last line what is differentiated."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.errors import InputError

MOST_CHARACTERS = 1_000_000
SHAPES = "shapes:"


@dataclass(frozen=True, slots=True)
class ProgramText:
    """The lines of a program. shapes: what its lines `shapes: …` say, joined."""

    shapes: str
    lets: tuple[str, ...]
    expression: str


def read_program_text(text: str, place: str) -> ProgramText:
    """The lines of `text`: equations, then the expression or the equation to differentiate.

    Blank lines and what follows a # are left out; `shapes: X: m×n, w: n` declares shapes. Raises InputError, which
    begins with `place`, where there is nothing to differentiate.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"{place}: the text has more than {MOST_CHARACTERS:,} characters, the most that is read")
    lines = [stripped for line in text.splitlines() if (stripped := line.partition("#")[0].strip())]
    shapes = [line.removeprefix(SHAPES).strip(" ,;") for line in lines if line.startswith(SHAPES)]
    equations = [line for line in lines if not line.startswith(SHAPES)]
    if not equations:
        raise InputError(f"{place}: there is nothing to differentiate: the last line is an expression or an equation")
    return ProgramText(", ".join(shapes), tuple(equations[:-1]), equations[-1])
