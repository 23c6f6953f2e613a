"""A source in the language of a program that the program can not read."""

from __future__ import annotations

from matcalc.errors import InputError, excerpt, printable


class SourceError(InputError):
    """Says what the program says, and the line of the source where that is known, since nobody else sees the source."""

    def __init__(self, said: str, message: str, source: str, line: int | None) -> None:
        lines = source.split("\n")
        self.line = lines[line - 1] if line and line <= len(lines) else ""
        where = f'; line {line} of the file that they make is "{excerpt(self.line, 0)[0]}"'
        shown = where if line and line <= len(lines) else ""
        super().__init__(f"{said}: {printable(message).removesuffix('.')}{shown}")
