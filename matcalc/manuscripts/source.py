"""The text of a file, with its lines counted: decoded from bytes, and errors that say where in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from matcalc.errors import InputError, LanguageError

MOST_BYTES = 10_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE_END = r"(?>\r\n|\r|\n)"
"""One end of a line in any of the three styles, as a pattern that never takes half of CRLF."""

_LINE_END = re.compile(LINE_END)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SHOWN = 200


@dataclass(frozen=True)
class Source:
    """A text and what it is called. Offsets are characters from 0; lines and columns are counted from 1.

    A line ends with LF, CRLF or CR.
    """

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Where an offset stands: its line and its column."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def error(self, message: str, offset: int) -> LanguageError:
        """An error that names the file, the line and the column, and shows the place with a caret."""
        line, column = self.line_and_column(offset)
        start = max(self._starts[line - 1], offset - _SHOWN)
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        shown = self.text[start : min(end, offset + _SHOWN)].rstrip("\r\n")
        return LanguageError(f"{self.name}, line {line}, column {column}: {message}", shown, offset - start)


def decoded(data: bytes, name: str) -> str:
    """The text in the bytes of a file, without its byte order mark. Raises InputError for what is no UTF-8 text."""
    require_moderate(len(data), name)
    if data.startswith(_UTF_16):
        raise InputError(f"{name}: this is UTF-16 text: save the file as UTF-8")
    data = data.removeprefix(BYTE_ORDER_MARK)
    if (zero := data.find(0)) >= 0:
        line, column = _place(data, zero)
        raise InputError(
            f"{name}: this is a binary file, not text: a zero byte stands in line {line}, column {column}; "
            "name the .tex, .md or .txt file itself"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(data, error.start)
        raise InputError(
            f"{name}, line {line}, column {column}: this is not UTF-8 text (byte {data[error.start]:#04x}): "
            "save the file as UTF-8"
        ) from None


def require_moderate(size: int, name: str) -> None:
    """Raises InputError for a file of more bytes than are read."""
    if size > MOST_BYTES:
        raise InputError(
            f"{name}: the file has {size:,} bytes, and at most {MOST_BYTES:,} are read: "
            "put the part with the derivation into a file of its own"
        )


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte; what stands before it is valid."""
    before = Source("", data[:offset].decode("utf-8", "replace"))
    return before.line_and_column(len(before.text))
